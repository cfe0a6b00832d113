#include "hub/record_buffer.hpp"

#include "hub/buffers.hpp"
#include "hub/json_protocol.hpp"

#include <algorithm>

namespace spotter::hub {

void RecordBuffer::append(std::string_view bytes) {
  bytes_.erase(0, read_);
  scanned_ -= read_;
  read_ = 0;
  bytes_.append(bytes);
}

RecordBuffer::Found RecordBuffer::next(std::string_view& record) {
  if (size() == 0) {
    clear();
    return Found::nothing;
  }
  const std::size_t window_end = read_ + std::min(size(), record_bytes_max_);
  const std::string_view window = std::string_view(bytes_).substr(0, window_end);
  const std::size_t end = window.find(json::kRecordEnd, scanned_);
  if (end == std::string_view::npos) {
    scanned_ = window_end;
    return size() > record_bytes_max_ ? Found::too_large : Found::nothing;
  }
  record = window.substr(read_, end - read_);
  read_ = scanned_ = end + 1;
  return Found::record;
}

void RecordBuffer::clear() {
  clear_and_release(bytes_);
  read_ = scanned_ = 0;
}

}  // namespace spotter::hub
