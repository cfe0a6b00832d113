#pragma once

#include <spotter/telemetry/metrics.hpp>

namespace spotter::redis {

/// What became of a command.
enum class CommandOutcome {
  answered,
  refused,      ///< an error reply
  timed_out,    ///< it may have happened
  unavailable,  ///< no connection, or it broke before the answer
  overloaded    ///< too much is under way, or the command is too large: never sent
};
std::string_view name_of(CommandOutcome outcome) noexcept;

/// The commands of one connection. Lives on its shard; copies are values.
struct Metrics {
  telemetry::By<telemetry::Counter, CommandOutcome::overloaded> commands;
  /// Of those that were sent, until their answer or until it was waited for no longer.
  telemetry::Histogram<telemetry::kAddedSeconds> duration;
};
template <class M>
requires std::is_same_v<std::remove_const_t<M>, Metrics>
auto fields(M& metrics) {
  return std::tie(metrics.commands, metrics.duration);
}
void describe(const Metrics& metrics, telemetry::MetricPage& page);

}  // namespace spotter::redis
