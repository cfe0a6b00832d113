#include <spotter/base/date.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <ctime>

namespace spotter {
namespace {

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
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

/// Digits at fixed places.
std::optional<int> digits_at(std::string_view text, std::size_t at, std::size_t count) {
  if (text.size() < at + count) return std::nullopt;
  int number = 0;
  for (const char c : text.substr(at, count)) {
    if (!is_digit(c)) return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

/// `Z` or `+hh:mm`; nothing for anything else.
std::optional<std::chrono::minutes> parse_offset(std::string_view text) {
  if (text == "Z" || text == "z") return std::chrono::minutes(0);
  if (text.size() != 6 || text[3] != ':' || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const auto hours = digits_at(text, 1, 2);
  const auto minutes = digits_at(text, 4, 2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const auto offset = std::chrono::minutes(*hours * 60 + *minutes);
  return text[0] == '-' ? -offset : offset;
}

}  // namespace

std::string utc_text(WallTime time, const char* strftime_format) {
  const std::time_t seconds =
      std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(time));
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 64> text{};
  return {text.data(), std::strftime(text.data(), text.size(), strftime_format, &parts)};
}

std::optional<WallTime> parse_http_date(std::string_view text, WallTime now) {
  const std::chrono::year_month_day today(std::chrono::floor<std::chrono::days>(now));
  auto date = read_fixdate(text);
  if (!date) date = read_rfc850(text, static_cast<int>(today.year()));
  if (!date) date = read_asctime(text);
  return date ? to_time(*date) : std::nullopt;
}

std::optional<WallTime> parse_rfc3339(std::string_view text) {
  using namespace std::chrono;
  constexpr std::size_t kSecondsEnd = 19;  // 2026-11-21T18:49:00
  if (text.size() <= kSecondsEnd || text[4] != '-' || text[7] != '-' || text[13] != ':' ||
      text[16] != ':' || (text[10] != 'T' && text[10] != 't' && text[10] != ' ')) {
    return std::nullopt;
  }
  const auto y = digits_at(text, 0, 4), mo = digits_at(text, 5, 2), d = digits_at(text, 8, 2);
  const auto h = digits_at(text, 11, 2), mi = digits_at(text, 14, 2), s = digits_at(text, 17, 2);
  if (!y || !mo || !d || !h || !mi || !s || *h > 23 || *mi > 59 || *s > 60) return std::nullopt;
  // The clock counts nanoseconds in 64 bits, which end in 2262.
  if (*y < 1970 || *y > 2200) return std::nullopt;
  const year_month_day date{year(*y), month(static_cast<unsigned>(*mo)),
                            day(static_cast<unsigned>(*d))};
  if (!date.ok()) return std::nullopt;
  auto rest = text.substr(kSecondsEnd);
  nanoseconds fraction{};
  if (rest.front() == '.') {
    const auto* const end = std::find_if_not(rest.begin() + 1, rest.end(), is_digit);
    auto unit = nanoseconds(100'000'000);
    for (const auto* digit = rest.begin() + 1; digit != end; ++digit, unit /= 10)
      fraction += unit * (*digit - '0');
    rest.remove_prefix(static_cast<std::size_t>(end - rest.begin()));
  }
  const auto offset = parse_offset(rest);
  if (!offset) return std::nullopt;
  return sys_days(date) + hours(*h) + minutes(*mi) + seconds(*s) + fraction - *offset;
}

}  // namespace spotter
