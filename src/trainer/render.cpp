#include "trainer/exercises.hpp"
#include "trainer/letters.hpp"
#include "trainer/scheme.hpp"
#include "trainer/wording.hpp"

#include <spotter/trainer/render.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <string>

namespace spotter::trainer {
namespace {

using exercises::Unit;

constexpr std::array<std::string_view, 10> kSessions = {
    "session_full_body", "session_strength", "session_upper", "session_lower",  "session_push",
    "session_pull",      "session_legs",     "session_light", "session_cardio", "session_recovery"};

std::string_view key_of(Why why) {
  switch (why) {
    case Why::main:
      return "why_main";
    case Why::balances_pushes:
      return "why_balances_pushes";
    case Why::balances_squats:
      return "why_balances_squats";
    case Why::one_leg:
      return "why_one_leg";
    case Why::small:
      return "why_small";
    case Why::trunk:
      return "why_trunk";
    case Why::loosens:
      return "why_loosens";
    case Why::focus:
      return "why_focus";
    case Why::asked:
      return "why_asked";
    case Why::known:
      return "why_known";
    case Why::easy:
      break;
  }
  return "line_minutes";
}

plan::Rest rest_of(const Rest& rest) {
  return {rest.minimum, rest.maximum, rest.after_failure};
}

std::string range(int least, int most) {
  if (least == most) return std::to_string(least);
  return std::to_string(least).append("–").append(std::to_string(most));
}

class Renderer {
 public:
  explicit Renderer(const Wording& wording) : wording_(wording), sentences_(wording) {}

  plan::Plan run(const WeekPlan& week, std::string_view closing) const {
    plan::Plan plan;
    plan.name = name_of(week);
    int day = 0;
    for (const Session& session : week.sessions) {
      plan.sessions.push_back(week.single_session ? single_session_of(week)
                                                  : session_of(session, ++day, plan));
    }
    plan.description = describe(week, plan, wording_, closing);
    return plan;
  }

 private:
  [[nodiscard]] std::string name_of(const WeekPlan& week) const {
    if (week.single_session) return name_of_areas(week, sentences_, plan::kNameCharactersMax);
    return capitalised(
        sentences_.text("plan_name", {{"goal", capitalised(sentences_.text(goal_key(week.goal)))},
                                      {"days", std::to_string(week.sessions.size())}}));
  }

  [[nodiscard]] plan::Session single_session_of(const WeekPlan& week) const {
    const Session& session = week.sessions.front();
    plan::Session planned;
    planned.name = name_of_areas(week, sentences_, plan::kSessionNameCharactersMax);
    // How long it takes is said in the description, and there is nothing else to say of its day.
    add_exercises(session, planned);
    return planned;
  }

  [[nodiscard]] plan::Session session_of(const Session& session, int day,
                                         const plan::Plan& before) const {
    plan::Session planned;
    planned.name = capitalised(sentences_.text(kSessions[static_cast<std::size_t>(session.kind)]));
    if (session.letter >= 0) {
      planned.name.append(" ").append(1, static_cast<char>('A' + session.letter));
    }
    const auto same = std::count_if(
        before.sessions.begin(), before.sessions.end(), [&](const plan::Session& other) {
          return other.name == planned.name ||
                 other.name.starts_with(std::string(planned.name).append(" ("));
        });
    if (same > 0) planned.name.append(" (").append(std::to_string(same + 1)).append(")");
    planned.notes =
        sentences_.text("day_head", {{"day", std::to_string(day)},
                                     {"name", planned.name},
                                     {"minutes", std::to_string(session.length.count())}});
    add_exercises(session, planned);
    return planned;
  }

  void add_exercises(const Session& session, plan::Session& planned) const {
    for (const PlannedExercise& exercise : session.exercises)
      planned.exercises.push_back(exercise_of(exercise));
  }

  [[nodiscard]] plan::Exercise exercise_of(const PlannedExercise& exercise) const {
    plan::Exercise planned;
    planned.name = exercise.name;
    planned.notes = notes_of(exercise);
    switch (exercise.exercise->unit) {
      case Unit::reps:
        planned.work = strength_of(exercise);
        break;
      case Unit::seconds:
        planned.work = timed(exercise, std::chrono::seconds(exercise.least));
        break;
      case Unit::minutes:
        planned.work = timed(exercise, std::chrono::minutes(exercise.least));
        break;
      case Unit::metres:
        planned.work = carried(exercise);
        break;
    }
    return planned;
  }

