#pragma once

#include <spotter/rate_limit/limiter.hpp>
#include <spotter/rate_limit/tallies.hpp>

#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace spotter::rate_limit::memory {

struct Settings {
  Duration window = std::chrono::hours(24);
  std::size_t running_max = 256;  ///< generations of one subject at the same time
  std::size_t subjects_max =
      100'000;  ///< per shard; beyond it the one unused for longest is forgotten
};

/// What the one who counts for all processes ("the counter") said of one generation.
struct Heard {
  Decision decision;
  std::int64_t at_us = 0;  ///< when, by its own clock: answers may arrive in another order
};

/// How a process goes on while the counter does not decide.
struct Alone {
  std::size_t parts = 1;  ///< what is left of a budget is divided by so many processes
  bool asked = false;     ///< the counter was asked, and has perhaps counted the generation
};

/// The exact sliding window of the subjects that live on one shard. Pure: `now` is an argument.
class SlidingLog {
 public:
  explicit SlidingLog(Settings settings) : settings_(settings) {}

  Decision take(const Budget& budget, GenerationId id, TimePoint now);
  /// Whether it ended a generation that ran.
  bool settle(const Budget& budget, GenerationId id, Settlement settlement, TimePoint now);

  /// For a limiter that asks the counter about the budget. Nothing: ask it; until hear() or
  /// take_alone() the generation counts as one that runs (an id that runs already stays as it is).
  /// Else it is decided here: too many run, or the counter has yet to be told of this subject.
  std::optional<Decision> reserve(const Budget& budget, GenerationId id, TimePoint now,
                                  std::size_t parts);
  void hear(const Budget& budget, GenerationId id, const Heard& heard, TimePoint now);
  /// As take(), with this process's part of what the counter had left. What passes is owed to the
  /// counter, and so is what does not if it was asked: the caller tells it, then says told().
  Decision take_alone(const Budget& budget, GenerationId id, TimePoint now, Alone how);
  /// The counter has yet to be told of this generation, which is no more.
  void owe(const std::string& subject, GenerationId id);
  /// The counter knows now, or (`reached` is false) never will.
  void told(const std::string& subject, GenerationId id, bool reached);

  // For whoever looks after the server.

  [[nodiscard]] Tally look(const std::string& subject, TimePoint now) const;
  /// The counter has yet to be told of generations of the subject.
  [[nodiscard]] bool owes(const std::string& subject) const;
  /// As if the subject had taken nothing: what runs goes on, and does not count either.
  void forget(const std::string& subject, TimePoint now);
  /// Subjects that begin so, `most` at most. Looks at all: milliseconds with subjects_max of them.
  [[nodiscard]] std::vector<std::string> find(std::string_view prefix, std::size_t most) const;

  [[nodiscard]] std::size_t subjects() const noexcept { return entries_.size(); }

 private:
  enum class Phase { reserved, running, charged };
  struct Generation {
    GenerationId id;
    TimePoint at;
    Phase phase;
    bool counted = false;  ///< the counter knows of it
    bool told = false;     ///< it does, since others of the subject were still owed
  };
  using Log = std::vector<Generation>;
  struct Entry {
    Log log;  ///< oldest first
    std::list<std::string>::iterator used;
    std::size_t limit = 0;           ///< of its last budget; 0: none
    std::vector<GenerationId> owed;  ///< what the counter has yet to be told
    /// What the counter last counted beyond this log: other processes, and earlier lives.
    std::size_t others = 0;
    std::int64_t heard_at_us = 0;  ///< by the counter's clock
    TimePoint heard_at;
    std::optional<TimePoint> free_at;  ///< nothing was left, and then one is
  };
  /// The generations of one entry that lie in the window.
  struct Sums {
    std::size_t counted = 0;  ///< the counter knows of them
    std::size_t alone = 0;    ///< it does not, or perhaps not yet
    std::size_t pending = 0;  ///< of those: it is being asked
  };

  using Entries = std::unordered_map<std::string, Entry>;

  Entry& touch(const std::string& subject);
  void prune(Entry& entry, TimePoint now) const;
  void drop_if_empty(Entries::iterator entry);
  [[nodiscard]] bool has_room_to_run(const Entry& entry) const;
  static Log::iterator find(Entry& entry, GenerationId id);
  [[nodiscard]] bool in_window(const Generation& generation, TimePoint now) const;
  [[nodiscard]] Sums sums(const Entry& entry, TimePoint now) const;
  Decision decide(Entry& entry, const Budget& budget, GenerationId id, TimePoint now,
                  std::size_t parts);
  [[nodiscard]] Decision stand(Entry& entry, const Budget& budget, TimePoint now,
                               std::size_t parts) const;
  [[nodiscard]] Duration wait(const Entry& entry, const Budget& budget, TimePoint now,
                              std::size_t parts) const;
  static void add_owed(Entry& entry, GenerationId id);

  Settings settings_;
  Entries entries_;
  std::list<std::string> by_use_;  ///< longest unused first
};

}  // namespace spotter::rate_limit::memory
