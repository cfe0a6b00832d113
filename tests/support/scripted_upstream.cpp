#include "support/scripted_upstream.hpp"

#include <spotter/shard/signal.hpp>
#include <spotter/shard/task_group.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <list>
#include <optional>
#include <set>

namespace spotter::testing {
namespace {

using Tcp = asio::ip::tcp;
using Socket = asio::basic_stream_socket<Tcp, ShardExecutor>;
using Acceptor = asio::basic_socket_acceptor<Tcp, ShardExecutor>;
using TlsStream = asio::ssl::stream<Socket&>;

constexpr std::size_t kRequestBytesMax = 16 * 1024 * 1024;

auto as_result() {
  return asio::as_tuple(asio::use_awaitable_t<ShardExecutor>{});
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

/// Takes one whole request off the front of `bytes`, if it is there.
std::optional<ReceivedRequest> take_request(std::string& bytes) {
  const auto head_end = bytes.find("\r\n\r\n");
  if (head_end == std::string::npos) return std::nullopt;
  ReceivedRequest request;
  const std::string_view head = std::string_view(bytes).substr(0, head_end);
  const auto first_line = head.substr(0, head.find("\r\n"));
  const auto method_end = first_line.find(' ');
  const auto target_end = first_line.rfind(' ');
  request.method = first_line.substr(0, method_end);
  request.target = first_line.substr(method_end + 1, target_end - method_end - 1);
  for (std::size_t at = first_line.size(); at < head.size();) {
    at += 2;
    const auto line = head.substr(at, head.find("\r\n", at) - at);
    const auto colon = line.find(':');
    const auto value = line.find_first_not_of(' ', colon + 1);
    request.headers.emplace_back(lower(line.substr(0, colon)), value == std::string_view::npos
                                                                   ? std::string_view()
                                                                   : line.substr(value));
    at += line.size();
  }
  std::size_t length = 0;
  const auto declared = request.header("content-length");
  std::from_chars(declared.data(), declared.data() + declared.size(), length);
  if (bytes.size() < head_end + 4 + length) return std::nullopt;
  request.body = bytes.substr(head_end + 4, length);
  bytes.erase(0, head_end + 4 + length);
  return request;
}

std::unique_ptr<asio::ssl::context> make_tls(const TlsIdentity& identity) {
  auto tls = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
  tls->use_certificate_chain(asio::buffer(identity.certificate_pem));
  tls->use_private_key(asio::buffer(identity.key_pem), asio::ssl::context::pem);
  return tls;
}

struct Connection {
  Connection(std::size_t n, Socket s)
      : number(n), socket(std::move(s)), wake(socket.get_executor()) {}

  std::size_t number;
  Socket socket;
  std::unique_ptr<TlsStream> tls;
  std::string received;
  shard::Signal wake;    ///< bytes came, the peer closed, a gate opened, or the end
  bool reading = false;  ///< a reader sees what the peer sends, and its end
  bool closed_by_peer = false;
  bool closed = false;

  /// An orderly end: FIN after what was sent.
  void close() {
    closed = true;
    boost::system::error_code
        ignored;  // the peer may be gone already: then there is nothing to say
    socket.shutdown(Tcp::socket::shutdown_both, ignored);
    socket.close(ignored);
  }
  void reset() {
    boost::system::error_code ignored;
    socket.set_option(asio::socket_base::linger(true, 0), ignored);
    closed = true;
    socket.close(ignored);
  }
  [[nodiscard]] bool over() const noexcept { return closed || closed_by_peer; }
};

}  // namespace

struct ScriptedUpstream::Impl {
  Loop& loop;
  UpstreamSettings settings;
  std::unique_ptr<asio::ssl::context> tls;
  Acceptor acceptor;
  std::uint16_t port;
  shard::TaskGroup tasks;

  std::list<Connection> connections;
  std::deque<Script> scripts;
  std::function<Script(const ReceivedRequest&)> choose;
  std::set<std::string> open_gates;
  std::deque<ReceivedRequest> requests;
  std::uint64_t bytes_sent = 0;
  std::size_t writes_blocked = 0;

  Impl(Loop& l, UpstreamSettings s);

