#pragma once

#include <spotter/codec/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>

// The handshake, which is JSON with an end mark whatever the protocol. Source: HubProtocol.md of
// dotnet/aspnetcore.
namespace spotter::hub {

/// What the client asks for in its first record. Views end at the parser's next parse.
struct HandshakeRequest {
  std::string_view protocol;
  std::int64_t version = 0;
};
/// `text` is the record without its end mark. Errors: Errc::malformed; the note says what is wrong
/// as the reference does with detailed errors.
Result<HandshakeRequest> parse_handshake(codec::JsonParser& parser, std::string_view text);

/// Append whole records.
void write_handshake_accepted(std::string& out);
void write_handshake_error(std::string& out, std::string_view error);

}  // namespace spotter::hub
