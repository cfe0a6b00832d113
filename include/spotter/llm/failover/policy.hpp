#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/llm/event.hpp>
#include <spotter/resilience/breaker.hpp>
#include <spotter/resilience/bulkhead.hpp>
#include <spotter/resilience/retries.hpp>

#include <optional>

namespace spotter::llm::failover {

/// What a failed call means: one row of the table in policy.cpp.
struct Meaning {
  enum class Again {
    yes,   ///< the same provider may do better in a moment
    once,  ///< it may do better, but if it does not the next time, it will not
    no     ///< it will say the same
  };
  resilience::Verdict verdict = resilience::Verdict::faulty;
  resilience::Bulkhead::Load load = resilience::Bulkhead::Load::unknown;
  Again again = Again::no;
};
Meaning meaning_of(FailureClass cause) noexcept;

/// How long is waited for whom, and how often. Defaults in brackets.
struct Policy {
  /// New attempts begin until so long after the question (20 s); the one by rules also later.
  Duration start_window = std::chrono::seconds(20);
  /// Attempts at one provider in an answer, when others could answer (2) and when nobody else could
  /// (3).
  int attempts_with_others = 2;
  int attempts_alone = 3;
  /// Longest wait before a model is asked again when those by rules could answer (1 s).
  Duration patience_with_others = std::chrono::seconds(1);
  /// Without advice of the provider; with it, that. Advice above `rest_from` (10 s) also keeps all
  /// others away from it, for so long, five minutes at most.
  resilience::Backoff backoff;
  Duration rest_from = std::chrono::seconds(10);
  /// Longest wait for a free place at a provider (5 s).
  Duration queue_wait_max = std::chrono::seconds(5);
  /// A second provider is asked when the first has not said a word for so long; the first to speak
  /// answers. Nothing: off.
  std::optional<Duration> hedge_after;

  resilience::Breaker::Settings breaker;
  resilience::Bulkhead::Settings bulkhead;
  resilience::RetryBudget::Settings retry_budget;
};

}  // namespace spotter::llm::failover
