#include <spotter/base/date.hpp>
#include <spotter/telemetry/stderr_log.hpp>

#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <array>
#include <chrono>
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

std::string rfc3339_now() {
  const auto now = std::chrono::system_clock::now();
  const auto whole = std::chrono::floor<std::chrono::seconds>(now);
  const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(now - whole).count();
  std::array<char, 8> fraction{};
  std::snprintf(fraction.data(), fraction.size(), ".%03dZ", static_cast<int>(millis));
  return utc_text(now, "%Y-%m-%dT%H:%M:%S").append(fraction.data());
}

spdlog::level::level_enum to_spdlog(Level level) noexcept {
  switch (level) {
    case Level::trace:
      return spdlog::level::trace;
    case Level::debug:
      return spdlog::level::debug;
    case Level::info:
      return spdlog::level::info;
    case Level::warn:
      return spdlog::level::warn;
    case Level::error:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

class StderrLog final : public LevelledLog {
 public:
  StderrLog(Level level, Format format)
      : format_(format),
        pool_(std::make_shared<spdlog::details::thread_pool>(8192, 1)),
        logger_(std::make_shared<spdlog::async_logger>(
            "spotter", std::make_shared<spdlog::sinks::stderr_sink_mt>(), pool_,
            spdlog::async_overflow_policy::overrun_oldest)) {
    logger_->set_pattern("%v");
    logger_->set_level(to_spdlog(level));
    logger_->flush_on(spdlog::level::trace);
  }

  [[nodiscard]] bool enabled(Level level) const noexcept override {
    return logger_->should_log(to_spdlog(level));
  }

  void set_level(Level level) noexcept override { logger_->set_level(to_spdlog(level)); }

  void event(Level level, std::string_view name, std::initializer_list<Field> fields) override {
    if (!enabled(level)) return;
    const std::string line = render_line(format_, rfc3339_now(), level, name, fields);
    logger_->log(to_spdlog(level), spdlog::string_view_t(line.data(), line.size()));
  }

 private:
  Format format_;
  std::shared_ptr<spdlog::details::thread_pool> pool_;
  std::shared_ptr<spdlog::async_logger> logger_;
};

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

std::string render_line(Format format, std::string_view time, Level level, std::string_view name,
                        std::initializer_list<Field> fields) {
  std::string line;
  line.reserve(64 + fields.size() * 24);
  if (format == Format::json) {
    line.append(R"({"time":")").append(time).append(R"(","level":")").append(name_of(level));
    line.append(R"(","event":")").append(name).append("\"");
    for (const Field& field : fields) {
      line.append(",\"").append(field.name).append("\":");
      append_value(line, format, field.value);
    }
    line.push_back('}');
    return line;
  }
  line.append(time).append(" ").append(name_of(level));
  line.append(6 - name_of(level).size(), ' ').append(name);
  for (const Field& field : fields) {
    line.append(" ").append(field.name).append("=");
    append_value(line, format, field.value);
  }
  return line;
}

std::unique_ptr<LevelledLog> open_stderr_log(Level level, Format format) {
  return std::make_unique<StderrLog>(level, format);
}

}  // namespace spotter::telemetry
