#pragma once

#include <spotter/llm/failover/board.hpp>
#include <spotter/llm/failover/policy.hpp>

#include <cstddef>
#include <optional>
#include <vector>

namespace spotter::llm::failover {

/// Whom one answer asks next. A machine without a clock.
///
/// All models are asked before one of them is asked again: what another one says at once is better
/// than what the first may say after a pause. Those by rules come when no model can in a moment.
class Choice {
 public:
  /// `by_rules`: of each seat. `start_until`: the last moment at which a model is asked.
  Choice(const Policy& policy, std::vector<bool> by_rules, bool models_only, TimePoint start_until)
      : policy_(policy),
        by_rules_(std::move(by_rules)),
        models_only_(models_only),
        start_until_(start_until),
        attempts_(by_rules_.size(), 0) {}

  /// A call there begins.
  void on_begin(std::size_t seat);
  /// It failed before it said anything that shows.
  void on_failed(std::size_t seat, const Failed& failed, TimePoint now, Entropy& entropy);
  /// Nobody whom fill() allowed could be asked.
  void on_denied();

  struct Next {
    enum class Kind { ask, ask_later, nobody };
    Kind kind = Kind::nobody;
    TimePoint when{};  ///< of ask_later
  };
  Next next(TimePoint now);
  /// Who may be asked now: what next() decided.
  void fill(Order& order, TimePoint now) const;

  [[nodiscard]] bool nobody_rests() const noexcept { return resting_.empty(); }
  /// Whether anybody but this one could still be asked.
  [[nodiscard]] bool others_remain(std::size_t than, TimePoint now) const;

 private:
  struct Resting {
    std::size_t seat;
    TimePoint until;
  };
  [[nodiscard]] bool has_failed(std::size_t seat) const;
  [[nodiscard]] bool rests(std::size_t seat) const;
  [[nodiscard]] bool fresh_model_remains(TimePoint now) const;
  [[nodiscard]] bool rules_remain() const;
  [[nodiscard]] std::optional<Duration> pause_after(std::size_t seat, const Failed& failed,
                                                    TimePoint now, Entropy& entropy) const;

  const Policy& policy_;
  std::vector<bool> by_rules_;
  bool models_only_;
  TimePoint start_until_;
  std::vector<int> attempts_;
  std::vector<std::size_t> failed_;  ///< for good, in this answer
  std::vector<Resting> resting_;     ///< may be asked again later
  std::optional<std::size_t> again_;
  bool fresh_denied_ = false;
  bool all_denied_ = false;
};

}  // namespace spotter::llm::failover
