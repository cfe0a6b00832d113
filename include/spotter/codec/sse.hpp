#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace spotter::codec {

/// One event of an event stream. The views live until the decoder's next step.
struct SseEvent {
  std::string_view name;  ///< of the last `event` line; empty when there was none
  std::string_view
      data;  ///< `data` lines joined with LF, never empty; bytes, not checked for UTF-8
  /// Not an event at all: text that began with `{` or `[` where a field was expected, up to the
  /// next blank line. Some servers and proxies write a bare JSON error into an open event stream.
  bool raw_document = false;
};

/// Limits of a decoder. Beyond one of them it stops for good.
struct SseLimits {
  std::size_t event_bytes_max = std::size_t{8} * 1024 * 1024;    ///< data of one event
  std::size_t stream_bytes_max = std::size_t{16} * 1024 * 1024;  ///< everything, framing included
};

/// Decodes text/event-stream (WHATWG HTML, section 9.2.6) from bytes in any pieces. A machine: no
/// clock, no socket. It keeps one event at a time and looks at each byte once, however small the
/// pieces are; its buffers are reused.
///
/// It differs from the standard where servers do: at the end of the body a pending event is
/// dispatched instead of lost, and raw documents are recognised. `id` and `retry` are ignored:
/// nobody reconnects.
class SseDecoder {
 public:
  explicit SseDecoder(SseLimits limits = {}) : limits_(limits) {}

  enum class Step {
    need_more,  ///< all bytes were taken, no event is complete
    event,      ///< event() is one; call again with the rest of the bytes
    over_limit  ///< for good
  };

  /// Takes bytes off the front, up to the end of the next event.
  Step step(std::string_view& bytes);
  /// The body is over. Call until it returns need_more.
  Step finish();

  /// The event of the last step.
  [[nodiscard]] const SseEvent& event() const noexcept { return event_; }

 private:
  enum class State { bom, line_start, field, data, event_name, ignored, raw };

  Step take(std::string_view& bytes);
  bool take_line_start(std::string_view& bytes);
  void take_bom(std::string_view& bytes);
  void take_field(std::string_view& bytes);
  bool take_value(std::string_view& bytes);
  void begin_value();
  void end_line(std::string_view& bytes);
  bool dispatch();
  void begin_event();

  SseLimits limits_;
  State state_ = State::bom;
  std::size_t bom_bytes_ = 0;
  std::size_t stream_bytes_ = 0;
  std::string field_;  ///< name of the field whose line is being read
  std::string name_;   ///< of the event
  std::string data_;
  bool has_data_ = false;    ///< a `data` line was seen, though it may have been empty
  bool raw_ = false;         ///< data_ is a raw document
  bool skip_space_ = false;  ///< the colon was the last byte
  bool skip_lf_ = false;     ///< CR was the last byte
  bool dispatched_ = false;  ///< event_ shows name_ and data_
  bool over_limit_ = false;
  SseEvent event_;
};

}  // namespace spotter::codec
