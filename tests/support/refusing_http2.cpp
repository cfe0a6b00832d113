#include "support/refusing_http2.hpp"

#include <spotter/shard/task_group.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <list>
#include <string_view>
#include <utility>

namespace spotter::testing {
namespace {

using Tcp = asio::ip::tcp;
using Socket = asio::basic_stream_socket<Tcp, ShardExecutor>;
using Acceptor = asio::basic_socket_acceptor<Tcp, ShardExecutor>;

auto as_result() {
  return asio::as_tuple(asio::use_awaitable_t<ShardExecutor>{});
}

// RFC 9113, 3.4, 4.1 and 6.
constexpr std::size_t kPrefaceBytes = 24;
constexpr std::size_t kFrameHeadBytes = 9;
enum class FrameType : unsigned char {
  data = 0,
  headers = 1,
  rst_stream = 3,
  settings = 4,
  goaway = 7
};
constexpr unsigned char kAck = 1;
constexpr unsigned char kEndStream = 1;
constexpr unsigned char kEndHeaders = 4;
constexpr std::string_view kRefusedStream("\0\0\0\x07", 4);
constexpr std::string_view kInternalError("\0\0\0\x02", 4);
constexpr std::string_view kFirstStreamNoError("\0\0\0\1\0\0\0\0", 8);
constexpr std::string_view kNoStreamsAllowed("\0\3\0\0\0\0", 6);
constexpr std::string_view kNoStreamNoError("\0\0\0\0\0\0\0\0", 8);
constexpr std::string_view kStatus200 = "\x88";  // RFC 7541, appendix A, entry 8

std::string frame(FrameType type, unsigned char flags, std::uint32_t stream,
                  std::string_view payload) {
  std::string bytes;
  for (const unsigned shift : {16U, 8U, 0U})
    bytes += static_cast<char>(payload.size() >> shift & 0xffU);
  bytes += static_cast<char>(type);
  bytes += static_cast<char>(flags);
  for (const unsigned shift : {24U, 16U, 8U, 0U})
    bytes += static_cast<char>(stream >> shift & 0xffU);
  return bytes.append(payload);
}

struct FrameHead {
  explicit FrameHead(const std::array<unsigned char, kFrameHeadBytes>& bytes)
      : size(std::size_t{bytes[0]} << 16U | std::size_t{bytes[1]} << 8U | bytes[2]),
        type(static_cast<FrameType>(bytes[3])),
        flags(bytes[4]),
        stream(std::uint32_t{bytes[5]} << 24U | std::uint32_t{bytes[6]} << 16U |
               std::uint32_t{bytes[7]} << 8U | bytes[8]) {}
  std::size_t size;
  FrameType type;
  unsigned char flags;
  std::uint32_t stream;
};

}  // namespace

struct RefusingHttp2::Impl {
  Impl(Loop& of, std::size_t to_refuse, How refuse_how)
      : loop(of),
        refusals(to_refuse),
        how(refuse_how),
        acceptor(of.executor(), Tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
        tasks(of.executor(), [](std::exception_ptr) {
          std::fputs("refusing HTTP/2 server: a bug\n", stderr);
          std::abort();
        }) {
    tasks.spawn(accept());
  }

  Task<void> accept() {
    for (;;) {
      auto [error, socket] = co_await acceptor.async_accept(as_result());
      if (error) co_return;
      tasks.spawn(serve(connections.emplace_back(std::move(socket))));
    }
  }

  Task<void> serve(Socket& socket) {
    std::array<char, kPrefaceBytes> preface{};
    auto [no_preface, preface_size] =
        co_await asio::async_read(socket, asio::buffer(preface), as_result());
    if (no_preface) co_return;
    const bool refuses = connections.size() <= refusals;
    std::string out = frame(FrameType::settings, 0, 0, {});
    const bool mute = how == How::silence && refuses;
    if (mute) out.clear();
    if (how == How::no_streams && refuses) {
      out = frame(FrameType::settings, 0, 0, kNoStreamsAllowed);
    }
    std::array<unsigned char, kFrameHeadBytes> head{};
    std::string payload;
    for (;;) {
      auto [unsent, sent] = co_await asio::async_write(socket, asio::buffer(out), as_result());
      if (unsent) co_return;
      auto [no_head, head_size] =
          co_await asio::async_read(socket, asio::buffer(head), as_result());
      if (no_head) co_return;
      const FrameHead came(head);
      payload.resize(came.size);
      auto [no_payload, size] =
          co_await asio::async_read(socket, asio::buffer(payload), as_result());
      if (no_payload) co_return;
      out = answer_to(came);
      if (mute) out.clear();
    }
  }

  std::string answer_to(const FrameHead& came) {
    if (came.type == FrameType::settings && (came.flags & kAck) == 0) {
      return frame(FrameType::settings, kAck, 0, {});
    }
    if (came.type != FrameType::headers) return {};
    if (how == How::others && came.stream == 1 && requests < refusals) {
      ++requests;
      return {};
    }
    if (requests++ < refusals) return refusal(came.stream);
    return answer(came.stream, kEndStream);
  }

  static std::string answer(std::uint32_t stream, unsigned char last) {
    return frame(FrameType::headers, kEndHeaders, stream, kStatus200) +
           frame(FrameType::data, last, stream, "answered");
  }

  std::string refusal(std::uint32_t stream) const {
    switch (how) {
      case How::stream:
        return frame(FrameType::rst_stream, 0, stream, kRefusedStream);
      case How::late:
        return answer(stream, 0) + frame(FrameType::rst_stream, 0, stream, kRefusedStream);
      case How::error:
        return frame(FrameType::rst_stream, 0, stream, kInternalError);
      case How::connection:
        return frame(FrameType::goaway, 0, 0, kNoStreamNoError);
      case How::others:
        return frame(FrameType::goaway, 0, 0, kFirstStreamNoError);
      case How::no_streams:
      case How::silence:
        break;
    }
    return {};
  }

  void end() {
    boost::system::error_code ignored;  // they may be closed already
    acceptor.close(ignored);
    for (Socket& socket : connections)
      socket.close(ignored);
    if (loop.turn_until([this] { return tasks.running() == 0; })) return;
    std::fputs("refusing HTTP/2 server: its tasks do not end\n", stderr);
    std::abort();
  }

  Loop& loop;
  std::size_t refusals;
  How how;
  std::size_t requests = 0;
  std::list<Socket> connections;
  Acceptor acceptor;
  shard::TaskGroup tasks;
};

RefusingHttp2::RefusingHttp2(Loop& loop, std::size_t refusals, How how)
    : impl_(std::make_unique<Impl>(loop, refusals, how)) {}

RefusingHttp2::~RefusingHttp2() {
  impl_->end();
}

std::string RefusingHttp2::url() const {
  return "http://127.0.0.1:" + std::to_string(impl_->acceptor.local_endpoint().port()) + "/";
}

std::size_t RefusingHttp2::requests() const noexcept {
  return impl_->requests;
}

std::size_t RefusingHttp2::connections() const noexcept {
  return impl_->connections.size();
}

}  // namespace spotter::testing
