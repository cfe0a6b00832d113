#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/shard/task.hpp>
#include <spotter/telemetry/trace.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spotter::rate_limit {

/// Whose budget: the payer's full hash, and the limits of its store. Ruled by: any 24 h window,
/// exactly.
struct Budget {
  std::string subject;              ///< 64 hex digits
  std::size_t generations_max = 0;  ///< in any 24 h; 0: no limit
  telemetry::SpanParent trace{};    ///< what questions about it belong to
};

/// Names one generation; chosen by the caller, unique in the process for a day.
using GenerationId = std::uint64_t;

enum class Refusal { none, used_up, too_many_running };

/// The answer to take(). A refusal is a Decision, not an error, and is not counted.
struct Decision {
  Refusal refusal = Refusal::none;
  /// Generations left after this one; nothing: there is no limit, or nobody here knows.
  std::optional<std::size_t> remaining;
  Duration retry_after{};  ///< until it is worth to ask again, when none is left
  [[nodiscard]] bool allowed() const noexcept { return refusal == Refusal::none; }
};

enum class Settlement { charged, given_back };
/// For metrics.
constexpr std::string_view name_of(Settlement settlement) noexcept {
  return settlement == Settlement::charged ? "charged" : "given_back";
}

/// Counts generations per payer: a sliding log of the last 24 h and the turns that run now. Shard:
/// any; implementations cross by themselves.
class Limiter {
 public:
  virtual ~Limiter() = default;
  /// Takes one generation from the budget. Repeating an id changes nothing and answers the same.
  /// Errors: Errc::unavailable (ours, again later) when the store behind it is away.
  virtual Task<Result<Decision>> take(Budget budget, GenerationId id) = 0;
  /// Ends a taken generation: it stays charged, or is given back as if it had never been.
  /// Idempotent; unknown ids are ignored.
  virtual Task<void> settle(Budget budget, GenerationId id, Settlement settlement) = 0;

  /// A generation's name in all processes that share the budgets; empty: others never see it.
  [[nodiscard]] virtual std::string name_of(GenerationId id) const {
    static_cast<void>(id);
    return {};
  }
  /// Gives back what a process took that is no more. Best effort; unknown and empty names are
  /// ignored.
  virtual Task<void> give_back(Budget budget, std::string name) {
    static_cast<void>(budget);
    static_cast<void>(name);
    co_return;
  }
  /// Undoes that: the process was there all the same, and the generation came to something. Best
  /// effort; one that was not given back, and empty names, change nothing.
  virtual Task<void> count_again(Budget budget, std::string name) {
    static_cast<void>(budget);
    static_cast<void>(name);
    co_return;
  }
};

}  // namespace spotter::rate_limit
