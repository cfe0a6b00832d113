#pragma once

#include <spotter/ledger/ledger.hpp>
#include <spotter/llm/event.hpp>
#include <spotter/telemetry/metrics.hpp>

#include <string>
#include <vector>

namespace spotter::llm::failover {

/// What the calls of one provider came to.
struct CallMetrics {
  telemetry::Counter answered;
  telemetry::By<telemetry::Counter, FailureClass::cancelled> failed;
  telemetry::Histogram<telemetry::kModelSeconds> duration;  ///< of answers
  telemetry::By<telemetry::Histogram<telemetry::kModelSeconds>, FailureClass::cancelled>
      failed_duration;
  telemetry::Histogram<telemetry::kModelSeconds> first_word;  ///< of answers
  /// Of calls whose provider told.
  telemetry::Histogram<telemetry::kModelTokens> input_tokens;
  telemetry::Histogram<telemetry::kModelTokens> output_tokens;
};

/// What the board knows of all calls of the process. A value.
struct Metrics {
  /// One of those who can answer; both names come from the settings.
  struct Seat {
    std::string provider;
    std::string model;  ///< empty: works by rules
    CallMetrics calls;
  };
  std::vector<Seat> seats;
  telemetry::Counter denied;  ///< wishes to ask somebody that nobody could take
  /// Of all accounts of a provider and model.
  struct Spent {
    std::string provider;
    std::string model;
    ledger::Tokens tokens;
    double usd = 0;
    std::uint64_t estimated_calls = 0;
    std::uint64_t unpriced_calls = 0;
  };
  std::vector<Spent> spent;
};

void describe(const Metrics& metrics, telemetry::MetricPage& page);

}  // namespace spotter::llm::failover
