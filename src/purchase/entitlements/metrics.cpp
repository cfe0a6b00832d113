#include <spotter/purchase/entitlements/metrics.hpp>

namespace spotter::purchase::entitlements {

using telemetry::show_family;

std::string_view name_of(AnswerSource source) noexcept {
  switch (source) {
    case AnswerSource::examined:
      return "examined";
    case AnswerSource::kept:
      return "kept";
    case AnswerSource::grace:
      return "grace";
    case AnswerSource::shared:
      return "shared";
    case AnswerSource::asked:
      return "asked";
    case AnswerSource::nobody:
      return "nobody";
  }
  return "unknown";
}

void describe(const Metrics& metrics, telemetry::MetricPage& page) {
  show_family(page, "spotter_purchase_decisions_total", "Credentials judged, by store and verdict.",
              {"store", "verdict"}, metrics.decisions);
  show_family(page, "spotter_purchase_reasons_total", "The same, by why.", {"reason"},
              metrics.reasons);
  show_family(page, "spotter_purchase_answers_total",
              "Where answers came from; kept, grace and shared spare a question to the store.",
              {"source"}, metrics.sources);
  show_family(page, "spotter_purchase_barred_total",
              "Credentials shown by addresses that had tried too many.", metrics.barred);
  show_family(page, "spotter_purchase_notifications_total", "Notifications of stores.",
              metrics.notifications);
}

}  // namespace spotter::purchase::entitlements
