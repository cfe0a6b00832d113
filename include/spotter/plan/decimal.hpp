#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spotter::plan {

/// A weight, step or distance, exact to a thousandth: what plates, dumbbells and tracks need, and
/// what a binary fraction would spoil in text. A value.
class Decimal {
 public:
  constexpr Decimal() = default;
  static constexpr Decimal of_thousandths(std::int64_t value) noexcept {
    Decimal decimal;
    decimal.thousandths_ = value;
    return decimal;
  }
  static constexpr Decimal of_units(std::int64_t value) noexcept {
    return of_thousandths(value * 1000);
  }
  /// "2.5", "-1", "0.125": digits, at most nine before the point, further ones after the third are
  /// rounded half away from zero. Nothing for anything else.
  static std::optional<Decimal> parse(std::string_view text) noexcept;
  /// The nearest thousandth; nothing for numbers that are not finite or beyond nine digits.
  static std::optional<Decimal> nearest(double value) noexcept;

  [[nodiscard]] constexpr std::int64_t thousandths() const noexcept { return thousandths_; }
  /// Without trailing zeros: "2.5", "20", "0".
  [[nodiscard]] std::string text() const;

  friend constexpr auto operator<=>(Decimal, Decimal) = default;

 private:
  std::int64_t thousandths_ = 0;
};

}  // namespace spotter::plan
