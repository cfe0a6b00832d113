#pragma once

#include <spotter/exercises/catalogue.hpp>
#include <spotter/plan/plan.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spotter::lint {

enum class Goal { health, strength, muscle, weight, toning, endurance };
enum class Unit { kilograms, pounds };

/// What the plan was asked to be, as far as that is known. A value; empty fields are not checked.
struct Wanted {
  std::optional<int> sessions;  ///< days a week, 1 to 7
  std::optional<exercises::Level> level;
  std::optional<Goal> goal;
  std::optional<std::chrono::minutes> minutes;              ///< a session
  std::optional<std::set<exercises::Equipment>> equipment;  ///< all that there is
  std::set<exercises::Strain> barred;                       ///< by pain or condition
  std::optional<int> age;                                   ///< years
  bool pregnant = false;
  Unit unit = Unit::kilograms;
  std::vector<std::string> users_names;  ///< exercises as the user spells them: never replaced
  bool single_session = false;           ///< one session, not a week: nothing weekly is checked
  /// A plan that somebody has already, changed where they asked: only names,
  /// empty sessions, the number of sessions, pain, age and what no text may hold are looked at.
  bool revision = false;
  std::optional<int> exercises;  ///< a session of strength: at least; one more is fine
  /// Named by the user, of the catalogue: they have to be in, if equipment, body and age allow it.
  std::vector<const exercises::Exercise*> wanted_exercises;
  /// What the user does not want to do; null: anything goes. Pure, of the catalogue.
  std::function<bool(const exercises::Exercise&)> rejected;
  /// Of a single session: what the named areas are trained by; empty: all of the body.
  std::set<exercises::Muscle> muscles;
};

/// What became of what a finding tells.
enum class Severity { repaired, warning, error };

/// A kind of finding. Closed set: localised sentences are looked up by the key.
struct Kind {
  std::string_view rule;
  std::string_view key;  ///< lower-case words joined by '_', one a kind
  Severity severity{};
};

/// All kinds there are, by rule.
[[nodiscard]] std::span<const Kind> kinds() noexcept;

/// One rule that the plan broke, or breaks still.
struct Finding {
  std::string_view rule;  ///< closed set: "V3", "V22", ... and short; static storage
  /// One English sentence for a model that is asked to mend it: names, numbers, what is wanted.
  std::string reason;
  /// Where: an index, or -1 for all of it. Of errors and warnings in the report's plan; of repairs
  /// in the plan as it was when the repair was made, because later ones may drop or reorder.
  int session = -1;
  int exercise = -1;     ///< in the session
  std::string_view key;  ///< of the kind
};

/// What became of the plan.
struct Report {
  plan::Plan plan;                ///< repaired where there is one right answer
  std::vector<Finding> repaired;  ///< silently
  std::vector<Finding> errors;    ///< must not reach the app: ask the model again, or fall back
  std::vector<Finding> warnings;  ///< to be told to the user
};

/// Checks a whole plan from any source, and repairs what has one right answer. Pure; the cost is
/// bounded by the plan's size. A report's plan linted again has nothing more to repair, and has an
/// exercise if the plan had one. Exercises in `users_names` are matched byte for byte.
[[nodiscard]] Report lint(plan::Plan plan, const Wanted& wanted,
                          const exercises::Catalogue& catalogue);

/// Working sets a week, one pair a muscle in their order: 1 for the primary muscle, 0.5 for each
/// secondary one; cardio, mobility and what the catalogue does not know count nothing.
[[nodiscard]] std::vector<std::pair<exercises::Muscle, double>> weekly_sets(
    const plan::Plan& plan, const exercises::Catalogue& catalogue);

/// How many working sets a week a muscle takes.
struct Band {
  double least = 0;              ///< less is hardly worth it
  std::array<double, 3> most{};  ///< by level; of weeks with three sessions or more
  double far_too_many = 0;       ///< whatever the level
};
/// Nothing for a muscle that nobody counts.
[[nodiscard]] std::optional<Band> weekly_band(exercises::Muscle muscle) noexcept;

/// How long a session takes: warm-up, ramp sets, sets, rests in the middle of their range, and
/// moving between exercises. A distance counts as a steady run.
[[nodiscard]] std::chrono::seconds estimated_time(const plan::Session& session,
                                                  const exercises::Catalogue& catalogue);

}  // namespace spotter::lint
