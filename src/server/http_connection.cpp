#include "server/http_connection.hpp"

#include "server/head_rules.hpp"
#include "server/web_socket.hpp"

#include <spotter/base/date.hpp>
#include <spotter/base/text.hpp>
#include <spotter/shard/task_group.hpp>

#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include <array>
#include <chrono>
#include <limits>
#include <optional>

namespace spotter::server {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;

constexpr std::size_t kBufferBytesMax = 96 * 1024;
/// What is read ahead, at most, to see whether the client is still there.
constexpr std::size_t kReadAheadBytesMax = 16 * 1024;
constexpr std::size_t kReadAheadStep = 1024;

std::string_view view(beast::string_view text) noexcept {
  return {text.data(), text.size()};
}

/// The request as the handler sees it, without its body.
Request to_request(const http::request_header<>& head) {
  Request request;
  request.method = view(head.method_string());
  request.target = view(head.target());
  for (const auto& field : head) {
    request.headers.emplace_back(view(field.name_string()), view(field.value()));
  }
  return request;
}

/// Beast looks at the first line of each of these lists.
void join_upgrade_lines(http::request_header<>& head) {
  for (const auto name :
       {http::field::connection, http::field::upgrade, http::field::sec_websocket_extensions}) {
    if (head.count(name) < 2) continue;
    std::string all;
    const auto [begin, end] = head.equal_range(name);
    for (auto line = begin; line != end; ++line)
      all.append(all.empty() ? "" : ", ").append(view(line->value()));
    head.set(name, all);
  }
}

/// What a request that could not even be parsed is answered with; 0: nothing, just close. One that
/// is late has no answer: its socket is closed by then.
int status_for(const boost::system::error_code& error, bool request_line_complete) {
  if (error == http::error::end_of_stream || error == http::error::partial_message) return 0;
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    return request_line_complete ? 431 : 414;
  }
  if (error == http::error::body_limit) return 413;
  if (error == http::error::bad_version) return 505;
  if (error.category() == http::make_error_code(http::error::bad_method).category()) return 400;
  return 0;
}

template <class Stream>
class Connection final : public HttpConnection, private Caller {
 public:
  template <class... Args>
  Connection(std::string peer, const ConnectionServices& services, Args&&... args)
      : stream_(std::forward<Args>(args)...),
        peer_(std::move(peer)),
        services_(services),
        reading_ahead_(lowest(stream_).get_executor(), services_.web_sockets.on_bug) {}

  Task<void> run() override {
    if (!co_await shake_hands()) co_return;
    while (!closing_) {
      if (!co_await wait_for_request()) break;
      phase_ = Phase::serving;
      const bool go_on = co_await serve_request();
      if (go_on) phase_ = Phase::idle;
      if (!go_on) break;
    }
    if (serve_) {
      co_await open_web_socket();
    } else {
      co_await close_gracefully();
    }
  }

  Upgraded take_upgraded() noexcept override { return {std::move(web_socket_), std::move(serve_)}; }

  Task<void> refuse() override {
    if (!co_await shake_hands()) co_return;
    // The request is read first: closing a socket with unread bytes would reset it and lose the
    // answer.
    lowest(stream_).expires_after(std::chrono::seconds(2));
    http::request_parser<http::string_body> parser;
    parser.header_limit(64 * 1024);
    co_await http::async_read_header(stream_, buffer_, parser, as_result);
    Request request = to_request(parser.get().base());
    request.request_id = services_.next_request_id();
    Response answer = services_.handler.refuse(request, 503, why_refused(503));
    answer.headers.emplace_back("Retry-After", "5");
    co_await respond(request, std::move(answer), 11, false);
    co_await close_gracefully();
  }

  void drain() noexcept override {
    closing_ = true;
    if (phase_ == Phase::idle) lowest(stream_).close();
  }

  void abort() noexcept override {
    closing_ = true;
    aborted_ = true;
    switch (phase_) {
      case Phase::idle:
      case Phase::serving:
        lowest(stream_).close();
        break;
      case Phase::upgrading:
        break;  // the stream has moved on; open_web_socket() looks at aborted_
    }
  }

 private:
  enum class Phase { idle, serving, upgrading };

