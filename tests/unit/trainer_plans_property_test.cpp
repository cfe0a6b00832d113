#include "support/knowledge.hpp"
#include "support/plan_oracle.hpp"
#include "trainer/exercises.hpp"
#include "trainer/languages.hpp"

#include <spotter/lint/linter.hpp>
#include <spotter/prompts/catalog.hpp>
#include <spotter/trainer/render.hpp>
#include <spotter/trainer/wanted.hpp>
#include <spotter/trainer/week_plan.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>
#include <set>
#include <sstream>

namespace spotter::trainer {
namespace {

using std::chrono::minutes;
using testing::Faults;
using testing::Judged;

const exercises::Catalogue& catalogue() {
  return testing::knowledge().exercises;
}

const prompts::Catalog& texts() {
  static const auto catalog = prompts::make_built_in_catalog();
  return *catalog;
}

/// The keys instead of the texts: most cases are about numbers, and short texts are read fast.
class KeysOnly final : public prompts::Catalog {
 public:
  std::string prompt(std::string_view, std::initializer_list<prompts::Slot>) const override {
    return {};
  }
  std::string_view prompt_version(std::string_view) const override { return {}; }
  std::string text(std::string_view, std::string_view key, std::string_view,
                   std::initializer_list<prompts::Slot>) const override {
    return key == "note_older" ? "For balance, stand on one leg." : std::string(key.substr(0, 12));
  }
  std::string_view raw_text(std::string_view, std::string_view key,
                            std::string_view) const override {
    return key;
  }
  std::vector<std::string> versions() const override { return {}; }
};

constexpr std::string_view kClosing = "General fitness advice. Stop if you feel pain.";

/// What people have at home and elsewhere.
struct Profile {
  EnumSet<Gear> gear;
  EnumSet<Item> extra;
  EnumSet<Item> without;
  bool rich = false;  ///< with something for every muscle
};

const Profile kProfiles[] = {
    {{}, {}, {}, true},
    {{Gear::gym}, {}, {}, true},
    {{Gear::gym}, {}, {Item::barbell, Item::rack}, true},
    {{Gear::barbell}, {}, {}, false},
    {{Gear::barbell, Gear::dumbbells}, {}, {}, true},
    {{Gear::dumbbells}, {}, {}, false},
    {{Gear::dumbbells}, {Item::bench, Item::pull_up_bar}, {}, true},
    {{Gear::kettlebell}, {}, {}, false},
    {{Gear::bands}, {}, {}, false},
    {{Gear::bodyweight}, {}, {}, false},
    {{Gear::bodyweight}, {Item::pull_up_bar}, {}, false},
    {{Gear::machines}, {}, {}, true},
    {{Gear::dumbbells, Gear::bands}, {Item::bench}, {Item::rack}, true},
    {{Gear::kettlebell, Gear::bands}, {}, {}, false},
};

/// One case of many, always the same for the same number.
class Case {
 public:
  explicit Case(unsigned number) : random_(number) {
    wish.days = 1 + pick(7);
    if (pick(8) != 0) wish.level = static_cast<Level>(pick(3));
    if (pick(8) != 0) wish.goal = static_cast<Goal>(pick(6));
    const Profile& profile = kProfiles[static_cast<std::size_t>(pick(std::size(kProfiles)))];
    wish.gear = profile.gear;
    wish.extra = profile.extra;
    wish.without = profile.without;
    rich_ = profile.rich;
    constexpr int kMinutes[] = {0, 20, 30, 45, 60, 90};
    if (const int asked = kMinutes[pick(6)]; asked > 0) wish.minutes = minutes(asked);
    constexpr int kAges[] = {0, 0, 14, 30, 30, 70};
    if (const int age = kAges[pick(6)]; age > 0) wish.age = age;
    seed = static_cast<unsigned>(pick(6));
    unit = pick(2) == 0 ? WeightUnit::kilograms : WeightUnit::pounds;
    language = kLanguageCodes[static_cast<std::size_t>(pick(kLanguageCount))];
    has_real_texts = number % 16 == 0;
    sometimes();
  }

