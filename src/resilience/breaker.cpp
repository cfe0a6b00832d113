#include <spotter/resilience/breaker.hpp>

#include <algorithm>
#include <iterator>

namespace spotter::resilience {

bool Breaker::admits(TimePoint now) const noexcept {
  if (is_held_at(now)) return false;
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
  held_.reset();
  if (state_ == State::closed) return Pass{epoch_, ++last_number_, false};
  if (state_ != State::half_open) enter(State::half_open, now);
  probing_ = true;
  return Pass{epoch_, ++last_number_, true};
}

void Breaker::settle(Pass pass, Verdict verdict, TimePoint now, std::optional<Duration> rest) {
  if (pass.epoch != epoch_) return;
  if (pass.probe) probing_ = false;
  switch (verdict) {
    case Verdict::misconfigured:
      open(State::misconfigured, settings_.misconfigured_for, now);
      return;
    case Verdict::faulty:
      on_failure(pass, now);
      break;
    case Verdict::healthy:
      on_success(pass, now);
      break;
    case Verdict::unknown:
      end_without_verdict(pass);
      break;
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

void Breaker::on_failure(Pass pass, TimePoint now) {
  count(false, now);
  if (pass.number > last_good_) ended_[pass.number] = true;
  if (ended_.size() > kEndedMax) ended_.erase(ended_.begin());
  failures_ = pass.probe ? failures_ + 1 : failures_around(pass.number);
  if (!pass.probe && failures_ < settings_.failures_in_a_row && !rate_too_high()) return;
  const auto doubled = settings_.cool_down * (1LL << std::min(openings_, 16));
  open(State::open, std::min<Duration>(doubled, settings_.cool_down_max), now);
}

void Breaker::on_success(Pass pass, TimePoint now) {
  failures_ = 0;
  count(true, now);
  last_good_ = std::max(last_good_, pass.number);
  ended_.erase(ended_.begin(), ended_.upper_bound(last_good_));
  if (pass.probe && ++good_probes_ >= settings_.good_probes) {
    openings_ = 0;
    enter(State::closed, now);
  }
}

/// As if it had never been.
void Breaker::end_without_verdict(Pass pass) {
  if (pass.number > last_good_) ended_[pass.number] = false;
  if (ended_.size() > kEndedMax) ended_.erase(ended_.begin());
}

/// How many calls failed one after the other, this one among them, since one did well.
int Breaker::failures_around(std::uint64_t number) const {
  const auto here = ended_.find(number);
  if (here == ended_.end()) return 0;
  int failed = 1;
  auto expected = number;
  for (auto at = here; at != ended_.begin() && std::prev(at)->first == expected - 1; --expected)
    failed += (--at)->second ? 1 : 0;
  expected = number;
  for (auto at = std::next(here); at != ended_.end() && at->first == expected + 1; ++at, ++expected)
    failed += at->second ? 1 : 0;
  return failed;
}

void Breaker::hold(TimePoint now, std::optional<TimePoint> until) {
  end_hold(now);
  const TimePoint since = held_ ? held_->since : now;
  held_ = Hold{since, until};
}

bool Breaker::end_hold(TimePoint now) noexcept {
  if (!held_ || is_held_at(now)) return false;
  held_.reset();
  return true;
}

void Breaker::reset(TimePoint now) {
  held_.reset();
  openings_ = 0;
  enter(State::closed, now);
}

std::optional<TimePoint> Breaker::held_until() const noexcept {
  return held_ ? held_->until : std::nullopt;
}

std::optional<TimePoint> Breaker::next_probe() const noexcept {
  if (held_) {
    if (!held_->until) return std::nullopt;
    const bool ill = state_ == State::open || state_ == State::misconfigured;
    return ill ? std::max(*held_->until, until_) : *held_->until;
  }
  if (state_ != State::open && state_ != State::misconfigured) return std::nullopt;
  return until_;
}

void Breaker::enter(State state, TimePoint now) {
  state_ = state;
  since_ = now;
  ++epoch_;
  probing_ = false;
  good_probes_ = 0;
  ended_.clear();
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
