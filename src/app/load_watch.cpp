#include "app/load_watch.hpp"

#include <utility>

namespace spotter::app {
namespace {

/// Ten samples in the second over which the least counts.
constexpr std::chrono::milliseconds kPulse{100};

}  // namespace

LoadWatch::LoadWatch(Place place, const Settings& settings)
    : id_(place.id),
      clock_(place.clock),
      log_(place.log),
      overload_(settings.overload),
      pulse_(place.executor, place.clock, place.on_bug, kPulse) {
  pulse_.watch_lag([this](Duration late) { on_lag(late); });
  if (id_ == 0)
    memory_.emplace(place.executor, place.workers, settings.memory_limit,
                    std::move(place.tell_all));
}

void LoadWatch::change(const Settings& settings) {
  overload_.change(settings.overload);
  if (memory_) memory_->set_limit(settings.memory_limit);
}

void LoadWatch::start(shard::TaskGroup& tasks) {
  tasks.spawn(pulse_.run());
  if (memory_) tasks.spawn(memory_->run());
}

void LoadWatch::stop() noexcept {
  pulse_.stop();
  if (memory_) memory_->stop();
}

void LoadWatch::on_lag(Duration late) {
  lag_.add(late);
  const resilience::Load before = overload_.load();
  overload_.on_lag(late, clock_.now());
  note(before);
}

void LoadWatch::on_memory(double used) {
  const resilience::Load before = overload_.load();
  overload_.on_memory(used);
  note(before);
}

void LoadWatch::note(resilience::Load before) {
  const resilience::Load load = overload_.load();
  if (load == before) return;
  const auto lag = std::chrono::duration<double, std::milli>(overload_.standing_lag());
  log_.event(load > before ? telemetry::Level::warn : telemetry::Level::info, "load_changed",
             {{"shard", id_},
              {"load", name_of(load)},
              {"before", name_of(before)},
              {"loop_lag_ms", lag.count()},
              {"memory_used", overload_.memory_used()}});
}

}  // namespace spotter::app
