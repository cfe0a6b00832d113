#pragma once

#include <spotter/codec/json.hpp>
#include <spotter/plan/decimal.hpp>

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace spotter::api {

/// Binds JSON to members the way System.Text.Json does for web APIs, which LiftLog's clients were
/// written against: names in any case, the last of a name counts, unknown names are skipped,
/// numbers may stand in strings, enumerations are names in any case or numbers. The first value
/// that cannot be converted ends the reading, and its path is told. A null is a missing text or
/// list, and an error for numbers.
class BodyReader {
 public:
  using Value = codec::JsonValue;
  struct Member {
    std::string_view name;
    std::function<void(Value)> read;
  };

  /// The members of an object; null: nothing is read, and the answer is false.
  bool object(Value value, std::initializer_list<Member> members);
  /// The elements of an array.
  bool array(Value value, const std::function<void(Value)>& read);
  /// All members of an object that is a dictionary.
  bool dictionary(Value value, const std::function<void(std::string_view, Value)>& read);

  void text(Value value, std::optional<std::string>& into);
  void integer(Value value, int& into);
  void boolean(Value value, bool& into);
  void decimal(Value value, plan::Decimal& into);
  /// The value's number; one that no name has is read as well, for the rules to judge.
  void enumeration(Value value, std::span<const std::string_view> names, int& into);

  [[nodiscard]] bool failed() const noexcept { return failed_at_.has_value(); }
  /// The JSON path of the value that could not be converted: "$.attributes.gender".
  [[nodiscard]] const std::string& failed_at() const { return *failed_at_; }

 private:
  void fail() {
    if (!failed_at_) failed_at_ = path_;
  }
  void within(std::string_view name, const std::function<void()>& read);

  std::string path_ = "$";
  std::optional<std::string> failed_at_;
};

}  // namespace spotter::api
