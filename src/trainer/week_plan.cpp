#include "trainer/chooser.hpp"
#include "trainer/scheme.hpp"
#include "trainer/splits.hpp"

#include <spotter/trainer/week_plan.hpp>

#include <algorithm>

namespace spotter::trainer {
namespace {

using std::chrono::minutes;

constexpr int kDefaultDays = 3;
constexpr minutes kDefaultLength{60};
constexpr int kYoungBelow = 18;
constexpr int kOldFrom = 65;
constexpr std::size_t kExercisesMax = 9;

constexpr EnumSet<Item> kAllItems{
    Item::barbell,       Item::rack,        Item::bench,    Item::dumbbell,
    Item::kettlebell,    Item::band,        Item::machine,  Item::cable,
    Item::smith_machine, Item::pull_up_bar, Item::trap_bar, Item::ez_bar,
    Item::box,           Item::dip_bars,    Item::landmine, Item::cardio_machine};

EnumSet<Item> items_of_gear(Gear gear) {
  switch (gear) {
    case Gear::gym:
      return kAllItems;
    case Gear::barbell:
      return {Item::barbell, Item::rack, Item::bench, Item::pull_up_bar};
    case Gear::dumbbells:
      return {Item::dumbbell};
    case Gear::kettlebell:
      return {Item::kettlebell};
    case Gear::bands:
      return {Item::band};
    case Gear::bodyweight:
      return {};
    case Gear::machines:
      return {Item::machine, Item::cable, Item::smith_machine, Item::cardio_machine};
  }
  return {};
}

/// The wish with everything decided that it left open.
struct Brief {
  int days = kDefaultDays;
  Level level = Level::beginner;
  Goal goal = Goal::health;
  minutes length = kDefaultLength;
  bool young = false;
  bool older = false;
  bool careful = false;  ///< light work only
  Bounds bounds;
  bool whole_body = false;
};

Brief brief_of(const Wish& wish) {
  Brief brief;
  brief.days = std::clamp(wish.days.value_or(kDefaultDays), 1, 7);
  brief.goal = wish.goal.value_or(Goal::health);
  brief.length = wish.minutes.value_or(kDefaultLength);
  brief.young = wish.age && *wish.age < kYoungBelow;
  brief.older = wish.age && *wish.age >= kOldFrom;
  brief.careful = brief.young || brief.older || !wish.conditions.empty();
  brief.level = brief.careful ? Level::beginner : wish.level.value_or(Level::beginner);
  // Losing weight is no goal for somebody who still grows: fitness is.
  if (brief.young && brief.goal == Goal::weight) brief.goal = Goal::health;
  brief.bounds = bounds_of(wish, brief.level, brief.careful);
  const bool rich = brief.bounds.items.has(Item::dumbbell) ||
                    brief.bounds.items.has(Item::barbell) ||
                    brief.bounds.items.has_all({Item::machine, Item::cable});
  brief.whole_body = !rich || !wish.hurts.empty() || !wish.rejected.empty();
  return brief;
}

EnumSet<Assumption> assumptions_of(const Wish& wish) {
  EnumSet<Assumption> assumed;
  if (!wish.days) assumed.add(Assumption::days);
  if (!wish.level) assumed.add(Assumption::level);
  if (!wish.goal) assumed.add(Assumption::goal);
  if (wish.gear.empty()) assumed.add(Assumption::gear);
  if (!wish.minutes) assumed.add(Assumption::minutes);
  if (wish.hurts.empty() && wish.conditions.empty() && !wish.healthy) {
    assumed.add(Assumption::health);
  }
  return assumed;
}

/// Whether a plan would be lopsided without this slot.
bool is_main(Pattern pattern) {
  return pattern == Pattern::squat || pattern == Pattern::hinge ||
         pattern == Pattern::horizontal_push || pattern == Pattern::vertical_push ||
         pattern == Pattern::horizontal_pull || pattern == Pattern::vertical_pull;
}

/// A session while it is made.
struct Draft {
  Outline outline;
  std::vector<const Exercise*> exercises;
};

/// Big lifts first, then small ones, then the trunk.
int rank_of(const Exercise& exercise) {
  if (exercise.pattern == Pattern::core) return 2;
  return exercise.kind == Kind::isolation ? 1 : 0;
}

Draft draft_session(const Outline& outline, Chooser& chooser, bool& left_out) {
  Draft draft{outline, {}};
  for (const Slot& slot : outline.slots) {
    if (const Exercise* exercise = chooser.choose(slot, draft.exercises)) {
      draft.exercises.push_back(exercise);
    } else if (is_main(slot.pattern)) {
      left_out = true;
    }
  }
  // An unloaded filler of the trunk keeps a session from being a single exercise.
  while (is_hard(outline.kind) && draft.exercises.size() < 3) {
    const Exercise* exercise = chooser.choose(Slot{Pattern::core}, draft.exercises);
    if (exercise == nullptr) break;
    draft.exercises.push_back(exercise);
  }
  std::stable_sort(draft.exercises.begin(), draft.exercises.end(),
                   [](const Exercise* a, const Exercise* b) { return rank_of(*a) < rank_of(*b); });
  return draft;
}

std::vector<Pattern> patterns_of(Area area) {
  using enum Pattern;
  switch (area) {
    case Area::chest:
      return {incline_push, chest_fly, horizontal_push};
    case Area::back:
      return {horizontal_pull, vertical_pull, rear_fly, back_extension};
    case Area::legs:
      return {lunge, knee_extension, knee_flexion, squat};
    case Area::shoulders:
      return {side_raise, vertical_push, rear_fly};
    case Area::arms:
      return {elbow_flexion, elbow_extension};
    case Area::abs:
      return {core};
    case Area::glutes:
      return {hip_extension, lunge};
    case Area::calves:
      return {ankle};
    case Area::quads:
      return {squat, lunge, knee_extension};
    case Area::hamstrings:
      return {hinge, knee_flexion, hip_extension};
    case Area::biceps:
      return {elbow_flexion};
    case Area::triceps:
      return {elbow_extension};
    case Area::full_body:
      return {};
  }
  return {};
}

bool suits(SessionKind kind, Area area) {
  const bool lower = area == Area::legs || area == Area::glutes || area == Area::calves ||
                     area == Area::quads || area == Area::hamstrings;
  switch (kind) {
    case SessionKind::full_body:
    case SessionKind::strength:
      return true;
    case SessionKind::upper:
      return !lower;
    case SessionKind::push:
      return area == Area::chest || area == Area::shoulders || area == Area::abs ||
             area == Area::arms;
    case SessionKind::pull:
      return area == Area::back || area == Area::arms || area == Area::abs;
    case SessionKind::lower:
    case SessionKind::legs:
      return lower || area == Area::abs;
    case SessionKind::light:
    case SessionKind::cardio:
    case SessionKind::recovery:
      return false;
  }
  return false;
}

/// Adds one exercise for the area to the shortest session that suits. False: nothing fits.
bool add_focus(std::vector<Draft>& week, Area area, Chooser& chooser) {
  Draft* shortest = nullptr;
  for (Draft& draft : week) {
    if (!suits(draft.outline.kind, area) || draft.exercises.size() >= kExercisesMax) continue;
    if (shortest == nullptr || draft.exercises.size() < shortest->exercises.size()) {
      shortest = &draft;
    }
  }
  if (shortest == nullptr) return false;
  const auto patterns = patterns_of(area);
  for (const Pattern pattern : patterns) {
    const Exercise* exercise = chooser.choose(Slot{pattern}, shortest->exercises);
    const bool stays = exercise != nullptr && std::find(patterns.begin(), patterns.end(),
                                                        exercise->pattern) != patterns.end();
    if (!stays) continue;
    const auto behind = std::upper_bound(
        shortest->exercises.begin(), shortest->exercises.end(), exercise,
        [](const Exercise* a, const Exercise* b) { return rank_of(*a) < rank_of(*b); });
    shortest->exercises.insert(behind, exercise);
    return true;
  }
  return false;
}

/// Cuts sessions down to the asked time in steps, each of them for the whole week where it concerns
/// numbers, so that one name keeps the same numbers on all days.
class Trimmer {
 public:
  Trimmer(std::vector<Draft>& week, const SchemeNeeds& needs, minutes length)
      : week_(week), needs_(needs), limit_(length + length / 10) {}

