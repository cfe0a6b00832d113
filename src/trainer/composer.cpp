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

Draft fill_slots(const Outline& outline, Chooser& chooser) {
  Draft draft{outline.kind, outline.letter, {}};
  for (const Slot& slot : outline.slots) {
    if (const Exercise* exercise = chooser.choose(slot, draft.exercises())) {
      draft.picks.push_back({exercise});
    }
  }
  return draft;
}

/// Where little is wanted, more of that.
void add_what_is_wanted(Draft& draft, EnumSet<Area> unwanted, Chooser& chooser) {
  constexpr Area kAreas[] = {Area::chest,     Area::back, Area::legs,
                             Area::shoulders, Area::arms, Area::abs};
  for (const Area area : kAreas) {
    if (unwanted.has(area)) continue;
    for (const Slot& slot : slots_of(area)) {
      if (draft.picks.size() > kHardExercisesMin) return;
      if (const Exercise* exercise = chooser.choose_exactly(slot, draft.exercises(), {})) {
        draft.picks.push_back({exercise});
      }
    }
  }
}

Draft draft_session(const Outline& outline, EnumSet<Area> unwanted, Chooser& chooser) {
  Draft draft = fill_slots(outline, chooser);
  if (is_hard(outline.kind)) {
    const bool short_of = draft.picks.size() < kHardExercisesMin;
    if (short_of && !unwanted.empty()) add_what_is_wanted(draft, unwanted, chooser);
    fill_up(draft, kHardExercisesMin, chooser);
  }
  draft.sort_by_rank();
  return draft;
}

bool is_without_lower(EnumSet<Area> unwanted) {
  return unwanted.has(Area::legs) || unwanted.has_all({Area::quads, Area::hamstrings});
}
bool is_without_upper(EnumSet<Area> unwanted) {
  return unwanted.has_all({Area::chest, Area::back, Area::shoulders}) &&
         !is_without_lower(unwanted);
}

SplitNeeds split_needs(const Brief& brief, EnumSet<Area> unwanted) {
  SplitNeeds needs{brief.days, brief.level, brief.whole_body};
  // A beginner's strength work is the barbell's two alternating sessions, if all bars are there.
  needs.novice_barbell =
      brief.goal == Goal::strength && brief.level == Level::beginner && !brief.whole_body &&
      brief.bounds.equipment.has_all({Equipment::barbell, Equipment::rack, Equipment::bench});
  needs.older = brief.older;
  needs.no_lower = is_without_lower(unwanted);
  needs.no_upper = is_without_upper(unwanted);
  return needs;
}

/// Whether pain or dislikes leave too little for the sessions of a split.
bool is_thin(const SplitNeeds& needs, Chooser chooser) {
  const std::vector<Outline> week = outline_week(needs);
  return std::any_of(week.begin(), week.end(), [&](const Outline& outline) {
    return is_hard(outline.kind) && fill_slots(outline, chooser).picks.size() < kHardExercisesMin;
  });
}

/// What the outlines are for, as far as it is wanted.
EnumSet<Muscle> muscles_meant(const std::vector<Outline>& week, EnumSet<Area> unwanted) {
  EnumSet<Muscle> muscles;
  for (const Outline& outline : week) {
    for (const Slot& slot : outline.slots) {
      if (const auto muscle = main_muscle_of(slot.pattern)) muscles.add(*muscle);
    }
  }
  for_each(unwanted, Area::triceps, [&](Area area) { muscles.remove(muscles_of(area)); });
  return muscles;
}

/// Adds one exercise for the area to the shortest session that suits. nullptr: nothing fits.
const Exercise* add_focus(WeekDraft& week, Area area, Chooser& chooser) {
  Draft* shortest = nullptr;
  for (Draft& draft : week.sessions) {
    if (!suits(draft.kind, area) || draft.picks.size() >= kAddedToMost) continue;
    if (shortest == nullptr || draft.picks.size() < shortest->picks.size()) shortest = &draft;
  }
  if (shortest == nullptr) return nullptr;
  for (const Pattern pattern : focus_patterns(area)) {
    const Exercise* exercise =
        chooser.choose_exactly({pattern}, shortest->exercises(), {muscles_of(area), false});
    if (exercise == nullptr) continue;
    shortest->insert({exercise, Why::focus});
    return exercise;
  }
  return nullptr;
}

/// Whether what was added for a focus was not cut.
bool has_focus(const WeekDraft& week, const Exercise& exercise) {
  return std::any_of(week.sessions.begin(), week.sessions.end(), [&](const Draft& draft) {
    return std::any_of(draft.picks.begin(), draft.picks.end(), [&](const Pick& pick) {
      return pick.exercise == &exercise && pick.why == Why::focus;
    });
  });
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
  brief.bounds.gentle = brief.older;
  brief.whole_body = !rich || brief.careful;
  return brief;
}

bool suits(SessionKind kind, Area area) noexcept {
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

EnumSet<Muscle> main_muscles(const WeekDraft& week) {
  EnumSet<Muscle> muscles;
  for (const Draft& draft : week.sessions) {
    for (const Pick& pick : draft.picks) {
      if (rank_of(*pick.exercise) != Rank::easy) muscles.add(pick.exercise->primary);
    }
  }
  return muscles;
}

Composition compose_week(const Wish& wish, const Brief& brief, Chooser& chooser) {
  SplitNeeds needs = split_needs(brief, wish.unwanted);
  const bool has_less = !wish.hurts.empty() || !wish.rejected.empty() || !wish.unwanted.empty();
  if (!needs.whole_body && has_less && is_thin(needs, chooser)) {
    needs.whole_body = true;
    needs.novice_barbell = false;
  }
  const SchemeNeeds scheme{brief.goal, brief.level, brief.careful,
                           needs.whole_body || brief.days <= 3, wish.effort};
  Composition made{WeekDraft(scheme), {}, {}, {}, {}, {}};
  const std::vector<Outline> week = outline_week(needs);
  for (const Outline& outline : week)
    made.draft.sessions.push_back(draft_session(outline, wish.unwanted, chooser));
  make_swaps(wish, made, chooser);
  bring_in_wanted(wish, kAddedToMost, made, chooser);
  std::vector<std::pair<Area, const Exercise*>> added;
  for_each(wish.focus, Area::triceps, [&](Area area) {
    if (const Exercise* more = add_focus(made.draft, area, chooser)) added.emplace_back(area, more);
  });
  Limits limits{brief.length, brief.level};
  limits.may_add = !brief.careful && wish.effort >= 0;
  limits.sets_most = needs.novice_barbell ? 3 : 4;
  if (wish.exercises) {
    limits.exercises_least = static_cast<std::size_t>(std::clamp(*wish.exercises, 2, 12));
    limits.exercises_most = std::min<std::size_t>(limits.exercises_least + 1, 12);
    for (Draft& draft : made.draft.sessions) {
      if (is_hard(draft.kind)) add_asked(draft, limits.exercises_least, chooser);
    }
  }
  made.left_out = muscles_meant(week, wish.unwanted);
  made.left_out.remove(trained(made.draft.sets_of_week()));
  const EnumSet<Muscle> chosen = main_muscles(made.draft);
  fit(made.draft, limits);
  made.left_out_for_time = chosen;
  made.left_out_for_time.remove(trained(made.draft.sets_of_week()));
  for (const auto& [area, more] : added) {
    if (has_focus(made.draft, *more)) made.focus.add(area);
  }
  return made;
}

}  // namespace spotter::trainer
