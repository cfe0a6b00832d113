#pragma once

#include <spotter/codec/json.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// The "json" hub protocol: records to bytes and back, without state. Source: HubProtocol.md of
// dotnet/aspnetcore; where it and the shipped server differ, the shipped server.
namespace spotter::hub::json {

inline constexpr char kRecordEnd = '\x1e';

/// What the client asks for in its first record. Views end at the parser's next parse.
struct HandshakeRequest {
  std::string_view protocol;
  std::int64_t version = 0;
};
/// `text` is the record without its end mark. Errors: Errc::malformed.
Result<HandshakeRequest> parse_handshake(codec::JsonParser& parser, std::string_view text);

/// What a record means to a server whose methods are all plain.
enum class Kind {
  invocation,
  stream_invocation,
  ping,
  close,
  other  ///< valid, or of a type that we do not know: nothing to do
};

/// A record of the client, with what is of use in it. Views end at the parser's next parse.
struct Record {
  Kind kind = Kind::other;
  std::string_view id;         ///< empty: no completion wanted
  std::string_view target;     ///< invocations
  codec::JsonValue arguments;  ///< invocations: an array
  std::size_t stream_count = 0;
};
/// `text` is the record without its end mark. Errors: Errc::malformed, also for a missing field or
/// one of the wrong type; that ends the connection.
Result<Record> parse_record(codec::JsonParser& parser, std::string_view text);

/// All of these append whole records, byte for byte as the reference server writes them.
void write_handshake_accepted(std::string& out);
void write_handshake_error(std::string& out, std::string_view error);
void write_completion(std::string& out, std::string_view id);
/// target(argument), without an id; `argument` is JSON.
void write_push(std::string& out, std::string_view target, std::string_view argument);
void write_completion_error(std::string& out, std::string_view id, std::string_view error);
void write_ping(std::string& out);

enum class Close {
  for_good,   ///< official clients stay away
  come_back,  ///< they reconnect if they are set up to
  with_error  ///< something is wrong with the connection; they reconnect
};
void write_close(std::string& out, Close close);

}  // namespace spotter::hub::json
