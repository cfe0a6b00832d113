#pragma once

#include <cstddef>
#include <string>

namespace spotter::hub {

/// What an idle connection may keep of a buffer that grew.
inline constexpr std::size_t kIdleBufferBytesMax = 256;

/// Empties a buffer and gives its memory back unless that is small.
inline void clear_and_release(std::string& buffer) {
  if (buffer.capacity() > kIdleBufferBytesMax) {
    buffer = std::string();
  } else {
    buffer.clear();
  }
}

}  // namespace spotter::hub
