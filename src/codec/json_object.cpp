#include <spotter/codec/json_object.hpp>
#include <spotter/codec/json_writer.hpp>

#include <array>
#include <charconv>

namespace spotter::codec {

std::string& Object::key(std::string_view name) {
  if (out_.back() != '{') out_ += ',';
  append_json_string(out_, name);
  out_ += ':';
  return out_;
}

void Object::text(std::string_view name, std::string_view value) {
  append_json_string(key(name), value);
}

void Object::moment(std::string_view name, const std::optional<WallTime>& value) {
  if (value) {
    text(name, rfc3339(*value));
  } else {
    null(name);
  }
}

void Object::share(std::string_view name, double value) {
  std::array<char, 16> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                          std::chars_format::fixed, 3);
  key(name).append(digits.data(), error == std::errc() ? end : digits.data());
}

void Object::decimal(std::string_view name, double value) {
  std::array<char, 32> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  key(name).append(digits.data(), error == std::errc() ? end : digits.data());
}

std::string& Array::element() {
  if (out_.back() != '[') out_ += ',';
  return out_;
}

}  // namespace spotter::codec
