#pragma once

#include <spotter/lint/linter.hpp>

#include <chrono>
#include <initializer_list>
#include <string>
#include <string_view>

// How findings say things.
namespace spotter::lint {

[[nodiscard]] std::string joined(std::initializer_list<std::string_view> parts);
/// In quotation marks, at most 60 bytes of it.
[[nodiscard]] std::string quoted(std::string_view name);
[[nodiscard]] std::string number(std::size_t value);
/// Halves as sets have them: "10.5", "4".
[[nodiscard]] std::string number(double sets);
[[nodiscard]] std::string minutes(std::chrono::seconds time);

[[nodiscard]] std::string_view name_of(exercises::Muscle muscle) noexcept;
[[nodiscard]] std::string_view name_of(exercises::Equipment equipment) noexcept;
[[nodiscard]] std::string_view name_of(exercises::Strain strain) noexcept;
[[nodiscard]] std::string_view name_of(exercises::Level level) noexcept;

}  // namespace spotter::lint
