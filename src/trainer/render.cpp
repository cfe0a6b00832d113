#include <spotter/trainer/render.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <string>

namespace spotter::trainer {
namespace {

constexpr std::string_view kTexts = "offline";

// The keys of the texts, in the order of their enums.
constexpr std::array<std::string_view, 3> kLevels = {"level_beginner", "level_intermediate",
                                                     "level_advanced"};
constexpr std::array<std::string_view, 6> kGoals = {
    "goal_health", "goal_strength", "goal_muscle", "goal_weight", "goal_toning", "goal_endurance"};
constexpr std::array<std::string_view, 7> kGear = {
    "gear_gym",   "gear_barbell",    "gear_dumbbells", "gear_kettlebell",
    "gear_bands", "gear_bodyweight", "gear_machines"};
constexpr std::array<std::string_view, 8> kAreas = {"area_chest",     "area_back",  "area_legs",
                                                    "area_shoulders", "area_arms",  "area_abs",
                                                    "area_glutes",    "area_calves"};
constexpr std::array<std::string_view, 8> kJoints = {
    "joint_lower_back", "joint_knee", "joint_shoulder", "joint_elbow",
    "joint_wrist",      "joint_neck", "joint_hip",      "joint_ankle"};
constexpr std::array<std::string_view, 6> kAssumptions = {
    "assume_days", "assume_level", "assume_goal", "assume_gear", "assume_minutes", "assume_health"};
constexpr std::array<std::string_view, 10> kSessions = {
    "session_full_body", "session_strength", "session_upper", "session_lower",  "session_push",
    "session_pull",      "session_legs",     "session_light", "session_cardio", "session_recovery"};
constexpr std::array<std::string_view, 9> kNotes = {
    "note_more_sets_later", "note_few_days", "note_rest_days", "note_easy_days", "note_cardio_too",
    "note_left_out",        "note_young",    "note_older",     "note_careful"};

template <class E, std::size_t N>
constexpr std::string_view key_of(const std::array<std::string_view, N>& keys, E value) {
  return keys[static_cast<std::size_t>(value)];
}

class Renderer {
 public:
  Renderer(WeightUnit unit, std::string_view language, const prompts::Catalog& texts)
      : unit_(unit), language_(language), texts_(texts) {}

  plan::Plan run(const WeekPlan& week, std::string_view closing) {
    plan::Plan plan;
    plan.name = name_of(week);
    add_facts(week);
    if (!week.assumed.empty()) add_paragraph(assumptions(week));
    for_each(week.notes, Note::careful, [&](Note note) {
      if (is_warning(note)) add_paragraph(text(key_of(kNotes, note)));
    });
    if (!week.spared.empty()) {
      add_paragraph(with_list("spared", list(week.spared, Joint::ankle, kJoints)));
    }
    add_advice(week);
    add_paragraph(std::string(closing));
    plan.description = std::move(out_);
    int day = 0;
    for (const Session& session : week.sessions)
      plan.sessions.push_back(session_of(session, ++day, plan));
    return plan;
  }

 private:
  [[nodiscard]] std::string text(std::string_view key) const {
    return texts_.text(kTexts, key, language_, {});
  }
  [[nodiscard]] std::string with_list(std::string_view key, std::string list) const {
    return texts_.text(kTexts, key, language_, {{"list", std::move(list)}});
  }

  void add_line(const std::string& line) {
    if (!out_.empty()) out_ += '\n';
    out_ += line;
  }
  void add_paragraph(const std::string& paragraph) {
    out_ += '\n';
    add_line(paragraph);
  }
  [[nodiscard]] std::string_view separator() const {
    return language_ == "ja" || language_ == "zh" ? "、" : ", ";
  }
  void append_item(std::string& list, const std::string& item) const {
    if (!list.empty()) list += separator();
    list += item;
  }

  template <class E, std::size_t N>
  std::string list(EnumSet<E> set, E last, const std::array<std::string_view, N>& keys) const {
    std::string items;
    for_each(set, last, [&](E value) { append_item(items, text(key_of(keys, value))); });
    return items;
  }

  void add_facts(const WeekPlan& plan) {
    add_line(texts_.text(kTexts, "fact_level", language_,
                         {{"level", text(key_of(kLevels, plan.level))}}));
    std::string goal = text(key_of(kGoals, plan.goal));
    if (plan.weight_too) append_item(goal, text("goal_weight"));
    add_line(texts_.text(kTexts, "fact_goal", language_, {{"goal", std::move(goal)}}));
    std::string gear = list(plan.gear, Gear::machines, kGear);
    if (plan.extra.has(Item::bench)) append_item(gear, text("item_bench"));
    if (plan.extra.has(Item::pull_up_bar)) append_item(gear, text("item_pull_up_bar"));
    add_line(texts_.text(kTexts, "fact_gear", language_, {{"gear", std::move(gear)}}));
  }

  [[nodiscard]] std::string assumptions(const WeekPlan& plan) const {
    return with_list("assumed", list(plan.assumed, Assumption::health, kAssumptions));
  }

  /// What must be read before the plan; the other notes follow it.
  static bool is_warning(Note note) {
    return note == Note::young || note == Note::older || note == Note::careful;
  }