  void trim() {
    // The fullest week that fits: fewer sets and shorter rests free time for more exercises.
    struct Step {
      int sets_max;
      bool short_rest;
    };
    constexpr Step kSteps[] = {{10, false}, {3, false}, {2, false}, {2, true}};
    const std::vector<Draft> full = week_;
    for (const Step& step : kSteps) {
      week_ = full;
      sets_max_ = step.sets_max;
      short_rest_ = step.short_rest;
      drop_while_too_long([](const Draft& draft) { return last_small(draft); });
      if (fits()) return;
    }
    drop_while_too_long([](const Draft& draft) { return last_spare_big(draft); });
    if (!fits()) sets_max_ = 1;
  }

  [[nodiscard]] bool fits() const {
    return std::all_of(week_.begin(), week_.end(),
                       [&](const Draft& draft) { return !is_too_much(draft); });
  }

  [[nodiscard]] std::vector<PlannedExercise> plan(const Draft& draft) const {
    std::vector<PlannedExercise> planned;
    for (const Exercise* exercise : draft.exercises) {
      planned.push_back(plan_exercise(*exercise, needs_));
      planned.back().sets = std::min(planned.back().sets, sets_max_);
      if (short_rest_) planned.back().rest = shortened(planned.back().rest);
      if (exercise->kind == Kind::cardio) fit_cardio(planned.back(), draft);
    }
    return planned;
  }

