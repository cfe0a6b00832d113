#include <spotter/resilience/overload.hpp>

#include <algorithm>

namespace spotter::resilience {
namespace {

constexpr std::chrono::seconds kWaitMin{5};
constexpr std::uint64_t kWaitSpread = 11;  // seconds, from the least on

/// The level above which `measured` is, where the steps are `high` and `critical`; 0: no step.
template <class T>
Load level_of(T measured, T high, T critical) noexcept {
  if (critical > T{} && measured >= critical) return Load::critical;
  if (high > T{} && measured >= high) return Load::high;
  return Load::normal;
}

Load one_less(Load load) noexcept {
  return load == Load::critical ? Load::high : Load::normal;
}

}  // namespace

std::string_view name_of(Load load) noexcept {
  switch (load) {
    case Load::normal:
      return "normal";
    case Load::high:
      return "high";
    case Load::critical:
      return "critical";
  }
  return "unknown";
}

void Overload::on_lag(Duration late, TimePoint now) noexcept {
  if (!window_began_) {
    window_began_ = now;
    least_ = late;
  }
  least_ = std::min(least_, late);
  ++samples_;
  if (now - *window_began_ < kWindow || samples_ < kSamplesMin) return;
  close_window();
  window_began_.reset();
  samples_ = 0;
}

void Overload::close_window() noexcept {
  standing_ = least_;
  const Duration high = settings_.session_lag;
  const Duration critical = settings_.turn_lag;
  const Load risen = level_of(standing_, high, critical);
  // The half of the step that led here: between the two the level stays.
  const Load fallen = level_of(standing_, high / 2, critical / 2);
  if (risen > by_lag_) {
    by_lag_ = risen;
  } else if (fallen < by_lag_) {
    by_lag_ = one_less(by_lag_);
  }
}

void Overload::on_memory(double used) noexcept {
  memory_used_ = used;
  const Load risen = level_of(used, kHighMemory, kCriticalMemory);
  const Load fallen = level_of(used, kHighMemory - kMemoryMargin, kCriticalMemory - kMemoryMargin);
  if (risen > by_memory_) {
    by_memory_ = risen;
  } else if (fallen < by_memory_) {
    by_memory_ = one_less(by_memory_);
  }
}

Load Overload::load() const noexcept {
  return std::max(by_lag_, by_memory_);
}

std::optional<Duration> Overload::turn_away_session() noexcept {
  if (load() == Load::normal) return std::nullopt;
  ++sessions_;
  return next_wait();
}

std::optional<Duration> Overload::turn_away_turn() noexcept {
  if (load() != Load::critical) return std::nullopt;
  ++turns_;
  return next_wait();
}

/// Whoever is turned away at the same time does not come back at the same time.
Duration Overload::next_wait() noexcept {
  return kWaitMin + std::chrono::seconds(waits_++ % kWaitSpread);
}

}  // namespace spotter::resilience