  Wish wish;
  unsigned seed = 0;
  WeightUnit unit = WeightUnit::kilograms;
  std::string_view language;
  bool has_real_texts = false;

  [[nodiscard]] bool has_rich_gear() const { return rich_; }

 private:
  int pick(std::size_t values) { return static_cast<int>(random_() % values); }

  const exercises::Exercise* any_exercise() {
    const auto all = catalogue().all();
    return &all[static_cast<std::size_t>(pick(all.size()))];
  }

  void sometimes() {
    while (pick(4) == 0)
      wish.hurts.add(static_cast<Joint>(pick(8)));
    while (pick(4) == 0)
      wish.focus.add(static_cast<Area>(pick(13)));
    if (pick(6) == 0) wish.effort = pick(5) - 2;
    if (pick(8) == 0) wish.rejected.add(static_cast<Move>(pick(7)));
    if (pick(12) == 0) {
      wish.conditions.add(static_cast<Condition>(pick(3)));
      wish.cleared = true;
    }
    while (pick(5) == 0) {
      wish.swaps.push_back({any_exercise(), pick(2) == 0 ? any_exercise() : nullptr});
    }
    if (pick(10) == 0) {
      wish.known = {{"bench press", catalogue().find("bench press"), {}},
                    {"My Own Thing", nullptr, {}},
                    {"Lat Pulldown", catalogue().find("Lat Pulldown"), {}},
                    {"Pull-up", catalogue().find("Pull-up"), {}}};
    }
    while (pick(10) == 0)
      wish.unwanted.add(static_cast<Area>(pick(12)));
    // What was named is never cut: in twenty minutes there may be no room for it.
    const bool has_time = wish.minutes.value_or(minutes(60)) >= minutes(30);
    while (pick(6) == 0 && has_time && wish.wanted.size() < 2)
      wish.wanted.push_back(any_exercise());
  }

