#pragma once

#include <spotter/telemetry/metrics.hpp>

#include <string_view>
#include <tuple>
#include <type_traits>

namespace spotter::conversation {

/// How a new connection went on with a chat.
enum class Resumption {
  joined,    ///< its answer was still being given
  repeated,  ///< its last answer was shown once more
  continued  ///< with other words
};
std::string_view name_of(Resumption how) noexcept;

/// What became of the chats of a shard. Lives there; copies are values.
struct Metrics {
  telemetry::By<telemetry::Counter, Resumption::continued> resumed;
  telemetry::Counter moved;        ///< of them, those that another instance had last
  telemetry::Counter turns_lost;   ///< their process died or is silent; given back
  telemetry::Counter grace_ended;  ///< answers that ended because nobody came back for them
  telemetry::Gauge unheard;        ///< answers that are being given without a client
  telemetry::Gauge kept;           ///< chats in memory, whether somebody talks in them or not
  telemetry::Gauge kept_bytes;     ///< of those that rest, sealed
};

/// All cells.
template <class M>
requires std::is_same_v<std::remove_const_t<M>, Metrics>
auto fields(M& metrics) {
  return std::tie(metrics.resumed, metrics.moved, metrics.turns_lost, metrics.grace_ended,
                  metrics.unheard, metrics.kept, metrics.kept_bytes);
}

void describe(const Metrics& metrics, telemetry::MetricPage& page);

}  // namespace spotter::conversation
