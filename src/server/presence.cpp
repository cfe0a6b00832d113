#include "server/presence.hpp"

#include <chrono>

namespace spotter::server {

Task<bool> Presence::ask(Duration patience, Task<bool> ping) {
  if (over_) co_return false;
  // Who does not listen hears nothing, and that says nothing about the peer.
  const bool listening = reading_;
  const TimePoint until = std::chrono::steady_clock::now() + patience;
  heard_ = false;
  if (!asking_) asking_ = std::make_unique<Asking>(executor_, on_bug_);
  if (asking_->writing.running() == 0) asking_->writing.spawn(write(std::move(ping)));
  bool in_time = true;
  while (in_time && !heard_ && !over_)
    in_time = co_await asking_->sign.wait_until(until);
  co_return !over_ && (heard_ || !listening);
}

Task<void> Presence::join() {
  if (asking_) co_await asking_->writing.join();
}

Task<void> Presence::write(Task<bool> ping) {
  const bool written = co_await std::move(ping);
  if (!written) end();
}

}  // namespace spotter::server
