#pragma once

#include <cstddef>
#include <string>

namespace spotter::hub {

/// What a connection may keep of a buffer that grew, while something runs and while nothing does:
/// then what lies in the string itself, where a ping has room.
inline constexpr std::size_t kBusyBufferBytesMax = 256;
inline const std::size_t kIdleBufferBytesMax = std::string().capacity();

/// Empties a buffer and gives its memory back if it is more than an idle connection may keep.
inline void clear_and_release(std::string& buffer) {
  if (buffer.capacity() > kIdleBufferBytesMax) {
    std::string().swap(buffer);  // assigning an empty one keeps the memory
  } else {
    buffer.clear();
  }
}

}  // namespace spotter::hub
