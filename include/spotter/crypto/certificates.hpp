#pragma once

#include <string>

namespace spotter::crypto {

/// Whether the file can be read and holds at least one certificate in PEM. Blocks.
bool holds_certificates(const std::string& path);

}  // namespace spotter::crypto
