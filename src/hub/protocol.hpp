#pragma once

#include "hub/record_buffer.hpp"

#include <spotter/codec/json.hpp>
#include <spotter/hub/ending.hpp>
#include <spotter/hub/growing_message.hpp>
#include <spotter/hub/json.hpp>
#include <spotter/hub/transport.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::hub {

/// The record types that a server reads.
enum class Kind {
  invocation,
  stream_item,
  completion,
  stream_invocation,
  cancel_invocation,
  ping,
  close,
  ack,
  sequence,
  other  ///< of a type that we do not know: nothing to do
};

/// A record of the client, with what is of use in it. Views end at the protocol's next parse.
struct Record {
  Kind kind = Kind::other;
  std::string_view id;      ///< of the invocation or upload stream; empty: no completion wanted
  std::string_view target;  ///< invocations
  /// The arguments (an array), the item, or the result.
  codec::JsonValue value;
  /// The arguments one by one as MessagePack, if they came so and have bytes in them.
  std::vector<std::string_view> packed;
  std::vector<std::string_view> upload_ids;
  std::optional<std::string_view> error;  ///< of a completion or a close
  std::int64_t sequence_id = 0;           ///< of an ack or a sequence
};

/// A hub protocol: records to bytes and back. Keeps nothing between records but its buffers; one
/// per shard. Source: HubProtocol.md of dotnet/aspnetcore; where it and the shipped server differ,
/// the shipped server.
class Protocol {
 public:
  virtual ~Protocol() = default;
  [[nodiscard]] virtual Encoding encoding() const noexcept = 0;
  [[nodiscard]] virtual Format format() const noexcept = 0;
  [[nodiscard]] virtual Framing framing() const noexcept = 0;

  /// `bytes` is one record without its framing; it and the views of the answer are good until the
  /// next parse. Errors: Errc::malformed, also for a missing field or one of the wrong type; that
  /// ends the connection.
  virtual Result<Record> parse(std::string_view bytes) = 0;

  // All of these append whole records, byte for byte as the reference server writes them. Values
  // are JSON texts.

  /// `id` empty: no result is wanted. `arguments` is a JSON array.
  virtual void write_invocation(std::string& out, std::string_view id, std::string_view target,
                                std::string_view arguments) = 0;
  virtual void write_item(std::string& out, std::string_view id, std::string_view item) = 0;
  virtual void write_result(std::string& out, std::string_view id, const Json& result) = 0;
  /// The end of a stream: neither result nor error.
  virtual void write_stream_end(std::string& out, std::string_view id) = 0;
  virtual void write_error(std::string& out, std::string_view id, std::string_view error) = 0;
  virtual void write_ping(std::string& out) = 0;
  /// `error` empty: none.
  virtual void write_close(std::string& out, Close close, std::string_view error) = 0;
  virtual void write_ack(std::string& out, std::int64_t sequence_id) = 0;
  virtual void write_sequence(std::string& out, std::int64_t sequence_id) = 0;
};

}  // namespace spotter::hub