  Task<bool> shake_hands() {
    if constexpr (std::is_same_v<Stream, TlsStream>) {
      lowest(stream_).expires_after(services_.settings.tls_handshake_timeout);
      const auto [error] =
          co_await stream_.async_handshake(asio::ssl::stream_base::server, as_result);
      co_return !error;
    } else {
      co_return true;
    }
  }

  /// Sleeps until the first byte of the next request: an idle connection may stay longer than a
  /// slow one.
  Task<bool> wait_for_request() {
    if (buffer_.size() > 0) co_return true;
    const auto& settings = services_.settings;
    lowest(stream_).expires_after(served_ == 0 ? settings.header_timeout : settings.idle_timeout);
    auto space = buffer_.prepare(1024);
    const auto [error, bytes] = co_await stream_.async_read_some(space, as_result);
    buffer_.commit(bytes);
    co_return !error;
  }

  /// One request and its answer. True: the connection may carry another.
  Task<bool> serve_request() {
    http::request_parser<http::string_body> parser;
    const auto& settings = services_.settings;
    parser.header_limit(static_cast<std::uint32_t>(settings.header_section_bytes_max +
                                                   settings.request_line_bytes_max));
    parser.body_limit(std::numeric_limits<std::uint64_t>::max());  // set once the route is known
    lowest(stream_).expires_after(settings.header_timeout);
    auto head_error = parse_head(parser);
    if (!head_error && !parser.is_header_done()) {
      const auto [error, bytes] =
          co_await http::async_read_header(stream_, buffer_, parser, as_result);
      head_error = error;
    }
    Request request = to_request(parser.get().base());
    request.peer =
        services_.trusted_proxies.client_of(peer_, request.header_list("X-Forwarded-For"));
    request.request_id = request_id_in(request);
    if (request.request_id.empty()) request.request_id = services_.next_request_id();
    request.secure = std::is_same_v<Stream, TlsStream>;
    const unsigned version = parser.get().version();
    int refusal = head_error ? status_for(head_error, !request.target.empty()) : 0;
    if (!head_error) refusal = check_head(request, parser);
    if (refusal != 0 || head_error) co_return co_await turn_away(request, refusal);

    if (const bool has_body = !parser.is_done()) {
      if (equals_ignoring_case(request.header("Expect"), "100-continue")) {
        if (!co_await send_continue(version)) co_return false;
      }
      lowest(stream_).expires_after(settings.body_timeout);
      const auto [error, bytes] = co_await http::async_read(stream_, buffer_, parser, as_result);
      if (error) co_return co_await turn_away(request, status_for(error, true));
      request.body = std::move(parser.get().body());
    }
    join_upgrade_lines(parser.get());
    if (beast::websocket::is_upgrade(parser.get())) {
      // No frame may come before our 101, so nothing may be left in the buffer.
      if (!is_valid_upgrade(request) || buffer_.size() > 0)
        co_return co_await turn_away(request, 426);
      request.wants_websocket = true;
    }
    lowest(stream_).expires_never();
    telemetry::Span span;  // until the answer has been written
    request.span = &span;
    request.caller = this;
    auto answer = co_await ask_handler(request);
    ++served_;
    const bool keep_alive = parser.keep_alive() && !closing_;
    if (auto* streamed = std::get_if<StreamedResponse>(&answer)) {
      auto response = std::move(*streamed);
      co_return co_await respond_in_pieces(request, std::move(response), version, keep_alive);
    }
    co_await stop_watching();
    if (auto* upgrade = std::get_if<Upgrade>(&answer)) {
      serve_ = std::move(upgrade->serve);
      handshake_ = server::shake_hands(request, settings);
      co_return false;
    }
    auto response = std::move(std::get<Response>(answer));
    co_return co_await respond(request, std::move(response), version, keep_alive);
  }

  /// What has come with the first bytes: mostly all of the head.
  boost::system::error_code parse_head(http::request_parser<http::string_body>& parser) {
    boost::system::error_code error;
    parser.eager(false);
    buffer_.consume(parser.put(buffer_.data(), error));
    if (error == http::error::need_more) error = {};
    return error;
  }

