#include "signalr/sockets.hpp"

namespace spotter::signalr {
namespace {

/// For the client to end a socket that nothing can be written to.
constexpr std::chrono::seconds kLastRead{5};

}  // namespace

Task<Result<std::size_t>> SocketTransport::read_sent_before(std::string& into) {
  constexpr std::size_t kReadBytesMax = 16 * 1024;
  const std::size_t bytes = std::min(sent_before_.size(), kReadBytesMax);
  into.append(sent_before_, 0, bytes);
  sent_before_.erase(0, bytes);
  if (sent_before_.empty()) std::string().swap(sent_before_);
  co_return bytes;
}

SocketPump::SocketPump(Services services, Line& line, server::WebSocket& socket,
                       Duration send_timeout)
    : services_(std::move(services)),
      line_(line),
      socket_(socket),
      send_timeout_(send_timeout),
      tasks_(services_.executor, services_.on_bug) {}

Task<void> SocketPump::run() {
  // A client that closes does not come back: another socket of its must not be let in meanwhile.
  socket_.on_close_frame([this] { line_.end(); });
  tasks_.spawn(read());
  std::exception_ptr bug;
  try {
    co_await write();
  } catch (...) {
    bug = std::current_exception();
  }
  if (bug) services_.on_bug(bug);
  if (!write_failed_) socket_.abort();
  co_await tasks_.join();
  line_.hang_up();
}

Task<void> SocketPump::write() {
  for (;;) {
    const Taken taken = co_await line_.take();
    if (taken.what == Taken::What::ping) {
      ask(taken.patience);
      continue;
    }
    if (taken.what == Taken::What::over) co_await socket_.close();
    if (taken.what != Taken::What::bytes) co_return;
    write_began_ = services_.clock.now();
    services_.ticker.call_by(*this, *write_began_ + send_timeout_);
    const auto written = co_await socket_.write(taken.bytes, opcode_of(taken.format));
    write_began_.reset();
    if (written) continue;
    // A client that has sent its close frame takes nothing any more, either. The reader knows which
    // it is; it has a moment to find out.
    write_failed_ = true;
    give_up_at_ = services_.clock.now() + kLastRead;
    services_.ticker.call_by(*this, give_up_at_);
    co_return;
  }
}

void SocketPump::ask(Duration patience) {
  ping_ = patience;
  if (!std::exchange(asking_, true)) tasks_.spawn(asking());
}

/// The connection has the same patience: it need not be told that there was no answer.
Task<void> SocketPump::asking() {
  while (ping_) {
    const Duration patience = *std::exchange(ping_, std::nullopt);
    const bool there = co_await socket_.ping(patience);
    if (there) line_.heard();
  }
  asking_ = false;
}

Task<void> SocketPump::read() {
  for (;;) {
    std::string bytes;
    const auto read = co_await socket_.read(bytes);
    if (!read && read.error().code == Errc::closed) {
      // The connection has its last words, and closes the socket.
      line_.end();
      co_return;
    }
    if (!read) break;
    const bool wanted = co_await line_.deliver(std::move(bytes));
    if (!wanted) co_return;  // it is over, which the writer hears as well
  }
  line_.hang_up();
}

void SocketPump::on_tick(TimePoint now) {
  const bool stuck = write_began_ && now - *write_began_ > send_timeout_;
  const bool silent = write_failed_ && now > give_up_at_;
  if (stuck || silent) socket_.abort();
  if (write_began_) services_.ticker.call_by(*this, *write_began_ + send_timeout_);
  if (write_failed_) services_.ticker.call_by(*this, give_up_at_);
}

}  // namespace spotter::signalr
