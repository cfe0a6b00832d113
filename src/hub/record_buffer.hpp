#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace spotter::hub {

/// How records are told apart in a stream of bytes.
enum class Framing {
  end_mark,  ///< 0x1E behind each
  length     ///< a variable-length number before each, 7 bits a byte, least significant first
};

inline constexpr char kRecordEnd = '\x1e';

/// Cuts the inbound byte stream into records, whatever the boundaries of the messages that brought
/// it. Looks at each byte once; keeps no large buffer when nothing waits.
class RecordBuffer {
 public:
  /// `record_bytes_max` counts the framing.
  explicit RecordBuffer(std::size_t record_bytes_max) : record_bytes_max_(record_bytes_max) {}

  void append(std::string_view bytes);

  enum class Found {
    record,
    nothing,    ///< more bytes are needed
    too_large,  ///< more than the limit waits, and no whole record lies within the limit
    malformed   ///< a length that is none
  };
  /// The next record without its framing; the view ends with the next call of append, next or
  /// clear.
  Found next(Framing framing, std::string_view& record);

  /// A whole record that waits `offset` bytes behind what was taken, which then moves behind it;
  /// nothing is taken. False: there is none.
  bool peek(Framing framing, std::size_t& offset, std::string_view& record);

  void clear();

  /// Bytes that wait, those of the record given last not among them.
  [[nodiscard]] std::size_t size() const noexcept { return bytes_.size() - read_; }

 private:
  Found next_marked(std::string_view window, std::string_view& record);
  Found next_counted(std::string_view window, std::string_view& record);

  std::size_t record_bytes_max_;
  std::string bytes_;
  std::size_t read_ = 0;     ///< taken already
  std::size_t scanned_ = 0;  ///< no end mark between read_ and here
};

}  // namespace spotter::hub
