#pragma once

#include "trainer/scheme.hpp"

#include <array>
#include <map>
#include <optional>
#include <vector>

namespace spotter::trainer {

/// An exercise in a session while the week is made.
struct Pick {
  const Exercise* exercise = nullptr;
  std::optional<Why> why = std::nullopt;  ///< besides what its pattern says
  bool leads_superset = false;

  /// The user named it: it is never cut.
  [[nodiscard]] bool is_kept() const { return why == Why::asked; }
};

/// A session before its numbers.
struct Draft {
  SessionKind kind = SessionKind::full_body;
  int letter = -1;
  std::vector<Pick> picks;

  [[nodiscard]] std::vector<const Exercise*> exercises() const;
  [[nodiscard]] bool has(const Exercise& exercise) const;
  void drop(std::size_t index);
  /// At its place by rank, behind its equals.
  void insert(const Pick& pick);
  void sort_by_rank();
};

/// Working sets by muscle: 1 for the primary one, 0.5 for each secondary one.
using MuscleSets = std::array<double, exercises::kMuscles>;
inline double of(const MuscleSets& sets, Muscle muscle) noexcept {
  return sets[static_cast<std::size_t>(muscle)];
}

/// The sessions of a week with the numbers of their exercises. The numbers belong to the exercise
/// and not to the day, so that one name has the same ones on all days.
class WeekDraft {
 public:
  explicit WeekDraft(const SchemeNeeds& needs) : needs_(needs) {}

  std::vector<Draft> sessions;

  /// Made when first asked for.
  PlannedExercise& numbers(const Exercise& exercise);
  [[nodiscard]] std::vector<PlannedExercise> plan(const Draft& draft);
  [[nodiscard]] std::chrono::seconds length(const Draft& draft);
  [[nodiscard]] int hard_sets(const Draft& draft);
  [[nodiscard]] MuscleSets sets_of(const Draft& draft);
  [[nodiscard]] MuscleSets sets_of_week();

 private:
  SchemeNeeds needs_;
  std::map<const Exercise*, PlannedExercise> numbers_;
};

}  // namespace spotter::trainer
