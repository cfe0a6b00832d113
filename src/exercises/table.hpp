#pragma once

#include <spotter/exercises/catalogue.hpp>

#include <cstddef>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace spotter::exercises {

/// The table of exercises, read. It looks into the text that it was read from.
struct Table {
  std::vector<Exercise> exercises;
  std::vector<std::size_t> lines;  ///< where each of them stands, counted from 1
};

/// Reads the table and checks each row by itself: data/exercises.tsv says what a row is. Throws
/// table_error() at the first one that is wrong.
[[nodiscard]] Table parse_table(std::string_view text);

/// "exercises.tsv:12: why".
[[nodiscard]] std::runtime_error table_error(std::size_t line, std::string_view why);

}  // namespace spotter::exercises
