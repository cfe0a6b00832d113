#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/shard/task.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

namespace spotter::hub {

enum class Format { text, binary };

/// A write that was begun: what came of it, or what is still to be awaited.
using BegunWrite = std::variant<Result<void>, Task<Result<void>>>;

/// Moves bytes of one connection. One read, one write and one ping at a time, each from the
/// session's shard; close is called once, after the last write, and a read or a ping may be under
/// way.
class Transport {
 public:
  virtual ~Transport() = default;
  /// Appends what has arrived, at least one byte, at most 16 KiB. Message boundaries mean nothing.
  /// Errors: closed (the peer ended it in an orderly manner), reset (it broke), malformed (not
  /// WebSocket).
  virtual Task<Result<std::size_t>> read(std::string& into) = 0;
  /// Writes one message of whole records. The bytes stay valid until it returns.
  virtual Task<Result<void>> write(std::string_view bytes, Format format) = 0;
  /// The same, without a task where nothing has to wait: what cannot be said at once is to be
  /// awaited.
  virtual BegunWrite begin_write(std::string_view bytes, Format format) {
    return write(bytes, format);
  }
  /// Whether the peer is still there: asks it, and waits for a sign of life, `patience` at most. If
  /// the transport cannot tell, the answer is yes, after `patience`. It is no soon after the
  /// connection ends, from whichever side.
  virtual Task<bool> ping(Duration patience) = 0;
  /// Ends it in an orderly manner; waits for the peer 5 s at most. A read under way returns, with
  /// what still came or with an error.
  virtual Task<void> close() = 0;
  /// Ends it at once; a read, write, ping or close under way returns with an error. Any time,
  /// repeatedly.
  virtual void abort() noexcept = 0;
};

}  // namespace spotter::hub
