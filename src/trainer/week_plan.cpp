#include "trainer/composer.hpp"
#include "trainer/splits.hpp"

#include <spotter/trainer/week_plan.hpp>

#include <algorithm>
#include <set>

namespace spotter::trainer {
namespace {

using std::chrono::minutes;

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

EnumSet<Assumption> assumptions_of(const Wish& wish) {
  EnumSet<Assumption> assumed;
  if (!wish.days && !wish.single_session) assumed.add(Assumption::days);
  if (!wish.level) assumed.add(Assumption::level);
  if (!wish.goal) assumed.add(Assumption::goal);
  if (wish.gear.empty()) assumed.add(Assumption::gear);
  if (!wish.minutes && !wish.single_session) assumed.add(Assumption::minutes);
  if (wish.hurts.empty() && wish.conditions.empty() && !wish.healthy) {
    assumed.add(Assumption::health);
  }
  return assumed;
}

EnumSet<Note> notes_about_week(const Brief& brief, const Wish& wish, const WeekDraft& week) {
  EnumSet<Note> notes;
  const auto hard = std::count_if(week.sessions.begin(), week.sessions.end(),
                                  [](const Draft& draft) { return is_hard(draft.kind); });
  const bool easy = hard < static_cast<std::ptrdiff_t>(week.sessions.size());
  if (brief.days <= 2) notes.add(Note::few_days);
  if (hard >= 2 && hard <= 3) notes.add(Note::rest_days);
  if (easy && brief.level == Level::beginner) notes.add(Note::easy_days);
  const bool weight = brief.goal == Goal::weight || wish.weight_too;
  if (weight && !brief.young && !easy) notes.add(Note::cardio_too);
  return notes;
}

/// Two sets in the first weeks; a third one needs time that a short session does not have.
bool is_for_third_sets(const WeekPlan& plan, const Brief& brief, const Wish& wish) {
  constexpr minutes kEnough(45);
  if (brief.level != Level::beginner || brief.careful || wish.effort != 0) return false;
  if (brief.length < kEnough) return false;
  return std::any_of(plan.sessions.begin(), plan.sessions.end(), [](const Session& session) {
    return is_hard(session.kind) && session.exercises.front().sets == 2;
  });
}

EnumSet<Note> notes_of(const Brief& brief, const Wish& wish) {
  EnumSet<Note> notes;
  if (brief.young) notes.add(Note::young);
  if (brief.older) notes.add(Note::older);
  if (wish.conditions.has(Condition::pregnancy)) notes.add(Note::pregnant);
  if (wish.conditions.has(Condition::surgery)) notes.add(Note::surgery);
  if (wish.conditions.has(Condition::illness)) notes.add(Note::careful);
  if (brief.level != Level::beginner && !wish.single_session) notes.add(Note::deload);
  return notes;
}

/// All sets, and those of big exercises on their own.
struct Amount {
  int all = 0;
  int big = 0;
};

Amount amount_of(WeekDraft& week) {
  Amount amount;
  for (const Draft& draft : week.sessions) {
    for (const Pick& pick : draft.picks) {
      const Rank rank = rank_of(*pick.exercise);
      if (rank == Rank::easy) continue;
      const int sets = week.numbers(*pick.exercise).sets;
      amount.all += sets;
      if (rank == Rank::big) amount.big += sets;
    }
  }
  return amount;
}

/// Makes the sessions, once or several times with one exercise banned.
class Maker {
 public:
  Maker(const Wish& wish, const Brief& brief, const exercises::Catalogue& catalogue)
      : wish_(wish), brief_(brief), chooser_(catalogue, brief.bounds, wish) {}

  struct Made {
    Composition composition;
    Chooser chooser;
  };

  [[nodiscard]] Made make(unsigned seed, const Exercise* banned) const {
    Chooser chooser = chooser_;
    chooser.set_seed(seed);
    if (banned != nullptr) chooser.ban(*banned);
    Composition composition = wish_.single_session ? compose_session(wish_, brief_, chooser)
                                                   : compose_week(wish_, brief_, chooser);
    return {std::move(composition), std::move(chooser)};
  }

  /// Another seed is another plan, wherever there is a choice.
  [[nodiscard]] Made make_different(unsigned seed) const {
    Made made = make(seed, nullptr);
    if (seed == 0) return made;
    const auto all = exercises_of(made);
    if (all != exercises_of(make(seed - 1, nullptr))) return made;
    const Exercises choices = replaceable(made, all);
    const std::size_t choice = seed % (choices.size() + 1);
    return choice == 0 ? std::move(made) : make(seed, choices[choice - 1]);
  }

 private:
  using Names = std::set<std::string_view>;

  static Names exercises_of(const Made& made) {
    Names all;
    for (const Draft& draft : made.composition.draft.sessions) {
      for (const Pick& pick : draft.picks)
        all.insert(pick.exercise->name);
    }
    return all;
  }

