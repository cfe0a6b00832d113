#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace spotter::crypto {

using Sha256 = std::array<std::byte, 32>;
using Sha1 = std::array<std::byte, 20>;

/// SHA-256 of the bytes. Any shard.
Sha256 sha256(std::string_view bytes);

/// SHA-1, where a protocol names things by it; not for anything that must hold against forgers. Any
/// shard.
Sha1 sha1(std::string_view bytes);

/// HMAC-SHA-256. Any shard.
Sha256 hmac_sha256(std::string_view key, std::string_view bytes);

/// Compares two texts in a time that depends on neither their content nor where they differ (both
/// are hashed first, so not on their lengths either, beyond the hash's own time).
bool constant_time_equal(std::string_view a, std::string_view b);

}  // namespace spotter::crypto
