#pragma once

#include <spotter/telemetry/log.hpp>

#include <string>
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
  [[nodiscard]] bool contains(std::string_view text) const {
    for (const auto& line : lines) {
      if (line.find(text) != std::string::npos) return true;
    }
    return false;
  }
  std::vector<std::string> lines;
};

}  // namespace spotter::testing
