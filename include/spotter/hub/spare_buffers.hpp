#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace spotter::hub {

/// Memory of frames that were written, for those to come: a session that is being answered needs
/// some for a moment, again and again, and keeps none meanwhile. One per shard.
class SpareBuffers {
 public:
  /// Of a buffer that is kept: room for a frame. Longer ones are rare, and shorter ones are for
  /// pings.
  static constexpr std::size_t kBytesMin = 512;
  static constexpr std::size_t kBytesMax = 16 * 1024;
  /// As many sessions have something to write in one round of the loop; 1 MiB if all are longest.
  static constexpr std::size_t kBuffersMax = 64;

  SpareBuffers() { buffers_.reserve(kBuffersMax); }

  /// Gives an empty buffer memory, if there is some to spare and it has less.
  void lend(std::string& buffer) noexcept {
    if (buffers_.empty() || buffers_.back().capacity() <= buffer.capacity()) return;
    buffer.swap(buffers_.back());
    buffers_.pop_back();
  }

  /// Empties a buffer and takes its memory, or gives that back to the system.
  void take(std::string& buffer) noexcept {
    std::string spare;
    spare.swap(buffer);
    const bool fits = spare.capacity() >= kBytesMin && spare.capacity() <= kBytesMax;
    if (!fits || buffers_.size() == kBuffersMax) return;
    spare.clear();
    buffers_.push_back(std::move(spare));  // has room
  }

  [[nodiscard]] std::size_t size() const noexcept { return buffers_.size(); }

 private:
  std::vector<std::string> buffers_;
};

}  // namespace spotter::hub
