#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <sys/types.h>
#include <vector>

namespace spotter::testing {

/// Debian's redis-server as a process of its own, on a loopback port and a socket in a folder of
/// its own. It keeps nothing on disk.
class RedisServer {
 public:
  /// `options` as on its command line, such as {"--requirepass", "x"}. Returns when it answers.
  /// Throws when it does not start.
  explicit RedisServer(std::vector<std::string> options = {});
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;
  /// Kills it.
  ~RedisServer();

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  /// "redis://" + `user` + "127.0.0.1:PORT" + `path`.
  [[nodiscard]] std::string url(const std::string& user = "", const std::string& path = "") const;
  [[nodiscard]] std::string unix_url(const std::string& query = "") const;

  /// What redis-cli prints for a command, without the last line's end. Not while it is silent.
  [[nodiscard]] std::string cli(const std::string& command) const;
  /// How often clients and scripts asked for a command.
  [[nodiscard]] std::size_t calls_of(const std::string& command) const;

  /// It accepts connections (the system does) and answers nothing.
  void silence();
  void wake();
  void kill();
  /// After kill(): empty, on the same port.
  void start();

 private:
  void spawn();
  bool answers() const;
  bool ended();

  std::vector<std::string> options_;
  std::filesystem::path folder_;
  std::uint16_t port_ = 0;
  pid_t pid_ = -1;
  bool running_ = false;
};

}  // namespace spotter::testing