  /// Limits that Beast does not know. 0: fine.
  int check_head(const Request& request, http::request_parser<http::string_body>& parser) {
    const auto& settings = services_.settings;
    if (request.method.size() + request.target.size() + 11 > settings.request_line_bytes_max)
      return 414;
    if (header_section_bytes(request) > settings.header_section_bytes_max) return 431;
    if (parser.get().version() != 10 && parser.get().version() != 11) return 505;
    if (parser.get().version() == 11 && header_count(request, "Host") != 1) return 400;
    if (const int refusal = check_framing(request, parser.get().version())) return refusal;
    const std::size_t body_max = services_.handler.body_bytes_max(request);
    parser.body_limit(body_max);
    const auto announced = parser.content_length();
    if (announced && *announced > body_max) return 413;
    return 0;
  }

  Task<Answer> ask_handler(const Request& request) {
    try {
      co_return co_await services_.handler.handle(request);
    } catch (...) {
      services_.on_bug(std::current_exception(), request.request_id);
    }
    co_return services_.handler.refuse(request, 500, "Something went wrong on our side.");
  }

  /// Answers a request that is not served, then ends the connection: what follows cannot be
  /// trusted.
  Task<bool> turn_away(const Request& request, int status) {
    if (status != 0) {
      Response answer = services_.handler.refuse(request, status, why_refused(status));
      if (status == 426) answer.headers.emplace_back("Sec-WebSocket-Version", "13");
      co_await respond(request, std::move(answer), 11, false);
    }
    co_return false;
  }

  Task<bool> send_continue(unsigned version) {
    http::response<http::empty_body> go_on(http::status::continue_, version);
    lowest(stream_).expires_after(services_.settings.write_timeout);
    const auto [error, bytes] = co_await http::async_write(stream_, go_on, as_result);
    co_return !error;
  }

  /// What every answer begins with.
  template <class Message>
  void put_head(Message& message, const Request& request, int status,
                const std::vector<Header>& headers, unsigned version) {
    const std::string_view reason = reason_phrase(status);
    message.version(version == 10 ? 10 : 11);
    message.result(static_cast<unsigned>(status));
    message.reason(beast::string_view(reason.data(), reason.size()));
    for (const auto& [name, value] : headers)
      message.insert(name, value);
    if (!request.request_id.empty()) message.set("X-Request-Id", request.request_id);
    message.set(http::field::date, http_date(std::chrono::system_clock::now()));
  }

  Task<bool> respond(const Request& request, Response answer, unsigned version, bool keep_alive) {
    http::response<http::string_body> message;
    put_head(message, request, answer.status, answer.headers, version);
    message.keep_alive(keep_alive);
    const bool bodyless = answer.status == 204 || answer.status == 304;
    if (!bodyless) message.content_length(answer.body.size());
    if (request.method != "HEAD") message.body() = std::move(answer.body);
    lowest(stream_).expires_after(services_.settings.write_timeout);
    http::response_serializer<http::string_body> serializer(message);
    const auto [error, bytes] = co_await http::async_write(stream_, serializer, as_result);
    co_return !error && keep_alive;
  }

  /// The body of one answer, chunk by chunk.
  class Pieces final : public BodyWriter {
   public:
    Pieces(Connection& connection, bool chunked) : connection_(connection), chunked_(chunked) {}
    Task<Result<void>> write(std::string_view bytes) override {
      if (bytes.empty() && !broken_) co_return Result<void>{};  // an empty chunk would be the last
      const asio::const_buffer piece(bytes.data(), bytes.size());
      if (chunked_) {
        co_await send(http::make_chunk(piece));
      } else {
        co_await send(piece);
      }
      if (broken_) co_return Error{Errc::reset, "the client is gone"};
      co_return Result<void>{};
    }
    Task<bool> finish() {
      if (chunked_) co_await send(http::make_chunk_last());
      co_return !broken_;
    }

   private:
    template <class Buffers>
    Task<void> send(Buffers buffers) {
      if (broken_ || connection_.gone_) broken_ = true;
      if (broken_) co_return;
      lowest(connection_.stream_).expires_after(connection_.services_.settings.write_timeout);
      const auto [error, sent] =
          co_await asio::async_write(connection_.stream_, buffers, as_result);
      if (error) broken_ = true;
    }

    Connection& connection_;
    bool chunked_;
    bool broken_ = false;
  };

