#include "simulation/virtual_time.hpp"

#include <cerrno>
#include <chrono>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

namespace spotter::simulation {

VirtualTime& VirtualTime::instance() noexcept {
  static VirtualTime time;
  return time;
}

}  // namespace spotter::simulation

using spotter::simulation::VirtualTime;

// An executable's own definitions come before those of shared libraries, so these five are what all
// rooms and Asio get here.

std::chrono::steady_clock::time_point std::chrono::steady_clock::now() noexcept {
  return time_point(VirtualTime::instance().now());
}

/// A morning in January.
std::chrono::system_clock::time_point std::chrono::system_clock::now() noexcept {
  constexpr std::chrono::seconds kEpoch{1'767'250'800 - 1000 * 3600};
  return time_point(kEpoch + VirtualTime::instance().now());
}

// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name)

/// There are no timer files: Asio then tells epoll_wait() how long it would sleep.
extern "C" int timerfd_create(int /*clock*/, int /*flags*/) noexcept {
  errno = ENOSYS;
  return -1;
}

/// All that happens in a simulation is timers and posted work, so there is nothing to look for.
extern "C" int epoll_wait(int epoll, epoll_event* events, int events_max, int timeout) {
  VirtualTime& time = VirtualTime::instance();
  if (!time.runs())
    return static_cast<int>(syscall(SYS_epoll_wait, epoll, events, events_max, timeout));
  time.count_look();
  if (timeout > 0) time.advance(std::chrono::milliseconds(timeout));
  return 0;
}

/// Asio wakes a loop that may sleep; this one does not.
extern "C" int epoll_ctl(int epoll, int operation, int file, epoll_event* event) noexcept {
  if (VirtualTime::instance().runs()) return 0;
  return static_cast<int>(syscall(SYS_epoll_ctl, epoll, operation, file, event));
}

// NOLINTEND(readability-inconsistent-declaration-parameter-name)
