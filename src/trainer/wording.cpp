#include "trainer/wording.hpp"

#include "trainer/exercises.hpp"
#include "trainer/letters.hpp"

#include <spotter/base/text.hpp>

#include <cmath>

namespace spotter::trainer {
namespace {

constexpr std::string_view kTexts = "offline";

// The keys of the texts, in the order of their enums.
constexpr std::array<std::string_view, exercises::kMuscles> kMuscles = {
    "area_chest",      "area_back",          "area_quads",        "area_hamstrings",
    "area_glutes",     "muscle_front_delts", "muscle_side_delts", "muscle_rear_delts",
    "area_biceps",     "area_triceps",       "area_calves",       "area_abs",
    "muscle_traps",    "muscle_forearms",    "joint_lower_back",  "muscle_abductors",
    "muscle_adductors"};
constexpr std::array<std::string_view, 13> kAreas = {
    "area_chest",  "area_back",    "area_legs",     "area_shoulders", "area_arms",
    "area_abs",    "area_glutes",  "area_calves",   "area_quads",     "area_hamstrings",
    "area_biceps", "area_triceps", "area_full_body"};

}  // namespace

std::string Sentences::text(std::string_view key,
                            std::initializer_list<prompts::Slot> slots) const {
  return wording_.texts.text(kTexts, key, wording_.language, slots);
}

std::string Sentences::with_list(std::string_view key, std::string list) const {
  return text(key, {{"list", std::move(list)}});
}

void Sentences::append_item(std::string& list, std::string_view item) const {
  const bool unspaced = wording_.language == "ja" || wording_.language == "zh";
  if (!list.empty()) list += unspaced ? "、" : ", ";
  list += item;
}

std::string Sentences::number(double sets) const {
  const auto halves = std::llround(sets * 2);
  std::string digits = std::to_string(halves / 2);
  if (halves % 2 == 0) return digits;
  const bool has_point =
      wording_.language == "en" || wording_.language == "ja" || wording_.language == "zh";
  return digits.append(has_point ? ".5" : ",5");
}

std::string Sentences::muscle(exercises::Muscle muscle) const {
  return text(kMuscles[static_cast<std::size_t>(muscle)]);
}

std::string Sentences::area(Area area) const {
  return text(kAreas[static_cast<std::size_t>(area)]);
}

std::string Sentences::list(EnumSet<exercises::Muscle> muscles) const {
  std::string items;
  for_each(muscles, exercises::Muscle::adductors,
           [&](exercises::Muscle one) { append_item(items, muscle(one)); });
  return items;
}

std::string Sentences::muscles_of(const exercises::Exercise& exercise) const {
  std::string items = muscle(exercise.primary);
  if (rank_of(exercise) != Rank::big || exercise.secondary.empty()) return items;
  append_item(items, muscle(exercise.secondary.front()));
  return items;
}

std::string name_of_areas(const WeekPlan& week, const Sentences& sentences,
                          std::size_t characters_max) {
  if (week.areas.empty()) return capitalised(sentences.area(Area::full_body));
  std::string name;
  for (const Area area : week.areas) {
    std::string longer = name;
    sentences.append_item(longer, sentences.area(area));
    if (!name.empty() && count_code_points(longer) > characters_max) break;
    name = std::move(longer);
  }
  return capitalised(name);
}

std::string_view goal_key(Goal goal) noexcept {
  constexpr std::array<std::string_view, 6> kGoals = {"goal_health", "goal_strength",
                                                      "goal_muscle", "goal_weight",
                                                      "goal_toning", "goal_endurance"};
  return kGoals[static_cast<std::size_t>(goal)];
}

}  // namespace spotter::trainer
