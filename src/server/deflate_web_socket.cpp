#include "server/deflate_web_socket.hpp"

#include "server/deflate.hpp"
#include "server/message_reader.hpp"

#include <spotter/shard/signal.hpp>

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <chrono>
#include <optional>

namespace spotter::server {
namespace {

constexpr std::size_t kReadBytesMin = 1024;
constexpr std::size_t kReadBytesMax = 16 * 1024;
constexpr std::size_t kWireBytes = 2 * 1024;
/// Shorter messages are not worth a compressor.
constexpr std::size_t kCompressedBytesMin = 512;
/// A message goes out in frames of so much, so that it is never held twice.
constexpr std::size_t kFragmentBytes = 16 * 1024;

const Error kBroken{Errc::reset, "the connection broke"};

/// Between two messages it is its reading buffer and some numbers.
template <class Stream>
class DeflateWebSocket final : public OwnedWebSocket {
 public:
  DeflateWebSocket(Stream stream, int window_bits, const Settings& settings,
                   std::function<void(std::exception_ptr)> on_bug)
      : stream_(std::move(stream)),
        window_bits_(window_bits),
        close_timeout_(settings.close_timeout),
        turn_over_(stream_.get_executor()),
        read_over_(stream_.get_executor()),
        too_late_(stream_.get_executor()),
        presence_(stream_.get_executor(), std::move(on_bug)) {
    lowest(stream_).expires_never();
    turn_over_.expires_at(Timer::time_point::max());
  }

  Task<Result<std::size_t>> read(std::string& into) override {
    reading_ = true;
    presence_.read_begins();
    auto got = co_await take(into);
    presence_.read_ends();
    reading_ = false;
    read_over_.notify();
    co_return got;
  }

  Task<Result<void>> write(std::string_view bytes, Opcode opcode) override {
    const auto kind = opcode == Opcode::binary ? FrameKind::binary : FrameKind::text;
    const Turn turn = co_await take_turn();
    if (bytes.size() < kCompressedBytesMin) co_return co_await write_plain(bytes, kind);
    co_return co_await write_deflated(bytes, kind);
  }

  Task<void> close() override {
    presence_.end();
    limit_closing();
    co_await send_close(CloseCode::normal);
    std::string unwanted;
    while (!over_) {
      if (reading_) {
        co_await read_over_.wait();
      } else {
        unwanted.clear();
        co_await read(unwanted);
      }
    }
    abort();
  }

  Task<bool> ping(Duration patience) override { return presence_.ask(patience, send_ping()); }

  void on_close_frame(std::function<void()> told) override { on_close_frame_ = std::move(told); }

  Task<void> join() override { return presence_.join(); }

  void abort() noexcept override {
    over_ = true;
    presence_.end();
    boost::system::error_code ignored;  // closing a closed socket is fine
    lowest(stream_).socket().close(ignored);
  }

 private:
  /// The right to write a frame, or all those of a message: pings, pongs and closes wait for it
  /// too.
  class Turn {
   public:
    explicit Turn(DeflateWebSocket& socket) : socket_(&socket) { socket.writing_ = true; }
    Turn(Turn&& other) noexcept : socket_(std::exchange(other.socket_, nullptr)) {}
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    Turn& operator=(Turn&&) = delete;
    ~Turn() {
      if (socket_ == nullptr) return;
      socket_->writing_ = false;
      socket_->turn_over_.cancel_one();
    }

   private:
    DeflateWebSocket* socket_;
  };

  Task<Turn> take_turn() {
    while (writing_)
      co_await turn_over_.async_wait(as_result);
    co_return Turn(*this);
  }

  // ---- in

  Task<Result<std::size_t>> take(std::string& into) {
    const std::size_t before = into.size();
    into.resize(before + read_bytes_);
    const std::span<char> out(into.data() + before, read_bytes_);
    bool waited = false;  // for the socket, in this call
    for (;;) {
      const auto step = reader_.next(unread_, out);
      if (const auto* bytes = std::get_if<MessageReader::Bytes>(&step)) {
        into.resize(before + bytes->count);
        adapt(bytes->count);
        if (!waited) co_await let_others();
        co_return bytes->count;
      }
      Result<void> went_on{};
      if (std::holds_alternative<MessageReader::NeedsBytes>(step)) {
        waited = true;
        went_on = co_await fill();
      } else if (const auto* ping = std::get_if<MessageReader::Ping>(&step)) {
        went_on = co_await send_pong(ping->payload);
      } else {
        went_on = co_await end(step);
      }
      if (went_on) continue;
      over_ = true;
      presence_.end();
      into.resize(before);
      co_return went_on.error();
    }
  }

  Task<Result<void>> fill() {
    auto space = asio::buffer(wire_);
    const auto [error, bytes] = co_await stream_.async_read_some(space, as_result);
    unread_ = std::span<char>(wire_).first(bytes);
    if (error) co_return kBroken;
    presence_.heard();
    co_return Result<void>{};
  }

  /// A few bytes inflate to many reads, none of which waits for the socket.
  Task<void> let_others() {
    const auto executor = stream_.get_executor();
    co_await asio::post(executor, as_result);
  }

  /// A quiet client costs a small buffer, a busy one gets few, large reads.
  void adapt(std::size_t bytes) noexcept {
    read_bytes_ = bytes == read_bytes_ ? std::min(read_bytes_ * 4, kReadBytesMax) : kReadBytesMin;
  }

