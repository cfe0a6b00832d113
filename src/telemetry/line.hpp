#pragma once

#include <spotter/telemetry/log.hpp>

#include <span>
#include <string>
#include <string_view>

namespace spotter::telemetry {

/// One line of the log, without the newline.
struct Line {
  std::string_view time;   ///< RFC 3339
  std::string_view level;  ///< name_of(Level), or "audit"
  std::string_view name;
  std::string_view room;  ///< empty: none
  std::span<const Field> fields;
  std::span<const Field> more = {};  ///< behind those
};
std::string render(Format format, const Line& line);

}  // namespace spotter::telemetry
