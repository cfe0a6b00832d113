#include "api/validation.hpp"

#include <spotter/base/text.hpp>
#include <spotter/codec/json_writer.hpp>

#include <algorithm>

namespace spotter::api {
namespace {

constexpr std::size_t kFailuresMax = 100;

constexpr bool is_upper(char c) noexcept {
  return c >= 'A' && c <= 'Z';
}

std::string quoted(std::string_view text) {
  std::string json;
  codec::append_json_string(json, text);
  return json;
}

std::string path_of(const Property& property) {
  std::string path(property.parent);
  path.append(property.member);
  if (property.index) path.append("[").append(std::to_string(*property.index)).append("]");
  return path;
}

/// "'Age' "
std::string subject_of(const Property& property) {
  return "'" + display_name_of(property.member) + "' ";
}

void append_pair(std::string& out, std::string_view name, std::string_view json) {
  if (out.back() != '{') out.push_back(',');
  codec::append_json_string(out, name);
  out.push_back(':');
  out.append(json);
}

}  // namespace

std::string display_name_of(std::string_view member) {
  std::string name;
  for (std::size_t i = 0; i < member.size(); ++i) {
    const char c = member[i];
    const bool upper_next = i + 1 < member.size() && is_upper(member[i + 1]);
    const bool lower_next = i + 1 < member.size() && !upper_next;
    const bool begins_word = is_upper(c) && ((i > 1 && !is_upper(member[i - 1])) || lower_next);
    if (begins_word && !name.empty()) name.push_back(' ');
    if (c != '.' || !upper_next) name.push_back(c);
  }
  return name;
}

std::size_t utf16_length(std::string_view utf8) noexcept {
  const auto pairs = std::count_if(utf8.begin(), utf8.end(),
                                   [](char c) { return static_cast<unsigned char>(c) >= 0xF0; });
  return count_code_points(utf8) + static_cast<std::size_t>(pairs);
}

void Failures::add(const Property& property, std::string_view message, std::string_view value,
                   std::string_view error_code, Placeholders placeholders) {
  if (++count_ > kFailuresMax) return;
  const std::string path = quoted(path_of(property));
  const std::string_view shown = property.secret ? std::string_view("null") : value;
  if (!text_.empty()) text_.push_back(',');
  text_.push_back('{');
  append_pair(text_, "propertyName", path);
  append_pair(text_, "errorMessage", quoted(message));
  append_pair(text_, "attemptedValue", shown);
  append_pair(text_, "customState", "null");
  append_pair(text_, "severity", R"("Error")");
  append_pair(text_, "errorCode", quoted(error_code));
  text_.append(R"(,"formattedMessagePlaceholderValues":{)");
  if (property.index) append_pair(text_, "CollectionIndex", std::to_string(*property.index));
  for (const auto& [name, json] : placeholders)
    append_pair(text_, name, json);
  append_pair(text_, "PropertyName", quoted(display_name_of(property.member)));
  append_pair(text_, "PropertyValue", shown);
  append_pair(text_, "PropertyPath", path);
  text_.append("}}");
}

void Failures::not_empty(const Property& property, std::string_view text) {
  if (!trimmed(text).empty()) return;
  add(property, subject_of(property).append("must not be empty."), quoted(text),
      "NotEmptyValidator");
}

void Failures::not_null(const Property& property, bool there) {
  if (there) return;
  add(property, subject_of(property).append("must not be empty."), "null", "NotNullValidator");
}

void Failures::inclusive_between(const Property& property, std::int64_t from, std::int64_t to,
                                 std::int64_t value) {
  if (value >= from && value <= to) return;
  const std::string lower = std::to_string(from);
  const std::string upper = std::to_string(to);
  const std::string entered = std::to_string(value);
  std::string message = subject_of(property).append("must be between ").append(lower);
  message.append(" and ").append(upper).append(".");
  if (!property.secret) message.append(" You entered ").append(entered).append(".");
  add(property, message, entered, "InclusiveBetweenValidator", {{"From", lower}, {"To", upper}});
}

void Failures::length(const Property& property, std::size_t min, std::size_t max,
                      std::string_view text) {
  const std::size_t length = utf16_length(text);
  if (length >= min && length <= max) return;
  const std::string lower = std::to_string(min);
  const std::string upper = std::to_string(max);
  const std::string total = std::to_string(length);
  std::string message = subject_of(property).append("must be between ").append(lower);
  message.append(" and ").append(upper).append(" characters. You entered ").append(total);
  add(property, message.append(" characters."), quoted(text), "LengthValidator",
      {{"MinLength", lower}, {"MaxLength", upper}, {"TotalLength", total}});
}

void Failures::maximum_length(const Property& property, std::size_t max, std::string_view text) {
  const std::size_t length = utf16_length(text);
  if (length <= max) return;
  const std::string upper = std::to_string(max);
  const std::string total = std::to_string(length);
  std::string message = "The length of ";
  message.append(subject_of(property)).append("must be ").append(upper);
  message.append(" characters or fewer. You entered ").append(total).append(" characters.");
  add(property, message, quoted(text), "MaximumLengthValidator",
      {{"MinLength", "0"}, {"MaxLength", upper}, {"TotalLength", total}});
}

void Failures::is_in_enum(const Property& property, std::int64_t value, std::int64_t values) {
  if (value >= 0 && value < values) return;
  const std::string entered = std::to_string(value);
  std::string message = subject_of(property);
  message.append("has a range of values which does not include '").append(entered).append("'.");
  add(property, message, entered, "EnumValidator");
}

void Failures::matches(const Property& property, std::string_view pattern, bool does,
                       std::string_view text) {
  if (does) return;
  add(property, subject_of(property).append("is not in the correct format."), quoted(text),
      "RegularExpressionValidator", {{"RegularExpression", quoted(pattern)}});
}

void Failures::must(const Property& property, bool holds, std::string_view message,
                    std::string_view value) {
  if (!holds) add(property, message, value, "PredicateValidator");
}

}  // namespace spotter::api
