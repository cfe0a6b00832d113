#include "trainer/schedule_reader.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

namespace spotter::trainer {
namespace {

using std::chrono::minutes;

constexpr minutes kLengthMax{120};
constexpr minutes kLengthUsual{60};
constexpr int kShorterMax = 4;

void set_length(Wish& wish, minutes length) {
  wish.minutes = std::clamp(length, kLengthMin, kLengthMax);
  wish.shorter = 0;
  wish.length_before.reset();
}

class ScheduleReader {
 public:
  ScheduleReader(const Message& message, Wish& wish)
      : message_(message),
        reading_(message.reading),
        numbers_(message.numbers.list()),
        wish_(wish) {}

  ScheduleReading read() {
    read_days();
    read_minutes();
    return found_;
  }

 private:
  void read_days() {
    std::optional<int> days;
    for (std::size_t i = 0; i < numbers_.size(); ++i) {
      const Number& number = numbers_[i];
      if (number.value < 1 || number.value > 7 || std::floor(number.value) != number.value)
        continue;
      if (!message_.numbers.counts_days(number) || reading_.is_replaced(number.at)) continue;
      if (message_.exercises.is_taken(number.at)) continue;
      days = static_cast<int>(range_start(i));
    }
    message_.for_each_hit(Term::days_phrase, [&](const Hit& hit) {
      // "It hurts every day" asks for nothing.
      const bool about_pain = reading_.has(Term::pain) && hit.value == 7;
      if (!about_pain && !days) days = hit.value;
    });
    if (!days) days = count_weekdays();
    if (!days) days = bare_number();
    if (days) {
      wish_.days = days;
      found_.days = true;
    }
  }

  /// "3-4 days" begins with three: fewer is the safer reading.
  double range_start(std::size_t i) const {
    if (i == 0) return numbers_[i].value;
    const Number& previous = numbers_[i - 1];
    const bool close = numbers_[i].at.begin - previous.at.end <= 1 &&
                       reading_.gap_between(previous.at.begin, numbers_[i].at.begin) == Gap::none;
    const bool smaller = previous.value >= 1 && previous.value < numbers_[i].value;
    const bool counted = message_.numbers.counts_days(previous) &&
                         reading_.after(previous.at, Term::day, 0) != nullptr;
    const bool a_week =
        reading_.after(previous.at, Term::week, 0) != nullptr;  // "once a week 4 times"
    return close && smaller && !counted && !a_week && !message_.numbers.has_unit(previous.at)
               ? previous.value
               : numbers_[i].value;
  }

  std::optional<int> count_weekdays() {
    unsigned seen = 0;
    int count = 0;
    message_.for_each_hit(Term::weekday, [&](const Hit& hit) {
      const unsigned bit = 1U << static_cast<unsigned>(hit.value);
      if ((seen & bit) == 0) ++count;
      seen |= bit;
    });
    return count >= 2 ? std::optional(count) : std::nullopt;
  }

  /// A message that is nothing but "4".
  std::optional<int> bare_number() const {
    const bool alone = reading_.tokens().size() == 1 && numbers_.size() == 1;
    const bool fits = alone && numbers_[0].value >= 1 && numbers_[0].value <= 7;
    return fits ? std::optional(static_cast<int>(numbers_[0].value)) : std::nullopt;
  }

  void read_minutes() {
    std::optional<int> found;
    message_.for_each_hit(Term::minutes_phrase, [&](const Hit& hit) { found = hit.value; });
    for (const Number& number : numbers_) {
      if (reading_.is_replaced(number.at)) continue;
      if (reading_.after(number.at, Term::minute, 0) != nullptr && number.value >= 10) {
        found = static_cast<int>(std::min(number.value, 600.0));
      } else if (const Hit* hour = reading_.after(number.at, Term::hour, 0)) {
        // "Half an hour" and "an hour and a half" are phrases; the number inside is not the whole.
        const auto near = Reading::around(reading_.hits(), *hour, 0);
        const bool in_phrase = std::any_of(near.begin(), near.end(), [&](const Hit& hit) {
          return hit.term == Term::minutes_phrase && hit.begin < hour->end &&
                 number.at.begin < hit.end;
        });
        if (!in_phrase && number.value <= 4) found = static_cast<int>(number.value * 60);
      }
    }
    if (!found) return;
    set_length(wish_, minutes(*found));
    found_.minutes = true;
  }

  const Message& message_;
  const Reading& reading_;
  const std::vector<Number>& numbers_;
  Wish& wish_;
  ScheduleReading found_;
};

/// The message names the length itself: "shorter, 30 minutes".
bool names_length(const Message& message) {
  const Reading& reading = message.reading;
  return reading.has(Term::minutes_phrase) ||
         (!message.numbers.list().empty() &&
          (reading.has(Term::minute) || reading.has(Term::hour)));
}

}  // namespace

ScheduleReading read_schedule(const Message& message, Wish& wish) {
  return ScheduleReader(message, wish).read();
}

bool edit_length(const Message& message, Wish& wish) {
  if (names_length(message)) return false;
  const minutes length = wish.minutes.value_or(kLengthUsual);
  const bool shorter = message.reading.affirms(Term::shorter);
  const bool longer = message.reading.affirms(Term::longer);
  if (shorter) {
    const auto before = wish.shorter == 0 ? wish.minutes : wish.length_before;
    const int steps = std::min(wish.shorter + 1, kShorterMax);
    set_length(wish, shorter_than(length));
    wish.length_before = before;
    wish.shorter = steps;
  }
  if (longer) set_length(wish, length + minutes(15));
  return shorter || longer;
}

minutes shorter_than(minutes length) noexcept {
  for (const int step : {60, 45, 30, 20}) {
    if (length > minutes(step)) return minutes(step);
  }
  return kLengthMin;
}

}  // namespace spotter::trainer
