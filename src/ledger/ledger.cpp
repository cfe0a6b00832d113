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
  const bool unknown = use.source == Use::Source::unknown;
  const auto cost = prices_.cost_of(account.model, use.tokens, now);
  if (unknown) {
    ++sums.unknown_calls;
  } else {
    sums.estimated_calls += use.source == Use::Source::estimated ? 1 : 0;
    sums.unpriced_calls += cost ? 0 : 1;
    add(sums.tokens, use.tokens);
    sums.usd += cost.value_or(0);
  }
  if (!cost) return std::nullopt;
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

void Ledger::change(PriceList prices, std::optional<double> usd_per_day) {
  prices_ = std::move(prices);
  usd_per_day_ = usd_per_day;
}

WallTime Ledger::next_day(WallTime now) {
  return day_of(now) + std::chrono::days(1);
}

}  // namespace spotter::ledger
