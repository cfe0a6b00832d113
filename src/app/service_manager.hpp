#pragma once

#include <spotter/telemetry/log.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>

namespace spotter::app {

/// Whoever started the process and wants to know how it is: systemd's notify protocol
/// (sd_notify(3)), one datagram a message to the socket that NOTIFY_SOCKET names. Nothing is sent
/// where it is not set. Never blocks: what the socket does not take is lost, and the first time the
/// log says so. Lives on the main thread.
class ServiceManager {
 public:
  /// The value of an environment variable.
  using Environment = std::function<std::optional<std::string>(const std::string&)>;
  ServiceManager(const Environment& environment, telemetry::Log& log);
  ServiceManager(const ServiceManager&) = delete;
  ServiceManager& operator=(const ServiceManager&) = delete;
  ~ServiceManager();

  /// It serves; also the end of a reload. `status` is for people: one line.
  void ready(std::string_view status);
  /// Settings are read again; ready() ends it. With the time that Type=notify-reload wants.
  void reloading();
  /// The end has begun and takes `longest` at most.
  void stopping(std::chrono::microseconds longest);
  /// All is well; what a watchdog waits for.
  void alive();

  /// How long alive() may fail to come; nothing: nobody waits for it.
  [[nodiscard]] std::optional<std::chrono::microseconds> watchdog() const noexcept {
    return watchdog_;
  }

 private:
  void send(std::string_view message);

  telemetry::Log& log_;
  int socket_ = -1;  ///< -1: nobody wants to know
  sockaddr_un address_{};
  socklen_t address_bytes_ = 0;
  std::optional<std::chrono::microseconds> watchdog_;
  bool told_ = false;
};

}  // namespace spotter::app
