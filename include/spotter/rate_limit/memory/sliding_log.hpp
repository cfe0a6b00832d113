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
  /// Whether it ended a generation that ran.
  bool settle(const Budget& budget, GenerationId id, Settlement settlement, TimePoint now);

  /// For a limiter that asks somebody else about the budget: counts the generation as one that
  /// runs, or refuses it because too many do. Then comes confirm(), withdraw(), or take(), which
  /// decides here after all. An id that runs already is allowed, and stays as it is.
  Decision reserve(const std::string& subject, GenerationId id, TimePoint now);
  void confirm(const std::string& subject, GenerationId id);
  void withdraw(const std::string& subject, GenerationId id);

  [[nodiscard]] std::size_t subjects() const noexcept { return entries_.size(); }

 private:
  enum class Phase { reserved, running, charged };
  struct Generation {
    GenerationId id;
    TimePoint at;
    Phase phase;
  };
  using Log = std::vector<Generation>;
  struct Entry {
    Log log;  ///< oldest first
    std::list<std::string>::iterator used;
  };

  using Entries = std::unordered_map<std::string, Entry>;

  Entry& touch(const std::string& subject);
  void prune(Entry& entry, TimePoint now) const;
  void drop_if_empty(Entries::iterator entry);
  [[nodiscard]] bool has_room_to_run(const Entry& entry) const;
  static Log::iterator find(Entry& entry, GenerationId id);

  Settings settings_;
  Entries entries_;
  std::list<std::string> by_use_;  ///< longest unused first
};

}  // namespace spotter::rate_limit::memory
