#include "server/framed_web_socket.hpp"

#include "server/deflate.hpp"
#include "server/message_reader.hpp"

#include <spotter/shard/signal.hpp>

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace spotter::server {
namespace {

constexpr std::size_t kReadBytesMax = 16 * 1024;
/// Of a buffer that a socket has of its own.
constexpr std::size_t kWireBytes = 2 * 1024;
/// What is inflated in one go.
constexpr std::size_t kInflatedBytesMin = 1024;
/// Shorter messages are not worth a compressor.
constexpr std::size_t kCompressedBytesMin = 512;
/// A message goes out in frames of so much, so that it is never held twice.
constexpr std::size_t kFragmentBytes = 16 * 1024;

const Error kBroken{Errc::reset, "the connection broke"};

/// Between two messages it is some numbers.
template <class Stream>
class FramedWebSocket final : public OwnedWebSocket {
 public:
  FramedWebSocket(Stream stream, std::optional<int> window_bits, const Settings& settings,
                  const WebSocketServices& services)
      : stream_(std::move(stream)),
        window_bits_(window_bits),
        shared_(services.read_buffer),
        close_timeout_(settings.close_timeout),
        reader_(window_bits ? Extension::deflate : Extension::none),
        presence_(stream_.get_executor(), services.on_bug) {
    if constexpr (kHasEngine) {
      lowest(stream_).expires_never();
    } else {
      boost::system::error_code ignored;  // then a write waits where it could have gone on
      if (!stream_.non_blocking()) stream_.non_blocking(true, ignored);
    }
    // An inflater comes back to its input, and OpenSSL hands out bytes before anybody asks for
    // them.
    if (kHasEngine || window_bits_) own_.resize(kWireBytes);
  }

  Task<Result<std::size_t>> read(std::string& into) override {
    reading_ = true;
    presence_.read_begins();
    const std::size_t before = into.size();
    Result<void> goes_on{};
    bool waited = false;  // for the socket, in this call
    for (;;) {
      const Next next = take(into, before, waited);
      if (next == Next::bytes) break;
      if (next == Next::others) {
        co_await let_others();
        break;
      }
      if (next == Next::answer) {
        goes_on = co_await answer();
      } else {
        waited = true;
        std::vector<char>().swap(kept_);  // assigning an empty one keeps the memory
        if constexpr (kHasEngine) {
          auto space = asio::buffer(own_);
          const auto [error, bytes] = co_await stream_.async_read_some(space, as_result);
          goes_on = got(error, own_, bytes);
        } else {
          const auto [error] = co_await stream_.async_wait(TcpSocket::wait_read, as_result);
          goes_on = receive(error);
        }
      }
      if (!goes_on) break;
    }
    presence_.read_ends();
    reading_ = false;
    if (read_over_) read_over_->notify();
    if (goes_on) co_return into.size() - before;
    over_ = true;
    presence_.end();
    into.resize(before);
    co_return goes_on.error();
  }

  Task<Result<void>> write(std::string_view bytes, Opcode opcode) override {
    auto begun = begin_write(bytes, opcode);
    if (const auto* done = std::get_if<Result<void>>(&begun)) co_return *done;
    co_return co_await std::move(std::get<Task<Result<void>>>(begun));
  }

  std::variant<Result<void>, Task<Result<void>>> begin_write(std::string_view bytes,
                                                             Opcode opcode) override {
    const auto kind = opcode == Opcode::binary ? FrameKind::binary : FrameKind::text;
    const bool packs = window_bits_ && bytes.size() >= kCompressedBytesMin;
    if (kHasEngine || packs || writing_ || close_sent_) return write_in_turn(bytes, kind, packs);
    if constexpr (!kHasEngine) {
      // Most often the system takes it all, and nothing waits.
      std::string head = write_frame_head({.kind = kind, .payload_bytes = bytes.size()});
      boost::system::error_code error;
      const std::size_t sent = stream_.write_some(frame_of(head, bytes), error);
      if (error && error != asio::error::would_block) return Result<void>(kBroken);
      if (sent < head.size() + bytes.size())
        return finish_frame(Turn(*this), std::move(head), bytes, sent);
    }
    return Result<void>{};
  }

  Task<void> close() override {
    presence_.end();
    limit_closing();
    co_await send_close(CloseCode::normal);
    std::string unwanted;
    while (!over_) {
      if (reading_) {
        if (!read_over_) read_over_ = std::make_unique<shard::Signal>(stream_.get_executor());
        co_await read_over_->wait();
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
    socket().close(ignored);
  }

 private:
  using Frame = std::array<asio::const_buffer, 2>;  ///< head and payload

  static Frame frame_of(std::string_view head, std::string_view payload) noexcept {
    return {asio::const_buffer(head.data(), head.size()),
            asio::const_buffer(payload.data(), payload.size())};
  }

  TcpSocket& socket() noexcept {
    if constexpr (kHasEngine) {
      return lowest(stream_).socket();
    } else {
      return stream_;
    }
  }

  /// OpenSSL is between us and the socket.
  static constexpr bool kHasEngine = std::is_same_v<Stream, TlsStream>;

  /// The right to write a frame, or all those of a message: pings, pongs and closes wait for it
  /// too.
  class Turn {
   public:
    explicit Turn(FramedWebSocket& socket) : socket_(&socket) { socket.writing_ = true; }
    Turn(Turn&& other) noexcept : socket_(std::exchange(other.socket_, nullptr)) {}
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    Turn& operator=(Turn&&) = delete;
    ~Turn() {
      if (socket_ == nullptr) return;
      socket_->writing_ = false;
      if (socket_->turn_over_) socket_->turn_over_->cancel_one();
    }

   private:
    FramedWebSocket* socket_;
  };

  Task<Turn> take_turn() {
    while (writing_) {
      if (!turn_over_)
        turn_over_ = std::make_unique<Timer>(stream_.get_executor(), Timer::time_point::max());
      co_await turn_over_->async_wait(as_result);
    }
    co_return Turn(*this);
  }

  // ---- in

  /// What a read comes to.
  enum class Next {
    bytes,   ///< there are some
    others,  ///< the same, and others come first
    answer,  ///< answer() has something to do
    socket   ///< it has to wait for the socket
  };

  /// Goes on without waiting. `before`: the size of `into` when the read began.
  Next take(std::string& into, std::size_t before, bool waited) {
    for (;;) {
      auto step = next(into);
      const std::size_t taken = into.size() - before;
      if (std::holds_alternative<MessageReader::Bytes>(step)) {
        if (!window_bits_) continue;
        return waited ? Next::bytes : Next::others;
      }
      if (std::holds_alternative<MessageReader::NeedsBytes>(step))
        return taken > 0 ? Next::bytes : Next::socket;
      const bool is_ping = std::holds_alternative<MessageReader::Ping>(step);
      unanswered_ = std::make_unique<MessageReader::Step>(std::move(step));
      return taken > 0 && !is_ping ? Next::bytes : Next::answer;
    }
  }

  /// An error: nothing more is to be read.
  Task<Result<void>> answer() {
    const auto step = std::move(unanswered_);
    if (const auto* ping = std::get_if<MessageReader::Ping>(step.get())) {
      keep_unread();
      co_return co_await send_pong(ping->payload);
    }
    co_return co_await end(*step);
  }

  /// Appends the bytes, if that is what comes next.
  MessageReader::Step next(std::string& into) {
    if (unanswered_) return std::move(*unanswered_);
    const std::size_t before = into.size();
    // What is not compressed is not larger than it is on the wire.
    const std::size_t room =
        window_bits_ ? inflated_bytes_ : std::max<std::size_t>(1, unread_.size());
    into.resize(before + room);
    auto step = reader_.next(unread_, std::span<char>(into.data() + before, room));
    const auto* bytes = std::get_if<MessageReader::Bytes>(&step);
    const std::size_t count = bytes != nullptr ? bytes->count : 0;
    into.resize(before + count);
    if (bytes != nullptr && window_bits_) adapt(count);
    return step;
  }

  /// What the socket has, if there is anything.
  Result<void> receive(boost::system::error_code error) {
    const auto buffer = own_.empty() ? shared_ : std::span<char>(own_);
    std::size_t bytes = 0;
    if (!error) bytes = socket().read_some(asio::buffer(buffer.data(), buffer.size()), error);
    if (error == asio::error::would_block) return Result<void>{};
    return got(error, buffer, bytes);
  }

  Result<void> got(boost::system::error_code error, std::span<char> buffer, std::size_t bytes) {
    if (error) return kBroken;
    unread_ = buffer.first(bytes);
    presence_.heard();
    return Result<void>{};
  }

  /// Others read into the shared buffer while this socket waits for anything.
  void keep_unread() {
    if (!own_.empty()) return;
    std::vector<char> rest(unread_.begin(), unread_.end());  // they may be kept already
    kept_ = std::move(rest);
    unread_ = kept_;
  }

  /// A few bytes inflate to many reads, none of which waits for the socket.
  Task<void> let_others() {
    const auto executor = stream_.get_executor();
    co_await asio::post(executor, as_result);
  }

  void adapt(std::size_t bytes) noexcept {
    inflated_bytes_ =
        bytes == inflated_bytes_ ? std::min(inflated_bytes_ * 4, kReadBytesMax) : kInflatedBytesMin;
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
    if constexpr (kHasEngine) co_await stream_.async_shutdown(as_result);
    socket().shutdown(asio::ip::tcp::socket::shutdown_send, failed);
    std::array<char, 512> unwanted{};
    while (!failed) {
      auto space = asio::buffer(unwanted);
      const auto [error, bytes] = co_await socket().async_read_some(space, as_result);
      failed = error;
    }
  }

  // ---- out

  Task<Result<void>> write_in_turn(std::string_view bytes, FrameKind kind, bool packs) {
    const Turn turn = co_await take_turn();
    if (packs) co_return co_await write_deflated(bytes, kind);
    const FrameHead head{.kind = kind, .payload_bytes = bytes.size()};
    co_return co_await send(head, bytes);
  }

  /// What follows the first `sent` bytes of a frame.
  Task<Result<void>> finish_frame(Turn turn, std::string head, std::string_view payload,
                                  std::size_t sent) {
    const Turn mine = std::move(turn);
    co_return co_await send_rest(frame_of(head, payload), sent);
  }

  Task<Result<void>> write_deflated(std::string_view bytes, FrameKind kind) {
    const std::size_t whole = bytes.size();
    std::optional<Deflater> deflater(std::in_place, *window_bits_);
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
    if (first && packed.size() >= whole) {
      const FrameHead plain{.kind = kind, .payload_bytes = whole};
      co_return co_await send(plain, bytes);
    }
    head.final_frame = true;
    head.payload_bytes = packed.size();
    co_return co_await send(head, packed);
  }

  /// Nothing follows a close frame.
  Task<Result<void>> send(FrameHead head, std::string_view payload) {
    if (close_sent_) co_return kBroken;
    const std::string written_head = write_frame_head(head);
    co_return co_await send_rest(frame_of(written_head, payload), 0);
  }

  /// What follows the first `sent` bytes.
  Task<Result<void>> send_rest(Frame frame, std::size_t sent) {
    const std::size_t of_head = std::min(sent, frame[0].size());
    frame[0] += of_head;
    frame[1] += sent - of_head;
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
    if constexpr (!kHasEngine) {
      boost::system::error_code error;
      const std::size_t sent = stream_.write_some(buffer, error);
      if (sent == frame.size() || (error && error != asio::error::would_block)) co_return;
      buffer += sent;
    }
    // A peer that is gone has no use for it, and whoever reads finds that out.
    co_await asio::async_write(stream_, buffer, as_result);
  }

  /// From the first close frame on there is so much time for everything.
  void limit_closing() {
    if (std::exchange(closing_, true)) return;
    too_late_ = std::make_shared<Timer>(stream_.get_executor(), close_timeout_);
    // The handler may be on its way while the socket goes: then the timer has gone as well.
    too_late_->async_wait([this, timer = std::weak_ptr(too_late_)](const auto& error) {
      if (!error && !timer.expired()) abort();
    });
  }

  Stream stream_;
  const std::optional<int> window_bits_;
  const std::span<char> shared_;
  const std::chrono::milliseconds close_timeout_;
  MessageReader reader_;
  std::vector<char> own_;   ///< to read into; empty: the shared one is
  std::vector<char> kept_;  ///< of the shared one, while something is waited for
  std::span<char> unread_;  ///< of any of these
  /// A ping, or the end, which comes after what has been handed out.
  std::unique_ptr<MessageReader::Step> unanswered_;
  std::size_t inflated_bytes_ = kInflatedBytesMin;
  bool reading_ = false;
  bool writing_ = false;
  bool closing_ = false;
  bool close_sent_ = false;
  std::function<void()> on_close_frame_;
  bool over_ = false;  ///< nothing more is to be read
  Presence presence_;
  // Made when they are needed: most sockets wait for bytes, and for nothing else.
  std::unique_ptr<Timer> turn_over_;  ///< never expires: those who wait for their turn wait on it
  std::unique_ptr<shard::Signal> read_over_;
  /// Of the closing. Shared with its handler, which looks whether it is still there.
  std::shared_ptr<Timer> too_late_;
};

}  // namespace

template <class Stream>
std::unique_ptr<OwnedWebSocket> make_framed_web_socket(Stream stream,
                                                       std::optional<int> window_bits,
                                                       const Settings& settings,
                                                       const WebSocketServices& services) {
  return std::make_unique<FramedWebSocket<Stream>>(std::move(stream), window_bits, settings,
                                                   services);
}

template std::unique_ptr<OwnedWebSocket> make_framed_web_socket(TcpSocket, std::optional<int>,
                                                                const Settings&,
                                                                const WebSocketServices&);
template std::unique_ptr<OwnedWebSocket> make_framed_web_socket(TlsStream, std::optional<int>,
                                                                const Settings&,
                                                                const WebSocketServices&);

}  // namespace spotter::server