  Task<bool> respond_in_pieces(const Request& request, StreamedResponse answer, unsigned version,
                               bool keep_alive) {
    const bool chunked = version != 10;
    http::response<http::empty_body> message;
    put_head(message, request, answer.status, answer.headers, version);
    message.keep_alive(keep_alive && chunked);
    message.chunked(chunked);
    http::response_serializer<http::empty_body> serializer(message);
    lowest(stream_).expires_after(services_.settings.write_timeout);
    const auto [error, bytes] = co_await http::async_write_header(stream_, serializer, as_result);
    bool whole = !error;
    if (whole && request.method != "HEAD")
      whole = co_await write_body(request, answer.body, chunked);
    answer.body = nullptr;  // what it holds ends before the request does
    co_await stop_watching();
    co_return whole&& keep_alive&& chunked;
  }

  Task<bool> write_body(const Request& request, const WriteBody& body, bool chunked) {
    Pieces pieces(*this, chunked);
    try {
      co_await body(pieces);
    } catch (...) {
      services_.on_bug(std::current_exception(), request.request_id);
      co_return false;
    }
    co_return co_await pieces.finish();
  }

  void watch(std::function<void()> on_gone) override {
    on_gone_ = std::move(on_gone);
    if (gone_) {
      tell_gone();
    } else if (on_gone_ && reading_ahead_.running() == 0) {
      watching_ = true;
      reading_ahead_.spawn(read_ahead());
    }
  }

  /// Reads on while the answer is being made: the one way to see that the client has left.
  Task<void> read_ahead() {
    while (watching_ && buffer_.size() < kReadAheadBytesMax) {
      lowest(stream_).expires_never();  // a write under way keeps its own deadline
      auto space = buffer_.prepare(kReadAheadStep);
      const auto [error, bytes] = co_await stream_.async_read_some(space, as_result);
      buffer_.commit(bytes);
      if (!error) continue;
      if (watching_) {
        gone_ = true;
        tell_gone();
      }
      co_return;
    }
  }

  void tell_gone() {
    const auto tell = std::exchange(on_gone_, nullptr);
    if (tell) tell();
  }

  /// Nobody reads any more when it returns; what was read stays in the buffer.
  Task<void> stop_watching() {
    on_gone_ = nullptr;
    watching_ = false;
    if (reading_ahead_.running() == 0) co_return;
    lowest(stream_).cancel();
    co_await reading_ahead_.join();
  }

  Task<void> open_web_socket() {
    phase_ = Phase::upgrading;
    web_socket_ = co_await accept_web_socket(std::move(stream_), std::move(handshake_),
                                             services_.settings, services_.web_sockets);
    // It is null if the peer went away before its 101.
    if (web_socket_ && aborted_) web_socket_->abort();
  }

  /// Lets the peer have the last answer: a close with unread bytes would reset the connection.
  Task<void> close_gracefully() {
    auto& socket = lowest(stream_).socket();
    if (!socket.is_open()) co_return;
    boost::system::error_code ignored;
    if constexpr (std::is_same_v<Stream, TlsStream>) {
      lowest(stream_).expires_after(std::chrono::seconds(1));
      co_await stream_.async_shutdown(as_result);
    }
    socket.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    lowest(stream_).expires_after(std::chrono::seconds(1));
    std::array<char, 512> unwanted{};
    for (int reads = 0; reads < 512; ++reads) {
      auto space = asio::buffer(unwanted);
      const auto [error, bytes] = co_await lowest(stream_).async_read_some(space, as_result);
      if (error) break;
    }
    socket.close(ignored);
  }

  Stream stream_;
  std::string peer_;
  const ConnectionServices& services_;
  beast::flat_buffer buffer_{kBufferBytesMax};
  ServeWebSocket serve_;
  Handshake handshake_;
  std::unique_ptr<OwnedWebSocket> web_socket_;
  shard::TaskGroup reading_ahead_;
  std::function<void()> on_gone_;
  bool watching_ = false;
  bool gone_ = false;
  std::size_t served_ = 0;
  Phase phase_ = Phase::idle;
  bool closing_ = false;
  bool aborted_ = false;
};

}  // namespace

std::unique_ptr<HttpConnection> make_http_connection(PlainStream stream, std::string peer,
                                                     const ConnectionServices& services) {
  return std::make_unique<Connection<PlainStream>>(std::move(peer), services, std::move(stream));
}

std::unique_ptr<HttpConnection> make_https_connection(PlainStream stream, TlsContext& tls,
                                                      std::string peer,
                                                      const ConnectionServices& services) {
  return std::make_unique<Connection<TlsStream>>(std::move(peer), services, std::move(stream),
                                                 tls.context);
}

}  // namespace spotter::server
