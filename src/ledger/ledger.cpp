#include <spotter/ledger/ledger.hpp>

#include <algorithm>

namespace spotter::ledger {
namespace {

WallTime day_of(WallTime now) {
  return std::chrono::floor<std::chrono::days>(now);
}

void add(Tokens& sum, const Tokens& tokens) {
  sum.input += std::max<std::int64_t>(tokens.input, 0);
  sum.cached += std::max<std::int64_t>(tokens.cached, 0);
  sum.cache_write += std::max<std::int64_t>(tokens.cache_write, 0);
  sum.output += std::max<std::int64_t>(tokens.output, 0);
  sum.reasoning += std::max<std::int64_t>(tokens.reasoning, 0);
}

}  // namespace

std::optional<double> Ledger::book(const Account& account, const Use& use, WallTime now) {
  Sums& sums = sums_[account];
  ++sums.calls;
  if (use.source == Use::Source::unknown) {
    ++sums.unknown_calls;
    return std::nullopt;
  }
  if (use.source == Use::Source::estimated) ++sums.estimated_calls;
  add(sums.tokens, use.tokens);
  const auto cost = prices_.cost_of(account.model, use.tokens, now);
  if (!cost) {
    ++sums.unpriced_calls;
    return std::nullopt;
  }
  sums.usd += *cost;
  // A clock that goes back stays in the newer day: nobody may spend the same day's money twice.
  if (day_of(now) > day_) {
    day_ = day_of(now);
    spent_ = 0;
  }
  spent_ += *cost;
  return cost;
}

bool Ledger::may_spend(WallTime now) const {
  return !usd_per_day_ || day_of(now) > day_ || spent_ < *usd_per_day_;
}

WallTime Ledger::next_day(WallTime now) {
  return day_of(now) + std::chrono::days(1);
}

}  // namespace spotter::ledger
