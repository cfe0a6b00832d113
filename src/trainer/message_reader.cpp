#include "trainer/message_reader.hpp"

#include "trainer/area_reader.hpp"
#include "trainer/exercise_reader.hpp"
#include "trainer/gear_reader.hpp"
#include "trainer/health_reader.hpp"
#include "trainer/message.hpp"
#include "trainer/schedule_reader.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace spotter::trainer {
namespace {

constexpr int kEffortMax = 2;

/// Reads one message into a wish.
class MessageReader {
 public:
  MessageReader(const Message& message, Wish& wish)
      : message_(message), reading_(message.reading), wish_(wish) {}

  /// True: the message said something that shapes a plan.
  bool read() {
    if (reading_.affirms(Term::restart)) forget();
    const Wish before = wish_;
    read_exercises();
    const PainReading pain = read_pain(message_, wish_);
    note(pain.said);
    read_age();
    const ScheduleReading schedule = read_schedule(message_, wish_);
    note(schedule.days || schedule.minutes);
    read_level();
    read_goals();
    note(read_gear(message_, wish_));
    note(read_areas(message_, schedule, pain.places, wish_));
    note(read_conditions(message_, wish_));
    read_edits();
    return touched_ || !(wish_ == before);
  }

 private:
  void note(bool said) { touched_ = touched_ || said; }

  /// Everything but what concerns health and age.
  void forget() {
    Wish fresh;
    fresh.hurts = wish_.hurts;
    fresh.healthy = wish_.healthy;
    fresh.age = wish_.age;
    fresh.conditions = wish_.conditions;
    fresh.cleared = wish_.cleared;
    if (wish_.conditions.has(Condition::illness)) fresh.unwanted = wish_.unwanted;
    wish_ = fresh;
    touched_ = true;
  }

  void read_exercises() {
    for (const Move move : message_.exercises.rejected) {
      wish_.rejected.add(move);
      std::erase_if(wish_.swaps, [&](const Swap& swap) {
        return swap.in != nullptr && move_of(swap.in->name) == move;
      });
      touched_ = true;
    }
    for (const Swap& swap : message_.exercises.swaps) {
      add_swap(wish_, swap);
      std::erase(wish_.wanted, swap.out);
      touched_ = true;
    }
    for (const Move move : message_.exercises.rejected) {
      std::erase_if(wish_.wanted,
                    [&](const auto* exercise) { return move_of(exercise->name) == move; });
    }
    for (const auto* exercise : message_.exercises.wanted) {
      want(*exercise);
    }
  }

  void want(const exercises::Exercise& exercise) {
    touched_ = true;
    if (const auto move = move_of(exercise.name)) wish_.rejected.remove(*move);
    std::erase_if(wish_.swaps, [&](const Swap& swap) { return swap.out == &exercise; });
    std::erase(wish_.wanted, &exercise);
    wish_.wanted.push_back(&exercise);
    if (wish_.wanted.size() > kWantedMax) wish_.wanted.erase(wish_.wanted.begin());
  }

  void read_age() {
    for (const Number& number : message_.numbers.list()) {
      if (!message_.numbers.is_age(number)) continue;
      wish_.age = static_cast<int>(number.value);
      touched_ = true;
    }
  }

  void read_level() {
    message_.for_each_hit(Term::level, [&](const Hit& hit) {
      const bool denied = reading_.denied(hit);
      // "Not a beginner" and "not advanced" both leave the middle.
      wish_.level = denied ? Level::intermediate : static_cast<Level>(hit.value);
      touched_ = true;
    });
    if (!wish_.level) read_experience();
  }

  /// "Training for 3 years".
  void read_experience() {
    for (const Number& number : message_.numbers.list()) {
      const auto months = message_.numbers.months_of_training(number);
      if (!months) continue;
      wish_.level = *months < 6     ? Level::beginner
                    : *months <= 24 ? Level::intermediate
                                    : Level::advanced;
      touched_ = true;
    }
  }

  void read_goals() {
    std::optional<Goal> first;
    bool weight = false;
    message_.for_each_hit(Term::goal, [&](const Hit& hit) {
      if (reading_.denied(hit)) return;
      const auto goal = static_cast<Goal>(hit.value);
      weight = weight || goal == Goal::weight;
      // "Fit" says little: any other goal in the message is the real one.
      if (!first || *first == Goal::health) first = goal;
    });
    if (!first) return;
    wish_.goal = first;
    wish_.weight_too = weight && *first != Goal::weight;
    touched_ = true;
  }

  /// Edits of what was there.
  void read_edits() {
    // "It hurts again" asks for no other plan, "something else instead of lunges" for one exercise.
    if (reading_.affirms(Term::another) && !reading_.has(Term::pain) &&
        message_.exercises.swaps.empty() && message_.exercises.rejected.empty()) {
      ++wish_.again;
      touched_ = true;
    }
    note(edit_length(message_, wish_));
    if (reading_.affirms(Term::easier)) shift_effort(-1);
    if (reading_.affirms(Term::harder)) shift_effort(1);
  }

  void shift_effort(int by) {
    wish_.effort = std::clamp(wish_.effort + by, -kEffortMax, kEffortMax);
    touched_ = true;
  }

  const Message& message_;
  const Reading& reading_;
  Wish& wish_;
  bool touched_ = false;
};

}  // namespace

MessageReport read_message(std::string_view text, const Reading& reading,
                           const exercises::Catalogue& catalogue, Wish& wish) {
  Message message(reading, read_exercises(text, reading, catalogue));
  const bool shaped = MessageReader(message, wish).read();
  return {shaped, std::move(message.exercises.unknown)};
}

}  // namespace spotter::trainer
