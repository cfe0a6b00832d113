#pragma once

#include <spotter/rate_limit/limiter.hpp>

#include <cstddef>
#include <list>
#include <string>
#include <unordered_map>
#include <vector>

namespace spotter::rate_limit::memory {

struct Settings {
  Duration window = std::chrono::hours(24);
  std::size_t running_max = 256;  ///< generations of one subject at the same time
  std::size_t subjects_max =
      100'000;  ///< per shard; beyond it the one unused for longest is forgotten
};

/// The exact sliding window of the subjects that live on one shard. Pure: `now` is an argument.
class SlidingLog {
 public:
  explicit SlidingLog(Settings settings) : settings_(settings) {}

  Decision take(const Budget& budget, GenerationId id, TimePoint now);
  void settle(const Budget& budget, GenerationId id, Settlement settlement, TimePoint now);

  [[nodiscard]] std::size_t subjects() const noexcept { return entries_.size(); }

 private:
  struct Generation {
    GenerationId id;
    TimePoint at;
    bool running;
  };
  struct Entry {
    std::vector<Generation> log;  ///< oldest first
    std::list<std::string>::iterator used;
  };

  Entry& touch(const std::string& subject);
  void prune(Entry& entry, TimePoint now) const;

  Settings settings_;
  std::unordered_map<std::string, Entry> entries_;
  std::list<std::string> by_use_;  ///< longest unused first
};

}  // namespace spotter::rate_limit::memory
