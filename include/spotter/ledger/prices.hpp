#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/base/error.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::ledger {

/// Tokens of one call. All of it is part of `input` or `output`: `cached` and `cache_write` of the
/// former.
struct Tokens {
  std::int64_t input = 0;
  std::int64_t cached = 0;
  std::int64_t cache_write = 0;
  std::int64_t output = 0;
  std::int64_t reasoning = 0;  ///< part of output; not priced apart
};

/// What models cost, by day. A value.
class PriceList {
 public:
  /// Reads the format of data/prices.json. Broken: nothing, and `why` says what in one line.
  static std::optional<PriceList> parse(std::string_view json, std::string& why);
  /// data/prices.json as it was when the binary was built.
  static PriceList built_in();

  /// In USD. Nothing: no price of this model is known for this day. Negative counts are taken as 0,
  /// and a part that is larger than its whole as the whole.
  [[nodiscard]] std::optional<double> cost_of(std::string_view model, const Tokens& tokens,
                                              WallTime when) const;

 private:
  struct Price {
    std::string model;  ///< a name or the beginning of one
    double input = 0;   ///< USD per million tokens, as are the following
    double output = 0;
    double cached = 0;
    double cache_write = 0;
    std::optional<WallTime> end;  ///< the first moment at which it no longer holds
    std::int64_t long_prompt_tokens = 0;
    double long_prompt_times = 1;
  };
  [[nodiscard]] const Price* find(std::string_view model, WallTime when) const;
  std::vector<Price> prices_;
};

}  // namespace spotter::ledger
