#pragma once

#include <spotter/shard/task.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <utility>

namespace spotter::simulation {

/// What the scripted network and models do later, in the order of its times; at one time in the
/// order of at(). Lives on its shard; ends with stop().
class Schedule {
 public:
  explicit Schedule(ShardExecutor executor);
  Schedule(const Schedule&) = delete;
  Schedule& operator=(const Schedule&) = delete;
  ~Schedule();

  void at(TimePoint when, std::function<void()> work);
  /// Drops what has not happened.
  void stop();
  [[nodiscard]] std::size_t size() const noexcept { return waiting_.size(); }

 private:
  void arm();
  void run();

  Timer timer_;
  using Key = std::pair<TimePoint, std::uint64_t>;
  std::map<Key, std::function<void()>> waiting_;
  std::uint64_t count_ = 0;
  TimePoint armed_for_ = TimePoint::max();
  bool running_ = false;
};

/// Suspends the caller.
Task<void> pause(ShardExecutor executor, Duration span);

}  // namespace spotter::simulation
