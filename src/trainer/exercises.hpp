#pragma once

#include <spotter/exercises/catalogue.hpp>
#include <spotter/trainer/wish.hpp>

#include <span>
#include <string_view>

// What the rules need to know of an exercise besides what its row in the catalogue says.
namespace spotter::trainer {

using exercises::Equipment;
using exercises::Exercise;
using exercises::Muscle;
using exercises::Pattern;
using exercises::Strain;

/// Names of the catalogue, what is chosen first for a pattern in front.
std::span<const std::string_view> preferred(Pattern pattern) noexcept;

/// What is chosen only from preferred(): of the others few are easy, or need no skill.
bool only_preferred(Pattern pattern) noexcept;

/// The place of an exercise in a session: what has to be fast, big lifts, small ones, the trunk.
enum class Rank { power, big, small, trunk, easy };
Rank rank_of(const Exercise& exercise) noexcept;

bool is_trunk(Pattern pattern) noexcept;
/// A barbell lift that is trained heavy.
bool is_main_lift(const Exercise& exercise) noexcept;
/// The body is all there is to load: chosen only when a pattern has nothing else that fits.
bool is_spare(const Exercise& exercise) noexcept;
bool strains_any(const Exercise& exercise, EnumSet<Strain> strains) noexcept;
/// Whether there is all that it needs.
bool can_be_done(const Exercise& exercise, EnumSet<Equipment> there) noexcept;

/// Whether a family of exercises that people name covers this one.
bool belongs_to(const Exercise& exercise, Move move) noexcept;

/// Whether an exercise is one of those that somebody means who names an area: chest presses are,
/// though the arms work too.
bool is_of(const Exercise& exercise, Area area) noexcept;
/// Whether the user said that they do not want it; what they name as wanted they want.
bool is_rejected(const Exercise& exercise, const Wish& wish) noexcept;

/// What a place that hurts must be spared.
EnumSet<Strain> strains_of(Joint joint) noexcept;

/// The same thing in the words of the catalogue.
Equipment equipment_of(Item item) noexcept;
exercises::Level level_of(Level level) noexcept;

/// The muscles that an area stands for; empty for the whole body.
EnumSet<Muscle> muscles_of(Area area) noexcept;

}  // namespace spotter::trainer