  [[nodiscard]] minutes length_of(const Draft& draft) const {
    return estimated_length(plan(draft));
  }

 private:
  [[nodiscard]] bool is_too_much(const Draft& draft) const {
    constexpr int kSetsMax = 30;
    const auto planned = plan(draft);
    int sets = 0;
    for (const PlannedExercise& exercise : planned)
      sets += exercise.sets;
    return sets > kSetsMax || estimated_length(planned) > limit_;
  }

  static Rest shortened(Rest rest) {
    if (rest.minimum > std::chrono::seconds(120)) {
      return {std::chrono::seconds(120), std::chrono::seconds(180), std::chrono::seconds(300)};
    }
    return {std::min(rest.minimum, std::chrono::seconds(45)), std::chrono::seconds(60),
            std::chrono::seconds(120)};
  }

  /// A walk is never longer than the time that there is.
  void fit_cardio(PlannedExercise& cardio, const Draft& draft) const {
    const int others = draft.exercises.size() > 1 ? 15 : 0;
    const int most = static_cast<int>(limit_.count()) - others;
    cardio.most = std::clamp(most, 10, cardio.most);
    cardio.least = std::clamp(cardio.most - 10, 5, cardio.least);
  }

  /// The last small exercise; trunk work stays longer.
  static std::size_t last_small(const Draft& draft) {
    for (std::size_t i = draft.exercises.size(); i-- > 0;) {
      if (rank_of(*draft.exercises[i]) == 1) return i;
    }
    return draft.exercises.size();
  }

  /// The last exercise without which the session still has legs, a push and a pull, as far as it
  /// had them.
  static std::size_t last_spare_big(const Draft& draft) {
    if (draft.exercises.size() <= 2) return draft.exercises.size();
    for (std::size_t i = draft.exercises.size(); i-- > 0;) {
      const int group = group_of(*draft.exercises[i]);
      const auto same =
          std::count_if(draft.exercises.begin(), draft.exercises.end(),
                        [&](const Exercise* exercise) { return group_of(*exercise) == group; });
      if (group == 0 || same > 1) return i;
    }
    return draft.exercises.size();
  }

  /// 1 legs, 2 push, 3 pull, 0 what can be left out.
  static int group_of(const Exercise& exercise) {
    switch (exercise.pattern) {
      case Pattern::squat:
      case Pattern::lunge:
      case Pattern::hinge:
      case Pattern::hip_extension:
        return 1;
      case Pattern::horizontal_push:
      case Pattern::incline_push:
      case Pattern::vertical_push:
        return 2;
      case Pattern::horizontal_pull:
      case Pattern::vertical_pull:
      case Pattern::back_extension:
        return 3;
      default:
        return 0;
    }
  }

