#pragma once

#include <spotter/base/date.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spotter::codec {

/// Writes the members of one JSON object at the end of a text, one after the other, then end().
/// Objects and arrays inside are others on the same text, between key() and the next member. For
/// pages for people and for what is written once a turn, not for each piece of an answer.
class Object {
 public:
  explicit Object(std::string& out) : out_(out) { out_ += '{'; }
  void end() { out_ += '}'; }

  /// Begins a member; the caller appends its value.
  std::string& key(std::string_view name);
  void text(std::string_view name, std::string_view value);
  void number(std::string_view name, std::int64_t value) { key(name) += std::to_string(value); }
  void number(std::string_view name, std::size_t value) { key(name) += std::to_string(value); }
  void truth(std::string_view name, bool value) { key(name) += value ? "true" : "false"; }
  void null(std::string_view name) { key(name) += "null"; }
  /// As few digits as read back the same.
  void decimal(std::string_view name, double value);
  /// No member without a value.
  void known(std::string_view name, const std::optional<std::int64_t>& value) {
    if (value) number(name, *value);
  }
  /// RFC 3339 in UTC, or null.
  void moment(std::string_view name, const std::optional<WallTime>& value);
  /// With three places.
  void share(std::string_view name, double value);

 private:
  std::string& out_;
};

/// Writes the elements of one JSON array in the same way.
class Array {
 public:
  explicit Array(std::string& out) : out_(out) { out_ += '['; }
  void end() { out_ += ']'; }

  /// Begins an element; the caller appends its value.
  std::string& element();

 private:
  std::string& out_;
};

}  // namespace spotter::codec
