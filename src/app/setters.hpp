#pragma once

#include "app/values.hpp"

#include <spotter/base/clock.hpp>
#include <spotter/base/secret.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::app {

/// Put a setting's value in its place; false: it is not acceptable, and nothing changes.

using std::chrono::milliseconds;

template <class Unit>
bool set_duration(Unit& target, std::string_view text, std::uint64_t least, std::uint64_t most) {
  const auto value = read_number(text, least, most);
  if (value) target = Unit(static_cast<typename Unit::rep>(*value));
  return value.has_value();
}

/// For settings whose default depends on others.
inline bool set_duration(std::optional<milliseconds>& target, std::string_view text,
                         std::uint64_t least, std::uint64_t most) {
  return set_duration(target.emplace(), text, least, most);
}

/// For durations that keep no unit of their own.
inline bool set_duration(Duration& target, milliseconds unit, std::string_view text,
                         std::uint64_t least, std::uint64_t most) {
  const auto value = read_number(text, least, most);
  if (value) target = unit * static_cast<std::int64_t>(*value);
  return value.has_value();
}

inline bool set_int(int& target, std::string_view text, std::uint64_t least, std::uint64_t most) {
  const auto value = read_number(text, least, most);
  if (value) target = static_cast<int>(*value);
  return value.has_value();
}

inline bool set_percent(double& target, std::string_view text) {
  const auto value = read_number(text, 0, 100);
  if (value) target = static_cast<double>(*value) / 100;
  return value.has_value();
}

inline bool set_count(std::size_t& target, std::string_view text, std::uint64_t least,
                      std::uint64_t most) {
  const auto value = read_number(text, least, most);
  if (value) target = static_cast<std::size_t>(*value);
  return value.has_value();
}

inline bool set_switch(bool& target, std::string_view text) {
  const auto value = read_switch(text);
  if (value) target = *value;
  return value.has_value();
}

inline bool set_text(std::string& target, std::string_view text) {
  target = text;
  return true;
}

inline bool set_secret(Secret& target, std::string_view text) {
  target = Secret(std::string(text));
  return true;
}

inline bool set_names(std::vector<std::string>& target, std::string_view text) {
  target = read_list(text);
  return !target.empty();
}

/// One of two words, or what read_switch() takes.
inline bool set_choice(bool& target, std::string_view text, std::string_view yes,
                       std::string_view no) {
  if (text == yes || text == no) {
    target = text == yes;
    return true;
  }
  return set_switch(target, text);
}

}  // namespace spotter::app