  /// Those that something new could stand in for.
  [[nodiscard]] Exercises replaceable(const Made& made, const Names& all) const {
    Exercises found;
    for (const Draft& draft : made.composition.draft.sessions) {
      for (const Pick& pick : draft.picks) {
        const Exercises others = made.chooser.alternatives(*pick.exercise);
        const bool has_other =
            std::any_of(others.begin(), others.end(), [&](const Exercise* other) {
              // A session of an area keeps to it.
              const bool fits = wish_.areas.empty() || other->primary == pick.exercise->primary;
              return fits && !all.contains(other->name);
            });
        const bool is_new = std::find(found.begin(), found.end(), pick.exercise) == found.end();
        if (!pick.is_kept() && has_other && is_new) found.push_back(pick.exercise);
      }
    }
    return found;
  }

  const Wish& wish_;
  const Brief& brief_;
  Chooser chooser_;  ///< before it chose anything
};

/// What became of "harder" and "easier": only what the plan before the last of them did not have.
EnumSet<Note> notes_about_effort(const Wish& wish, const Brief& brief, unsigned seed,
                                 const exercises::Catalogue& catalogue, WeekDraft& week) {
  if (wish.effort == 0) return {};
  Wish before = wish;
  before.effort += wish.effort > 0 ? -1 : 1;
  Maker::Made made = Maker(before, brief, catalogue).make_different(seed);
  const Amount was = amount_of(made.composition.draft);
  const Amount is = amount_of(week);
  if (wish.effort < 0) return {is.all < was.all ? Note::easier : Note::no_less};
  // Twice as hard is what small exercises get, too.
  if (is.big > was.big || (wish.effort > 1 && is.all > was.all)) return {Note::harder};
  return {brief.careful ? Note::no_more_careful : Note::no_more};
}

bool has_pattern(const WeekDraft& week, Pattern pattern) {
  return std::any_of(week.sessions.begin(), week.sessions.end(), [&](const Draft& draft) {
    return std::any_of(draft.picks.begin(), draft.picks.end(),
                       [&](const Pick& pick) { return pick.exercise->pattern == pattern; });
  });
}

void write_sessions(Maker::Made& made, WeekPlan& plan) {
  WeekDraft& week = made.composition.draft;
  const bool squats = has_pattern(week, Pattern::squat);
  for (const Draft& draft : week.sessions) {
    Session session{draft.kind, draft.letter, week.plan(draft), {}};
    for (PlannedExercise& planned : session.exercises) {
      planned.name = made.chooser.name_of(*planned.exercise);
      // Without squats there is nothing to balance.
      if (planned.why == Why::balances_squats && !squats) {
        planned.why = rank_of(*planned.exercise) == Rank::big ? Why::main : Why::small;
      }
      planned.taught = draft.kind == SessionKind::strength &&
                       planned.exercise->pattern == Pattern::hinge &&
                       planned.exercise->level > level_of(plan.level);
    }
    session.length = std::chrono::ceil<minutes>(week.length(draft));
    plan.sessions.push_back(std::move(session));
  }
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

namespace {

WeekPlan make_as_said(const Wish& wish, unsigned seed, const exercises::Catalogue& catalogue) {
  const Brief brief = brief_of(wish);
  Maker::Made made = Maker(wish, brief, catalogue).make_different(seed);
  WeekPlan plan;
  plan.level = brief.level;
  plan.goal = brief.goal;
  plan.weight_too = wish.weight_too && !brief.young && brief.goal != Goal::weight;
  plan.gear = wish.gear.empty() ? EnumSet<Gear>{Gear::gym} : wish.gear;
  if (!plan.gear.has(Gear::gym)) plan.extra = wish.extra;
  plan.assumed = assumptions_of(wish);
  plan.spared = wish.hurts;
  plan.focus = made.composition.focus;
  plan.left_out = made.composition.left_out;
  plan.left_out_for_time = made.composition.left_out_for_time;
  plan.refused = made.composition.refused;
  plan.refused_for_gear = made.composition.refused_for_gear;
  plan.unwanted = wish.unwanted;
  write_sessions(made, plan);
  plan.notes = notes_of(brief, wish);
  plan.notes.add(notes_about_effort(wish, brief, seed, catalogue, made.composition.draft));
  plan.single_session = wish.single_session;
  if (wish.single_session) {
    plan.areas = wish.areas;
    const auto have = static_cast<int>(plan.sessions.front().exercises.size());
    if (wish.exercises && have < *wish.exercises) plan.asked = wish.exercises;
  } else {
    plan.notes.add(notes_about_week(brief, wish, made.composition.draft));
    if (is_for_third_sets(plan, brief, wish)) plan.notes.add(Note::more_sets_later);
  }
  return plan;
}

std::chrono::minutes longest_of(const WeekPlan& plan) {
  std::chrono::minutes longest{0};
  for (const Session& session : plan.sessions)
    longest = std::max(longest, session.length);
  return longest;
}

}  // namespace

WeekPlan make_week(const Wish& wish, unsigned seed, const exercises::Catalogue& catalogue) {
  if (wish.shorter == 0 || !wish.minutes) return make_as_said(wish, seed, catalogue);
  // "Shorter" is shorter than what the user saw, which may have been short of the minutes asked.
  Wish changed = wish;
  changed.minutes = wish.length_before;
  std::chrono::minutes length = longest_of(make_as_said(changed, seed, catalogue));
  for (int i = 0; i < wish.shorter; ++i)
    length = shorter_than(length);
  changed.minutes = std::min(length, *wish.minutes);
  return make_as_said(changed, seed, catalogue);
}

}  // namespace spotter::trainer
