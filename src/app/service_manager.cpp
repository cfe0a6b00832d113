#include "app/service_manager.hpp"

#include "app/values.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <ctime>
#include <limits>
#include <string>
#include <unistd.h>
#include <utility>

namespace spotter::app {
namespace {

/// Microseconds: nobody is to be kept busy by what a manager, or a joker, asks for.
constexpr std::uint64_t kWatchdogLeast = 20'000;
constexpr std::uint64_t kWatchdogMost = 86'400ULL * 1'000'000;

}  // namespace

ServiceManager::ServiceManager(const Environment& environment, telemetry::Log& log) : log_(log) {
  const std::string path = environment("NOTIFY_SOCKET").value_or("");
  // A path, or with '@' in place of the null byte a name of Linux' abstract space.
  if (path.size() < 2 || (path.front() != '/' && path.front() != '@') ||
      path.size() >= sizeof address_.sun_path) {
    if (!path.empty())
      log.event(telemetry::Level::warn, "service_manager_unknown", {{"setting", "NOTIFY_SOCKET"}});
    return;
  }
  address_.sun_family = AF_UNIX;
  std::memcpy(address_.sun_path, path.data(), path.size());
  if (path.front() == '@') address_.sun_path[0] = '\0';
  address_bytes_ = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
  socket_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (socket_ < 0) {
    log.event(telemetry::Level::warn, "service_manager_deaf", {{"why", std::strerror(errno)}});
    return;
  }
  const auto pid = environment("WATCHDOG_PID");
  if (pid && *pid != std::to_string(::getpid())) return;
  const auto usec = read_number(environment("WATCHDOG_USEC").value_or(""), 1,
                                std::numeric_limits<std::uint64_t>::max());
  // Signs of life more often than asked for do no harm.
  if (usec) watchdog_ = std::chrono::microseconds(std::clamp(*usec, kWatchdogLeast, kWatchdogMost));
}

ServiceManager::~ServiceManager() {
  if (socket_ >= 0) ::close(socket_);
}

void ServiceManager::ready(std::string_view status) {
  send(std::string("READY=1\nSTATUS=").append(status));
}

void ServiceManager::reloading() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  const auto usec = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec));
  send("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(usec.count()) + "\nSTATUS=Reloading");
}

void ServiceManager::stopping(std::chrono::microseconds longest) {
  send("STOPPING=1\nSTATUS=Draining: running answers finish\nEXTEND_TIMEOUT_USEC=" +
       std::to_string(longest.count()));
}

void ServiceManager::alive() {
  send("WATCHDOG=1");
}

void ServiceManager::send(std::string_view message) {
  if (socket_ < 0) return;
  const auto* to = reinterpret_cast<const sockaddr*>(&address_);
  const auto sent =
      ::sendto(socket_, message.data(), message.size(), MSG_NOSIGNAL, to, address_bytes_);
  if (sent >= 0 || std::exchange(told_, true)) return;
  log_.event(telemetry::Level::warn, "service_manager_deaf", {{"why", std::strerror(errno)}});
}

}  // namespace spotter::app