  template <class F>
  void drop_while_too_long(F victim) {
    for (Draft& draft : week_) {
      while (is_too_much(draft)) {
        const std::size_t index = victim(draft);
        if (index >= draft.exercises.size() || draft.exercises.size() <= 2) break;
        draft.exercises.erase(draft.exercises.begin() + static_cast<std::ptrdiff_t>(index));
      }
    }
  }

  std::vector<Draft>& week_;
  SchemeNeeds needs_;
  minutes limit_;
  int sets_max_ = 10;
  bool short_rest_ = false;
};

EnumSet<Note> notes_of(const Brief& brief, const Wish& wish, const std::vector<Draft>& week,
                       bool two_sets) {
  EnumSet<Note> notes;
  const auto hard = std::count_if(week.begin(), week.end(),
                                  [](const Draft& draft) { return is_hard(draft.outline.kind); });
  const bool easy = hard < static_cast<std::ptrdiff_t>(week.size());
  if (brief.days <= 2) notes.add(Note::few_days);
  if (hard >= 2 && hard <= 3) notes.add(Note::rest_days);
  if (easy && brief.level == Level::beginner) notes.add(Note::easy_days);
  const bool weight = brief.goal == Goal::weight || wish.weight_too;
  if (weight && !brief.young && !easy) notes.add(Note::cardio_too);
  // A third set needs time that a short session does not have.
  if (two_sets && !brief.careful && brief.length >= kDefaultLength * 3 / 4) {
    notes.add(Note::more_sets_later);
  }
  if (brief.young) notes.add(Note::young);
  if (brief.older) notes.add(Note::older);
  if (!wish.conditions.empty()) notes.add(Note::careful);
  return notes;
}

/// A beginner's strength work is the barbell's two alternating sessions, if all bars are there.
bool is_novice_barbell(const Brief& brief) {
  return brief.goal == Goal::strength && brief.level == Level::beginner && !brief.careful &&
         !brief.whole_body && brief.bounds.items.has_all({Item::barbell, Item::rack, Item::bench});
}

}  // namespace

EnumSet<Item> items_of(const Wish& wish) {
  EnumSet<Item> items;
  if (wish.gear.empty()) items = kAllItems;
  for_each(wish.gear, Gear::machines, [&](Gear gear) { items.add(items_of_gear(gear)); });
  items.add(wish.extra);
  items.remove(wish.without);
  return items;
}

WeekPlan make_week(const Wish& wish, unsigned seed) {
  const Brief brief = brief_of(wish);
  const bool novice_barbell = is_novice_barbell(brief);
  const auto outlines =
      outline_week({brief.days, brief.level, brief.whole_body || brief.careful, novice_barbell});
  const SchemeNeeds scheme{brief.goal, brief.level, brief.careful,
                           brief.whole_body || brief.days <= 3};

  WeekPlan plan;
  Chooser chooser(brief.bounds, seed);
  bool left_out = false;
  std::vector<Draft> week;
  for (const Outline& outline : outlines) {
    week.push_back(draft_session(outline, chooser, left_out));
  }
  for_each(wish.focus, Area::calves, [&](Area area) {
    if (add_focus(week, area, chooser)) plan.focus.add(area);
  });
  Trimmer trimmer(week, scheme, brief.length);
  trimmer.trim();

  plan.sessions.reserve(week.size());
  bool two_sets = false;
  for (const Draft& draft : week) {
    plan.sessions.push_back(
        {draft.outline.kind, draft.outline.letter, trimmer.plan(draft), trimmer.length_of(draft)});
    two_sets = two_sets || (is_hard(draft.outline.kind) && brief.level == Level::beginner &&
                            plan.sessions.back().exercises.front().sets == 2);
  }
  plan.level = brief.level;
  plan.goal = brief.goal;
  plan.weight_too = wish.weight_too && !brief.young && brief.goal != Goal::weight;
  plan.gear = wish.gear.empty() ? EnumSet<Gear>{Gear::gym} : wish.gear;
  if (!plan.gear.has(Gear::gym)) plan.extra = wish.extra;
  plan.assumed = assumptions_of(wish);
  plan.spared = wish.hurts;
  plan.notes = notes_of(brief, wish, week, two_sets);
  if (left_out) plan.notes.add(Note::left_out);
  return plan;
}

}  // namespace spotter::trainer
