#include "exercises/table_words.hpp"

#include <array>
#include <cstddef>

namespace spotter::exercises {
namespace {

// The enumerators of each type in their order.
constexpr auto kMuscleWords = std::to_array<std::string_view>(
    {"chest", "back", "quadriceps", "hamstrings", "glutes", "front_delts", "side_delts",
     "rear_delts", "biceps", "triceps", "calves", "abdominals", "traps", "forearms", "lower_back",
     "abductors", "adductors"});
constexpr auto kPatternWords = std::to_array<std::string_view>({"squat",
                                                                "lunge",
                                                                "knee_extension",
                                                                "hinge",
                                                                "hip_extension",
                                                                "knee_flexion",
                                                                "hip_abduction",
                                                                "hip_adduction",
                                                                "ankle",
                                                                "horizontal_push",
                                                                "incline_push",
                                                                "vertical_push",
                                                                "chest_fly",
                                                                "shoulder_abduction",
                                                                "shoulder_flexion",
                                                                "horizontal_pull",
                                                                "vertical_pull",
                                                                "shoulder_extension",
                                                                "rear_fly",
                                                                "shrug",
                                                                "elbow_flexion",
                                                                "elbow_extension",
                                                                "wrist",
                                                                "trunk_flexion",
                                                                "anti_extension",
                                                                "anti_rotation",
                                                                "trunk_rotation",
                                                                "trunk_extension",
                                                                "carry",
                                                                "olympic",
                                                                "jump",
                                                                "throwing",
                                                                "cardio",
                                                                "mobility"});
constexpr auto kKindWords =
    std::to_array<std::string_view>({"compound", "isolation", "bodyweight", "cardio"});
constexpr auto kLevelWords =
    std::to_array<std::string_view>({"beginner", "intermediate", "advanced"});
constexpr auto kEquipmentWords = std::to_array<std::string_view>(
    {"barbell", "rack",     "bench",         "dumbbell",       "kettlebell", "band",
     "machine", "cable",    "smith_machine", "pull_up_bar",    "trap_bar",   "ez_bar",
     "box",     "dip_bars", "landmine",      "cardio_machine", "ball",       "ab_wheel",
     "sled",    "rope",     "medicine_ball", "rings",          "plate"});
constexpr auto kStrainWords = std::to_array<std::string_view>(
    {"lower_back", "knee", "shoulder", "wrist", "elbow", "neck", "impact", "bracing", "supine",
     "prone", "spine_flexion", "balance", "grip"});
constexpr auto kUnitWords =
    std::to_array<std::string_view>({"reps", "seconds", "minutes", "metres"});

static_assert(kMuscleWords.size() == static_cast<std::size_t>(Muscle::adductors) + 1);
static_assert(kPatternWords.size() == static_cast<std::size_t>(Pattern::mobility) + 1);
static_assert(kKindWords.size() == static_cast<std::size_t>(Kind::cardio) + 1);
static_assert(kLevelWords.size() == static_cast<std::size_t>(Level::advanced) + 1);
static_assert(kEquipmentWords.size() == static_cast<std::size_t>(Equipment::plate) + 1);
static_assert(kStrainWords.size() == static_cast<std::size_t>(Strain::grip) + 1);
static_assert(kUnitWords.size() == static_cast<std::size_t>(Unit::metres) + 1);

template <class Value, std::size_t N>
std::optional<Value> find_word(const std::array<std::string_view, N>& words,
                               std::string_view word) noexcept {
  for (std::size_t i = 0; i < N; ++i) {
    if (words[i] == word) return static_cast<Value>(i);
  }
  return std::nullopt;
}

}  // namespace

std::optional<Muscle> parse_muscle(std::string_view word) noexcept {
  return find_word<Muscle>(kMuscleWords, word);
}

std::optional<Pattern> parse_pattern(std::string_view word) noexcept {
  return find_word<Pattern>(kPatternWords, word);
}

std::optional<Kind> parse_kind(std::string_view word) noexcept {
  return find_word<Kind>(kKindWords, word);
}

std::optional<Level> parse_level(std::string_view word) noexcept {
  return find_word<Level>(kLevelWords, word);
}

std::optional<Equipment> parse_equipment(std::string_view word) noexcept {
  return find_word<Equipment>(kEquipmentWords, word);
}

std::optional<Strain> parse_strain(std::string_view word) noexcept {
  return find_word<Strain>(kStrainWords, word);
}

std::optional<Unit> parse_unit(std::string_view word) noexcept {
  return find_word<Unit>(kUnitWords, word);
}

}  // namespace spotter::exercises
