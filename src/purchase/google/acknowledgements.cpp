#include "purchase/google/acknowledgements.hpp"

#include <algorithm>
#include <utility>

namespace spotter::purchase::google {
namespace {

constexpr Duration kOnceIn = std::chrono::hours(1);
constexpr Duration kFirstPause = std::chrono::minutes(1);
constexpr Duration kPauseMax = std::chrono::hours(6);
constexpr Duration kGivenUpAfter = std::chrono::hours(24);

/// 1, 2, 4 ... minutes.
Duration pause_after(int failures) {
  constexpr int kDoublingsMax = 9;
  return std::min(kPauseMax, kFirstPause * (1 << std::min(failures - 1, kDoublingsMax)));
}

}  // namespace

bool Acknowledgements::add(Unacknowledged purchase, TimePoint now) {
  forget_old(now);
  if (waiting_.size() >= kWaitingMax || seen_.size() >= kRememberedMax) return false;
  const auto token = crypto::sha256(purchase.token.reveal());
  if (!seen_.emplace(token, now).second) return false;
  seen_in_order_.push_back({now, token});
  waiting_.emplace(now, Try{std::move(purchase), now, 0});
  return true;
}

std::optional<Acknowledgements::Try> Acknowledgements::take(TimePoint now) {
  if (next_due() > now) return std::nullopt;
  auto node = waiting_.extract(waiting_.begin());
  return std::move(node.mapped());
}

bool Acknowledgements::failed(Try attempt, TimePoint now) {
  ++attempt.failures;
  const TimePoint due = now + pause_after(attempt.failures);
  if (due > attempt.first + kGivenUpAfter) return false;
  waiting_.emplace(due, std::move(attempt));
  return true;
}

TimePoint Acknowledgements::next_due() const noexcept {
  return waiting_.empty() ? TimePoint::max() : waiting_.begin()->first;
}

void Acknowledgements::forget_old(TimePoint now) {
  while (!seen_in_order_.empty() && seen_in_order_.front().at + kOnceIn <= now) {
    seen_.erase(seen_in_order_.front().token);
    seen_in_order_.pop_front();
  }
}

}  // namespace spotter::purchase::google
