#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace spotter::server {

/// Why a WebSocket ends (RFC 6455 section 7.4.1).
enum class CloseCode : std::uint16_t {
  normal = 1000,
  protocol_error = 1002,
  none = 1005,  ///< the frame names no code; never sent
  bad_payload = 1007,
  too_big = 1009
};

enum class FrameKind : std::uint8_t {
  continuation = 0,
  text = 1,
  binary = 2,
  close = 8,
  ping = 9,
  pong = 10
};

/// What was agreed on when the WebSocket was opened.
enum class Extension : std::uint8_t {
  none,
  deflate  ///< permessage-deflate (RFC 7692): the first reserved bit marks compressed messages
};

/// Reads a client's frames (RFC 6455). No socket, no clock.
class FrameReader {
 public:
  explicit FrameReader(Extension extension) noexcept : extension_(extension) {}

  struct NeedsBytes {};  ///< all of the wire's bytes are used up
  struct Payload {
    std::span<char> bytes;
  };  ///< of the current message, unmasked: a view of the wire
  struct MessageEnd {};
  struct Ping {
    std::string payload;
  };
  struct PeerClose {
    CloseCode code;
  };  ///< the code as the peer sent it
  struct Violation {
    CloseCode code;
  };  ///< the connection is to be closed with this code
  using Step = std::variant<NeedsBytes, Payload, MessageEnd, Ping, PeerClose, Violation>;

  /// Takes from the front of `wire` and says what that is. Nothing is to be read after a PeerClose
  /// or a Violation.
  Step next(std::span<char>& wire);

  /// Of the current message, until the next one begins.
  [[nodiscard]] bool compressed() const noexcept { return compressed_; }
  [[nodiscard]] bool text() const noexcept { return text_; }

 private:
  bool take_head(std::span<char>& wire);
  [[nodiscard]] bool head_allowed() const noexcept;
  [[nodiscard]] bool length_canonical() const noexcept;
  void begin_frame();
  Step take_payload(std::span<char>& wire);
  bool take_control(std::span<char>& wire);
  [[nodiscard]] Step end_control() const;
  void unmask(std::span<char> bytes) noexcept;
  [[nodiscard]] unsigned flags() const noexcept { return head_[0] & 0xF0U; }
  [[nodiscard]] unsigned opcode() const noexcept { return head_[0] & 0x0FU; }
  [[nodiscard]] bool final_frame() const noexcept { return (head_[0] & 0x80U) != 0; }
  [[nodiscard]] bool control() const noexcept { return (opcode() & 8U) != 0; }

  static constexpr std::size_t kHeadBytesMax = 14;
  static constexpr std::size_t kControlBytesMax = 125;

  Extension extension_;
  std::array<std::uint8_t, kHeadBytesMax> head_{};
  std::size_t head_bytes_ = 0;
  bool in_frame_ = false;    ///< the head is complete, the payload is not
  bool in_message_ = false;  ///< a message has begun, and its last frame has not ended
  bool compressed_ = false;
  bool text_ = false;
  std::uint64_t payload_left_ = 0;
  std::array<std::uint8_t, 4> key_{};
  std::size_t key_at_ = 0;
  std::string control_;
};

/// Appends a server's frame head.
struct FrameHead {
  FrameKind kind = FrameKind::text;
  bool final_frame = true;
  bool compressed = false;  ///< of a message's first frame
  std::size_t payload_bytes = 0;
};
std::string write_frame_head(const FrameHead& head);

/// A whole close frame.
std::string write_close_frame(CloseCode code);

}  // namespace spotter::server
