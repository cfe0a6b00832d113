#include "llm/failover/choice.hpp"

#include <algorithm>

namespace spotter::llm::failover {

void Choice::on_begin(std::size_t seat) {
  ++attempts_[seat];
  // Whoever may not be asked again now is not asked later either.
  if (again_ && *again_ != seat) failed_.push_back(*again_);
  again_.reset();
}

void Choice::on_failed(std::size_t seat, const Failed& failed, TimePoint now, Entropy& entropy) {
  if (const auto pause = pause_after(seat, failed, now, entropy)) {
    resting_.push_back({seat, now + *pause});
  } else {
    failed_.push_back(seat);
  }
}

/// Nothing: it is not asked again.
std::optional<Duration> Choice::pause_after(std::size_t seat, const Failed& failed, TimePoint now,
                                            Entropy& entropy) const {
  const auto kind = meaning_of(failed.cause).again;
  if (!failed.should_retry.value_or(kind != Meaning::Again::no)) return std::nullopt;
  const bool others = others_remain(seat, now);
  const int most = others || kind == Meaning::Again::once ? policy_.attempts_with_others
                                                          : policy_.attempts_alone;
  // Whoever was silent for so long would only be silent again.
  if (attempts_[seat] >= most || (others && failed.cause == FailureClass::timeout)) {
    return std::nullopt;
  }
  if (failed.retry_after) return std::chrono::duration_cast<Duration>(*failed.retry_after);
  return policy_.backoff.before_attempt(attempts_[seat], entropy);
}

void Choice::on_denied() {
  if (again_) {
    failed_.push_back(*again_);
    again_.reset();
  } else if (!resting_.empty()) {
    fresh_denied_ = true;
  } else {
    all_denied_ = true;
  }
}

Choice::Next Choice::next(TimePoint now) {
  if (all_denied_) return {Next::Kind::nobody, {}};
  if (again_) return {Next::Kind::ask, {}};
  if (!fresh_denied_ && fresh_model_remains(now)) return {Next::Kind::ask, {}};
  const auto soonest =
      std::min_element(resting_.begin(), resting_.end(),
                       [](const Resting& a, const Resting& b) { return a.until < b.until; });
  if (soonest != resting_.end()) {
    const Resting resting = *soonest;
    const bool worth_it = !rules_remain() || resting.until - now <= policy_.patience_with_others;
    if (worth_it && resting.until <= start_until_) {
      resting_.erase(soonest);
      again_ = resting.seat;
      return {Next::Kind::ask_later, resting.until};
    }
    for (const Resting& other : resting_)
      failed_.push_back(other.seat);
    resting_.clear();
  }
  return {rules_remain() ? Next::Kind::ask : Next::Kind::nobody, {}};
}

void Choice::fill(Order& order, TimePoint now) const {
  order.not_these = failed_;
  for (const Resting& resting : resting_)
    order.not_these.push_back(resting.seat);
  order.first = again_;
  // Those by rules wait until nobody rests any more.
  order.models_only = models_only_ || !resting_.empty();
  order.rules_only = now > start_until_;
}

bool Choice::others_remain(std::size_t than, TimePoint now) const {
  for (std::size_t seat = 0; seat < by_rules_.size(); ++seat) {
    // Who could not be asked when this answer wanted to will not be wanted again.
    const bool denied = fresh_denied_ && attempts_[seat] == 0;
    const bool can = by_rules_[seat] ? !models_only_ : now <= start_until_ && !denied;
    if (seat != than && can && !has_failed(seat)) return true;
  }
  return false;
}

bool Choice::has_failed(std::size_t seat) const {
  return std::find(failed_.begin(), failed_.end(), seat) != failed_.end();
}

bool Choice::rests(std::size_t seat) const {
  return std::any_of(resting_.begin(), resting_.end(),
                     [&](const Resting& resting) { return resting.seat == seat; });
}

bool Choice::fresh_model_remains(TimePoint now) const {
  if (now > start_until_) return false;
  for (std::size_t seat = 0; seat < by_rules_.size(); ++seat) {
    if (!by_rules_[seat] && !has_failed(seat) && !rests(seat)) return true;
  }
  return false;
}

bool Choice::rules_remain() const {
  if (models_only_) return false;
  for (std::size_t seat = 0; seat < by_rules_.size(); ++seat) {
    if (by_rules_[seat] && !has_failed(seat)) return true;
  }
  return false;
}

}  // namespace spotter::llm::failover
