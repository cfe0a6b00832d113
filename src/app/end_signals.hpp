#pragma once

#include <csignal>
#include <initializer_list>

namespace spotter::app {

/// Keeps the signals that end the server, and the one that reloads it, from the thread that makes
/// this and from all that it starts later, except between let_in() and hold_back(): before, they
/// wait, and afterwards the process ends by itself; neither may kill it. Made before the first
/// thread, the log's among them.
class EndSignals {
 public:
  EndSignals() noexcept {
    sigemptyset(&set_);
    for (const int number : {SIGTERM, SIGINT, SIGHUP})
      sigaddset(&set_, number);
    hold_back();
  }
  void let_in() const noexcept { ::pthread_sigmask(SIG_UNBLOCK, &set_, nullptr); }
  void hold_back() const noexcept { ::pthread_sigmask(SIG_BLOCK, &set_, nullptr); }

 private:
  sigset_t set_{};
};

}  // namespace spotter::app
