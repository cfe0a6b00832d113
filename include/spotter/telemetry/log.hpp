#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace spotter::telemetry {

enum class Level { trace, debug, info, warn, error };
enum class Format { text, json };

/// One named value of an event. Never user text, prompts, tokens or keys: Secret does not convert.
struct Field {
  using Value = std::variant<std::int64_t, double, bool, std::string_view>;
  std::string_view name;
  Value value;

  Field(std::string_view n, std::string_view v) : name(n), value(v) {}
  Field(std::string_view n, const std::string& v) : name(n), value(std::string_view(v)) {}
  Field(std::string_view n, const char* v) : name(n), value(std::string_view(v)) {}
  Field(std::string_view n, bool v) : name(n), value(v) {}
  Field(std::string_view n, double v) : name(n), value(v) {}
  template <class Integer>
  requires std::is_integral_v<Integer> Field(std::string_view n, Integer v)
      : name(n), value(static_cast<std::int64_t>(v)) {}
};

/// The log: events with a constant name and fields. Any shard. Writing happens on a thread of its
/// own; if that falls behind by 8,192 events the oldest are dropped, the loops never wait.
class Log {
 public:
  virtual ~Log() = default;
  [[nodiscard]] virtual bool enabled(Level level) const noexcept = 0;
  /// `name` is a constant such as "turn_finished". Error means that a person should look.
  virtual void event(Level level, std::string_view name, std::initializer_list<Field> fields) = 0;
};

/// Renders one line without the trailing newline: the format's definition, used by the log and its
/// tests. `time` is an RFC 3339 date and time.
std::string render_line(Format format, std::string_view time, Level level, std::string_view name,
                        std::initializer_list<Field> fields);

/// "trace", "debug", "info", "warn", "error".
std::string_view name_of(Level level) noexcept;

}  // namespace spotter::telemetry
