#include "support/plan_oracle.hpp"

#include <spotter/base/text.hpp>

#include <algorithm>
#include <vector>

namespace spotter::testing {
namespace {

using exercises::Equipment;
using exercises::Kind;
using exercises::Muscle;
using exercises::Pattern;
using exercises::Unit;
using std::chrono::seconds;

using Entry = exercises::Exercise;

bool is_easy(const Entry& entry) {
  return entry.pattern == Pattern::cardio || entry.pattern == Pattern::mobility;
}

bool is_big(const Entry& entry) {
  constexpr Pattern kBig[] = {
      Pattern::squat,         Pattern::lunge,           Pattern::hinge,
      Pattern::hip_extension, Pattern::incline_push,    Pattern::horizontal_push,
      Pattern::vertical_push, Pattern::horizontal_pull, Pattern::vertical_pull};
  return entry.kind != Kind::isolation &&
         std::find(std::begin(kBig), std::end(kBig), entry.pattern) != std::end(kBig);
}

bool is_power(const Entry& entry) {
  return entry.pattern == Pattern::olympic || entry.pattern == Pattern::jump ||
         entry.pattern == Pattern::throwing;
}

std::size_t sets_of(const plan::Exercise& exercise) {
  return std::visit([](const auto& work) { return work.sets.size(); }, exercise.work);
}

/// The weekly bands: at least, at most by level, far too many.
struct Band {
  Muscle muscle;
  double least;
  double most[3];
};
constexpr Band kBands[] = {
    {Muscle::chest, 4, {10, 16, 20}},      {Muscle::back, 4, {12, 18, 22}},
    {Muscle::quadriceps, 4, {12, 16, 20}}, {Muscle::hamstrings, 3, {12, 14, 16}},
    {Muscle::glutes, 0, {12, 14, 16}},     {Muscle::front_delts, 0, {8, 12, 14}},
    {Muscle::side_delts, 0, {8, 16, 22}},  {Muscle::rear_delts, 0, {8, 14, 18}},
    {Muscle::biceps, 2, {10, 16, 20}},     {Muscle::triceps, 2, {10, 16, 20}},
    {Muscle::calves, 0, {8, 12, 14}},      {Muscle::abdominals, 0, {8, 14, 18}},
    {Muscle::traps, 0, {6, 12, 18}},       {Muscle::forearms, 0, {6, 10, 14}}};

class Oracle {
 public:
  Oracle(const plan::Plan& plan, const Judged& judged, const exercises::Catalogue& catalogue,
         const std::string& example, Faults& faults)
      : plan_(plan), judged_(judged), catalogue_(catalogue), example_(example), faults_(faults) {}

  void run() {
    expect(static_cast<int>(plan_.sessions.size()) == (judged_.single_session ? 1 : judged_.days),
           "number of sessions");
    expect(!plan_.name.empty() && count_code_points(plan_.name) <= 50, "name of the plan");
    expect(count_code_points(plan_.description) <= 2000, "description too long");
    int hard_days = 0;
    for (const plan::Session& session : plan_.sessions)
      hard_days += check_session(session) ? 1 : 0;
    if (!judged_.single_session) {
      expect(hard_days <= 6, "more than six hard days");
      expect(hard_days >= 1, "no hard day");
      const bool few = judged_.level == exercises::Level::beginner || !judged_.adult;
      expect(!few || hard_days <= 3, "more than three hard days");
    }
    if (judged_.is_free) check_week();
  }

 private:
  void expect(bool holds, std::string_view fault, std::string_view what = {}) {
    if (holds) return;
    faults_.expect(false, std::string(fault), std::string(example_).append(" ").append(what));
  }

  const Entry* entry_of(const plan::Exercise& exercise) const {
    return catalogue_.find(exercise.name);
  }

