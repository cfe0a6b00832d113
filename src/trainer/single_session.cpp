#include "trainer/composer.hpp"
#include "trainer/fitter.hpp"
#include "trainer/splits.hpp"

#include <algorithm>

namespace spotter::trainer {
namespace {

constexpr std::size_t kExercisesUsual = 5;
constexpr std::size_t kExercisesWholeBody = 6;
constexpr std::size_t kExercisesMax = 12;

/// A slot of an area; the slots of several areas are dealt in turn.
struct Place {
  Area area;
  Slot slot;
  const Exercise* chosen = nullptr;
};

std::vector<Area> areas_of(const Wish& wish) {
  std::vector<Area> areas;
  for (const Area area : wish.areas) {
    if (std::find(areas.begin(), areas.end(), area) == areas.end()) areas.push_back(area);
  }
  if (areas.empty()) {
    for_each(wish.focus, Area::full_body, [&](Area area) { areas.push_back(area); });
  }
  if (areas.empty()) areas.push_back(Area::full_body);
  return areas;
}

class Dealer {
 public:
  Dealer(std::vector<Area> areas, std::size_t wanted, Chooser& chooser)
      : areas_(std::move(areas)), wanted_(wanted), chooser_(chooser) {
    for (std::size_t i = 0; places_.size() < kPlacesMax; ++i) {
      const std::size_t before = places_.size();
      for (const Area area : areas_) {
        const auto slots = slots_of(area);
        if (i < slots.size()) places_.push_back({area, slots[i]});
      }
      if (places_.size() == before) break;
    }
  }

  Draft run() {
    // What the user knows first, each at its place; then the usual ones; then second ones.
    fill_places(true);
    fill_places(false);
    for (const Place& place : places_) {
      if (place.chosen != nullptr) picks_.push_back(pick_of(*place.chosen));
    }
    while (picks_.size() < wanted_ && deal_again()) {
    }
    add_all(Chooser::Counting::primary);
    if (picks_.size() < 2) add_all(Chooser::Counting::any);
    Draft draft{SessionKind::full_body, -1, std::move(picks_)};
    fill_up(draft, 2, chooser_);
    draft.sort_by_rank();
    return draft;
  }

 private:
  static constexpr std::size_t kPlacesMax = 200;

  Pick pick_of(const Exercise& exercise) {
    return chooser_.is_known(exercise) ? Pick{&exercise, Why::known} : Pick{&exercise};
  }

  [[nodiscard]] Exercises taken() const {
    Exercises all;
    for (const Pick& pick : picks_)
      all.push_back(pick.exercise);
    for (const Place& place : places_) {
      if (place.chosen != nullptr) all.push_back(place.chosen);
    }
    return all;
  }

  [[nodiscard]] std::size_t chosen() const {
    return static_cast<std::size_t>(
        std::count_if(places_.begin(), places_.end(),
                      [](const Place& place) { return place.chosen != nullptr; }));
  }

  void fill_places(bool known_only) {
    for (Place& place : places_) {
      if (chosen() >= wanted_) return;
      if (place.chosen != nullptr) continue;
      place.chosen =
          chooser_.choose_exactly(place.slot, taken(), {muscles_of(place.area), known_only});
    }
  }

  bool deal_again() {
    bool found = false;
    for (const Place& place : places_) {
      if (picks_.size() >= wanted_) break;
      const Exercise* exercise =
          chooser_.choose_exactly({place.slot.pattern}, taken(), {muscles_of(place.area), false});
      if (exercise == nullptr) continue;
      picks_.push_back(pick_of(*exercise));
      found = true;
    }
    return found;
  }

  void add_all(Chooser::Counting counting) {
    for (const Area area : areas_) {
      for (const Exercise* exercise : chooser_.all_for(muscles_of(area), counting)) {
        if (picks_.size() >= wanted_) return;
        const Exercises all = taken();
        if (std::find(all.begin(), all.end(), exercise) == all.end()) {
          picks_.push_back(pick_of(*exercise));
        }
      }
    }
  }

  std::vector<Area> areas_;
  std::size_t wanted_;
  Chooser& chooser_;
  std::vector<Place> places_;
  std::vector<Pick> picks_;
};

/// Many exercises for one muscle: fewer sets of each.
void share_sets(WeekDraft& week) {
  constexpr int kSetsOfMuscle = 12;
  constexpr int kSetsMax = 3;
  const Draft& draft = week.sessions.front();
  for (const Pick& pick : draft.picks) {
    int exercises = 0;
    int sets = 0;
    for (const Pick& other : draft.picks) {
      if (other.exercise->primary != pick.exercise->primary) continue;
      ++exercises;
      sets += week.numbers(*other.exercise).sets;
    }
    if (sets <= kSetsOfMuscle) continue;
    PlannedExercise& planned = week.numbers(*pick.exercise);
    planned.sets = std::min(planned.sets, std::clamp(kSetsOfMuscle / exercises, 1, kSetsMax));
  }
}

}  // namespace

Composition compose_session(const Wish& wish, const Brief& brief, Chooser& chooser) {
  const std::vector<Area> areas = areas_of(wish);
  const bool whole_body = areas.size() == 1 && areas.front() == Area::full_body;
  std::size_t wanted = whole_body ? kExercisesWholeBody : kExercisesUsual;
  Limits limits{brief.length, brief.level, false};
  const auto has = [&](Area area) {
    return std::find(areas.begin(), areas.end(), area) != areas.end();
  };
  limits.even = has(Area::chest) && has(Area::back);
  limits.may_add = !brief.careful && wish.effort >= 0;
  if (wish.exercises) {
    wanted = std::clamp<std::size_t>(static_cast<std::size_t>(std::max(*wish.exercises, 2)), 2,
                                     kExercisesMax);
    limits.exercises_least = wanted;
  }
  const SchemeNeeds scheme{brief.goal, brief.level, brief.careful, whole_body, wish.effort};
  Composition made{WeekDraft(scheme), {}, {}, {}, {}, {}};
  made.draft.sessions.push_back(Dealer(areas, wanted, chooser).run());
  make_swaps(wish, made, chooser);
  bring_in_wanted(wish, std::max(wanted, made.draft.sessions.front().picks.size()), made, chooser);
  share_sets(made.draft);
  EnumSet<Muscle> named;
  for (const Area area : areas) {
    // Of an area that is a single muscle: the others have more than one way.
    for_each(muscles_of(area), Muscle::adductors, [&](Muscle muscle) {
      if (muscles_of(area) == EnumSet<Muscle>{muscle}) named.add(muscle);
    });
  }
  const EnumSet<Muscle> chosen = trained(made.draft.sets_of_week());
  fit(made.draft, limits);
  made.left_out = named;
  made.left_out.remove(chosen);
  return made;
}

}  // namespace spotter::trainer
