#pragma once

#include <spotter/purchase/verifier.hpp>
#include <spotter/telemetry/metrics.hpp>

namespace spotter::purchase::entitlements {

/// Where an answer came from.
enum class AnswerSource {
  examined,  ///< the credential itself said it: nobody had to be asked
  kept,      ///< an answer that holds
  grace,     ///< a yes that is over, while its store cannot be asked
  shared,    ///< another process had it
  asked,     ///< its store
  nobody     ///< there is none: a limit of ours, or nobody answered in time
};
std::string_view name_of(AnswerSource source) noexcept;

/// "May this one talk?", counted. Of the process; copies are values.
struct Metrics {
  telemetry::By<telemetry::Counter, Store::revenue_cat, Verdict::unknown> decisions;
  telemetry::By<telemetry::Counter, Reason::internal> reasons;
  telemetry::By<telemetry::Counter, AnswerSource::nobody> sources;
  telemetry::Counter barred;         ///< who had tried too many credentials
  telemetry::Counter notifications;  ///< of stores
};
template <class M>
requires std::is_same_v<std::remove_const_t<M>, Metrics>
auto fields(M& metrics) {
  return std::tie(metrics.decisions, metrics.reasons, metrics.sources, metrics.barred,
                  metrics.notifications);
}
void describe(const Metrics& metrics, telemetry::MetricPage& page);

}  // namespace spotter::purchase::entitlements