  /// After the peer's close, or what must not be. Always an error.
  Task<Result<void>> end(MessageReader::Step step) {
    presence_.end();
    limit_closing();
    if (const auto* close = std::get_if<MessageReader::PeerClose>(&step)) {
      if (on_close_frame_) on_close_frame_();
      co_await send_close(close->code);
      co_await let_leave();
      co_return Error{Errc::closed, "the peer sent a close frame"};
    }
    co_await send_close(std::get<MessageReader::Violation>(step).code);
    co_await let_leave();
    co_return Error{Errc::malformed, "the peer does not speak WebSocket"};
  }

  /// Lets the peer have our close frame: ending with unread bytes would reset the connection.
  Task<void> let_leave() {
    boost::system::error_code failed;
    if constexpr (std::is_same_v<Stream, TlsStream>) co_await stream_.async_shutdown(as_result);
    lowest(stream_).socket().shutdown(asio::ip::tcp::socket::shutdown_send, failed);
    while (!failed) {
      auto space = asio::buffer(wire_);
      const auto [error, bytes] = co_await lowest(stream_).async_read_some(space, as_result);
      failed = error;
    }
  }

  // ---- out

  Task<Result<void>> write_plain(std::string_view bytes, FrameKind kind) {
    const FrameHead head{.kind = kind, .payload_bytes = bytes.size()};
    co_return co_await send(head, bytes);
  }

  Task<Result<void>> write_deflated(std::string_view bytes, FrameKind kind) {
    const std::size_t whole = bytes.size();
    std::optional<Deflater> deflater(std::in_place, window_bits_);
    std::string packed;
    FrameHead head{.kind = kind, .final_frame = false, .compressed = true};
    auto rest = bytes;
    for (;;) {
      deflater->add(rest, packed, kFragmentBytes);
      if (rest.empty()) break;
      head.payload_bytes = packed.size();
      const auto sent = co_await send(head, packed);
      if (!sent) co_return sent;
      head.kind = FrameKind::continuation;
      head.compressed = false;
      packed.clear();
    }
    deflater->finish(packed);
    deflater.reset();  // the socket may take its time
    const bool first = head.kind == kind;
    if (first && packed.size() >= whole) co_return co_await write_plain(bytes, kind);
    head.final_frame = true;
    head.payload_bytes = packed.size();
    co_return co_await send(head, packed);
  }

  /// Nothing follows a close frame.
  Task<Result<void>> send(FrameHead head, std::string_view payload) {
    if (close_sent_) co_return kBroken;
    const std::string written_head = write_frame_head(head);
    const std::array<asio::const_buffer, 2> frame{
        asio::const_buffer(written_head.data(), written_head.size()),
        asio::const_buffer(payload.data(), payload.size())};
    const auto [error, written] = co_await asio::async_write(stream_, frame, as_result);
    if (error) co_return kBroken;
    co_return Result<void>{};
  }

  Task<Result<void>> send_pong(std::string_view payload) {
    const Turn turn = co_await take_turn();
    if (close_sent_) co_return Result<void>{};
    const FrameHead head{.kind = FrameKind::pong, .payload_bytes = payload.size()};
    co_return co_await send(head, payload);
  }

  /// Without a payload: any pong will do, also one that nobody asked for.
  Task<bool> send_ping() {
    const Turn turn = co_await take_turn();
    const FrameHead head{.kind = FrameKind::ping};
    const auto sent = co_await send(head, std::string_view());
    co_return sent.has_value();
  }

  Task<void> send_close(CloseCode code) {
    const Turn turn = co_await take_turn();
    if (std::exchange(close_sent_, true)) co_return;
    const std::string frame = write_close_frame(code);
    auto buffer = asio::buffer(frame);
    // A peer that is gone has no use for it, and whoever reads finds that out.
    co_await asio::async_write(stream_, buffer, as_result);
  }

  /// From the first close frame on there is so much time for everything.
  void limit_closing() {
    if (std::exchange(closing_, true)) return;
    too_late_.expires_after(close_timeout_);
    // The handler may be on its way while the socket goes: `alive_` tells.
    too_late_.async_wait([this, alive = std::weak_ptr<char>(alive_)](const auto& error) {
      if (!error && !alive.expired()) abort();
    });
  }

  Stream stream_;
  const int window_bits_;
  const std::chrono::milliseconds close_timeout_;
  MessageReader reader_;
  std::array<char, kWireBytes> wire_;
  std::span<char> unread_;
  std::size_t read_bytes_ = kReadBytesMin;
  bool reading_ = false;
  bool writing_ = false;
  bool closing_ = false;
  bool close_sent_ = false;
  std::function<void()> on_close_frame_;
  bool over_ = false;  ///< nothing more is to be read
  Timer turn_over_;    ///< never expires: those who wait for their turn wait on it
  shard::Signal read_over_;
  Timer too_late_;
  Presence presence_;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace

template <class Stream>
std::unique_ptr<OwnedWebSocket> make_deflate_web_socket(
    Stream stream, int window_bits, const Settings& settings,
    std::function<void(std::exception_ptr)> on_bug) {
  return std::make_unique<DeflateWebSocket<Stream>>(std::move(stream), window_bits, settings,
                                                    std::move(on_bug));
}

template std::unique_ptr<OwnedWebSocket> make_deflate_web_socket(
    PlainStream, int, const Settings&, std::function<void(std::exception_ptr)>);
template std::unique_ptr<OwnedWebSocket> make_deflate_web_socket(
    TlsStream, int, const Settings&, std::function<void(std::exception_ptr)>);

}  // namespace spotter::server
