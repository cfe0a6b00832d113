#include <spotter/server/metrics.hpp>

#include <algorithm>

namespace spotter::server {

using telemetry::MetricPage;
using telemetry::MetricType;

std::string_view name_of(Admitted admitted) noexcept {
  return admitted == Admitted::served ? "served" : "refused";
}

std::string_view name_of(StatusClass status) noexcept {
  switch (status) {
    case StatusClass::informational:
      return "1xx";
    case StatusClass::successful:
      return "2xx";
    case StatusClass::redirection:
      return "3xx";
    case StatusClass::client_error:
      return "4xx";
    case StatusClass::server_error:
      return "5xx";
  }
  return "unknown";
}

StatusClass class_of(int status) noexcept {
  return static_cast<StatusClass>(std::clamp(status / 100, 1, 5) - 1);
}

void describe(const ConnectionMetrics& metrics, MetricPage& page) {
  show_family(page, "spotter_http_connections_total",
              "Connections accepted; refused ones were over a limit.", {"admission"},
              metrics.accepted);
  show_family(page, "spotter_http_connections", "Connections that are open now.", metrics.open);
}

void merge(std::vector<RouteMetrics>& into, const std::vector<RouteMetrics>& from) {
  for (const RouteMetrics& route : from) {
    const auto found = std::find_if(into.begin(), into.end(), [&](const RouteMetrics& known) {
      return known.path == route.path;
    });
    if (found == into.end()) {
      into.push_back(route);
      continue;
    }
    found->requests.merge(route.requests);
    found->duration.merge(route.duration);
  }
}

void describe(const std::vector<RouteMetrics>& routes, MetricPage& page) {
  page.family("spotter_http_requests_total",
              "Requests answered, by route and class of the status; 1xx: a WebSocket began.",
              MetricType::counter);
  for (const RouteMetrics& route : routes) {
    route.requests.for_each([&](const auto& values, const auto& cell) {
      page.number({{"route", route.path}, {"status", values[0]}},
                  static_cast<double>(cell.value()));
    });
  }
  page.family("spotter_http_request_duration_seconds",
              "From a complete request to the head of its answer.", MetricType::histogram);
  for (const RouteMetrics& route : routes) {
    const telemetry::Label label{"route", route.path};
    show(page, std::span(&label, 1), route.duration);
  }
}

}  // namespace spotter::server
