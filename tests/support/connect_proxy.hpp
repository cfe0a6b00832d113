#pragma once

#include "support/loop.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <string>

namespace spotter::testing {

/// A small HTTP proxy on 127.0.0.1 that leads to one upstream on this machine, whatever name it is
/// asked for. It makes tunnels for CONNECT and passes on other requests as they came. It runs on
/// the test's loop.
class ConnectProxy {
 public:
  ConnectProxy(Loop& loop, std::uint16_t upstream_port);
  ConnectProxy(const ConnectProxy&) = delete;
  ConnectProxy& operator=(const ConnectProxy&) = delete;
  /// Closes everything and turns the loop until that is done.
  ~ConnectProxy();

  [[nodiscard]] std::uint16_t port() const noexcept;
  /// From now on each request is answered with this and closed.
  void refuse_with(std::string response);

  /// The head of the first request of each connection, in the order of arriving.
  [[nodiscard]] const std::deque<std::string>& heads() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spotter::testing
