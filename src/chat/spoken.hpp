#pragma once

#include "chat/plan_answer.hpp"

#include <spotter/llm/event.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace spotter::chat {

/// What a model has said in one turn: words, and at most one plan. A plan comes as a call of the
/// plan tool, or, from a model that does not keep to that, as JSON among its words. Lives with its
/// turn.
class Spoken {
 public:
  struct Limits {
    std::size_t words_bytes_max = 0;
    std::size_t plan_bytes_max = 0;
  };
  /// Whether what came fits the limits; what does not fit is cut off.
  enum class Fit { fits, too_long };

  /// `names` outlives this.
  Spoken(const exercises::NameKeeper& names, Limits limits) : names_(names), limits_(limits) {}

  Fit add_words(std::string_view fragment);
  /// Calls of tools that were never offered are nothing, and so are calls after the one that has a
  /// plan.
  void begin_call(const llm::ToolBegin& begin);
  Fit add_arguments(const llm::ToolArgs& more);
  /// No more comes in this round: what was held back as the beginning of a plan becomes words.
  void end_round();

  /// All words before the plan, or without one.
  [[nodiscard]] const std::string& words() const noexcept { return words_; }
  /// Of words(): what may be shown. A plan may begin where it ends. Grows only.
  [[nodiscard]] std::string_view showable() const noexcept;
  /// Words that came once there was a plan, without the fence that ends one among words.
  [[nodiscard]] std::string_view words_after() const noexcept;
  [[nodiscard]] std::size_t plan_bytes() const noexcept { return plan_bytes_; }

  /// A call for a plan has begun, though nothing of it may be there yet.
  [[nodiscard]] bool has_call() const noexcept { return plan_.has_value(); }
  /// There is an exercise: something that can be shown.
  [[nodiscard]] bool has_plan() const noexcept { return plan_ && plan_->has_exercise(); }
  /// has_call() only.
  [[nodiscard]] PlanAnswer& plan() noexcept { return *plan_; }
  [[nodiscard]] const PlanAnswer& plan() const noexcept { return *plan_; }

  /// The next call brings the rest of this plan.
  void continue_plan();
  /// The next call brings another plan, from its beginning.
  void forget_plan();

 private:
  void look_for_plan(std::size_t from);
  void feed_plan_in_words(std::string_view more);

  const exercises::NameKeeper& names_;
  Limits limits_;
  std::string words_;
  std::string words_after_;
  std::size_t plan_bytes_ = 0;
  std::optional<PlanAnswer> plan_;
  bool awaiting_call_ = true;  ///< the next call counts

  /// Where in words_ a line began that may be a plan, and is not shown until that is known.
  std::optional<std::size_t> held_from_;
  std::optional<PlanAnswer> held_;
  bool in_words_ = false;     ///< plan_ is one of these, and not complete
  bool may_be_words_ = true;  ///< one attempt an answer: JSON that was no plan is words
};

}  // namespace spotter::chat
