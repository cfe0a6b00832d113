#pragma once

#include "server/deflate.hpp"
#include "server/frame_reader.hpp"

#include <optional>
#include <variant>

namespace spotter::server {

/// Looks whether text that comes in pieces is UTF-8.
class Utf8Reader {
 public:
  /// False: it is not, whatever follows.
  bool take(std::string_view bytes) noexcept;
  /// No character is begun and not ended.
  [[nodiscard]] bool whole() const noexcept { return missing_ == 0; }
  void restart() noexcept { missing_ = 0; }

 private:
  bool begin(std::uint8_t byte) noexcept;

  int missing_ = 0;  ///< bytes of the current character
  std::uint8_t least_ = 0x80;
  std::uint8_t most_ = 0xBF;
};

/// How much a client's messages may grow by inflating: whoever sends a byte gives us at most so
/// many to look at. What is saved up serves for the largest record that the hub takes.
inline constexpr std::size_t kInflatedPerByte = 32;
inline constexpr std::size_t kInflatedSavedMax = 512 * 1024;

/// Turns a client's bytes into those of its messages, inflated if they are compressed. Between two
/// messages it keeps next to nothing.
class MessageReader {
 public:
  explicit MessageReader(Extension extension) noexcept : frames_(extension) {}

  using NeedsBytes = FrameReader::NeedsBytes;
  struct Bytes {
    std::size_t count;
  };  ///< so many are in `out`, at least one
  using Ping = FrameReader::Ping;
  using PeerClose = FrameReader::PeerClose;
  using Violation = FrameReader::Violation;
  using Step = std::variant<NeedsBytes, Bytes, Ping, PeerClose, Violation>;

  /// Takes from the front of `wire`. The wire's buffer stays as it is until NeedsBytes. `out` is
  /// not empty. Nothing is to be read after a PeerClose or a Violation.
  Step next(std::span<char>& wire, std::span<char> out);

  /// A message is under way that needs an inflater.
  [[nodiscard]] bool inflating() const noexcept { return inflater_.has_value(); }

 private:
  struct Written {
    std::size_t count = 0;
    std::optional<CloseCode> violation;
  };
  Written unpack(std::span<char> out);
  Written inflate(std::span<char> out);
  [[nodiscard]] std::optional<CloseCode> end_message();
  void begin_payload(std::string_view bytes);
  void begin_end();

  FrameReader frames_;
  Utf8Reader utf8_;
  std::optional<Inflater> inflater_;
  std::string_view packed_;     ///< of the message, as it came
  bool more_inflated_ = false;  ///< the inflater may have more to say without more input
  bool ending_ = false;         ///< all frames of the message are there
  std::size_t allowance_ = kInflatedSavedMax;
};

}  // namespace spotter::server