  bool check_session(const plan::Session& session) {
    expect(!session.name.empty() && count_code_points(session.name) <= 40, "name of a session");
    expect(count_code_points(session.notes) <= 500, "notes of a session too long");
    std::set<std::string_view> names;
    std::size_t hard_sets = 0;
    bool hard = false;
    bool small_before = false;
    bool slow_before = false;
    for (const plan::Exercise& exercise : session.exercises) {
      expect(names.insert(exercise.name).second, "twice in a session", exercise.name);
      const Entry* entry = entry_of(exercise);
      expect(entry != nullptr, "unknown exercise", exercise.name);
      if (entry == nullptr) continue;
      check_exercise(exercise, *entry);
      if (is_easy(*entry)) continue;
      hard = true;
      hard_sets += sets_of(exercise);
      expect(!is_big(*entry) || !small_before, "small ones before big ones", session.name);
      expect(!is_power(*entry) || !slow_before, "slow ones before fast ones", session.name);
      small_before = small_before || (!is_big(*entry) && !is_power(*entry));
      slow_before = slow_before || !is_power(*entry);
    }
    expect(!session.exercises.empty(), "empty session");
    expect(!hard || (session.exercises.size() >= 2 && session.exercises.size() <= 12),
           "number of exercises", session.name);
    expect(hard_sets <= 30, "more than 30 sets", session.name);
    for (const auto& [muscle, sets] : sets_by_muscle(session, catalogue_))
      expect(sets <= 12, "more than 12 sets of a muscle in a session", session.name);
    expect(time_of(session) * 10 <= judged_.minutes * 11, "takes too long", session.name);
    if (!session.exercises.empty()) {
      const auto* last = std::get_if<plan::Strength>(&session.exercises.back().work);
      expect(last == nullptr || !last->superset_with_next, "superset at the end");
    }
    return hard;
  }

  void check_exercise(const plan::Exercise& exercise, const Entry& entry) {
    const bool named = judged_.asked_for.contains(exercise.name);
    expect(!exercise.name.empty() && count_code_points(exercise.name) <= 50, "name of an exercise");
    expect(!exercise.notes.empty() && count_code_points(exercise.notes) <= 500, "notes",
           entry.name);
    if (!named) {
      expect(std::all_of(entry.equipment.begin(), entry.equipment.end(),
                         [&](const auto& any_of) {
                           return std::any_of(any_of.begin(), any_of.end(), [&](Equipment one) {
                             return judged_.equipment.contains(one);
                           });
                         }),
             "equipment that is not there", entry.name);
      expect(entry.level <= judged_.level || judged_.taught.contains(exercise.name),
             "above the level", entry.name);
    }
    for (const exercises::Strain strain : entry.strains)
      expect(!judged_.barred.contains(strain), "loads what must rest", entry.name);
    expect(sets_of(exercise) >= 1 && sets_of(exercise) <= 10, "number of sets", entry.name);
    const auto [first, is_first] = first_.emplace(exercise.name, exercise);
    expect(is_first || same_numbers(first->second, exercise), "other numbers on another day",
           entry.name);
    if (const auto* strength = std::get_if<plan::Strength>(&exercise.work)) {
      check_strength(*strength, entry);
    } else {
      check_cardio(std::get<plan::Cardio>(exercise.work), entry);
    }
  }

  static bool same_numbers(const plan::Exercise& a, const plan::Exercise& b) {
    const auto* one = std::get_if<plan::Strength>(&a.work);
    const auto* other = std::get_if<plan::Strength>(&b.work);
    if (one != nullptr && other != nullptr) {
      return one->sets == other->sets && one->rest == other->rest &&
             one->progression == other->progression;
    }
    return a.work == b.work;
  }

  void check_rest(const plan::Rest& rest, const Entry& entry) {
    expect(rest.minimum < rest.maximum && rest.maximum < rest.after_failure, "rests do not rise",
           entry.name);
    for (const seconds time : {rest.minimum, rest.maximum, rest.after_failure}) {
      expect(time >= seconds(15) && time <= seconds(600) && time.count() % 5 == 0, "rest",
             entry.name);
    }
  }

