#include "server/web_socket.hpp"

#include "server/deflate_offer.hpp"
#include "server/deflate_web_socket.hpp"

#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include <algorithm>
#include <optional>
#include <vector>

namespace spotter::server {
namespace {

namespace websocket = boost::beast::websocket;

constexpr std::size_t kReadBytesMin = 1024;
constexpr std::size_t kReadBytesMax = 16 * 1024;

Error to_error(const boost::system::error_code& code) {
  if (code == websocket::error::closed) return {Errc::closed, "the peer sent a close frame"};
  if (code.category() == make_error_code(websocket::error::closed).category()) {
    return {Errc::malformed, "the peer does not speak WebSocket"};
  }
  return {Errc::reset, "the connection broke"};
}

/// permessage-deflate is left out of the type: an idle session then carries no compressor. Where it
/// is agreed on, this one only shakes hands.
template <class Stream>
class BeastWebSocket final : public OwnedWebSocket {
 public:
  BeastWebSocket(Stream stream, std::function<void(std::exception_ptr)> on_bug)
      : socket_(std::move(stream)), presence_(socket_.get_executor(), std::move(on_bug)) {
    socket_.control_callback([this](websocket::frame_type kind, boost::beast::string_view) {
      if (kind != websocket::frame_type::close) {
        presence_.heard();
        return;
      }
      presence_.end();
      if (on_close_frame_) on_close_frame_();
    });
  }

  /// `extensions`: for the answer; empty: none.
  Task<bool> accept(UpgradeRequest request, const Settings& settings, std::string extensions) {
    lowest(socket_.next_layer()).expires_never();
    websocket::stream_base::timeout timeouts{};
    timeouts.handshake_timeout = settings.close_timeout;  // Beast takes this one for closing too
    timeouts.idle_timeout = websocket::stream_base::none();
    timeouts.keep_alive_pings = false;  // liveness is the hub protocol's business
    socket_.set_option(timeouts);
    socket_.set_option(websocket::stream_base::decorator(
        [extensions = std::move(extensions)](websocket::response_type& response) {
          // Beast puts its own name and version where there is none.
          response.set(boost::beast::http::field::server, "Spotter");
          if (extensions.empty()) return;
          response.set(boost::beast::http::field::sec_websocket_extensions, extensions);
        }));
    socket_.auto_fragment(false);
    socket_.read_message_max(0);  // records are limited, messages are not
    const auto [error] = co_await socket_.async_accept(request, as_result);
    co_return !error;
  }

  /// The stream after the handshake, of which no byte beyond the request has been read.
  Stream release() { return std::move(socket_.next_layer()); }

  Task<Result<std::size_t>> read(std::string& into) override {
    const std::size_t before = into.size();
    into.resize(before + read_bytes_);
    auto buffer = asio::buffer(into.data() + before, read_bytes_);
    presence_.read_begins();
    const auto [error, bytes] = co_await socket_.async_read_some(buffer, as_result);
    presence_.read_ends();
    if (error) {
      presence_.end();
    } else {
      presence_.heard();
    }
    into.resize(before + bytes);
    // A quiet client costs a small buffer, a busy one gets few, large reads.
    read_bytes_ = bytes == read_bytes_ ? std::min(read_bytes_ * 4, kReadBytesMax) : kReadBytesMin;
    if (error) co_return to_error(error);
    co_return bytes;
  }

  Task<Result<void>> write(std::string_view bytes, Opcode opcode) override {
    socket_.binary(opcode == Opcode::binary);
    auto buffer = asio::buffer(bytes.data(), bytes.size());
    const auto [error, written] = co_await socket_.async_write(buffer, as_result);
    if (error) co_return to_error(error);
    co_return Result<void>{};
  }

  Task<void> close() override {
    presence_.end();
    const websocket::close_reason reason(websocket::close_code::normal);
    co_await socket_.async_close(reason, as_result);
    abort();
  }

  Task<bool> ping(Duration patience) override { return presence_.ask(patience, send_ping()); }

  void on_close_frame(std::function<void()> told) override { on_close_frame_ = std::move(told); }

  Task<void> join() override { return presence_.join(); }

  void abort() noexcept override {
    presence_.end();
    boost::system::error_code ignored;  // closing a closed socket is fine
    lowest(socket_.next_layer()).socket().close(ignored);
  }

 private:
  /// Beast lets one ping run beside a read, a write and a close, and takes care of their order.
  /// Without a payload: any pong will do, also one that nobody asked for.
  Task<bool> send_ping() {
    const websocket::ping_data nothing;
    const auto [error] = co_await socket_.async_ping(nothing, as_result);
    co_return !error;
  }

  websocket::stream<Stream, false> socket_;
  Presence presence_;
  std::function<void()> on_close_frame_;
  std::size_t read_bytes_ = kReadBytesMin;
};

std::optional<DeflateAgreement> agree(const UpgradeRequest& request, const Settings& settings) {
  if (settings.websocket_compression == Compression::off) return std::nullopt;
  std::vector<std::string_view> offers;
  const auto [first, last] =
      request.equal_range(boost::beast::http::field::sec_websocket_extensions);
  for (auto field = first; field != last; ++field)
    offers.emplace_back(field->value().data(), field->value().size());
  return agree_on_deflate(offers);
}

}  // namespace

template <class Stream>
Task<std::unique_ptr<OwnedWebSocket>> accept_web_socket(
    Stream stream, UpgradeRequest request, const Settings& settings,
    std::function<void(std::exception_ptr)> on_bug) {
  const auto deflate = agree(request, settings);
  auto socket = std::make_unique<BeastWebSocket<Stream>>(std::move(stream), on_bug);
  std::string extensions = deflate ? deflate->answer : std::string();
  const bool accepted =
      co_await socket->accept(std::move(request), settings, std::move(extensions));
  if (!accepted) co_return std::unique_ptr<OwnedWebSocket>();
  if (deflate) {
    co_return make_deflate_web_socket(socket->release(), deflate->window_bits, settings,
                                      std::move(on_bug));
  }
  co_return std::unique_ptr<OwnedWebSocket>(std::move(socket));
}

template Task<std::unique_ptr<OwnedWebSocket>> accept_web_socket(
    PlainStream, UpgradeRequest, const Settings&, std::function<void(std::exception_ptr)>);
template Task<std::unique_ptr<OwnedWebSocket>> accept_web_socket(
    TlsStream, UpgradeRequest, const Settings&, std::function<void(std::exception_ptr)>);

}  // namespace spotter::server
