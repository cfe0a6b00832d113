#include <spotter/chat/metrics.hpp>

namespace spotter::chat {

using telemetry::show_family;

std::string_view name_of(TurnKind kind) noexcept {
  switch (kind) {
    case TurnKind::introduction:
      return "introduction";
    case TurnKind::message:
      return "message";
    case TurnKind::workout:
      return "workout";
    case TurnKind::session:
      return "session";
  }
  return "unknown";
}

std::string_view name_of(FrameKind kind) noexcept {
  return kind == FrameKind::text ? "text" : "plan";
}

std::string_view name_of(QuotaDecision decision) noexcept {
  switch (decision) {
    case QuotaDecision::allowed:
      return "allowed";
    case QuotaDecision::used_up:
      return "used_up";
    case QuotaDecision::too_many_running:
      return "too_many_running";
    case QuotaDecision::failed:
      return "failed";
  }
  return "unknown";
}

void describe(const Metrics& metrics, telemetry::MetricPage& page) {
  show_family(page, "spotter_chat_turns_total",
              "Turns that ended, by what they were about and why.", {"kind", "outcome"},
              metrics.turns);
  show_family(page, "spotter_chat_turns_running", "Turns that run now.", metrics.running);
  show_family(page, "spotter_chat_turn_duration_seconds",
              "From the question to the end of the answer.", {"kind"}, metrics.duration);
  show_family(page, "spotter_chat_first_word_seconds",
              "From the question to the first word of its answer.", {"kind"}, metrics.first_word);
  show_family(page, "spotter_chat_answers_begun_again_total",
              "Answers that broke off and were asked for once more.", metrics.begun_again);
  show_family(page, "spotter_chat_answers_stood_in_total",
              "Answers by the offline coach because no model could answer.", metrics.stood_in);
  show_family(page, "spotter_chat_deltas_total", "Pieces of answers that models sent.",
              metrics.deltas);
  show_family(page, "spotter_chat_deltas_conflated_total",
              "Pieces that were shown together with a later one.", metrics.conflated);
  show_family(page, "spotter_chat_frames_total", "Frames sent to clients.", {"kind"},
              metrics.frames);
  show_family(page, "spotter_chat_added_latency_seconds",
              "From the oldest bytes of a frame off the model's socket to the frame in the "
              "client's, pacing included.",
              metrics.added_latency);
  show_family(page, "spotter_chat_quota_decisions_total",
              "What turns were told that wanted a generation.", {"decision"}, metrics.quota);
  show_family(page, "spotter_chat_generations_total",
              "Generations that turns took, by what became of them.", {"settlement"},
              metrics.settled);
}

}  // namespace spotter::chat
