#pragma once

#include "lint/work.hpp"

// What exercises are: questions that several rules ask. `known` may be null wherever it says so.
namespace spotter::lint {

[[nodiscard]] bool leads_superset(const plan::Exercise& exercise) noexcept;
[[nodiscard]] std::size_t sets_of(const plan::Exercise& exercise) noexcept;

/// Runs, rides and the like, as against a plank; what the catalogue does not know (null) is judged
/// by its form.
[[nodiscard]] bool is_cardio(const plan::Exercise& exercise, const Entry* known) noexcept;
/// Marked by its name as sets to warm up with: they count as no work.
[[nodiscard]] bool is_warm_up(const plan::Exercise& exercise);
/// Whether its sets are hard ones, of a muscle: neither cardio nor mobility. `known` may be null.
[[nodiscard]] bool is_hard(const plan::Exercise& exercise, const Entry* known);
/// Whether a session has hard sets.
[[nodiscard]] bool is_strength(const Work& work, const plan::Session& session);

/// A lift of several large joints, of the kind that comes first in a session.
[[nodiscard]] bool is_big(const Entry& entry) noexcept;
/// A big loaded lift of at most so many repetitions. `known` may be null: no.
[[nodiscard]] bool is_heavy(const plan::Exercise& exercise, const Entry* known,
                            int reps_max = 5) noexcept;
[[nodiscard]] bool needs(const Entry& entry, exercises::Equipment equipment) noexcept;
[[nodiscard]] bool strains(const Entry& entry, exercises::Strain strain) noexcept;

/// What no session is without if it had it.
enum class Role { legs, push, pull, other };
[[nodiscard]] Role role_of(const Entry& entry) noexcept;

/// The exercise of a session that its place is least needed for, among those that may go: isolation
/// before the rest, later before earlier; never one of the user's names, nor the last of a role.
/// Nothing if there is none.
enum class Droppable { isolation, any_strength };
[[nodiscard]] std::optional<std::size_t> least_needed(const Work& work,
                                                      const plan::Session& session,
                                                      Droppable among);

}  // namespace spotter::lint
