#pragma once

#include <spotter/base/error.hpp>

#include <chrono>
#include <cstddef>
#include <string>

namespace spotter {

/// A pipe is read, too; how long its writer is waited for.
inline constexpr std::chrono::seconds kFileWait{5};

/// The whole of a file, of any bytes. too_large: it has more than `bytes_max`; unavailable: it is
/// not there or cannot be read. Blocks: for the start of the process and for workers.
Result<std::string> read_file(const std::string& path, std::size_t bytes_max);

}  // namespace spotter
