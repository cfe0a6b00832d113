#pragma once

#include "lint/work.hpp"

#include <array>
#include <functional>

namespace spotter::lint {

/// Sets by muscle.
using Sets = std::array<double, exercises::kMuscles>;

[[nodiscard]] Sets sets_of_session(const Work& work, const plan::Session& session);
[[nodiscard]] Sets sets_of_week(const Work& work);
[[nodiscard]] inline double& of(Sets& sets, exercises::Muscle muscle) noexcept {
  return sets[static_cast<std::size_t>(muscle)];
}
[[nodiscard]] inline double of(const Sets& sets, exercises::Muscle muscle) noexcept {
  return sets[static_cast<std::size_t>(muscle)];
}

/// Below this a muscle hardly gets a week's work.
[[nodiscard]] double least_useful_sets(exercises::Muscle muscle) noexcept;

using MayCut = std::function<bool(const plan::Exercise& exercise, const Entry* known)>;

/// Takes a set from the exercise of the sessions that can spare it best: one that is not the user's
/// own, with the most sets, isolation, late. False when none has more than `sets_least`.
bool take_a_set(Work& work, std::span<const plan::Session> sessions, const MayCut& may_cut,
                std::size_t sets_least, Cuts& cuts);

}  // namespace spotter::lint
