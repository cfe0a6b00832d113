#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/shard/task.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace spotter::rate_limit {

/// What is counted of one payer. A value.
struct Tally {
  std::size_t used = 0;     ///< generations of the 24 h before now
  std::size_t running = 0;  ///< turns of this process that run now
  /// In any 24 h, as this process last saw the payer; nothing: it has not for a day, or there is
  /// none.
  std::optional<std::size_t> limit;
  std::optional<Duration>
      oldest_leaves_in;                  ///< until one less is counted; nothing: unknown, or none
  std::optional<Duration> next_free_in;  ///< until one more may; nothing: now, or no limit is known
  bool by_redis = false;                 ///< counted for all processes; else for this one
};

/// The counts of payers for whoever looks after the server: to look at, and to forget. Shard: any;
/// implementations cross by themselves.
class Tallies {
 public:
  virtual ~Tallies() = default;
  /// Of a payer, by 64 hex digits in lower case. One who has taken nothing has 0.
  virtual Task<Tally> look(std::string subject) = 0;
  /// From now on they have taken nothing; turns that run now do not count either. Errors:
  /// unavailable, and what a store answers (later): nothing was forgotten, or not everywhere.
  virtual Task<Result<void>> forget(std::string subject) = 0;
  /// The payers whose hash begins with these digits, of those that this process has seen within a
  /// day; kFoundMax a shard at most. Looks at every payer's name: a few milliseconds a shard.
  virtual Task<std::vector<std::string>> find(std::string prefix) = 0;
  static constexpr std::size_t kFoundMax = 8;
};

}  // namespace spotter::rate_limit
