#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/ledger/prices.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace spotter::ledger {

/// Whose calls are counted together: closed sets, so there are few.
struct Account {
  std::string provider;
  std::string model;
  std::string store;  ///< where the payers paid; empty: not known

  friend auto operator<=>(const Account&, const Account&) = default;
};

/// What one call used.
struct Use {
  enum class Source {
    told,       ///< by the provider
    estimated,  ///< by us, from the bytes: the call was broken off before the provider told
    unknown     ///< the call ended well and the provider never told
  };
  Source source = Source::unknown;
  Tokens tokens;  ///< of an unknown one: an estimate, for the budget only
};

/// What an account has used since the start of the process.
struct Sums {
  std::uint64_t calls = 0;
  std::uint64_t estimated_calls = 0;
  std::uint64_t unknown_calls = 0;   ///< whose tokens nobody knows
  std::uint64_t unpriced_calls = 0;  ///< whose tokens are known, but not their price
  Tokens tokens;
  double usd = 0;  ///< estimated: the provider's bill decides
};

/// Tokens and money by account, and the budget of a day (UTC). A machine without a clock.
class Ledger {
 public:
  /// `usd_per_day`: nothing: no limit.
  Ledger(PriceList prices, std::optional<double> usd_per_day)
      : prices_(std::move(prices)), usd_per_day_(usd_per_day) {}

  /// Returns what the call cost, as far as its model has a price.
  std::optional<double> book(const Account& account, const Use& use, WallTime now);

  /// Whether a call that costs money may begin. The last one of a day may end above the budget.
  [[nodiscard]] bool may_spend(WallTime now) const;
  [[nodiscard]] bool limited() const noexcept { return usd_per_day_.has_value(); }
  /// From the next call on; what was spent today stays spent, at the prices of its time.
  void change(PriceList prices, std::optional<double> usd_per_day);
  /// When the next day's budget begins.
  static WallTime next_day(WallTime now);

  [[nodiscard]] const std::map<Account, Sums>& sums() const noexcept { return sums_; }

 private:
  PriceList prices_;
  std::optional<double> usd_per_day_;
  std::map<Account, Sums> sums_;
  WallTime day_;  ///< that spent_ is of
  double spent_ = 0;
};

}  // namespace spotter::ledger
