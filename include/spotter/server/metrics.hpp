#pragma once

#include <spotter/telemetry/metrics.hpp>

#include <string>
#include <vector>

namespace spotter::server {

/// What became of an accepted connection.
enum class Admitted { served, refused };
std::string_view name_of(Admitted admitted) noexcept;

/// 101 is what a WebSocket begins with.
enum class StatusClass { informational, successful, redirection, client_error, server_error };
/// "1xx" to "5xx".
std::string_view name_of(StatusClass status) noexcept;
StatusClass class_of(int status) noexcept;

/// The connections of a shard. Lives there; copies are values.
struct ConnectionMetrics {
  telemetry::By<telemetry::Counter, Admitted::refused> accepted;
  telemetry::Gauge open;
};
template <class M>
requires std::is_same_v<std::remove_const_t<M>, ConnectionMetrics>
auto fields(M& metrics) {
  return std::tie(metrics.accepted, metrics.open);
}
void describe(const ConnectionMetrics& metrics, telemetry::MetricPage& page);

/// The requests to one route of a shard.
struct RouteMetrics {
  std::string path;  ///< as the route was made with; kNoRoute for all that have none
  telemetry::By<telemetry::Counter, StatusClass::server_error> requests;
  /// Until the head of the answer is known; not of requests that are refused before.
  telemetry::Histogram<telemetry::kRequestSeconds> duration;
};
inline constexpr std::string_view kNoRoute = "none";

/// Adds up route by route. All shards have the same routes.
void merge(std::vector<RouteMetrics>& into, const std::vector<RouteMetrics>& from);
void describe(const std::vector<RouteMetrics>& routes, telemetry::MetricPage& page);

}  // namespace spotter::server
