#pragma once

#include "chat/plan_answer.hpp"

#include <spotter/llm/event.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace spotter::chat {

/// The words at the start of a text: up to what is JSON, a fence or a tag. What closes a plan
/// before them is none of them.
[[nodiscard]] std::string_view readable_part(std::string_view text) noexcept;

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
  Spoken(const exercises::NameKeeper& names, Limits limits) : names_(&names), limits_(limits) {}

  Fit add_words(std::string_view fragment);
  /// Calls of tools that were never offered are nothing, and so are calls after the one that has a
  /// plan.
  void begin_call(const llm::ToolBegin& begin);
  Fit add_arguments(const llm::ToolArgs& more);
  /// No more comes in this round: what was held back as the beginning of a plan becomes words.
  void end_round();
  /// The answer ends here, wherever the model was: the beginning of a plan is nothing.
  void break_off();

  /// All words before the plan, or without one.
  [[nodiscard]] const std::string& words() const noexcept { return words_; }
  /// Of words(): what may be shown. A plan may begin where it ends. Grows only.
  [[nodiscard]] std::string_view showable() const noexcept;
  /// So much of words() was shown: no plan begins before.
  void mark_shown(std::size_t bytes) noexcept {
    shown_bytes_ = bytes;
    changed();
  }
  [[nodiscard]] std::size_t shown_bytes() const noexcept { return shown_bytes_; }
  /// The readable part of the words that came once there was a plan.
  [[nodiscard]] std::string_view words_after() const noexcept {
    return readable_part(words_after_);
  }
  /// The words hold something of a plan that could not be read.
  [[nodiscard]] bool has_unread_plan() const noexcept;
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
  [[nodiscard]] std::size_t find_showable() const noexcept;
  /// To be called whenever other words may be shown than before.
  void changed() noexcept { showable_bytes_.reset(); }
  void look_for_plan(std::size_t from);
  void hold(std::size_t object);
  Fit feed_plan_in_words(std::string_view more);
  void unwrap(std::size_t end);
  void take_held();
  void let_go();

  const exercises::NameKeeper* names_;
  Limits limits_;
  std::string words_;
  std::size_t plan_bytes_ = 0;
  std::optional<PlanAnswer> plan_;
  bool awaiting_call_ = true;  ///< the next call counts

  /// Words after the plan, or of a round that brings its rest.
  std::string words_after_;
  std::size_t after_kept_ = 0;  ///< of words_after_: what is not about the rest
  std::size_t shown_bytes_ = 0;
  /// Of words_: it is asked for several times between two changes.
  mutable std::optional<std::size_t> showable_bytes_;
  mutable std::size_t no_tick_bytes_ = 0;  ///< of words_: where no fence can begin

  /// Where in the words something began that may be a plan, and is not shown until that is known.
  struct Held {
    std::size_t from;    ///< with its fence
    std::size_t object;  ///< the brace
    PlanAnswer plan;
  };
  std::optional<Held> held_;
  bool in_words_ = false;  ///< plan_ is written among the words, and not complete
  bool broken_ = false;    ///< it broke: what follows is more of the same, and no words
  int attempts_ = 0;       ///< at JSON that may be a plan, in this round
};

}  // namespace spotter::chat
