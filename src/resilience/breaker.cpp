#include <spotter/resilience/breaker.hpp>

#include <algorithm>

namespace spotter::resilience {

bool Breaker::admits(TimePoint now) const noexcept {
  switch (state_) {
    case State::closed:
      return true;
    case State::open:
    case State::misconfigured:
      return now >= until_;
    case State::half_open:
      return !probing_;
  }
  return false;
}

std::optional<Breaker::Pass> Breaker::admit(TimePoint now) {
  if (!admits(now)) return std::nullopt;
  if (state_ == State::closed) return Pass{epoch_, false};
  if (state_ != State::half_open) enter(State::half_open, now);
  probing_ = true;
  return Pass{epoch_, true};
}

void Breaker::on_first_word(Pass pass) noexcept {
  if (pass.epoch == epoch_ && failures_ > 0) ++speaking_;
}

void Breaker::settle(Pass pass, Verdict verdict, TimePoint now, std::optional<Duration> rest,
                     bool spoke) {
  if (pass.epoch != epoch_) return;
  if (spoke) speaking_ = std::max(speaking_ - 1, 0);
  if (pass.probe) probing_ = false;
  if (verdict == Verdict::misconfigured) {
    open(State::misconfigured, settings_.misconfigured_for, now);
    return;
  }
  if (verdict == Verdict::faulty) {
    ++failures_;
    count(false, now);
    const bool in_a_row = failures_ >= settings_.failures_in_a_row && speaking_ == 0;
    const bool too_many = in_a_row || rate_too_high();
    if (pass.probe || too_many) {
      const auto doubled = settings_.cool_down * (1LL << std::min(openings_, 16));
      open(State::open, std::min<Duration>(doubled, settings_.cool_down_max), now);
    }
  } else if (verdict == Verdict::healthy) {
    failures_ = 0;
    speaking_ = 0;
    count(true, now);
    if (pass.probe && ++good_probes_ >= settings_.good_probes) {
      openings_ = 0;
      enter(State::closed, now);
    }
  }
  if (!rest) return;
  const Duration asked = std::min(*rest, settings_.cool_down_max);
  if (state_ == State::open) {
    until_ = std::max(until_, now + asked);
  } else {
    // It told us itself when to come back: no sign of how ill it is.
    const int openings = openings_;
    open(State::open, asked, now);
    openings_ = openings;
  }
}

std::optional<TimePoint> Breaker::next_probe() const noexcept {
  if (state_ != State::open && state_ != State::misconfigured) return std::nullopt;
  return until_;
}

void Breaker::enter(State state, TimePoint now) {
  state_ = state;
  since_ = now;
  ++epoch_;
  probing_ = false;
  good_probes_ = 0;
  speaking_ = 0;
  failures_ = state == State::closed ? 0 : failures_;
  if (state == State::closed) std::fill(std::begin(slices_), std::end(slices_), Slice{});
}

void Breaker::open(State state, Duration cool_down, TimePoint now) {
  enter(state, now);
  until_ = now + cool_down;
  ++openings_;
}

void Breaker::count(bool good, TimePoint now) {
  const auto number = now.time_since_epoch() / (settings_.window / kSlices);
  Slice& slice = slices_[number % kSlices];
  if (slice.number != number) slice = {number, 0, 0};
  ++(good ? slice.good : slice.bad);
  for (Slice& old : slices_) {
    if (old.number <= number - kSlices) old = {};
  }
}

bool Breaker::rate_too_high() const noexcept {
  int bad = 0;
  int all = 0;
  for (const Slice& slice : slices_) {
    bad += slice.bad;
    all += slice.bad + slice.good;
  }
  return all >= settings_.window_calls_min &&
         static_cast<double>(bad) >= settings_.window_failure_rate * static_cast<double>(all);
}

std::string_view name_of(Breaker::State state) noexcept {
  switch (state) {
    case Breaker::State::closed:
      return "closed";
    case Breaker::State::open:
      return "open";
    case Breaker::State::half_open:
      return "half_open";
    case Breaker::State::misconfigured:
      return "misconfigured";
  }
  return "unknown";
}

}  // namespace spotter::resilience
