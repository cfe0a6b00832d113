#include "server/web_socket.hpp"

#include "server/deflate_offer.hpp"

#include <spotter/base/text.hpp>
#include <spotter/crypto/digest.hpp>

#include <boost/asio/write.hpp>

#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace spotter::server {
namespace {

/// RFC 6455 section 1.3.
constexpr std::string_view kAcceptSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

std::optional<DeflateAgreement> agree(const Request& request, const Settings& settings) {
  if (settings.websocket_compression == Compression::off) return std::nullopt;
  std::vector<std::string_view> offers;
  for (const auto& [name, value] : request.headers) {
    if (equals_ignoring_case(name, "Sec-WebSocket-Extensions")) offers.emplace_back(value);
  }
  return agree_on_deflate(offers);
}

/// Sends it all, in the time that a handshake may take.
template <class Stream>
Task<bool> send(Stream& stream, std::string_view bytes, std::chrono::milliseconds timeout) {
  if constexpr (std::is_same_v<Stream, PlainStream>) {
    // The first bytes of a connection are taken at once, without a timer.
    boost::system::error_code error;
    stream.socket().non_blocking(true, error);
    if (!error) bytes.remove_prefix(stream.socket().write_some(asio::buffer(bytes), error));
    if (error && error != asio::error::would_block) co_return false;
    if (bytes.empty()) co_return true;
  }
  lowest(stream).expires_after(timeout);
  auto rest = asio::buffer(bytes);
  const auto [error, sent] = co_await asio::async_write(stream, rest, as_result);
  co_return !error;
}

}  // namespace

Handshake shake_hands(const Request& request, const Settings& settings) {
  const std::string_view key = request.header("Sec-WebSocket-Key");
  const auto proof = crypto::sha1(std::string(key).append(kAcceptSuffix));
  Handshake handshake;
  handshake.answer =
      "HTTP/1.1 101 Switching Protocols\r\n"
      "Upgrade: websocket\r\n"
      "Connection: upgrade\r\n"
      "Sec-WebSocket-Accept: ";
  handshake.answer.append(to_base64(proof)).append("\r\nServer: Spotter\r\n");
  if (const auto deflate = agree(request, settings)) {
    handshake.answer.append("Sec-WebSocket-Extensions: ").append(deflate->answer).append("\r\n");
    handshake.window_bits = deflate->window_bits;
  }
  handshake.answer.append("\r\n");
  return handshake;
}

template <class Stream>
Task<std::unique_ptr<OwnedWebSocket>> accept_web_socket(Stream stream, Handshake handshake,
                                                        const Settings& settings,
                                                        const WebSocketServices& services) {
  const bool sent = co_await send(stream, handshake.answer, settings.close_timeout);
  if (!sent) co_return std::unique_ptr<OwnedWebSocket>();
  // No byte beyond the request has been read.
  if constexpr (std::is_same_v<Stream, PlainStream>) {
    co_return make_framed_web_socket(stream.release_socket(), handshake.window_bits, settings,
                                     services);
  } else {
    co_return make_framed_web_socket(std::move(stream), handshake.window_bits, settings, services);
  }
}

template Task<std::unique_ptr<OwnedWebSocket>> accept_web_socket(PlainStream, Handshake,
                                                                 const Settings&,
                                                                 const WebSocketServices&);
template Task<std::unique_ptr<OwnedWebSocket>> accept_web_socket(TlsStream, Handshake,
                                                                 const Settings&,
                                                                 const WebSocketServices&);

}  // namespace spotter::server