  /// How it is done, then why it is there.
  [[nodiscard]] std::string notes_of(const PlannedExercise& exercise) const {
    if (exercise.exercise->unit == Unit::minutes) {
      return sentences_.text("line_minutes", {{"exercise", exercise.name},
                                              {"amount", range(exercise.least, exercise.most)}});
    }
    std::string notes;
    const auto add = [&](const std::string& line) {
      if (!notes.empty()) notes += '\n';
      notes += capitalised(line);
    };
    if (exercise.exercise->each_side) add(sentences_.text("each_side"));
    if (exercise.superset_with_next) add(sentences_.text("superset"));
    if (exercise.why == Why::loosens) {
      add(sentences_.text(key_of(exercise.why)));
    } else {
      add(sentences_.text(key_of(exercise.why),
                          {{"muscles", sentences_.muscles_of(*exercise.exercise)}}));
    }
    if (exercise.taught) add(sentences_.text("form_deadlift"));
    return notes;
  }

  [[nodiscard]] plan::Progression load_step(const Exercise& exercise) const {
    const int step = wording_.unit == WeightUnit::pounds ? exercise.step_lb : exercise.step_kg;
    return {
        plan::Axis::load, plan::Decimal::of_thousandths(step), plan::Scope::all_sets, {}, false};
  }

  [[nodiscard]] plan::Strength strength_of(const PlannedExercise& planned) const {
    const Exercise& exercise = *planned.exercise;
    const bool body = exercise.kind == exercises::Kind::bodyweight;
    plan::Strength work;
    work.rest = rest_of(planned.rest);
    work.superset_with_next = planned.superset_with_next;
    if (!counts_up(exercise)) {
      // More weight once every set reached the top of its range.
      work.sets.assign(static_cast<std::size_t>(planned.sets),
                       plan::Reps{planned.least, planned.most});
      work.progression.push_back(load_step(exercise));
      return work;
    }
    // One repetition more each time, up to the top of the range; then weight, if it can be hung on.
    work.sets.assign(static_cast<std::size_t>(planned.sets),
                     plan::Reps{planned.least, planned.least});
    work.resistance = body ? plan::Resistance::bodyweight : plan::Resistance::none;
    if (exercise.pattern == Pattern::mobility || planned.most <= planned.least) return work;
    const bool goes_on = body && exercise.step_kg > 0;
    work.progression.push_back({plan::Axis::reps, plan::Decimal::of_units(1), plan::Scope::all_sets,
                                plan::Decimal::of_units(planned.most), goes_on});
    if (goes_on) work.progression.push_back(load_step(exercise));
    return work;
  }

  static plan::Cardio timed(const PlannedExercise& exercise, std::chrono::seconds time) {
    plan::CardioSet set;
    set.target = time;
    if (exercise.exercise->unit == Unit::seconds) set.rest = rest_of(exercise.rest);
    set.track_distance = exercise.exercise->unit == Unit::minutes;
    plan::Cardio work;
    work.sets.assign(static_cast<std::size_t>(exercise.sets), set);
    return work;
  }

  [[nodiscard]] plan::Cardio carried(const PlannedExercise& exercise) const {
    const bool yards = wording_.unit == WeightUnit::pounds;
    plan::CardioSet set;
    set.target = plan::Distance{plan::Decimal::of_units(exercise.least),
                                yards ? plan::DistanceUnit::yard : plan::DistanceUnit::metre};
    set.rest = rest_of(exercise.rest);
    set.track_resistance = true;
    plan::Cardio work;
    work.sets.assign(static_cast<std::size_t>(exercise.sets), set);
    return work;
  }

  const Wording& wording_;
  Sentences sentences_;
};

}  // namespace

plan::Plan render(const WeekPlan& week, const Wording& wording, std::string_view closing) {
  return Renderer(wording).run(week, closing);
}

}  // namespace spotter::trainer