  [[nodiscard]] std::string name_of(const WeekPlan& week) const {
    return texts_.text(kTexts, "plan_name", language_,
                       {{"goal", capitalised(text(key_of(kGoals, week.goal)))},
                        {"days", std::to_string(week.sessions.size())}});
  }

  /// For scripts and letters that ASCII does not know the text stays as it is.
  static std::string capitalised(std::string word) {
    if (!word.empty() && word.front() >= 'a' && word.front() <= 'z')
      word.front() = static_cast<char>(word.front() - 'a' + 'A');
    return word;
  }

  [[nodiscard]] plan::Session session_of(const Session& session, int day,
                                         const plan::Plan& before) const {
    plan::Session planned;
    planned.name = text(key_of(kSessions, session.kind));
    if (session.letter >= 0)
      planned.name += std::string(" ") + static_cast<char>('A' + session.letter);
    const auto same = std::count_if(
        before.sessions.begin(), before.sessions.end(), [&](const plan::Session& other) {
          return other.name == planned.name || other.name.starts_with(planned.name + " (");
        });
    if (same > 0) planned.name += " (" + std::to_string(same + 1) + ")";
    planned.notes = texts_.text(kTexts, "day_head", language_,
                                {{"day", std::to_string(day)},
                                 {"name", planned.name},
                                 {"minutes", std::to_string(session.length.count())}});
    for (const PlannedExercise& exercise : session.exercises)
      planned.exercises.push_back(exercise_of(exercise));
    return planned;
  }

  [[nodiscard]] plan::Exercise exercise_of(const PlannedExercise& exercise) const {
    plan::Exercise planned;
    planned.name = exercise.name;
    if (exercise.each_side) planned.notes = text("each_side");
    switch (exercise.count) {
      case Count::repetitions:
        planned.work = strength_of(exercise);
        break;
      case Count::seconds:
        planned.work = timed(exercise, std::chrono::seconds(exercise.least));
        break;
      case Count::minutes:
        planned.work = timed(exercise, std::chrono::minutes(exercise.least));
        planned.notes = texts_.text(
            kTexts, "line_minutes", language_,
            {{"exercise", planned.name}, {"amount", range(exercise.least, exercise.most)}});
        break;
    }
    return planned;
  }

  static plan::Rest rest_of(const Rest& rest) {
    return {rest.minimum, rest.maximum, rest.after_failure};
  }

  [[nodiscard]] plan::Strength strength_of(const PlannedExercise& exercise) const {
    plan::Strength work;
    work.rest = rest_of(exercise.rest);
    const auto sets = static_cast<std::size_t>(exercise.sets);
    if (exercise.loaded) {
      // More weight once every set reached the top of its range.
      work.sets.assign(sets, plan::Reps{exercise.least, exercise.most});
      const auto step = plan::Decimal::of_thousandths(unit_ == WeightUnit::pounds ? 5000 : 2500);
      work.progression.push_back({plan::Axis::load, step, plan::Scope::all_sets, {}, false});
    } else {
      // One repetition more each time, up to the top of the range.
      work.sets.assign(sets, plan::Reps{exercise.least, exercise.least});
      work.resistance = plan::Resistance::bodyweight;
      if (exercise.most > exercise.least) {
        work.progression.push_back({plan::Axis::reps, plan::Decimal::of_units(1),
                                    plan::Scope::all_sets, plan::Decimal::of_units(exercise.most),
                                    false});
      }
    }
    return work;
  }

  static plan::Cardio timed(const PlannedExercise& exercise, std::chrono::seconds time) {
    plan::CardioSet set;
    set.target = time;
    if (exercise.count == Count::seconds) set.rest = rest_of(exercise.rest);
    set.track_distance = exercise.count == Count::minutes;
    plan::Cardio work;
    work.sets.assign(static_cast<std::size_t>(exercise.sets), set);
    return work;
  }

  static std::string range(long least, long most) {
    if (least == most) return std::to_string(least);
    return std::to_string(least) + "–" + std::to_string(most);
  }

  static bool any_loaded(const WeekPlan& plan, bool loaded) {
    for (const Session& session : plan.sessions) {
      for (const PlannedExercise& exercise : session.exercises) {
        if (exercise.count == Count::repetitions && exercise.loaded == loaded) return true;
      }
    }
    return false;
  }

  void add_advice(const WeekPlan& plan) {
    out_ += '\n';
    add_line(text("warm_up"));
    if (any_loaded(plan, true)) add_line(text("weight"));
    add_line(text(any_loaded(plan, true) ? "progress" : "progress_bodyweight"));
    if (!plan.focus.empty()) {
      add_line(with_list("focus", list(plan.focus, Area::calves, kAreas)));
    }
    for_each(plan.notes, Note::careful, [&](Note note) {
      if (!is_warning(note)) add_line(text(key_of(kNotes, note)));
    });
  }

  WeightUnit unit_;
  std::string_view language_;
  const prompts::Catalog& texts_;
  std::string out_;
};

}  // namespace

plan::Plan render(const WeekPlan& week, WeightUnit unit, std::string_view language,
                  const prompts::Catalog& texts, std::string_view closing) {
  return Renderer(unit, language, texts).run(week, closing);
}

}  // namespace spotter::trainer
