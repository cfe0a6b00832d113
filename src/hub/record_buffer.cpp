#include "hub/record_buffer.hpp"

#include "hub/buffers.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace spotter::hub {
namespace {

/// Of a length; the fifth holds three bits, so that a record is below 2 GiB.
constexpr std::size_t kLengthBytesMax = 5;
constexpr unsigned kLastLengthByteMax = 7;

}  // namespace

void RecordBuffer::append(std::string_view bytes) {
  bytes_.erase(0, read_);
  scanned_ -= read_;
  read_ = 0;
  bytes_.append(bytes);
}

RecordBuffer::Found RecordBuffer::next(Framing framing, std::string_view& record) {
  if (size() == 0) {
    clear();
    return Found::nothing;
  }
  const std::size_t window_end = read_ + std::min(size(), record_bytes_max_);
  const std::string_view window = std::string_view(bytes_).substr(0, window_end);
  return framing == Framing::end_mark ? next_marked(window, record) : next_counted(window, record);
}

RecordBuffer::Found RecordBuffer::next_marked(std::string_view window, std::string_view& record) {
  const std::size_t end = window.find(kRecordEnd, scanned_);
  if (end == std::string_view::npos) {
    scanned_ = window.size();
    return size() > record_bytes_max_ ? Found::too_large : Found::nothing;
  }
  record = window.substr(read_, end - read_);
  read_ = scanned_ = end + 1;
  return Found::record;
}

RecordBuffer::Found RecordBuffer::next_counted(std::string_view window, std::string_view& record) {
  std::uint64_t length = 0;
  std::size_t count = 0;
  for (;;) {
    if (count == kLengthBytesMax) return Found::malformed;
    if (read_ + count == window.size())
      return size() > record_bytes_max_ ? Found::too_large : Found::nothing;
    const auto byte = static_cast<unsigned char>(window[read_ + count]);
    if (count == kLengthBytesMax - 1 && byte > kLastLengthByteMax) return Found::malformed;
    length |= static_cast<std::uint64_t>(byte & 0x7FU) << (7 * count);
    ++count;
    if ((byte & 0x80U) == 0) break;
  }
  // A length that can never fit is known to be too large before its bytes are there.
  if (length + count > record_bytes_max_) return Found::too_large;
  if (window.size() - read_ - count < length) return Found::nothing;
  record = window.substr(read_ + count, static_cast<std::size_t>(length));
  read_ = scanned_ = read_ + count + static_cast<std::size_t>(length);
  return Found::record;
}

bool RecordBuffer::peek(Framing framing, std::size_t& offset, std::string_view& record) {
  if (offset >= size()) return false;
  // As if all before it had been taken.
  const std::size_t read = std::exchange(read_, read_ + offset);
  const std::size_t scanned = std::exchange(scanned_, read_);
  const std::size_t start = read_;
  const Found found = next(framing, record);
  offset += read_ - start;
  read_ = read;
  scanned_ = scanned;
  return found == Found::record;
}

void RecordBuffer::clear() {
  clear_and_release(bytes_);
  read_ = scanned_ = 0;
}

}  // namespace spotter::hub
