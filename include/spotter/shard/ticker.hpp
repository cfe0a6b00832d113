#pragma once

#include <spotter/shard/task_group.hpp>

#include <boost/intrusive/list.hpp>

#include <functional>
#include <utility>

namespace spotter::shard {

class Ticker;

/// Something that looks at the time once a second: timeouts of sessions need no timer each.
/// Register with a Ticker of the same shard; destruction unregisters.
class TickListener : public boost::intrusive::list_base_hook<
                         boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  virtual ~TickListener() = default;
  virtual void on_tick(TimePoint now) = 0;
};

/// Calls its listeners about once a second. One per shard. A listener may unregister itself or any
/// other during the call.
class Ticker {
 public:
  /// `on_bug` is told of an exception that left a listener; the others are still called.
  Ticker(ShardExecutor executor, const Clock& clock, TaskGroup::OnBug on_bug,
         Duration period = std::chrono::seconds(1));
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;

  void add(TickListener& listener);
  /// `told` hears with each tick how late the loop came to it: what a busy loop makes others wait.
  void watch_lag(std::function<void(Duration late)> told) { on_lag_ = std::move(told); }
  /// Runs until stop().
  Task<void> run();
  void stop() noexcept;

 private:
  using Listeners =
      boost::intrusive::list<TickListener, boost::intrusive::constant_time_size<false>>;
  const Clock& clock_;
  TaskGroup::OnBug on_bug_;
  Duration period_;
  Signal stopped_;
  std::function<void(Duration)> on_lag_;
  bool stopping_ = false;
  Listeners listeners_;
};

}  // namespace spotter::shard
