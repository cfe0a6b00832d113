#include <spotter/base/text.hpp>
#include <spotter/llm/retry_after.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>

namespace spotter::llm {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds kLongest = std::chrono::hours(24);

/// A decimal number above zero, digits with at most one point; nothing else, no sign, no exponent.
std::optional<double> positive_number(std::string_view text) {
  text = trimmed(text);
  const auto is_number_char = [](char c) { return (c >= '0' && c <= '9') || c == '.'; };
  if (!std::all_of(text.begin(), text.end(), is_number_char)) return std::nullopt;
  double number = 0;
  const auto* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
  if (error != std::errc() || stopped != end || !(number > 0)) return std::nullopt;
  return number;
}

milliseconds at_most_longest(double ms) {
  const double longest = static_cast<double>(kLongest.count());
  return milliseconds(static_cast<milliseconds::rep>(std::ceil(std::min(ms, longest))));
}

/// Reads a date from left to right.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

  bool skip(std::string_view literal) {
    if (!text_.starts_with(literal)) return false;
    text_.remove_prefix(literal.size());
    return true;
  }
  /// Exactly so many digits; asctime() pads a day with a space.
  std::optional<int> digits(std::size_t count, bool padded = false) {
    if (text_.size() < count) return std::nullopt;
    int number = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const char c = text_[i];
      if (padded && i == 0 && c == ' ') continue;
      if (c < '0' || c > '9') return std::nullopt;
      number = number * 10 + (c - '0');
    }
    text_.remove_prefix(count);
    return number;
  }
  std::optional<unsigned> month() {
    constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    for (unsigned i = 0; i < kMonths.size(); ++i) {
      if (skip(kMonths[i])) return i + 1;
    }
    return std::nullopt;
  }
  bool word() {
    const auto is_letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
    const auto* const end = std::find_if_not(text_.begin(), text_.end(), is_letter);
    const auto length = static_cast<std::size_t>(end - text_.begin());
    text_.remove_prefix(length);
    return length >= 3;
  }
  [[nodiscard]] bool at_end() const { return text_.empty(); }

 private:
  std::string_view text_;
};

struct Date {
  std::optional<int> year, day, hour, minute, second;
  std::optional<unsigned> month;
};

bool read_time(Cursor& cursor, Date& date) {
  date.hour = cursor.digits(2);
  if (!cursor.skip(":")) return false;
  date.minute = cursor.digits(2);
  if (!cursor.skip(":")) return false;
  date.second = cursor.digits(2);
  return true;
}

/// Sun, 06 Nov 1994 08:49:37 GMT
std::optional<Date> read_fixdate(std::string_view text) {
  Cursor cursor(text);
  Date date;
  if (!cursor.word() || !cursor.skip(", ")) return std::nullopt;
  date.day = cursor.digits(2);
  if (!cursor.skip(" ")) return std::nullopt;
  date.month = cursor.month();
  if (!cursor.skip(" ")) return std::nullopt;
  date.year = cursor.digits(4);
  if (!cursor.skip(" ") || !read_time(cursor, date)) return std::nullopt;
  if (!cursor.skip(" GMT") || !cursor.at_end()) return std::nullopt;
  return date;
}

/// Sunday, 06-Nov-94 08:49:37 GMT. A year that seems to lie more than 50 years ahead is a past one.
std::optional<Date> read_rfc850(std::string_view text, int this_year) {
  Cursor cursor(text);
  Date date;
  if (!cursor.word() || !cursor.skip(", ")) return std::nullopt;
  date.day = cursor.digits(2);
  if (!cursor.skip("-")) return std::nullopt;
  date.month = cursor.month();
  if (!cursor.skip("-")) return std::nullopt;
  const auto short_year = cursor.digits(2);
  if (!short_year || !cursor.skip(" ") || !read_time(cursor, date)) return std::nullopt;
  if (!cursor.skip(" GMT") || !cursor.at_end()) return std::nullopt;
  const int year = this_year - this_year % 100 + *short_year;
  date.year = year > this_year + 50 ? year - 100 : year;
  return date;
}

/// Sun Nov  6 08:49:37 1994
std::optional<Date> read_asctime(std::string_view text) {
  Cursor cursor(text);
  Date date;
  if (!cursor.word() || !cursor.skip(" ")) return std::nullopt;
  date.month = cursor.month();
  if (!cursor.skip(" ")) return std::nullopt;
  date.day = cursor.digits(2, true);
  if (!cursor.skip(" ") || !read_time(cursor, date) || !cursor.skip(" ")) return std::nullopt;
  date.year = cursor.digits(4);
  if (!cursor.at_end()) return std::nullopt;
  return date;
}

std::optional<WallTime> to_time(const Date& date) {
  using namespace std::chrono;
  if (!date.year || !date.month || !date.day || !date.hour || !date.minute || !date.second) {
    return std::nullopt;
  }
  const year_month_day day{year(*date.year), month(*date.month),
                           std::chrono::day(static_cast<unsigned>(*date.day))};
  if (!day.ok() || *date.hour > 23 || *date.minute > 59 || *date.second > 60) return std::nullopt;
  // The clock counts nanoseconds in 64 bits, which end in 2262.
  if (*date.year < 1970) return WallTime();
  if (*date.year > 2200) return WallTime(sys_days(year(2200) / January / 1));
  return sys_days(day) + hours(*date.hour) + minutes(*date.minute) + seconds(*date.second);
}

}  // namespace

std::optional<WallTime> parse_http_date(std::string_view text, WallTime now) {
  const std::chrono::year_month_day today(std::chrono::floor<std::chrono::days>(now));
  auto date = read_fixdate(text);
  if (!date) date = read_rfc850(text, static_cast<int>(today.year()));
  if (!date) date = read_asctime(text);
  return date ? to_time(*date) : std::nullopt;
}

std::optional<milliseconds> read_retry_after(std::string_view retry_after_ms,
                                             std::string_view retry_after, WallTime now) {
  if (const auto ms = positive_number(retry_after_ms)) return at_most_longest(*ms);
  if (const auto seconds = positive_number(retry_after)) return at_most_longest(*seconds * 1000);
  const auto date = parse_http_date(trimmed(retry_after), now);
  if (!date || *date <= now) return std::nullopt;
  return std::min(std::chrono::ceil<milliseconds>(*date - now), kLongest);
}

}  // namespace spotter::llm
