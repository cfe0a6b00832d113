#include <spotter/shard/alarm.hpp>

namespace spotter::shard {

struct Alarm::State {
  Timer timer;
  const Clock& clock;
  Signal& signal;
  TimePoint due = TimePoint::max();
  TimePoint armed_for = TimePoint::max();  ///< max: no timer runs

  void arm(const std::shared_ptr<State>& self) {
    armed_for = due;
    timer.expires_at(due);
    timer.async_wait([weak = std::weak_ptr(self)](boost::system::error_code error) {
      const auto state = weak.lock();
      if (!error && state) state->on_timer(state);
    });
  }

  void on_timer(const std::shared_ptr<State>& self) {
    armed_for = TimePoint::max();
    if (due == TimePoint::max()) return;
    if (clock.now() >= due) {
      due = TimePoint::max();
      signal.notify();
    } else {
      arm(self);
    }
  }
};

Alarm::Alarm(ShardExecutor executor, const Clock& clock, Signal& signal)
    : state_(std::make_shared<State>(State{Timer(executor), clock, signal})) {}

Alarm::~Alarm() = default;

void Alarm::set(TimePoint due) {
  state_->due = due;
  if (due < state_->armed_for) state_->arm(state_);
}

}  // namespace spotter::shard
