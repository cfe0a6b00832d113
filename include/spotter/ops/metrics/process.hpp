#pragma once

#include <cstdint>
#include <optional>

namespace spotter::ops::metrics {

/// The process as the system sees it. Nothing: the system does not tell.
struct Process {
  std::optional<std::uint64_t> resident_bytes;
  std::optional<std::uint64_t> virtual_bytes;
  std::optional<std::uint64_t> open_files;
  std::optional<std::uint64_t> open_files_max;
  std::optional<double> cpu_seconds;
  std::optional<double> started_at;  ///< seconds since 1970
};

/// What of it is in memory, and only that: cheap. Nothing: the system does not tell.
std::optional<std::uint64_t> read_resident_bytes();

/// Reads /proc/self; blocks, for some milliseconds where there are thousands of open files.
Process read_process();

}  // namespace spotter::ops::metrics