  std::mt19937 random_;
  bool rich_ = false;
};

std::string example_of(const Case& one, unsigned number) {
  const Wish& wish = one.wish;
  std::ostringstream out;
  out << "#" << number << " days " << wish.days.value_or(0) << " level "
      << (wish.level ? static_cast<int>(*wish.level) : -1) << " goal "
      << (wish.goal ? static_cast<int>(*wish.goal) : -1) << " minutes "
      << (wish.minutes ? wish.minutes->count() : 0) << " age " << wish.age.value_or(0) << " seed "
      << one.seed << " effort " << wish.effort << " swaps " << wish.swaps.size()
      << (one.has_rich_gear() ? " rich" : " poor") << (wish.hurts.empty() ? "" : " hurts")
      << (wish.rejected.empty() ? "" : " rejects") << (wish.unwanted.empty() ? "" : " unwanted")
      << " wants " << wish.wanted.size() << (wish.focus.empty() ? "" : " focus");
  return out.str();
}

exercises::Exercise const& entry_of(const plan::Exercise& exercise) {
  const auto* entry = catalogue().find(exercise.name);
  REQUIRE(entry != nullptr);
  return *entry;
}

std::set<exercises::Equipment> equipment_of(const Wish& wish) {
  std::set<exercises::Equipment> all;
  for_each(items_of(wish), Item::cardio_machine,
           [&](Item item) { all.insert(trainer::equipment_of(item)); });
  return all;
}

std::set<exercises::Strain> barred_by(const Wish& wish) {
  using exercises::Strain;
  const std::map<Joint, std::set<Strain>> kBarred = {
      {Joint::lower_back, {Strain::lower_back, Strain::spine_flexion, Strain::bracing}},
      {Joint::knee, {Strain::knee, Strain::impact}},
      {Joint::shoulder, {Strain::shoulder}},
      {Joint::elbow, {Strain::elbow, Strain::grip}},
      {Joint::wrist, {Strain::wrist}},
      {Joint::neck, {Strain::neck}},
      {Joint::hip, {Strain::knee, Strain::balance}},
      {Joint::ankle, {Strain::impact, Strain::balance}}};
  std::set<Strain> barred;
  for (const auto& [joint, strains] : kBarred) {
    if (wish.hurts.has(joint)) barred.insert(strains.begin(), strains.end());
  }
  return barred;
}

bool is_adult(const Wish& wish) {
  return !wish.age || (*wish.age >= 18 && *wish.age < 65);
}

std::vector<std::string> named_by(const Wish& wish) {
  std::vector<std::string> names;
  for (const Known& known : wish.known)
    names.push_back(known.name);
  for (const Swap& swap : wish.swaps) {
    if (swap.in != nullptr) names.emplace_back(swap.in->name);
  }
  for (const exercises::Exercise* wanted : wish.wanted)
    names.emplace_back(wanted->name);
  return names;
}

lint::Wanted wanted_of(const Case& one) {
  const Wish& wish = one.wish;
  lint::Wanted wanted;
  if (!wish.single_session) wanted.sessions = wish.days;
  if (wish.level) wanted.level = static_cast<exercises::Level>(*wish.level);
  if (wish.goal) wanted.goal = static_cast<lint::Goal>(*wish.goal);
  wanted.minutes = wish.minutes;
  wanted.equipment = equipment_of(wish);
  wanted.barred = barred_by(wish);
  wanted.age = wish.age;
  wanted.pregnant = wish.conditions.has(Condition::pregnancy);
  wanted.unit = one.unit == WeightUnit::pounds ? lint::Unit::pounds : lint::Unit::kilograms;
  wanted.users_names = named_by(wish);
  wanted.single_session = wish.single_session;
  wanted.exercises = wish.exercises;
  const lint::Wanted said = wanted_by(wish);
  if (!wish.conditions.empty()) wanted.barred.insert(said.barred.begin(), said.barred.end());
  wanted.wanted_exercises = said.wanted_exercises;
  wanted.rejected = said.rejected;
  wanted.muscles = said.muscles;
  return wanted;
}

/// Whether nothing but the user's days, level and goal decides.
bool is_free(const Case& one) {
  const Wish& wish = one.wish;
  return one.has_rich_gear() && !wish.single_session && wish.days.value_or(3) >= 3 &&
         wish.hurts.empty() && wish.rejected.empty() && wish.unwanted.empty() &&
         wish.wanted.empty() && wish.conditions.empty() && wish.swaps.empty() && is_adult(wish) &&
         wish.effort >= 0 && wish.minutes.value_or(minutes(60)) >= minutes(45);
}

Judged judged_of(const Case& one) {
  const Wish& wish = one.wish;
  Judged judged;
  judged.days = wish.days.value_or(3);
  judged.single_session = wish.single_session;
  judged.adult = is_adult(wish);
  const bool careful = !judged.adult || !wish.conditions.empty();
  if (wish.level && !careful) judged.level = static_cast<exercises::Level>(*wish.level);
  judged.equipment = equipment_of(wish);
  judged.barred = barred_by(wish);
  if (careful) {
    judged.barred.insert({exercises::Strain::impact, exercises::Strain::bracing});
  }
  const bool novice = judged.level == exercises::Level::beginner && wish.goal == Goal::strength &&
                      !careful && judged.equipment.contains(exercises::Equipment::barbell);
  if (novice) judged.taught.insert("Barbell Deadlift");
  for (std::string& name : named_by(wish))
    judged.asked_for.insert(std::move(name));
  judged.minutes = wish.minutes.value_or(minutes(wish.single_session ? 82 : 60));
  judged.pounds = one.unit == WeightUnit::pounds;
  judged.is_free = is_free(one);
  return judged;
}

plan::Plan plan_of(const Case& one) {
  const WeekPlan week = make_week(one.wish, one.seed, catalogue());
  static const KeysOnly keys;
  const prompts::Catalog& words = one.has_real_texts ? texts() : keys;
  return render(week, {one.unit, one.language, words, catalogue()}, kClosing);
}

void check_swaps(const Wish& wish, const plan::Plan& plan, const std::string& example,
                 Faults& faults) {
  std::set<std::string_view> there;
  for (const plan::Session& session : plan.sessions) {
    for (const plan::Exercise& exercise : session.exercises)
      there.insert(entry_of(exercise).name);
  }
  std::set<std::string_view> brought;
  for (const exercises::Exercise* wanted : wish.wanted)
    brought.insert(wanted->name);
  for (auto swap = wish.swaps.rbegin(); swap != wish.swaps.rend(); ++swap) {
    const bool back = brought.contains(swap->out->name) || swap->out == swap->in;
    faults.expect(back || !there.contains(swap->out->name), "swapped out and still there", example);
    if (swap->in != nullptr) brought.insert(swap->in->name);
  }
  if (wish.swaps.empty() || wish.swaps.back().in == nullptr) return;
  const exercises::Exercise& in = *wish.swaps.back().in;
  const bool careful = !is_adult(wish) || !wish.conditions.empty();
  const auto barred = barred_by(wish);
  const bool may = !careful && std::none_of(in.strains.begin(), in.strains.end(),
                                            [&](auto strain) { return barred.contains(strain); });
  faults.expect(!may || wish.swaps.back().out == &in || there.contains(in.name),
                "swapped in and not there", std::string(example).append(" ").append(in.name));
}

void check_known(const Wish& wish, const plan::Plan& plan, const std::string& example,
                 Faults& faults) {
  for (const plan::Session& session : plan.sessions) {
    for (const plan::Exercise& exercise : session.exercises) {
      for (const Known& known : wish.known) {
        if (known.exercise == nullptr || known.exercise != &entry_of(exercise)) continue;
        faults.expect(exercise.name == known.name, "the user's spelling is lost", example);
      }
    }
  }
}

/// What a plan may be lacking, where something is in the way of a whole one.
bool may_lack(std::string_view key) {
  constexpr std::string_view kLacking[] = {"volume_low", "pulling_low", "hinging_low",
                                           "muscles_missing"};
  return std::find(std::begin(kLacking), std::end(kLacking), key) != std::end(kLacking);
}

void check_with_linter(const Case& one, const plan::Plan& plan, const std::string& example,
                       Faults& faults) {
  lint::Wanted wanted = wanted_of(one);
  // Of a gym it is usually not said what it has.
  if (one.wish.gear.empty() && one.wish.without.empty()) wanted.equipment.reset();
  const lint::Report report = lint::lint(plan, wanted, catalogue());
  const auto told = [&](const lint::Finding& finding) {
    return std::string(example).append(" ").append(finding.reason);
  };
  for (const lint::Finding& finding : report.errors) {
    faults.expect(false, std::string("error ").append(finding.key), told(finding));
  }
  for (const lint::Finding& finding : report.repaired) {
    faults.expect(false, std::string("repair ").append(finding.key), told(finding));
  }
  for (const lint::Finding& finding : report.warnings) {
    if (!is_free(one) && may_lack(finding.key)) continue;
    // The user named it: above the level, or in spite of the age.
    if (!named_by(one.wish).empty() && finding.key == "age_users_own") continue;
    if (one.wish.single_session && finding.key == "exercises_run_out") continue;
    faults.expect(false, std::string("warning ").append(finding.key), told(finding));
  }
  if (report.repaired.empty()) {
    faults.expect(report.plan == plan, "changed without a word", example);
  }
}

/// Named exercises are there unless something forbids them; of areas that are not wanted nothing
/// is.
void check_wishes(const Wish& wish, const plan::Plan& plan, const std::string& example,
                  Faults& faults) {
  std::set<std::string_view> there;
  for (const plan::Session& session : plan.sessions) {
    for (const plan::Exercise& exercise : session.exercises) {
      const exercises::Exercise& entry = entry_of(exercise);
      there.insert(entry.name);
      const bool named = std::any_of(wish.wanted.begin(), wish.wanted.end(),
                                     [&](const auto* wanted) { return wanted == &entry; }) ||
                         std::any_of(wish.swaps.begin(), wish.swaps.end(),
                                     [&](const Swap& swap) { return swap.in == &entry; });
      const bool easy = entry.pattern == exercises::Pattern::cardio ||
                        entry.pattern == exercises::Pattern::mobility;
      for_each(wish.unwanted, Area::triceps, [&](Area area) {
        // A deadlift counts for the back in more than one way.
        const bool of_area = muscles_of(area).has(entry.primary) &&
                             !(area == Area::abs && entry.primary == Muscle::lower_back) &&
                             !(area == Area::back && entry.primary == Muscle::rear_delts);
        faults.expect(!of_area || named || easy, "not wanted and there",
                      std::string(example).append(" ").append(entry.name));
      });
    }
  }
  const auto items = equipment_of(wish);
  const auto barred = barred_by(wish);
  for (const exercises::Exercise* wanted : wish.wanted) {
    const bool spared = std::any_of(wanted->strains.begin(), wanted->strains.end(),
                                    [&](auto strain) { return barred.contains(strain); });
    const bool has_gear =
        std::all_of(wanted->equipment.begin(), wanted->equipment.end(), [&](const auto& any_of) {
          return std::any_of(any_of.begin(), any_of.end(),
                             [&](auto one) { return items.contains(one); });
        });
    const bool may = !spared && has_gear && is_adult(wish) && wish.conditions.empty();
    faults.expect(!may || there.contains(wanted->name), "wanted and not there",
                  std::string(example).append(" ").append(wanted->name));
  }
}

void check(const Case& one, const std::string& example, Faults& faults) {
  const plan::Plan plan = plan_of(one);
  check_with_linter(one, plan, example, faults);
  testing::judge(plan, judged_of(one), catalogue(), example, faults);
  check_swaps(one.wish, plan, example, faults);
  check_known(one.wish, plan, example, faults);
  check_wishes(one.wish, plan, example, faults);
}

TEST_CASE("weeks for thousands of wishes are sound, to the linter and to an oracle of its own",
          "[trainer]") {
  Faults faults;
  constexpr unsigned kWeeks = 3200;
  for (unsigned number = 0; number < kWeeks; ++number) {
    const Case one(number);
    check(one, example_of(one, number), faults);
  }
  INFO(faults.text());
  CHECK(faults.all().empty());
}

TEST_CASE("single sessions of all areas and volumes are sound", "[trainer]") {
  Faults faults;
  unsigned number = 0;
  constexpr int kAskedFor[] = {0, 2, 3, 5, 10};
  for (const Profile& profile : kProfiles) {
    for (unsigned areas = 0; areas < 22; ++areas) {
      for (const int asked : kAskedFor) {
        Case one(number++);
        one.wish.single_session = true;
        one.wish.swaps.clear();
        one.wish.minutes.reset();
        one.wish.gear = profile.gear;
        one.wish.extra = profile.extra;
        one.wish.without = profile.without;
        one.wish.exercises.reset();
        if (asked > 0) one.wish.exercises = asked;
        one.wish.areas = {static_cast<Area>(areas % 13)};
        if (areas >= 13) one.wish.areas.push_back(static_cast<Area>((areas * 5 + 1) % 13));
        const std::string example = example_of(one, number)
                                        .append(" areas ")
                                        .append(std::to_string(areas))
                                        .append(" asked ")
                                        .append(std::to_string(asked));
        check(one, example, faults);
      }
    }
  }
  INFO(faults.text());
  CHECK(faults.all().empty());
}

TEST_CASE("a wish and a seed give the same plan, byte for byte, and another seed another one",
          "[trainer]") {
  Faults faults;
  for (unsigned number = 0; number < 200; ++number) {
    Case one(number);
    const auto names = [&](unsigned seed) {
      one.seed = seed;
      std::set<std::string> all;
      for (const plan::Session& session : plan_of(one).sessions) {
        for (const plan::Exercise& exercise : session.exercises)
          all.insert(exercise.name);
      }
      return all;
    };
    const std::string example = example_of(one, number);
    faults.expect(plan_of(one) == plan_of(one), "not the same twice", example);
    for (unsigned seed = 0; seed < 3; ++seed) {
      const auto here = names(seed);
      const auto next = names(seed + 1);
      // Where nothing is there and much hurts, there may be no choice.
      const bool choice = one.has_rich_gear() && one.wish.hurts.empty();
      faults.expect(!choice || here != next, "the next seed changes nothing", example);
    }
  }
  INFO(faults.text());
  CHECK(faults.all().empty());
}

}  // namespace
}  // namespace spotter::trainer
