#include <spotter/conversation/metrics.hpp>

namespace spotter::conversation {

using telemetry::show_family;

std::string_view name_of(Resumption how) noexcept {
  switch (how) {
    case Resumption::joined:
      return "joined";
    case Resumption::repeated:
      return "repeated";
    case Resumption::continued:
      return "continued";
  }
  return "unknown";
}

void describe(const Metrics& metrics, telemetry::MetricPage& page) {
  show_family(page, "spotter_conversation_resumed_total",
              "Chats that a new connection went on with.", {"how"}, metrics.resumed);
  show_family(page, "spotter_conversation_moved_total",
              "Of them, those that came from another process.", metrics.moved);
  show_family(page, "spotter_conversation_turns_lost_total",
              "Turns without an end whose process died, or did not answer; they cost nothing.",
              metrics.turns_lost);
  show_family(page, "spotter_conversation_grace_ended_total",
              "Answers without a client that ended because nobody came back for them.",
              metrics.grace_ended);
  show_family(page, "spotter_conversation_unheard", "Answers that are given without a client now.",
              metrics.unheard);
  show_family(page, "spotter_conversation_kept", "Chats that the process remembers.", metrics.kept);
  show_family(page, "spotter_conversation_kept_bytes", "What those that rest take, sealed.",
              metrics.kept_bytes);
}

}  // namespace spotter::conversation
