#include <spotter/llm/offline/render.hpp>

#include <array>
#include <string>

namespace spotter::llm::offline {
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
  Renderer(std::string_view language, const prompts::Catalog& texts)
      : language_(language), texts_(texts) {}

  std::string run(const WeekPlan& plan) {
    add_line(text("plan_head"));
    add_facts(plan);
    if (!plan.assumed.empty()) add_paragraph(assumptions(plan));
    for_each(plan.notes, Note::careful, [&](Note note) {
      if (is_warning(note)) add_paragraph(text(key_of(kNotes, note)));
    });
    if (!plan.spared.empty()) {
      add_paragraph(with_list("spared", list(plan.spared, Joint::ankle, kJoints)));
    }
    int day = 0;
    for (const Session& session : plan.sessions)
      add_session(session, ++day);
    add_advice(plan);
    return std::move(out_);
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

  void add_session(const Session& session, int day) {
    std::string name = text(key_of(kSessions, session.kind));
    if (session.letter >= 0) name += std::string(" ") + static_cast<char>('A' + session.letter);
    add_paragraph(texts_.text(kTexts, "day_head", language_,
                              {{"day", std::to_string(day)},
                               {"name", std::move(name)},
                               {"minutes", std::to_string(session.length.count())}}));
    for (const PlannedExercise& exercise : session.exercises)
      add_line(exercise_line(exercise));
  }

  static std::string range(long least, long most) {
    if (least == most) return std::to_string(least);
    return std::to_string(least) + "–" + std::to_string(most);
  }

  [[nodiscard]] std::string exercise_line(const PlannedExercise& exercise) const {
    const std::string name(exercise.name);
    const std::string amount = range(exercise.least, exercise.most);
    if (exercise.count == Count::minutes) {
      return texts_.text(kTexts, "line_minutes", language_,
                         {{"exercise", name}, {"amount", amount}});
    }
    const bool timed = exercise.count == Count::seconds;
    const std::string_view key = timed ? exercise.each_side ? "line_seconds_side" : "line_seconds"
                                 : exercise.each_side ? "line_side"
                                                      : "line";
    return texts_.text(
        kTexts, key, language_,
        {{"exercise", name},
         {"sets", std::to_string(exercise.sets)},
         {"amount", amount},
         {"rest", range(exercise.rest.minimum.count(), exercise.rest.maximum.count())}});
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
    if (plan.level == Level::beginner) add_line(text("explain"));
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

  std::string_view language_;
  const prompts::Catalog& texts_;
  std::string out_;
};

}  // namespace

std::string render(const WeekPlan& plan, std::string_view language, const prompts::Catalog& texts) {
  return Renderer(language, texts).run(plan);
}

}  // namespace spotter::llm::offline
