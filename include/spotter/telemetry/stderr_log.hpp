#pragma once

#include <spotter/telemetry/log.hpp>

#include <memory>

namespace spotter::telemetry {

/// A log whose least level may change while it is written to. Any thread.
class LevelledLog : public Log {
 public:
  virtual void set_level(Level level) noexcept = 0;
};

/// Writes to standard error: aligned text for people, or one JSON object a line for machines.
std::unique_ptr<LevelledLog> open_stderr_log(Level level, Format format);

}  // namespace spotter::telemetry
