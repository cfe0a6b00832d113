#include "app/memory_watch.hpp"

#include <spotter/ops/metrics/process.hpp>
#include <spotter/resilience/overload.hpp>

#include <algorithm>
#include <fstream>
#include <malloc.h>
#include <sstream>
#include <utility>

namespace spotter::app {
namespace {

constexpr std::chrono::seconds kPeriod{1};
/// What lies free is counted, and given back to the system, so often at most: each takes a moment
/// of every thread.
constexpr std::chrono::seconds kHeapPause{10};

/// The number that a file begins with; nothing when it is not there or says "max".
std::optional<std::uint64_t> number_in(const std::string& path) {
  std::ifstream file(path);
  std::uint64_t number = 0;
  if (!(file >> number)) return std::nullopt;
  return number;
}

/// The least that `file` says in the folder and in those above it, up to `top`.
std::optional<std::uint64_t> least_above(const std::string& top, std::string group,
                                         const std::string& file) {
  std::optional<std::uint64_t> least;
  for (;;) {
    const auto limit = number_in(top + group + "/" + file);
    if (limit && (!least || *limit < *least)) least = limit;
    const std::size_t slash = group.rfind('/');
    if (slash == std::string::npos) return least;
    group.erase(slash);
  }
}

/// cgroups(7): a line is "0::/path" in v2, "4:memory:/path" in v1.
std::optional<std::uint64_t> limit_of_group(const std::string& root) {
  std::ifstream groups(root + "/proc/self/cgroup");
  std::optional<std::uint64_t> least;
  for (std::string line; std::getline(groups, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string kinds = "," + line.substr(first + 1, second - first - 1) + ",";
    const std::string group = line.substr(second + 1) == "/" ? "" : line.substr(second + 1);
    std::optional<std::uint64_t> limit;
    if (kinds == ",,") {
      limit = least_above(root + "/sys/fs/cgroup", group, "memory.max");
    } else if (kinds.find(",memory,") != std::string::npos) {
      limit = least_above(root + "/sys/fs/cgroup/memory", group, "memory.limit_in_bytes");
    }
    if (limit && (!least || *limit < *least)) least = limit;
  }
  return least;
}

/// proc(5): "MemTotal:       24650964 kB".
std::optional<std::uint64_t> memory_of_machine(const std::string& root) {
  std::ifstream file(root + "/proc/meminfo");
  std::string name;
  std::uint64_t kilobytes = 0;
  if (!(file >> name >> kilobytes) || name != "MemTotal:") return std::nullopt;
  return kilobytes * 1024;
}

double part_taken(std::uint64_t limit) {
  const auto resident = ops::metrics::read_resident_bytes();
  return resident && limit > 0 ? static_cast<double>(*resident) / static_cast<double>(limit) : 0;
}

struct Look {
  double used = 0;
  std::uint64_t least_free = 0;  ///< of the heap, since memory was given back last
  bool trimmed = false;
};

struct MayLook {
  bool counts = false;
  bool trims = false;
};

std::uint64_t free_bytes_of_heap() {
  return ::mallinfo2().fordblks;
}

/// On a worker. An allocator that keeps what was freed looks like one that needs it.
Look look(const MemoryWatch::Limit& given, MayLook may, std::uint64_t least_free) {
  const std::uint64_t limit = given ? *given : memory_limit();
  Look look{part_taken(limit), least_free};
  constexpr double kTrimAbove =
      resilience::Overload::kHighMemory - resilience::Overload::kMemoryMargin;
  bool much = look.used >= kTrimAbove;
  if (may.counts) {
    const std::uint64_t free = free_bytes_of_heap();
    much = much || is_worth_giving_back(free, least_free);
    look.least_free = std::min(free, least_free);
  }
  if (!may.trims || !much) return look;
  ::malloc_trim(0);
  return {part_taken(limit), free_bytes_of_heap(), true};
}

}  // namespace

bool is_worth_giving_back(std::uint64_t free, std::uint64_t least_free) noexcept {
  constexpr std::uint64_t kWorthIt = std::uint64_t{32} * 1024 * 1024;
  return free >= least_free + kWorthIt;
}

std::uint64_t memory_limit(const std::string& root) {
  const auto machine = memory_of_machine(root);
  const auto group = limit_of_group(root);
  if (!machine) return group.value_or(0);
  return group ? std::min(*group, *machine) : *machine;  // v1 says a huge number for "none"
}

MemoryWatch::MemoryWatch(ShardExecutor executor, shard::WorkerPool& workers, Limit limit,
                         std::function<void(double)> told)
    : executor_(executor),
      workers_(workers),
      limit_(limit),
      told_(std::move(told)),
      stopped_(executor) {}

Task<void> MemoryWatch::run() {
  TimePoint count_from = TimePoint::min();
  TimePoint trim_from = TimePoint::min();
  std::uint64_t least_free = 0;
  while (!stopping_) {
    const TimePoint now = std::chrono::steady_clock::now();
    const MayLook may{now >= count_from, now >= trim_from};
    auto looking = shard::offload(workers_, executor_, [limit = limit_, may, least = least_free] {
      return look(limit, may, least);
    });
    const auto seen = co_await std::move(looking);
    // Who cannot look for all the work that waits tells nothing; the last word stands.
    if (seen) {
      least_free = seen->least_free;
      if (may.counts) count_from = now + kHeapPause;
      if (seen->trimmed) trim_from = now + kHeapPause;
      told_(seen->used);
    }
    co_await stopped_.wait_until(now + kPeriod);
  }
}

void MemoryWatch::stop() noexcept {
  stopping_ = true;
  stopped_.notify();
}

}  // namespace spotter::app