  Task<void> accept();
  Task<void> serve(Connection& connection);
  Task<void> read(Connection& connection);
  Task<std::optional<ReceivedRequest>> next_request(Connection& connection);
  Script script_for(const ReceivedRequest& request);
  Task<void> perform(Connection& connection, Script script);
  Task<void> send(Connection& connection, std::string bytes, std::size_t piece);
  Task<void> wait(Connection& connection, std::chrono::milliseconds time);
  Task<void> await_gate(Connection& connection, std::string name);
  Task<void> stall(Connection& connection);
  void end();
};

ScriptedUpstream::Impl::Impl(Loop& l, UpstreamSettings s)
    : loop(l),
      settings(std::move(s)),
      tls(settings.tls ? make_tls(*settings.tls) : nullptr),
      acceptor(loop.executor(), Tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
      port(acceptor.local_endpoint().port()),
      tasks(loop.executor(), [](std::exception_ptr bug) {
        // In a test support class a bug must not go unnoticed.
        try {
          std::rethrow_exception(bug);
        } catch (const std::exception& e) {
          std::fprintf(stderr, "scripted upstream: %s\n", e.what());
        }
        std::abort();
      }) {
  tasks.spawn(accept());
}

Task<void> ScriptedUpstream::Impl::accept() {
  for (;;) {
    auto [error, socket] = co_await acceptor.async_accept(as_result());
    if (error) co_return;
    boost::system::error_code ignored;  // the peer may have reset it already
    socket.set_option(Tcp::no_delay(true), ignored);
    Connection& connection = connections.emplace_back(connections.size(), std::move(socket));
    tasks.spawn(serve(connection));
  }
}

Task<void> ScriptedUpstream::Impl::serve(Connection& connection) {
  co_await perform(connection, settings.on_accept);
  if (!connection.over() && tls) {
    connection.tls = std::make_unique<TlsStream>(connection.socket, *tls);
    auto [error] = co_await connection.tls->async_handshake(TlsStream::server, as_result());
    connection.closed_by_peer = bool(error) && !connection.closed;
  }
  if (!connection.over()) {
    connection.reading = true;
    tasks.spawn(read(connection));
  }
  while (!connection.over()) {
    auto request = co_await next_request(connection);
    if (!request) break;
    requests.push_back(std::move(*request));
    co_await perform(connection, script_for(requests.back()));
  }
  if (!connection.closed) connection.close();
}

Task<void> ScriptedUpstream::Impl::read(Connection& connection) {
  std::array<char, 16 * 1024> space;
  while (!connection.over()) {
    boost::system::error_code error;
    std::size_t size = 0;
    if (connection.tls) {
      std::tie(error, size) =
          co_await connection.tls->async_read_some(asio::buffer(space), as_result());
    } else {
      std::tie(error, size) =
          co_await connection.socket.async_read_some(asio::buffer(space), as_result());
    }
    connection.received.append(space.data(), size);
    if (error || connection.received.size() > kRequestBytesMax) {
      connection.closed_by_peer = !connection.closed;
    }
    connection.wake.notify();
  }
}

Task<std::optional<ReceivedRequest>> ScriptedUpstream::Impl::next_request(Connection& connection) {
  for (;;) {
    if (auto request = take_request(connection.received)) {
      request->connection = connection.number;
      co_return request;
    }
    if (connection.over()) co_return std::nullopt;
    co_await connection.wake.wait();
  }
}

Script ScriptedUpstream::Impl::script_for(const ReceivedRequest& request) {
  if (!scripts.empty()) {
    Script script = std::move(scripts.front());
    scripts.pop_front();
    return script;
  }
  if (choose) return choose(request);
  return {step::Send{http_response(500, {}, "no script for this request")}};
}

Task<void> ScriptedUpstream::Impl::perform(Connection& connection, Script script) {
  for (Step& next : script) {
    if (connection.over()) co_return;
    if (auto* whole = std::get_if<step::Send>(&next)) {
      const std::size_t size = whole->bytes.size();
      co_await send(connection, std::move(whole->bytes), size);
    } else if (auto* bytewise = std::get_if<step::SendBytewise>(&next)) {
      co_await send(connection, std::move(bytewise->bytes), 1);
    } else if (auto* pause = std::get_if<step::Wait>(&next)) {
      co_await wait(connection, pause->time);
    } else if (auto* gate = std::get_if<step::AwaitGate>(&next)) {
      co_await await_gate(connection, std::move(gate->name));
    } else if (std::holds_alternative<step::Stall>(next)) {
      co_await stall(connection);
    } else if (std::holds_alternative<step::Reset>(next)) {
      connection.reset();
    } else if (std::holds_alternative<step::Close>(next)) {
      connection.close();
    }
  }
}

Task<void> ScriptedUpstream::Impl::send(Connection& connection, std::string bytes,
                                        std::size_t piece) {
  for (std::size_t at = 0; at < bytes.size() && !connection.over();) {
    const auto part = asio::buffer(bytes.data() + at, std::min(piece, bytes.size() - at));
    boost::system::error_code error;
    std::size_t sent = 0;
    ++writes_blocked;
    if (connection.tls) {
      std::tie(error, sent) = co_await connection.tls->async_write_some(part, as_result());
    } else {
      std::tie(error, sent) = co_await connection.socket.async_write_some(part, as_result());
    }
    --writes_blocked;
    at += sent;
    bytes_sent += sent;
    if (error) {
      connection.closed_by_peer = !connection.closed;
      co_return;
    }
  }
}

Task<void> ScriptedUpstream::Impl::wait(Connection& connection, std::chrono::milliseconds time) {
  const TimePoint until = std::chrono::steady_clock::now() + time;
  while (!connection.over() && std::chrono::steady_clock::now() < until) {
    co_await connection.wake.wait_until(until);
  }
}

Task<void> ScriptedUpstream::Impl::await_gate(Connection& connection, std::string name) {
  while (!connection.over() && !open_gates.contains(name))
    co_await connection.wake.wait();
}

Task<void> ScriptedUpstream::Impl::stall(Connection& connection) {
  std::array<char, 1024> space;
  while (!connection.reading && !connection.over()) {
    auto [error, size] =
        co_await connection.socket.async_read_some(asio::buffer(space), as_result());
    connection.closed_by_peer = bool(error) && !connection.closed;
  }
  while (!connection.over())
    co_await connection.wake.wait();
}

void ScriptedUpstream::Impl::end() {
  boost::system::error_code ignored;  // it may be closed already
  acceptor.close(ignored);
  for (Connection& connection : connections) {
    if (!connection.closed) connection.close();
    connection.wake.notify();
  }
  if (loop.turn_until([this] { return tasks.running() == 0; })) return;
  std::fputs("scripted upstream: its tasks do not end\n", stderr);
  std::abort();
}

ScriptedUpstream::ScriptedUpstream(Loop& loop, UpstreamSettings settings)
    : impl_(std::make_unique<Impl>(loop, std::move(settings))) {}

ScriptedUpstream::~ScriptedUpstream() {
  impl_->end();
}

std::uint16_t ScriptedUpstream::port() const noexcept {
  return impl_->port;
}

std::string ScriptedUpstream::url(std::string_view path) const {
  const std::string origin = impl_->tls ? "https://localhost:" : "http://127.0.0.1:";
  return origin + std::to_string(impl_->port) + std::string(path);
}

void ScriptedUpstream::reply(Script script) {
  impl_->scripts.push_back(std::move(script));
}

void ScriptedUpstream::otherwise(std::function<Script(const ReceivedRequest&)> choose) {
  impl_->choose = std::move(choose);
}

void ScriptedUpstream::release(const std::string& gate) {
  impl_->open_gates.insert(gate);
  for (Connection& connection : impl_->connections)
    connection.wake.notify();
}

void ScriptedUpstream::stop_accepting() {
  impl_->acceptor.close();
}

const std::deque<ReceivedRequest>& ScriptedUpstream::requests() const noexcept {
  return impl_->requests;
}

std::size_t ScriptedUpstream::connections_accepted() const noexcept {
  return impl_->connections.size();
}

std::size_t ScriptedUpstream::connections_open() const noexcept {
  return static_cast<std::size_t>(std::count_if(impl_->connections.begin(),
                                                impl_->connections.end(),
                                                [](const Connection& c) { return !c.over(); }));
}

std::size_t ScriptedUpstream::connections_closed_by_peer() const noexcept {
  return static_cast<std::size_t>(
      std::count_if(impl_->connections.begin(), impl_->connections.end(),
                    [](const Connection& c) { return c.closed_by_peer; }));
}

std::uint64_t ScriptedUpstream::bytes_sent() const noexcept {
  return impl_->bytes_sent;
}

std::size_t ScriptedUpstream::writes_blocked() const noexcept {
  return impl_->writes_blocked;
}

std::string_view ReceivedRequest::header(std::string_view name) const noexcept {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return {};
}

std::string response_head(int status, const Headers& headers) {
  std::string out = "HTTP/1.1 " + std::to_string(status) + " Scripted\r\n";
  for (const auto& [name, value] : headers)
    out += name + ": " + value + "\r\n";
  return out + "\r\n";
}

std::string http_response(int status, const Headers& headers, std::string_view body) {
  Headers all = headers;
  all.emplace_back("Content-Length", std::to_string(body.size()));
  return response_head(status, all) + std::string(body);
}

std::string sse_head(Framing framing) {
  Headers headers{{"Content-Type", "text/event-stream"}};
  headers.push_back(framing == Framing::chunked
                        ? std::pair<std::string, std::string>("Transfer-Encoding", "chunked")
                        : std::pair<std::string, std::string>("Connection", "close"));
  return response_head(200, headers);
}

std::string chunk(std::string_view bytes) {
  if (bytes.empty()) return {};  // a chunk of no bytes would end the body
  std::array<char, 20> size;
  const auto end = std::to_chars(size.data(), size.data() + size.size(), bytes.size(), 16).ptr;
  return std::string(size.data(), end) + "\r\n" + std::string(bytes) + "\r\n";
}

std::string last_chunk() {
  return "0\r\n\r\n";
}

Script sse_script(std::string_view events, Framing framing) {
  if (framing == Framing::chunked) {
    return {step::Send{sse_head(framing) + chunk(events) + last_chunk()}};
  }
  return {step::Send{sse_head(framing) + std::string(events)}, step::Close{}};
}

}  // namespace spotter::testing
