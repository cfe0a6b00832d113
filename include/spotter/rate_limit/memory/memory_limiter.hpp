#pragma once

#include <spotter/rate_limit/memory/sliding_log.hpp>
#include <spotter/shard/shard_group.hpp>

#include <memory>
#include <string>

namespace spotter::rate_limit::memory {

using Logs = shard::Sharded<SlidingLog>;

/// Where a subject lives.
shard::ShardId home_of(const Logs& logs, const std::string& subject);

/// A limiter of this process: each subject lives on the shard that its hash names, so there is one
/// count for all shards and no lock. One per shard, all on the same `logs`, which outlives them.
std::unique_ptr<Limiter> make_limiter(Logs& logs, const Clock& clock);

}  // namespace spotter::rate_limit::memory
