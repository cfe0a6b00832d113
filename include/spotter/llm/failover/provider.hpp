#pragma once

#include <spotter/base/entropy.hpp>
#include <spotter/llm/failover/desk.hpp>
#include <spotter/llm/failover/policy.hpp>
#include <spotter/llm/provider.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace spotter::llm::failover {

/// One of those who can answer, in the order of the board's seats.
struct Candidate {
  std::unique_ptr<Provider> provider;
  /// The first word is due so long after the call began, if others could answer. Nothing: its own
  /// timeouts must do.
  std::optional<Duration> first_word_within;
  std::string base_url{};  ///< of its server, for traces; empty: it asks nobody
};

/// Everything that the answers of a shard need; references outlive the provider.
struct Place {
  ShardExecutor executor;
  const Clock& clock;
  Entropy& entropy;
  Desk& desk;
  const Policy& policy;
};

/// Asks whoever can answer: `policy` says what follows from which failure. Before the first visible
/// word others are asked in silence, Answering comes before each of them. What breaks off after it
/// ends the stream as it ends a single provider's: only the reader knows what was shown. name() is
/// "none" and model() empty: who answers is in Answering. At least one candidate.
std::unique_ptr<Provider> make_provider(Place place, std::vector<Candidate> candidates);

}  // namespace spotter::llm::failover
