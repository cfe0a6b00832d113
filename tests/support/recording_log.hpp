#pragma once

#include <spotter/telemetry/log.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::testing {

/// Keeps the rendered lines, so that a test can look for what must (not) be there.
class RecordingLog final : public telemetry::Log {
 public:
  [[nodiscard]] bool enabled(telemetry::Level /*level*/) const noexcept override { return true; }
  void event(telemetry::Level level, std::string_view name,
             std::initializer_list<telemetry::Field> fields) override {
    lines.push_back(telemetry::render_line(telemetry::Format::text, "-", level, name, fields));
  }
  /// Lines with this text.
  [[nodiscard]] std::ptrdiff_t count(std::string_view text) const {
    return std::count_if(lines.begin(), lines.end(), [&](const std::string& line) {
      return line.find(text) != std::string::npos;
    });
  }
  [[nodiscard]] bool contains(std::string_view text) const {
    for (const auto& line : lines) {
      if (line.find(text) != std::string::npos) return true;
    }
    return false;
  }
  std::vector<std::string> lines;
};

}  // namespace spotter::testing
