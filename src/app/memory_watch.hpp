#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/shard/signal.hpp>
#include <spotter/shard/task.hpp>
#include <spotter/shard/worker_pool.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace spotter::app {

/// How many bytes the process may take: the least limit of its control group and those above it
/// (cgroup v2 memory.max, v1 memory.limit_in_bytes), or what the machine has. 0: cannot be told.
/// Reads files below `root`, which ends without a slash.
std::uint64_t memory_limit(const std::string& root = "");

/// Whether what the allocator keeps free is worth giving back to the system: after a crowd has
/// left. Of bytes that it cannot give back, as others lie between them, it has `least_free`.
bool is_worth_giving_back(std::uint64_t free, std::uint64_t least_free) noexcept;

/// Looks once a second how much of its memory the process has taken, and has the allocator give
/// back what lies free. Lives on one shard.
class MemoryWatch {
 public:
  /// Bytes; 0: none. Nothing: what the system allows, which may change at any time.
  using Limit = std::optional<std::uint64_t>;

  /// `told` hears on this shard which part of the limit is resident; 0: there is none. `workers`
  /// outlive this.
  MemoryWatch(ShardExecutor executor, shard::WorkerPool& workers, Limit limit,
              std::function<void(double used)> told);

  /// From the next look on.
  void set_limit(Limit limit) noexcept { limit_ = limit; }
  /// Runs until stop().
  Task<void> run();
  void stop() noexcept;

 private:
  ShardExecutor executor_;
  shard::WorkerPool& workers_;
  Limit limit_;
  std::function<void(double)> told_;
  shard::Signal stopped_;
  bool stopping_ = false;
};

}  // namespace spotter::app
