#include "telemetry/line.hpp"

#include <spotter/codec/utf8.hpp>

#include <array>
#include <cstdio>

namespace spotter::telemetry {
namespace {

struct Point {
  char32_t code = 0;
  std::size_t length = 1;
};

/// The character at `at` of well-formed UTF-8.
Point point_at(std::string_view text, std::size_t at) noexcept {
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  char32_t code = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i)
    code = (code << 6) | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
  return {code, length};
}

/// Controls that a terminal obeys, what ends a line, and what turns the direction of text.
bool is_mischief(char32_t code) noexcept {
  return code < 0x20 || (code >= 0x7F && code <= 0x9F) || code == 0x061C || code == 0x200E ||
         code == 0x200F || (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

/// The text is well-formed.
void append_escaped(std::string& out, std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto [code, length] = point_at(text, at);
    if (code == '"' || code == '\\') {
      out.append(1, '\\').append(1, text[at]);
    } else if (code == '\n') {
      out.append("\\n");
    } else if (is_mischief(code)) {
      std::array<char, 8> escaped{};
      std::snprintf(escaped.data(), escaped.size(), "\\u%04x", static_cast<unsigned>(code));
      out.append(escaped.data());
    } else {
      out.append(text.substr(at, length));
    }
    at += length;
  }
}

/// Writes a JSON string: bytes that are no UTF-8 become U+FFFD, and what could break a line or a
/// terminal is escaped.
void append_quoted(std::string& out, std::string_view text) {
  out.push_back('"');
  if (codec::valid_utf8(text)) {
    append_escaped(out, text);
  } else {
    append_escaped(out, codec::replace_invalid_utf8(text));
  }
  out.push_back('"');
}

bool is_plain(std::string_view text) noexcept {
  if (text.empty()) return false;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) <= 0x20 || c == '"' || c == '\\' ||
        static_cast<unsigned char>(c) >= 0x7F)
      return false;
  }
  return true;
}

void append_value(std::string& out, Format format, const Field::Value& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    out.append(std::to_string(*integer));
  } else if (const auto* real = std::get_if<double>(&value)) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.3f", *real);
    out.append(text.data());
  } else if (const auto* flag = std::get_if<bool>(&value)) {
    out.append(*flag ? "true" : "false");
  } else {
    const auto text = std::get<std::string_view>(value);
    if (format == Format::text && is_plain(text)) {
      out.append(text);
    } else {
      append_quoted(out, text);
    }
  }
}

void append_fields(std::string& out, Format format, std::span<const Field> fields) {
  for (const Field& field : fields) {
    if (format == Format::json) {
      out.append(",\"").append(field.name).append("\":");
    } else {
      out.append(" ").append(field.name).append("=");
    }
    append_value(out, format, field.value);
  }
}

}  // namespace

std::string_view name_of(Level level) noexcept {
  switch (level) {
    case Level::trace:
      return "trace";
    case Level::debug:
      return "debug";
    case Level::info:
      return "info";
    case Level::warn:
      return "warn";
    case Level::error:
      return "error";
  }
  return "info";
}

std::string render(Format format, const Line& line) {
  std::string text;
  text.reserve(96 + (line.fields.size() + line.more.size()) * 24);
  if (format == Format::json) {
    text.append(R"({"time":")").append(line.time).append(R"(","level":")").append(line.level);
    text.append(R"(","event":")").append(line.name).append("\"");
  } else {
    text.append(line.time).append(" ").append(line.level);
    text.append(6 - line.level.size(), ' ').append(line.name);
  }
  if (!line.room.empty()) {
    const Field room("room", line.room);
    append_fields(text, format, {&room, 1});
  }
  append_fields(text, format, line.fields);
  append_fields(text, format, line.more);
  if (format == Format::json) text.push_back('}');
  return text;
}

std::string render_line(Format format, std::string_view time, Level level, std::string_view name,
                        std::initializer_list<Field> fields) {
  return render(format, {time, name_of(level), name, {}, {fields.begin(), fields.size()}});
}

}  // namespace spotter::telemetry