  void check_strength(const plan::Strength& work, const Entry& entry) {
    expect(entry.unit == Unit::reps, "repetitions of what is timed", entry.name);
    check_rest(work.rest, entry);
    for (const plan::Reps& reps : work.sets) {
      expect(reps.least >= 1 && reps.least <= reps.most && reps.most <= 30, "repetitions",
             entry.name);
      expect(reps.most - reps.least <= 10, "range too wide", entry.name);
      expect(entry.kind != Kind::isolation || reps.least >= 6, "isolation too heavy", entry.name);
      const bool heavy = is_big(entry) && entry.kind == Kind::compound && reps.most <= 5;
      expect(!heavy || work.rest.minimum >= seconds(120), "short rest for a heavy lift",
             entry.name);
      expect(judged_.adult || entry.kind != Kind::compound || reps.least >= 6, "heavy at this age",
             entry.name);
    }
    check_progression(work, entry);
  }

  void check_progression(const plan::Strength& work, const Entry& entry) {
    const int step = judged_.pounds ? entry.step_lb : entry.step_kg;
    bool load_before = false;
    for (const plan::Progression& rule : work.progression) {
      expect(!load_before, "a rule that cannot fire", entry.name);
      if (rule.axis == plan::Axis::load) {
        load_before = true;
        expect(step > 0 && rule.step == plan::Decimal::of_thousandths(step), "step", entry.name);
        expect(!rule.ceiling, "ceiling of a load", entry.name);
        continue;
      }
      const auto top = plan::Decimal::of_units(work.sets.front().most);
      expect(rule.ceiling && *rule.ceiling > top, "a ceiling that is reached already", entry.name);
    }
    const bool grows = step > 0 && entry.kind != Kind::bodyweight;
    expect(!grows || load_before, "weight that never grows", entry.name);
    expect(entry.kind != Kind::bodyweight || work.resistance == plan::Resistance::bodyweight,
           "body weight that is not", entry.name);
  }

  void check_cardio(const plan::Cardio& work, const Entry& entry) {
    expect(entry.unit != Unit::reps, "time of what has repetitions", entry.name);
    for (const plan::CardioSet& set : work.sets) {
      if (set.rest) check_rest(*set.rest, entry);
      const auto* time = std::get_if<seconds>(&set.target);
      if (time == nullptr) continue;
      const seconds least = entry.unit == Unit::minutes ? seconds(300) : seconds(5);
      const seconds most = entry.unit == Unit::minutes ? seconds(7200) : seconds(600);
      expect(*time >= least && *time <= most, "time of a set", entry.name);
    }
  }

  /// 3 s a repetition, the middle of the rests, 90 s to move on, ramps, 5 minutes of warm-up.
  seconds time_of(const plan::Session& session) const {
    seconds sum(0);
    bool warmed_up = false;
    seconds rest(0);
    std::size_t sets = 0;
    for (const plan::Exercise& exercise : session.exercises) {
      const Entry* entry = entry_of(exercise);
      if (entry == nullptr) continue;
      const int sides = entry->each_side ? 2 : 1;
      plan::Rest its_rest{seconds(0), seconds(0), seconds(0)};
      bool paired = false;
      if (const auto* work = std::get_if<plan::Strength>(&exercise.work)) {
        for (const plan::Reps& reps : work->sets)
          sum += seconds((reps.least + reps.most) * 3 * sides / 2);
        its_rest = work->rest;
        paired = work->superset_with_next;
      } else {
        for (const plan::CardioSet& set : std::get<plan::Cardio>(exercise.work).sets) {
          const auto* time = std::get_if<seconds>(&set.target);
          if (time != nullptr) sum += *time * sides;
          if (set.rest) its_rest = *set.rest;
        }
      }
      rest = std::max(rest, (its_rest.minimum + its_rest.maximum) / 2);
      sets = std::max(sets, sets_of(exercise));
      if (!is_easy(*entry)) {
        sum += !warmed_up                      ? seconds(180 + 300)
               : entry->kind == Kind::compound ? seconds(60)
                                               : seconds(0);
        warmed_up = true;
      }
      if (paired) continue;
      sum += rest * static_cast<int>(sets - 1) + seconds(90);
      rest = seconds(0);
      sets = 0;
    }
    return sum;
  }

