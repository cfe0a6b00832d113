#pragma once

#include <spotter/telemetry/metrics.hpp>

#include <string_view>
#include <tuple>
#include <type_traits>

namespace spotter::telemetry::otlp {

/// Why a span is lost.
enum class DropReason {
  full,         ///< too many waited
  refused,      ///< the collector does not want such requests
  rejected,     ///< the collector took the request, and not all of its spans
  undelivered,  ///< the collector could not be reached, or could not take it, for too long
};
std::string_view name_of(DropReason reason) noexcept;

/// The spans of one shard. Lives there; copies are values.
struct Metrics {
  Counter exported;
  By<Counter, DropReason::undelivered> dropped;
};
template <class M>
requires std::is_same_v<std::remove_const_t<M>, Metrics>
auto fields(M& metrics) {
  return std::tie(metrics.exported, metrics.dropped);
}
void describe(const Metrics& metrics, MetricPage& page);

}  // namespace spotter::telemetry::otlp
