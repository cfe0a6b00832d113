#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace spotter::redis {

/// What Redis answered, as a value.
struct Reply {
  enum class Kind { nil, integer, string, array, error };

  Kind kind = Kind::nil;
  std::int64_t integer = 0;
  std::string text;          ///< of a string or status; of an error inside of an array
  std::vector<Reply> items;  ///< of an array

  [[nodiscard]] bool is_nil() const noexcept { return kind == Kind::nil; }
  [[nodiscard]] bool is_integer() const noexcept { return kind == Kind::integer; }
  [[nodiscard]] bool is_string() const noexcept { return kind == Kind::string; }
  [[nodiscard]] bool is_array() const noexcept { return kind == Kind::array; }
};

}  // namespace spotter::redis