  double primary_sets(std::initializer_list<Muscle> muscles) const {
    double sum = 0;
    for (const plan::Session& session : plan_.sessions) {
      for (const plan::Exercise& exercise : session.exercises) {
        const Entry* entry = entry_of(exercise);
        if (entry == nullptr || is_easy(*entry)) continue;
        if (std::find(muscles.begin(), muscles.end(), entry->primary) != muscles.end()) {
          sum += static_cast<double>(sets_of(exercise));
        }
      }
    }
    return sum;
  }

  double pattern_sets(std::initializer_list<Pattern> patterns) const {
    double sum = 0;
    for (const plan::Session& session : plan_.sessions) {
      for (const plan::Exercise& exercise : session.exercises) {
        const Entry* entry = entry_of(exercise);
        if (entry != nullptr &&
            std::find(patterns.begin(), patterns.end(), entry->pattern) != patterns.end()) {
          sum += static_cast<double>(sets_of(exercise));
        }
      }
    }
    return sum;
  }

  void check_week() {
    std::map<Muscle, double> week;
    for (const plan::Session& session : plan_.sessions) {
      for (const auto& [muscle, sets] : sets_by_muscle(session, catalogue_))
        week[muscle] += sets;
    }
    for (const Band& band : kBands) {
      const std::string name =
          std::to_string(static_cast<int>(band.muscle)) + ": " + std::to_string(week[band.muscle]);
      expect(week[band.muscle] >= band.least, "few sets a week", name);
      expect(week[band.muscle] <= band.most[static_cast<std::size_t>(judged_.level)],
             "many sets a week", name);
    }
    const double pulled = primary_sets({Muscle::back, Muscle::rear_delts});
    const double pushed = primary_sets({Muscle::chest, Muscle::front_delts});
    expect(pulled >= 0.8 * pushed, "little pulling");
    const double hinged =
        pattern_sets({Pattern::hinge, Pattern::hip_extension, Pattern::knee_flexion});
    const double squatted = pattern_sets({Pattern::squat, Pattern::lunge, Pattern::knee_extension});
    expect(hinged >= 0.5 * squatted, "little hinging");
  }

  const plan::Plan& plan_;
  const Judged& judged_;
  const exercises::Catalogue& catalogue_;
  const std::string& example_;
  Faults& faults_;
  std::map<std::string, plan::Exercise> first_;
};

}  // namespace

void Faults::expect(bool holds, std::string_view fault, const std::string& example) {
  if (holds) return;
  faults_.emplace(fault, example);
  ++counts_[std::string(fault)];
}

std::string Faults::text() const {
  std::string text;
  for (const auto& [fault, example] : faults_) {
    text.append(std::to_string(counts_.at(fault))).append("× ").append(fault).append(": ");
    text.append(example).append("\n");
  }
  return text;
}

std::map<Muscle, double> sets_by_muscle(const plan::Session& session,
                                        const exercises::Catalogue& catalogue) {
  std::map<Muscle, double> sum;
  for (const plan::Exercise& exercise : session.exercises) {
    const Entry* entry = catalogue.find(exercise.name);
    if (entry == nullptr || is_easy(*entry)) continue;
    const auto sets = static_cast<double>(sets_of(exercise));
    sum[entry->primary] += sets;
    for (const Muscle muscle : entry->secondary) {
      if (muscle != entry->primary) sum[muscle] += sets / 2;
    }
  }
  return sum;
}

void judge(const plan::Plan& plan, const Judged& judged, const exercises::Catalogue& catalogue,
           const std::string& example, Faults& faults) {
  Oracle(plan, judged, catalogue, example, faults).run();
}

}  // namespace spotter::testing
