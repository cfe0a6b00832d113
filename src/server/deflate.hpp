#pragma once

#include <spotter/base/error.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace spotter::server {

/// What a compressed message ends with on the wire's far side (RFC 7692 section 7.2.1): the sender
/// leaves it out, the receiver puts it back.
inline constexpr std::string_view kDeflateTail{"\0\0\xff\xff", 4};

/// The server's messages look back 8 KiB at most. Looking back 32 KiB makes 16 KiB of talk 1 % and
/// a plan of 64 KiB 20 % smaller, for four times the memory.
inline constexpr int kDeflateWindowBits = 13;

/// Inflates one message. About 10 KiB, and 32 KiB more once it has written something.
class Inflater {
 public:
  Inflater();
  ~Inflater();

  /// Takes from the front of `in` and writes to `out`. It wants more input when `out` has room
  /// left. The bytes written. Errors: malformed.
  Result<std::size_t> inflate(std::string_view& in, std::span<char> out);

  /// A final block is the last thing that was read: the message may end without a tail.
  [[nodiscard]] bool ended() const noexcept { return ended_; }
  /// The last thing that was read is the end of a block, and nothing of a next one.
  [[nodiscard]] bool between_blocks() const noexcept;

 private:
  struct Stream;
  std::unique_ptr<Stream> stream_;
  bool ended_ = false;
};

/// Deflates one message. About 70 KiB with the widest window.
class Deflater {
 public:
  /// `window_bits`: 9 to kDeflateWindowBits.
  explicit Deflater(int window_bits);
  ~Deflater();

  /// Takes from the front of `in` and appends to `out`, until `in` is used up or `out` has
  /// `out_bytes_max`.
  void add(std::string_view& in, std::string& out, std::size_t out_bytes_max);
  /// Appends what is still missing, without the tail.
  void finish(std::string& out);

 private:
  struct Stream;
  std::unique_ptr<Stream> stream_;
};

}  // namespace spotter::server
