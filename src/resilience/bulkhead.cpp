#include <spotter/resilience/bulkhead.hpp>

#include <algorithm>

namespace spotter::resilience {
namespace {

constexpr double kShrink = 0.75;
constexpr auto kShrinkInterval = std::chrono::seconds(1);

}  // namespace

Bulkhead::Entry Bulkhead::enter(CallId call, const std::string& payer) {
  if (has_room()) {
    ++running_;
    return Entry::running;
  }
  return wait(call, payer) ? Entry::waiting : Entry::full;
}

bool Bulkhead::wait(CallId call, const std::string& payer) {
  auto lane = std::find_if(lanes_.begin(), lanes_.end(),
                           [&](const Lane& other) { return other.payer == payer; });
  const std::size_t of_payer = lane == lanes_.end() ? 0 : lane->calls.size();
  if (waiting_ >= settings_.waiting_max || of_payer >= settings_.waiting_per_payer_max)
    return false;
  if (lane == lanes_.end()) lane = lanes_.insert(lanes_.end(), Lane{payer, {}});
  lane->calls.push_back(call);
  ++waiting_;
  return true;
}

void Bulkhead::leave(Load load, TimePoint now) {
  const auto busy = static_cast<double>(running_);
  --running_;
  if (load == Load::borne && busy * 2 >= limit_) {
    limit_ = std::min(limit_ + 1.0 / limit_, static_cast<double>(settings_.running_max));
  }
  if (load != Load::too_much) return;
  if (shrunk_at_ && now < *shrunk_at_ + kShrinkInterval) return;
  shrunk_at_ = now;
  // From what ran, not from what was allowed: an unused limit says nothing.
  const auto least = std::min(settings_.running_min, settings_.running_max);
  limit_ = std::max(std::min(limit_, busy) * kShrink, static_cast<double>(least));
}

bool Bulkhead::withdraw(CallId call) {
  for (auto lane = lanes_.begin(); lane != lanes_.end(); ++lane) {
    const auto found = std::find(lane->calls.begin(), lane->calls.end(), call);
    if (found == lane->calls.end()) continue;
    lane->calls.erase(found);
    if (lane->calls.empty()) lanes_.erase(lane);
    --waiting_;
    return true;
  }
  return false;
}

std::optional<Bulkhead::CallId> Bulkhead::next() {
  if (lanes_.empty() || running_ >= limit()) return std::nullopt;
  Lane& lane = lanes_.front();
  const CallId call = lane.calls.front();
  lane.calls.pop_front();
  if (lane.calls.empty()) {
    lanes_.pop_front();
  } else {
    lanes_.splice(lanes_.end(), lanes_, lanes_.begin());  // the next payer's turn
  }
  --waiting_;
  ++running_;
  return call;
}

}  // namespace spotter::resilience
