#pragma once

#include "trainer/reading.hpp"

#include <spotter/trainer/wish.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spotter::trainer {

/// What one message says about exercises by name.
struct ExerciseReading {
  std::vector<Swap> swaps;     ///< in the order of asking; without an `in`: something else
  std::vector<Move> rejected;  ///< families that are not wanted
  std::vector<const exercises::Exercise*> wanted;  ///< "add face pulls", "must have: deadlift"
  std::string unknown;  ///< what should go or come in a swap, and nobody knows
  /// Tokens [begin, end) of all names, and of all that follows the verb of a swap.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> named;
  /// Tokens [begin, end) that name what is swapped or not wanted; they mean nothing else.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> taken;

  [[nodiscard]] bool is_taken(const Hit& hit) const;
  /// Part of a name: the barbell of "barbell rows" is no equipment that somebody has.
  [[nodiscard]] bool is_in_name(const Hit& hit) const;
};

ExerciseReading read_exercises(std::string_view text, const Reading& reading,
                               const exercises::Catalogue& catalogue);

/// The family that a name of the catalogue is the usual exercise of.
std::optional<Move> move_of(std::string_view name);

/// Adds what was asked last: it undoes what it contradicts.
void add_swap(Wish& wish, const Swap& swap);

}  // namespace spotter::trainer
