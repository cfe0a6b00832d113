#pragma once

#include <spotter/plan/plan.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::plan {

/// The words of a draft, and what they mean.

enum class DraftKind : std::uint8_t { strength, timed, distance };
enum class DraftProgression : std::uint8_t { none, load, reps_then_load, reps };

// What a number of a draft may be at most; one that is beyond is no number.
inline constexpr int kDraftRepsMax = 1000;
inline constexpr int kDraftSecondsMax = 24 * 60 * 60;
inline constexpr int kDraftRestSecondsMax = 60 * 60;
inline constexpr Decimal kDraftIncrementMax = Decimal::of_units(1000);
inline constexpr Decimal kDraftDistanceMax = Decimal::of_units(1'000'000);

/// As the schema spells them; the distance units also as the app does, in either English.
[[nodiscard]] std::optional<DraftKind> kind_of_word(std::string_view word) noexcept;
[[nodiscard]] std::optional<DraftProgression> progression_of_word(std::string_view word) noexcept;
[[nodiscard]] std::optional<Resistance> resistance_of_word(std::string_view word) noexcept;
[[nodiscard]] std::optional<DistanceUnit> unit_of_word(std::string_view word) noexcept;
[[nodiscard]] std::string_view word_of(DraftProgression progression) noexcept;
[[nodiscard]] std::string_view word_of(Resistance resistance) noexcept;
[[nodiscard]] std::string_view word_of(DistanceUnit unit) noexcept;

/// Rest as far as it was told.
struct DraftRest {
  std::optional<int> minimum;
  std::optional<int> maximum;
  std::optional<int> after_failure;
};

/// An exercise as far as it was told.
struct DraftExercise {
  std::optional<DraftKind> kind;
  std::string name;
  std::string notes;
  std::optional<int> sets;  ///< never below 0
  std::vector<Reps> reps;   ///< one for all sets, or one a set
  std::optional<int> seconds;
  std::optional<Decimal> distance;
  std::optional<DistanceUnit> unit;
  std::optional<DraftRest> rest;
  Resistance resistance = Resistance::external;
  Decimal increment;
  DraftProgression progression = DraftProgression::none;
  bool superset_with_next = false;
};

/// The exercise; nothing without a name, without sets or without a target for them. What its kind
/// asks for counts; if that is not there, whatever else makes sets.
[[nodiscard]] std::optional<Exercise> exercise_of(DraftExercise&& draft);

/// The rules behind a progression, those that can never fire left out.
[[nodiscard]] std::vector<Progression> rules_of(DraftProgression progression, Decimal increment,
                                                Resistance resistance,
                                                const std::vector<Reps>& sets);

/// How a draft tells the rules: exactly, if rules_of() makes them, else as near as it gets.
struct ToldProgression {
  DraftProgression progression = DraftProgression::none;
  Decimal increment;
};
[[nodiscard]] ToldProgression told_progression(const Strength& work);

}  // namespace spotter::plan
