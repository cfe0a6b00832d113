#include <spotter/telemetry/otlp/metrics.hpp>

namespace spotter::telemetry::otlp {

std::string_view name_of(DropReason reason) noexcept {
  switch (reason) {
    case DropReason::full:
      return "full";
    case DropReason::refused:
      return "refused";
    case DropReason::rejected:
      return "rejected";
    case DropReason::undelivered:
      return "undelivered";
  }
  return "?";
}

void describe(const Metrics& metrics, MetricPage& page) {
  show_family(page, "spotter_trace_spans_exported_total", "Spans that the collector has taken.",
              metrics.exported);
  show_family(page, "spotter_trace_spans_dropped_total", "Spans that are lost, by reason.",
              {"reason"}, metrics.dropped);
}

}  // namespace spotter::telemetry::otlp
