#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::server {

/// What client and server agreed on for permessage-deflate (RFC 7692): no context is taken over
/// from one message to the next, in either direction, so that nothing is kept between messages.
struct DeflateAgreement {
  int window_bits = 0;  ///< of the server's messages, 9 to 15; the client's may use all 15
  std::string answer;   ///< for Sec-WebSocket-Extensions
};

/// The first offer that we can keep. `values`: those of all Sec-WebSocket-Extensions headers.
/// Nothing: there is no such offer, and the connection goes on without the extension.
std::optional<DeflateAgreement> agree_on_deflate(const std::vector<std::string_view>& values);

}  // namespace spotter::server
