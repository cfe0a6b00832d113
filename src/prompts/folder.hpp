#pragma once

#include "prompts/fault.hpp"
#include "prompts/library.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace spotter::prompts {

inline constexpr std::size_t kFileBytesMax = 256UL * 1024;
inline constexpr std::size_t kFilesMax = 1000;

/// Reads all files of a folder, sorted by path. Names that begin with '.' or end with '~' (editors,
/// mounted volumes) and a README.md at the top are passed over. Links are followed, folders at most
/// two deep. Blocks.
Checked<std::vector<File>> read_folder(const std::string& folder);

}  // namespace spotter::prompts
