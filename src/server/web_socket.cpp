#include "server/web_socket.hpp"

#include "server/deflate_offer.hpp"

#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace spotter::server {
namespace {

namespace websocket = boost::beast::websocket;

std::optional<DeflateAgreement> agree(const UpgradeRequest& request, const Settings& settings) {
  if (settings.websocket_compression == Compression::off) return std::nullopt;
  std::vector<std::string_view> offers;
  const auto [first, last] =
      request.equal_range(boost::beast::http::field::sec_websocket_extensions);
  for (auto field = first; field != last; ++field)
    offers.emplace_back(field->value().data(), field->value().size());
  return agree_on_deflate(offers);
}

/// `extensions`: for the answer; empty: none.
template <class Stream>
Task<bool> shake_hands(websocket::stream<Stream, false>& socket, UpgradeRequest request,
                       std::chrono::milliseconds timeout, std::string extensions) {
  lowest(socket.next_layer()).expires_never();
  websocket::stream_base::timeout timeouts{};
  timeouts.handshake_timeout = timeout;
  timeouts.idle_timeout = websocket::stream_base::none();
  timeouts.keep_alive_pings = false;
  socket.set_option(timeouts);
  socket.set_option(websocket::stream_base::decorator(
      [extensions = std::move(extensions)](websocket::response_type& response) {
        // Beast puts its own name and version where there is none.
        response.set(boost::beast::http::field::server, "Spotter");
        if (extensions.empty()) return;
        response.set(boost::beast::http::field::sec_websocket_extensions, extensions);
      }));
  const auto [error] = co_await socket.async_accept(request, as_result);
  co_return !error;
}

}  // namespace

template <class Stream>
Task<std::unique_ptr<OwnedWebSocket>> accept_web_socket(Stream stream, UpgradeRequest request,
                                                        const Settings& settings,
                                                        const WebSocketServices& services) {
  const auto deflate = agree(request, settings);
  std::string extensions = deflate ? deflate->answer : std::string();
  const std::optional<int> window_bits =
      deflate ? std::optional<int>(deflate->window_bits) : std::nullopt;
  std::optional<websocket::stream<Stream, false>> socket(std::move(stream));
  const bool accepted = co_await shake_hands(*socket, std::move(request), settings.close_timeout,
                                             std::move(extensions));
  if (!accepted) co_return std::unique_ptr<OwnedWebSocket>();
  // No byte beyond the request has been read.
  if constexpr (std::is_same_v<Stream, PlainStream>) {
    co_return make_framed_web_socket(socket->next_layer().release_socket(), window_bits, settings,
                                     services);
  } else {
    co_return make_framed_web_socket(std::move(socket->next_layer()), window_bits, settings,
                                     services);
  }
}

template Task<std::unique_ptr<OwnedWebSocket>> accept_web_socket(PlainStream, UpgradeRequest,
                                                                 const Settings&,
                                                                 const WebSocketServices&);
template Task<std::unique_ptr<OwnedWebSocket>> accept_web_socket(TlsStream, UpgradeRequest,
                                                                 const Settings&,
                                                                 const WebSocketServices&);

}  // namespace spotter::server
