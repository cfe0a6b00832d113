#pragma once

#include <spotter/rate_limit/memory/memory_limiter.hpp>
#include <spotter/rate_limit/tallies.hpp>
#include <spotter/redis/client.hpp>

#include <memory>

namespace spotter::rate_limit::redis {

struct TallySettings {
  Duration window = std::chrono::hours(24);  ///< the limiter's
  /// For tests: its wall_now() instead of the server's TIME. Outlives the tallies.
  const Clock* script_clock = nullptr;
};

/// The counts of the payers of RedisLimiter: one command each. While Redis does not answer, look()
/// says what this process knows, and forget() fails; it fails as well (unavailable) while Redis has
/// yet to be told of generations that this process let through, which would come back. One per
/// shard; everything outlives it.
std::unique_ptr<Tallies> make_tallies(spotter::redis::Client& client, memory::Logs& logs,
                                      const Clock& clock, TallySettings settings = {});

}  // namespace spotter::rate_limit::redis
