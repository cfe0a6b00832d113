#include "signalr/pipe.hpp"

#include <algorithm>
#include <utility>

namespace spotter::signalr {
namespace {

constexpr std::size_t kReadBytesMax = 16 * 1024;
/// For the client to take the last words.
constexpr std::chrono::seconds kCloseTime{5};

}  // namespace

Pipe::Pipe(ShardExecutor executor, Limits limits, Wire wire)
    : executor_(executor),
      wire_(wire),
      limits_(limits),
      readable_(executor),
      writable_(executor),
      sign_(executor) {}

// ---- the session's end

Task<Result<std::size_t>> Pipe::read(std::string& into) {
  while (inbound_.empty() && !ended())
    co_await readable_.wait();
  if (aborted_) co_return Error{Errc::reset, "the connection was cut"};
  if (inbound_.empty()) {
    co_return Error{client_end_.value_or(Errc::closed), "the client's end is gone"};
  }
  const std::size_t bytes = std::min(inbound_.size(), kReadBytesMax);
  into.append(inbound_, 0, bytes);
  inbound_.erase(0, bytes);
  if (inbound_.empty()) std::string().swap(inbound_);  // an idle connection keeps no buffer
  wake_sender();
  co_return bytes;
}

Task<Result<void>> Pipe::write(std::string_view bytes, hub::Format format) {
  if (wire_ == Wire::visits) {
    while (outbound_.size() >= limits_.outbound_bytes_max && !cut())
      co_await writable_.wait();
  }
  if (!cut()) {
    outbound_.append(bytes);
    format_ = format;
    if (taker_ != nullptr) taker_->wake.notify();
  }
  while (wire_ != Wire::visits && !written_out() && !cut())
    co_await writable_.wait();
  if (cut()) co_return Error{Errc::reset, "the client takes nothing any more"};
  co_return Result<void>{};
}

Task<bool> Pipe::ping(Duration patience) {
  if (ended()) co_return false;
  heard_ = false;
  ping_ = patience;
  if (taker_ != nullptr) taker_->wake.notify();
  const TimePoint until = std::chrono::steady_clock::now() + patience;
  bool in_time = true;
  while (in_time && !heard_ && !ended())
    in_time = co_await sign_.wait_until(until);
  ping_.reset();
  if (ended()) co_return false;
  // Behind one who waits to hand in, the client may well have said something.
  co_return heard_ || wire_ == Wire::events || !senders_.empty();
}

Task<void> Pipe::close() {
  closing_ = true;
  wake_all();
  const TimePoint until = std::chrono::steady_clock::now() + kCloseTime;
  while (!written_out() && !cut()) {
    if (!co_await writable_.wait_until(until)) break;
  }
}

void Pipe::abort() noexcept {
  aborted_ = true;
  outbound_.clear();
  wake_all();
}

void Pipe::wake_all() noexcept {
  readable_.notify();
  writable_.notify();
  sign_.notify();
  wake_sender();
  if (taker_ != nullptr) taker_->wake.notify();
}

/// The first one hands in, and wakes the next when it is done.
void Pipe::wake_sender() noexcept {
  if (!senders_.empty()) senders_.front().wake.notify();
}

// ---- the client's end

void Pipe::heard() noexcept {
  heard_ = true;
  ping_.reset();  // needless now
  sign_.notify();
}

void Pipe::forget(Visit visit) noexcept {
  for (Sender& sender : senders_) {
    if (sender.visit != visit) continue;
    sender.gone = true;
    sender.wake.notify();
  }
}

Task<bool> Pipe::deliver(std::string bytes, Visit visit) {
  const auto place = senders_.emplace(senders_.end(), visit, executor_);
  waiting_bytes_ += bytes.size();
  heard();
  std::size_t done = 0;
  while (done < bytes.size() && !ended() && !place->gone) {
    const std::size_t used = std::min(inbound_.size(), limits_.inbound_bytes_max);
    const std::size_t room = limits_.inbound_bytes_max - used;
    if (place != senders_.begin() || room == 0) {
      co_await place->wake.wait();
      continue;
    }
    const std::size_t piece = std::min(room, bytes.size() - done);
    inbound_.append(bytes, done, piece);
    done += piece;
    readable_.notify();
  }
  waiting_bytes_ -= bytes.size();
  senders_.erase(place);
  wake_sender();
  co_return done == bytes.size();
}

void Pipe::end(Errc how) noexcept {
  if (!client_end_) client_end_ = how;
  readable_.notify();
  sign_.notify();
  wake_sender();
}

void Pipe::hang_up(Errc how) noexcept {
  end(how);
  hung_up_ = true;
  outbound_.clear();
  wake_all();
}

/// Until whoever is there has gone.
Task<void> Pipe::wait_for_place(Taker& me) {
  if (taker_ == nullptr) {
    taker_ = &me;
    co_return;
  }
  next_taker_ = &me;
  taker_->told = Taken::What::replaced;
  taker_->wake.notify();
  while (taker_ != &me)
    co_await me.wake.wait();
}

Task<Taken> Pipe::take(Visit visit, TimePoint until) {
  Taken taken;
  if (wire_ == Wire::visits) heard();
  if (next_taker_ != nullptr) {
    taken.what = Taken::What::conflict;
    co_return taken;
  }
  Taker me(visit, executor_);
  co_await wait_for_place(me);
  if (std::exchange(on_the_way_, false)) writable_.notify();
  bool in_time = true;
  while (in_time && !me.told && outbound_.empty() && !ping_ && !closing_ && !cut())
    in_time = co_await me.wake.wait_until(until);
  taker_ = std::exchange(next_taker_, nullptr);
  if (taker_ != nullptr) taker_->wake.notify();
  if (me.told) {
    taken.what = *me.told;
  } else if (!outbound_.empty()) {
    taken = {Taken::What::bytes, std::exchange(outbound_, {}), format_};
    on_the_way_ = wire_ != Wire::visits;
    writable_.notify();
  } else if (aborted_) {
    taken.what = Taken::What::aborted;
  } else if (closing_ || hung_up_) {
    taken.what = Taken::What::over;
  } else if (ping_ && wire_ != Wire::visits) {
    taken.what = Taken::What::ping;
    taken.patience = *ping_;
  } else {
    taken.what = Taken::What::nothing;
  }
  // Bytes that a visitor takes make it come again, too.
  if (taken.what == Taken::What::ping || wire_ == Wire::visits) ping_.reset();
  co_return taken;
}

void Pipe::leave(Visit visit) noexcept {
  for (Taker* taker : {taker_, next_taker_}) {
    if (taker == nullptr || taker->visit != visit) continue;
    if (!taker->told) taker->told = Taken::What::nothing;
    taker->wake.notify();
  }
}

std::string Pipe::take_unread() {
  return std::exchange(inbound_, {});
}

}  // namespace spotter::signalr
