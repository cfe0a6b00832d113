#include "telemetry/line.hpp"

#include <array>
#include <cstdio>

namespace spotter::telemetry {
namespace {

/// Writes a JSON string; anything that could break a line or a terminal is escaped.
void append_quoted(std::string& out, std::string_view text) {
  out.push_back('"');
  for (const char c : text) {
    switch (c) {
      case '"':
        out.append("\\\"");
        break;
      case '\\':
        out.append("\\\\");
        break;
      case '\n':
        out.append("\\n");
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
          std::array<char, 8> escaped{};
          std::snprintf(escaped.data(), escaped.size(), "\\u%04x",
                        static_cast<unsigned>(c) & 0xFFU);
          out.append(escaped.data());
        } else {
          out.push_back(c);
        }
    }
  }
  out.push_back('"');
}

bool is_plain(std::string_view text) noexcept {
  if (text.empty()) return false;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) <= 0x20 || c == '"' || c == '\\' || c == 0x7F) return false;
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
