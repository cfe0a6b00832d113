#include "trainer/composer.hpp"

#include "trainer/fitter.hpp"
#include "trainer/splits.hpp"

#include <algorithm>

namespace spotter::trainer {
namespace {

using std::chrono::minutes;

constexpr int kDefaultDays = 3;
constexpr minutes kDefaultLength{60};
/// Longer sessions than an hour and a half are of little use, whatever is asked for in them.
constexpr minutes kSessionLength{80};
constexpr int kYoungBelow = 18;
constexpr int kOldFrom = 65;
constexpr std::size_t kExercisesMax = 9;
constexpr std::size_t kHardExercisesMin = 3;

/// What a week is lopsided without.
std::optional<Muscle> main_muscle_of(Pattern pattern) {
  switch (pattern) {
    case Pattern::squat:
      return Muscle::quadriceps;
    case Pattern::hinge:
      return Muscle::hamstrings;
    case Pattern::horizontal_push:
      return Muscle::chest;
    case Pattern::vertical_push:
      return Muscle::front_delts;
    case Pattern::horizontal_pull:
    case Pattern::vertical_pull:
      return Muscle::back;
    default:
      return std::nullopt;
  }
}

std::vector<Pattern> focus_patterns(Area area) {
  using enum Pattern;
  switch (area) {
    case Area::chest:
      return {incline_push, chest_fly, horizontal_push};
    case Area::back:
      return {horizontal_pull, vertical_pull, rear_fly, trunk_extension};
    case Area::legs:
      return {lunge, knee_extension, knee_flexion, squat};
    case Area::shoulders:
      return {shoulder_abduction, vertical_push, rear_fly};
    case Area::arms:
      return {elbow_flexion, elbow_extension};
    case Area::abs:
      return {anti_extension, anti_rotation, trunk_flexion};
    case Area::glutes:
      return {hip_extension, hip_abduction, hinge};
    case Area::calves:
      return {ankle};
    case Area::quads:
      return {lunge, knee_extension, squat};
    case Area::hamstrings:
      return {knee_flexion, hinge};
    case Area::biceps:
      return {elbow_flexion};
    case Area::triceps:
      return {elbow_extension, horizontal_push};
    case Area::full_body:
      break;
  }
  return {};
}

bool is_lower(Area area) {
  return area == Area::legs || area == Area::glutes || area == Area::calves ||
         area == Area::quads || area == Area::hamstrings;
}

bool suits(SessionKind kind, Area area) {
  switch (kind) {
    case SessionKind::full_body:
    case SessionKind::strength:
      return true;
    case SessionKind::upper:
      return !is_lower(area);
    case SessionKind::push:
      return area == Area::chest || area == Area::shoulders || area == Area::abs ||
             area == Area::arms || area == Area::triceps;
    case SessionKind::pull:
      return area == Area::back || area == Area::arms || area == Area::abs || area == Area::biceps;
    case SessionKind::lower:
    case SessionKind::legs:
      return is_lower(area) || area == Area::abs;
    case SessionKind::light:
    case SessionKind::cardio:
    case SessionKind::recovery:
      return false;
  }
  return false;
}

/// What a session of this kind may get more of, if more exercises are asked for.
std::vector<Area> areas_of(SessionKind kind) {
  switch (kind) {
    case SessionKind::upper:
      return {Area::chest, Area::back, Area::shoulders, Area::arms};
    case SessionKind::push:
      return {Area::chest, Area::shoulders, Area::triceps};
    case SessionKind::pull:
      return {Area::back, Area::biceps};
    case SessionKind::lower:
    case SessionKind::legs:
      return {Area::legs, Area::abs};
    default:
      return {Area::full_body};
  }
}

Draft draft_session(const Outline& outline, Chooser& chooser, EnumSet<Muscle>& wanted) {
  Draft draft{outline.kind, outline.letter, {}};
  for (const Slot& slot : outline.slots) {
    if (const auto muscle = main_muscle_of(slot.pattern)) wanted.add(*muscle);
    if (const Exercise* exercise = chooser.choose(slot, draft.exercises())) {
      draft.picks.push_back({exercise});
    }
  }
  if (is_hard(outline.kind)) fill_up(draft, kHardExercisesMin, chooser);
  draft.sort_by_rank();
  return draft;
}

/// Adds one exercise for the area to the shortest session that suits. False: nothing fits.
bool add_focus(WeekDraft& week, Area area, Chooser& chooser) {
  Draft* shortest = nullptr;
  for (Draft& draft : week.sessions) {
    if (!suits(draft.kind, area) || draft.picks.size() >= kExercisesMax) continue;
    if (shortest == nullptr || draft.picks.size() < shortest->picks.size()) shortest = &draft;
  }
  if (shortest == nullptr) return false;
  for (const Pattern pattern : focus_patterns(area)) {
    const Exercise* exercise =
        chooser.choose_exactly({pattern}, shortest->exercises(), {muscles_of(area), false});
    if (exercise == nullptr) continue;
    shortest->insert({exercise, Why::focus});
    return true;
  }
  return false;
}

/// Brings a hard session up to as many exercises as were asked for.
void add_asked(Draft& draft, std::size_t least, Chooser& chooser) {
  for (const Area area : areas_of(draft.kind)) {
    for (const Slot& slot : slots_of(area)) {
      if (draft.picks.size() >= least) return;
      if (const Exercise* exercise = chooser.choose_exactly(slot, draft.exercises(), {})) {
        draft.insert({exercise});
      }
    }
  }
}

}  // namespace

Brief brief_of(const Wish& wish) {
  Brief brief;
  brief.days = std::clamp(wish.days.value_or(kDefaultDays), 1, 7);
  brief.goal = wish.goal.value_or(Goal::health);
  brief.length = wish.minutes.value_or(wish.single_session ? kSessionLength : kDefaultLength);
  brief.young = wish.age && *wish.age < kYoungBelow;
  brief.older = wish.age && *wish.age >= kOldFrom;
  brief.careful = brief.young || brief.older || !wish.conditions.empty();
  brief.level = brief.careful ? Level::beginner : wish.level.value_or(Level::beginner);
  // Losing weight is no goal for somebody who still grows: fitness is.
  if (brief.young && brief.goal == Goal::weight) brief.goal = Goal::health;
  brief.bounds = bounds_of(wish, brief.level, brief.careful);
  const EnumSet<Equipment> there = brief.bounds.equipment;
  const bool rich = there.has(Equipment::dumbbell) || there.has(Equipment::barbell) ||
                    there.has_all({Equipment::machine, Equipment::cable});
  brief.whole_body = !rich || brief.careful || !wish.hurts.empty() || !wish.rejected.empty();
  return brief;
}

void fill_up(Draft& draft, std::size_t least, Chooser& chooser) {
  constexpr Pattern kFillers[] = {Pattern::anti_extension, Pattern::anti_rotation,
                                  Pattern::hip_extension, Pattern::ankle, Pattern::trunk_flexion};
  for (const Pattern pattern : kFillers) {
    if (draft.picks.size() >= least) return;
    if (const Exercise* exercise = chooser.choose_exactly({pattern}, draft.exercises(), {})) {
      draft.picks.push_back({exercise});
    }
  }
  while (draft.picks.size() < 2) {
    const Exercise* walk = chooser.choose({Pattern::cardio, "Walking"}, draft.exercises());
    if (walk == nullptr) return;
    draft.picks.push_back({walk});
  }
}

EnumSet<Muscle> trained(const MuscleSets& sets) {
  EnumSet<Muscle> muscles;
  for (std::size_t m = 0; m < sets.size(); ++m) {
    if (sets[m] > 0) muscles.add(static_cast<Muscle>(m));
  }
  return muscles;
}

Composition compose_week(const Wish& wish, const Brief& brief, Chooser& chooser) {
  // A beginner's strength work is the barbell's two alternating sessions, if all bars are there.
  const bool novice_barbell =
      brief.goal == Goal::strength && brief.level == Level::beginner && !brief.whole_body &&
      brief.bounds.equipment.has_all({Equipment::barbell, Equipment::rack, Equipment::bench});
  const SchemeNeeds scheme{brief.goal, brief.level, brief.careful,
                           brief.whole_body || brief.days <= 3, wish.effort};
  Composition made{WeekDraft(scheme), {}, {}, {}, {}};
  EnumSet<Muscle> wanted;
  for (const Outline& outline :
       outline_week({brief.days, brief.level, brief.whole_body, novice_barbell})) {
    made.draft.sessions.push_back(draft_session(outline, chooser, wanted));
  }
  make_swaps(wish, made, chooser);
  for_each(wish.focus, Area::triceps, [&](Area area) {
    if (add_focus(made.draft, area, chooser)) made.focus.add(area);
  });
  Limits limits{brief.length, brief.level};
  limits.may_add = !brief.careful && wish.effort >= 0;
  if (wish.exercises) {
    limits.exercises_least = static_cast<std::size_t>(std::clamp(*wish.exercises, 2, 12));
    limits.exercises_most = std::min<std::size_t>(limits.exercises_least + 1, 12);
    for (Draft& draft : made.draft.sessions) {
      if (is_hard(draft.kind)) add_asked(draft, limits.exercises_least, chooser);
    }
  }
  const EnumSet<Muscle> chosen = trained(made.draft.sets_of_week());
  fit(made.draft, limits);
  made.left_out = wanted;
  made.left_out.remove(chosen);
  made.left_out_for_time = chosen;
  made.left_out_for_time.remove(trained(made.draft.sets_of_week()));
  return made;
}

}  // namespace spotter::trainer
