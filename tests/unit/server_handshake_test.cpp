#include "server/web_socket.hpp"

#include <catch2/catch.hpp>

namespace spotter::server {
namespace {

Request upgrade(std::vector<Header> more = {}) {
  Request request;
  request.method = "GET";
  request.headers = {{"Upgrade", "websocket"},
                     {"Connection", "Upgrade"},
                     {"sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="},
                     {"Sec-WebSocket-Version", "13"}};
  for (Header& header : more)
    request.headers.push_back(std::move(header));
  return request;
}

}  // namespace

TEST_CASE("an upgrade is answered with the proof of RFC 6455 section 1.3", "[server]") {
  const Handshake handshake = shake_hands(upgrade(), {});
  CHECK(handshake.answer ==
        "HTTP/1.1 101 Switching Protocols\r\n"
        "Upgrade: websocket\r\n"
        "Connection: upgrade\r\n"
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
        "Server: Spotter\r\n"
        "\r\n");
  CHECK_FALSE(handshake.window_bits.has_value());
}

TEST_CASE("an upgrade agrees on compression where it is offered and switched on", "[server]") {
  const Request request = upgrade({{"Sec-WebSocket-Extensions", "x-unknown"},
                                   {"sec-websocket-extensions", "permessage-deflate"}});
  Settings settings;
  CHECK_FALSE(shake_hands(request, settings).window_bits.has_value());
  settings.websocket_compression = Compression::on;
  const Handshake handshake = shake_hands(request, settings);
  CHECK(handshake.window_bits.has_value());
  CHECK(handshake.answer.find("\r\nSec-WebSocket-Extensions: permessage-deflate") !=
        std::string::npos);
  CHECK(handshake.answer.ends_with("\r\n\r\n"));
  CHECK_FALSE(shake_hands(upgrade(), settings).window_bits.has_value());
}

}  // namespace spotter::server
