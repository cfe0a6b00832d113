#include <spotter/redis/metrics.hpp>

namespace spotter::redis {

std::string_view name_of(CommandOutcome outcome) noexcept {
  switch (outcome) {
    case CommandOutcome::answered:
      return "answered";
    case CommandOutcome::refused:
      return "refused";
    case CommandOutcome::timed_out:
      return "timed_out";
    case CommandOutcome::unavailable:
      return "unavailable";
    case CommandOutcome::overloaded:
      return "overloaded";
  }
  return "unknown";
}

void describe(const Metrics& metrics, telemetry::MetricPage& page) {
  show_family(page, "spotter_redis_commands_total", "Commands, by what became of them.",
              {"outcome"}, metrics.commands);
  show_family(page, "spotter_redis_command_duration_seconds",
              "From a command to its answer, or to the end of waiting for it.", metrics.duration);
}

}  // namespace spotter::redis
