#include "trainer/exercises.hpp"
#include "trainer/scheme.hpp"
#include "trainer/wording.hpp"

#include <spotter/base/text.hpp>
#include <spotter/lint/linter.hpp>

#include <algorithm>

namespace spotter::trainer {
namespace {

constexpr std::array<std::string_view, 3> kLevels = {"level_beginner", "level_intermediate",
                                                     "level_advanced"};
constexpr std::array<std::string_view, 7> kGear = {
    "gear_gym",   "gear_barbell",    "gear_dumbbells", "gear_kettlebell",
    "gear_bands", "gear_bodyweight", "gear_machines"};
constexpr std::array<std::string_view, 8> kJoints = {
    "joint_lower_back", "joint_knee", "joint_shoulder", "joint_elbow",
    "joint_wrist",      "joint_neck", "joint_hip",      "joint_ankle"};
constexpr std::array<std::string_view, 6> kAssumptions = {
    "assume_days", "assume_level", "assume_goal", "assume_gear", "assume_minutes", "assume_health"};
constexpr std::array<std::string_view, 16> kNotes = {
    "note_more_sets_later", "note_few_days", "note_rest_days", "note_easy_days",
    "note_cardio_too",      "note_harder",   "note_easier",    "note_no_more",
    "note_no_more_careful", "note_no_less",  "note_deload",    "note_young",
    "note_older",           "note_careful",  "note_pregnant",  "note_surgery"};

template <class E, std::size_t N>
constexpr std::string_view key_of(const std::array<std::string_view, N>& keys, E value) {
  return keys[static_cast<std::size_t>(value)];
}

/// How long somebody who has too much to read can do without it.
enum class Need { must, should, may };

class Description {
 public:
  Description(const WeekPlan& week, const plan::Plan& sessions, const Wording& wording)
      : week_(week), sessions_(sessions), wording_(wording), sentences_(wording) {}

  std::string run(std::string_view closing) {
    add_facts();
    if (!week_.assumed.empty()) {
      add_paragraph(
          sentences_.with_list("assumed", list(week_.assumed, Assumption::health, kAssumptions)));
    }
    for_each(week_.notes, Note::surgery, [&](Note note) {
      if (is_warning(note)) add_paragraph(sentences_.text(key_of(kNotes, note)));
    });
    if (!week_.spared.empty()) {
      add_paragraph(sentences_.with_list("spared", list(week_.spared, Joint::ankle, kJoints)));
    }
    add_what_is_missing();
    add_advice();
    add_paragraph(std::string(closing));
    return written();
  }

 private:
  struct Line {
    std::string text;
    bool new_paragraph = false;
    Need need = Need::must;
  };

  void add(std::string text, Need need = Need::must) {
    lines_.push_back({std::move(text), begins_paragraph_, need});
    begins_paragraph_ = false;
  }
  void begin_paragraph() { begins_paragraph_ = true; }
  void add_paragraph(std::string text) {
    begin_paragraph();
    add(std::move(text));
  }

  template <class E, std::size_t N>
  std::string list(EnumSet<E> set, E last, const std::array<std::string_view, N>& keys) const {
    std::string items;
    for_each(set, last,
             [&](E value) { sentences_.append_item(items, sentences_.text(key_of(keys, value))); });
    return items;
  }

  /// What must be read before the plan; the other notes follow it.
  static bool is_warning(Note note) {
    constexpr EnumSet<Note> kWarnings{Note::young, Note::older, Note::careful, Note::pregnant,
                                      Note::surgery};
    return kWarnings.has(note);
  }

  void add_facts() {
    add(sentences_.text("fact_level", {{"level", sentences_.text(key_of(kLevels, week_.level))}}));
    std::string goal = sentences_.text(goal_key(week_.goal));
    if (week_.weight_too) sentences_.append_item(goal, sentences_.text("goal_weight"));
    add(sentences_.text("fact_goal", {{"goal", std::move(goal)}}));
    std::string gear = list(week_.gear, Gear::machines, kGear);
    if (week_.extra.has(Item::bench)) sentences_.append_item(gear, sentences_.text("item_bench"));
    if (week_.extra.has(Item::pull_up_bar)) {
      sentences_.append_item(gear, sentences_.text("item_pull_up_bar"));
    }
    add(sentences_.text("fact_gear", {{"gear", std::move(gear)}}));
    add_time();
    add_sets();
  }

  void add_time() {
    std::chrono::minutes longest(0);
    for (const Session& session : week_.sessions)
      longest = std::max(longest, session.length);
    if (week_.single_session) {
      add(sentences_.text("fact_session", {{"minutes", std::to_string(longest.count())}}));
    } else {
      add(sentences_.text("fact_week", {{"days", std::to_string(week_.sessions.size())},
                                        {"minutes", std::to_string(longest.count())}}));
    }
  }

