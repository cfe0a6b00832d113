#include <spotter/plan/decimal.hpp>

#include <cmath>

namespace spotter::plan {
namespace {

constexpr std::size_t kWholeDigitsMax = 9;
constexpr std::size_t kFractionDigits = 3;

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

}  // namespace

std::optional<Decimal> Decimal::parse(std::string_view text) noexcept {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  std::int64_t value = 0;
  std::size_t at = 0;
  for (; at < text.size() && is_digit(text[at]); ++at) {
    if (at == kWholeDigitsMax) return std::nullopt;
    value = value * 10 + (text[at] - '0');
  }
  if (at == 0) return std::nullopt;
  value *= 1000;
  if (at < text.size()) {
    if (text[at++] != '.' || at == text.size()) return std::nullopt;
    std::int64_t weight = 100;
    for (std::size_t place = 0; at < text.size(); ++at, ++place) {
      if (!is_digit(text[at])) return std::nullopt;
      if (place == kFractionDigits && text[at] >= '5') ++value;
      value += weight * (text[at] - '0');
      weight /= 10;
    }
  }
  return of_thousandths(negative ? -value : value);
}

std::optional<Decimal> Decimal::nearest(double value) noexcept {
  if (!std::isfinite(value) || std::abs(value) >= 1e9) return std::nullopt;
  return of_thousandths(std::llround(value * 1000));
}

std::string Decimal::text() const {
  const std::int64_t size = thousandths_ < 0 ? -thousandths_ : thousandths_;
  std::string out = (thousandths_ < 0 ? "-" : "") + std::to_string(size / 1000);
  if (size % 1000 == 0) return out;
  std::string fraction = std::to_string(1000 + size % 1000).substr(1);
  fraction.erase(fraction.find_last_not_of('0') + 1);
  return out + "." + fraction;
}

}  // namespace spotter::plan
