#pragma once

#include "lint/work.hpp"

namespace spotter::lint {

/// Why an exercise of the catalogue does not suit what is wanted.
[[nodiscard]] bool lacks_equipment(const Entry& entry, const Wanted& wanted);
[[nodiscard]] bool is_above_level(const Entry& entry, const Wanted& wanted) noexcept;
/// The user named it.
[[nodiscard]] bool is_wanted(const Entry& entry, const Wanted& wanted) noexcept;
/// By pain, condition or pregnancy. Nothing: it is not barred.
[[nodiscard]] std::optional<exercises::Strain> barred_strain(const Entry& entry,
                                                             const Wanted& wanted);
/// By age: lifts that need a coach for the young, impact and held breath for the old.
[[nodiscard]] bool is_barred_by_age(const Entry& entry, const Wanted& wanted);

/// None of these, and not rejected.
[[nodiscard]] bool suits(const Entry& entry, const Wanted& wanted);

/// The first exercise for the same movement that suits in every way and is not in the session yet;
/// null if there is none.
[[nodiscard]] const Entry* substitute_for(const Work& work, const plan::Session& session,
                                          const Entry& entry);

/// Makes an exercise of the plan this one of the catalogue. Sets and rests stay; repetitions stay
/// where they are usual for it.
void become(plan::Exercise& exercise, const Entry& entry);

}  // namespace spotter::lint
