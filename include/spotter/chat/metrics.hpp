#pragma once

#include <spotter/chat/ending.hpp>
#include <spotter/rate_limit/limiter.hpp>
#include <spotter/telemetry/metrics.hpp>

namespace spotter::chat {

/// What a turn is about.
enum class TurnKind { introduction, message, workout, session };
/// The enumerator's own name.
std::string_view name_of(TurnKind kind) noexcept;

enum class FrameKind { text, plan };
std::string_view name_of(FrameKind kind) noexcept;

/// What was said to a turn that wanted a generation.
enum class QuotaDecision { allowed, used_up, too_many_running, failed };
std::string_view name_of(QuotaDecision decision) noexcept;

/// What the turns of a shard came to. Lives there; copies are values.
struct Metrics {
  template <class Cell>
  using ByKind = telemetry::By<Cell, TurnKind::session>;

  telemetry::By<telemetry::Counter, TurnKind::session, Outcome::internal_error> turns;
  telemetry::Gauge running;
  ByKind<telemetry::Histogram<telemetry::kAnswerSeconds>> duration;
  ByKind<telemetry::Histogram<telemetry::kAnswerSeconds>> first_word;
  telemetry::Counter begun_again;  ///< answers that broke off and were asked for once more
  telemetry::Counter stood_in;     ///< answers by rules because no model could
  telemetry::Counter deltas;
  telemetry::Counter conflated;  ///< deltas that were shown with a later one
  telemetry::By<telemetry::Counter, FrameKind::plan> frames;
  /// From the arrival of the oldest bytes in a frame to when the client's socket has taken it.
  telemetry::Histogram<telemetry::kAddedSeconds> added_latency;
  telemetry::By<telemetry::Counter, QuotaDecision::failed> quota;
  telemetry::By<telemetry::Counter, rate_limit::Settlement::given_back> settled;
};

/// All cells.
template <class M>
requires std::is_same_v<std::remove_const_t<M>, Metrics>
auto fields(M& metrics) {
  return std::tie(metrics.turns, metrics.running, metrics.duration, metrics.first_word,
                  metrics.begun_again, metrics.stood_in, metrics.deltas, metrics.conflated,
                  metrics.frames, metrics.added_latency, metrics.quota, metrics.settled);
}

void describe(const Metrics& metrics, telemetry::MetricPage& page);

}  // namespace spotter::chat