  void add_sets() {
    // Of the others hardly any is trained for its own sake.
    constexpr EnumSet<Muscle> kTold{Muscle::chest,      Muscle::back,       Muscle::quadriceps,
                                    Muscle::hamstrings, Muscle::glutes,     Muscle::front_delts,
                                    Muscle::side_delts, Muscle::rear_delts, Muscle::biceps,
                                    Muscle::triceps,    Muscle::calves,     Muscle::abdominals};
    std::string items;
    for (const auto& [muscle, sets] : lint::weekly_sets(sessions_, wording_.exercises)) {
      if (sets == 0 || !kTold.has(muscle)) continue;
      sentences_.append_item(items,
                             sentences_.muscle(muscle).append(" ").append(sentences_.number(sets)));
    }
    if (items.empty()) return;
    const char* const key = week_.single_session ? "fact_sets_session" : "fact_sets";
    lines_.push_back({sentences_.with_list(key, std::move(items)), false, Need::should});
  }

  void add_what_is_missing() {
    begin_paragraph();
    if (!week_.unwanted.empty()) add(sentences_.with_list("without", areas(week_.unwanted)));
    add_refused("refused", week_.refused);
    add_refused("refused_gear", week_.refused_for_gear);
    if (!week_.left_out.empty()) {
      add(sentences_.with_list("left_out", sentences_.list(week_.left_out)));
    }
    if (!week_.left_out_for_time.empty()) {
      add(sentences_.with_list("left_out_time", sentences_.list(week_.left_out_for_time)));
    }
    if (week_.asked) {
      const std::size_t count = week_.sessions.front().exercises.size();
      add(sentences_.text(
          "fewer", {{"count", std::to_string(count)}, {"asked", std::to_string(*week_.asked)}}));
    }
  }

  [[nodiscard]] std::string areas(EnumSet<Area> set) const {
    std::string items;
    for_each(set, Area::full_body,
             [&](Area area) { sentences_.append_item(items, sentences_.area(area)); });
    return items;
  }

  void add_refused(std::string_view key, const std::vector<const exercises::Exercise*>& refused) {
    if (refused.empty()) return;
    std::string names;
    for (const exercises::Exercise* exercise : refused)
      sentences_.append_item(names, exercise->name);
    add(sentences_.with_list(key, std::move(names)));
  }

  /// How many repetitions somebody could still do at the end of a set.
  [[nodiscard]] std::string_view reserve() const {
    return week_.level == Level::beginner ? "2–3" : "1–3";
  }

  template <class F>
  [[nodiscard]] bool any(F holds) const {
    return std::any_of(week_.sessions.begin(), week_.sessions.end(), [&](const Session& session) {
      return std::any_of(session.exercises.begin(), session.exercises.end(), holds);
    });
  }

  void add_advice() {
    using exercises::Unit;
    const auto is_loaded = [](const PlannedExercise& planned) {
      return planned.exercise->unit == Unit::reps && !counts_up(*planned.exercise);
    };
    const bool loaded = any(is_loaded);
    begin_paragraph();
    add(sentences_.text("warm_up"));
    if (loaded) add(sentences_.text("weight"));
    if (any([](const PlannedExercise& planned) {
          return planned.exercise->unit == Unit::reps && rank_of(*planned.exercise) != Rank::easy;
        })) {
      add(sentences_.text("reserve", {{"reps", std::string(reserve())}}), Need::should);
    }
    if (any([&](const PlannedExercise& planned) {
          return is_loaded(planned) && planned.least < planned.most;
        })) {
      add(sentences_.text("progress"));
    }
    if (any([&](const PlannedExercise& planned) {
          return is_loaded(planned) && planned.least == planned.most;
        })) {
      add(sentences_.text("progress_strength"));
    }
    if (loaded) add(sentences_.text("progress_miss"), Need::may);
    if (any([](const PlannedExercise& planned) {
          return planned.exercise->unit == Unit::reps && counts_up(*planned.exercise) &&
                 rank_of(*planned.exercise) != Rank::easy;
        })) {
      add(sentences_.text("progress_bodyweight"), loaded ? Need::may : Need::must);
    }
    if (any([](const PlannedExercise& planned) {
          return planned.exercise->unit == Unit::seconds &&
                 rank_of(*planned.exercise) != Rank::easy;
        })) {
      add(sentences_.text("progress_timed"), Need::may);
    }
    if (!week_.focus.empty()) {
      add(sentences_.with_list("focus", areas(week_.focus)), Need::should);
    }
    for_each(week_.notes, Note::surgery, [&](Note note) {
      if (!is_warning(note)) add(sentences_.text(key_of(kNotes, note)), Need::should);
    });
  }

  [[nodiscard]] std::string joined() const {
    std::string out;
    for (const Line& line : lines_) {
      if (!out.empty()) out += line.new_paragraph ? "\n\n" : "\n";
      out += line.text;
    }
    return out;
  }

  /// Without what there is no room for.
  std::string written() {
    for (const Need need : {Need::may, Need::should}) {
      while (count_code_points(joined()) > plan::kDescriptionCharactersMax) {
        const auto last = std::find_if(lines_.rbegin(), lines_.rend(),
                                       [&](const Line& line) { return line.need == need; });
        if (last == lines_.rend()) break;
        lines_.erase(std::next(last).base());
      }
    }
    return joined();
  }

  const WeekPlan& week_;
  const plan::Plan& sessions_;
  const Wording& wording_;
  Sentences sentences_;
  std::vector<Line> lines_;
  bool begins_paragraph_ = false;
};

}  // namespace

std::string describe(const WeekPlan& week, const plan::Plan& sessions, const Wording& wording,
                     std::string_view closing) {
  return Description(week, sessions, wording).run(closing);
}

}  // namespace spotter::trainer
