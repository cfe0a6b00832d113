#include "simulation/line.hpp"

#include <algorithm>
#include <utility>

namespace spotter::simulation {

using std::chrono::milliseconds;

Line::Line(ConnectionId id, ShardExecutor executor, Schedule& schedule, Random random, Judge& judge,
           Listener& listener)
    : id_(id),
      executor_(executor),
      schedule_(schedule),
      random_(random),
      judge_(judge),
      listener_(&listener),
      latency_(random_.between(milliseconds(5), milliseconds(150))),
      readable_(executor),
      writable_(executor),
      closable_(executor),
      answered_(executor) {
  ++alive_;
}

Line::~Line() {
  --alive_;
}

/// With jitter, and not before what was sent earlier.
TimePoint Line::arrival(TimePoint& last) {
  const Duration jitter = random_.chance(0.02) ? random_.about(milliseconds(400)) : Duration(0);
  last = std::max(last, std::chrono::steady_clock::now() + latency_ + jitter);
  return last;
}

// --- the client's end ---------------------------------------------------------------------------

void Line::send(std::string bytes) {
  if (client_end_ || silent_) return;
  schedule_.at(arrival(last_up_), [self = shared_from_this(), bytes = std::move(bytes)] {
    if (self->silent_ || self->aborted_) return;
    self->arrived_ += bytes;
    self->readable_.notify();
    self->answered_.notify();
  });
}

void Line::close_by_client() {
  schedule_.at(arrival(last_up_), [self = shared_from_this()] {
    if (self->silent_) return;
    self->end_for_server(Errc::closed);
  });
}

void Line::end_for_server(Errc how) noexcept {
  client_end_ = how;
  readable_.notify();
  writable_.notify();
  closable_.notify();
  answered_.notify();
}

void Line::reset() {
  end_for_server(Errc::reset);
  end_at_client();
}

void Line::fall_silent() {
  silent_ = true;
  // The server keeps alive by pings, which nobody acknowledges.
  schedule_.at(std::chrono::steady_clock::now() + kGivenUpAfter,
               [self = shared_from_this()] { self->end_for_server(Errc::reset); });
}

void Line::resume_reading() {
  reading_ = true;
  if (silent_) return;
  std::string waited = std::exchange(untaken_, {});
  if (!waited.empty() && listener_ != nullptr) listener_->on_message(waited);
  writable_.notify();
}

void Line::end_at_client() {
  if (std::exchange(ended_at_client_, true) || listener_ == nullptr) return;
  listener_->on_end();
}

// --- the server's end ---------------------------------------------------------------------------

std::optional<Errc> Line::read_end() const noexcept {
  if (aborted_ || closing_) return Errc::cancelled;
  return client_end_;
}

std::optional<Errc> Line::write_end() const noexcept {
  if (aborted_) return Errc::cancelled;
  return client_end_ ? std::optional(Errc::reset) : std::nullopt;
}

Task<Result<std::size_t>> Line::read(std::string& into) {
  constexpr std::size_t kReadBytesMax = 16 * 1024;
  while (arrived_.empty() && !read_end())
    co_await readable_.wait();
  const bool broken = client_end_ == Errc::reset;
  if (aborted_ || broken || arrived_.empty()) co_return Error{*read_end(), "the client's end"};
  const std::size_t bytes = std::min(arrived_.size(), kReadBytesMax);
  into.append(arrived_, 0, bytes);
  arrived_.erase(0, bytes);
  co_return bytes;
}

Task<Result<void>> Line::write(std::string_view bytes, hub::Format /*format*/) {
  if (std::exchange(writing_, true)) judge_.bug("two writes at once");
  while (!write_end() && untaken_.size() + under_way_ + bytes.size() > kBetweenBytesMax &&
         untaken_.size() + under_way_ > 0) {
    co_await writable_.wait();
  }
  writing_ = false;
  if (const auto end = write_end()) co_return Error{*end, "the client's end"};
  judge_.write(id_, bytes);
  under_way_ += bytes.size();
  schedule_.at(arrival(last_down_),
               [self = shared_from_this(), copy = std::string(bytes)] { self->deliver(copy); });
  co_return Result<void>{};
}

void Line::deliver(std::string bytes) {
  if (silent_) return;  // it fills up, and stays so
  under_way_ -= bytes.size();
  if (!reading_) {
    untaken_ += bytes;
  } else if (listener_ != nullptr && !ended_at_client_) {
    listener_->on_message(bytes);
  }
  if (reading_) writable_.notify();
}

Task<bool> Line::ping(Duration patience) {
  const TimePoint until = std::chrono::steady_clock::now() + patience;
  if (!silent_ && !read_end()) {
    // The client's WebSocket answers by itself.
    schedule_.at(std::chrono::steady_clock::now() + 2 * latency_, [self = shared_from_this()] {
      if (!self->silent_) self->answered_.notify();
    });
  }
  const bool heard = co_await answered_.wait_until(until);
  co_return heard && !read_end();
}

Task<void> Line::close() {
  if (writing_ || closing_) judge_.bug("a close beside a write or a close");
  closing_ = true;
  readable_.notify();
  answered_.notify();
  if (!aborted_ && !client_end_ && !silent_) {
    schedule_.at(arrival(last_down_), [self = shared_from_this()] {
      if (self->silent_) return;
      self->end_at_client();
      self->closable_.notify();
    });
  }
  if (!aborted_ && !client_end_) {
    // The peer answers, or the patience is over.
    const TimePoint until = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    static_cast<void>(co_await closable_.wait_until(until));
  }
  end_at_client();
}

void Line::abort() noexcept {
  aborted_ = true;
  readable_.notify();
  writable_.notify();
  closable_.notify();
  answered_.notify();
  if (!silent_)
    schedule_.at(std::chrono::steady_clock::now(),
                 [self = shared_from_this()] { self->end_at_client(); });
}

}  // namespace spotter::simulation
