#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace spotter::api {

/// A value of a request as a rule names it.
struct Property {
  std::string_view parent;  ///< what the rule's own object is called: "Attributes."; may be empty
  std::string_view member;  ///< what the rule looks at: "Age", "Goals.Count"
  std::optional<std::size_t> index = {};  ///< of an element
  bool secret = false;                    ///< a failure does not repeat the value
};

/// The rules that a request breaks, as the LiftLog server told them: FluentValidation 12's
/// failures, serialized in camel case. A rule adds a failure when it is broken. Stops at 100: a
/// hostile body would have as many as it has elements. A value.
class Failures {
 public:
  /// Not missing, not only white space.
  void not_empty(const Property& property, std::string_view text);
  /// For an element that is null.
  void not_null(const Property& property, bool there);
  void inclusive_between(const Property& property, std::int64_t from, std::int64_t to,
                         std::int64_t value);
  /// Characters of a text are UTF-16 code units, as the app and .NET count them.
  void length(const Property& property, std::size_t min, std::size_t max, std::string_view text);
  void maximum_length(const Property& property, std::size_t max, std::string_view text);
  /// `values`: how many the enumeration has, from 0 on.
  void is_in_enum(const Property& property, std::int64_t value, std::int64_t values);
  void matches(const Property& property, std::string_view pattern, bool does,
               std::string_view text);
  /// A rule of our own. `value`: JSON.
  void must(const Property& property, bool holds, std::string_view message, std::string_view value);

  [[nodiscard]] bool empty() const noexcept { return count_ == 0; }
  /// The failures as a JSON array.
  [[nodiscard]] std::string to_json() const { return "[" + text_ + "]"; }

 private:
  using Placeholders = std::initializer_list<std::pair<std::string_view, std::string>>;
  void add(const Property& property, std::string_view message, std::string_view value,
           std::string_view error_code, Placeholders placeholders = {});

  std::string text_;
  std::size_t count_ = 0;
};

/// How messages name it: "WeightRange" is "Weight Range", "Goals.Count" is "Goals Count".
std::string display_name_of(std::string_view member);

/// UTF-16 code units of valid UTF-8.
std::size_t utf16_length(std::string_view utf8) noexcept;

}  // namespace spotter::api
