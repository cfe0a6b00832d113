// Non-blocking sockets on loopback, epoll, and bytes that wait for a socket.
#pragma once

#include "net/options.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <cstdint>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <string_view>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace bench {

inline sockaddr_in loopback(std::uint16_t port, std::uint32_t host = 0x7f000001) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(host);
  return address;
}

inline void set_option(int socket, int level, int name, int value) {
  setsockopt(socket, level, name, &value, sizeof value);
}

/// Listens on 127.0.0.1; port 0 takes a free one. Returns the socket, sets the port.
inline int listen_on(std::uint16_t& port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  set_option(socket, SOL_SOCKET, SO_REUSEADDR, 1);
  auto address = loopback(port);
  socklen_t size = sizeof address;
  if (bind(socket, reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
      listen(socket, 4096) != 0) {
    die("cannot listen");
  }
  getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  port = ntohs(address.sin_port);
  return socket;
}

/// Begins to connect to 127.0.0.1:port from the address `source` (host order; 0: any). Negative: no
/// socket or no port is left.
inline int connect_to(std::uint16_t port, std::uint32_t source = 0, int receive_bytes = 0) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket < 0) return -1;
  set_option(socket, IPPROTO_TCP, TCP_NODELAY, 1);
  if (receive_bytes > 0) set_option(socket, SOL_SOCKET, SO_RCVBUF, receive_bytes);
  if (source != 0) {
    // The port is chosen when the peer is known, so each pair of addresses has all ports.
    set_option(socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
    const auto from = loopback(0, source);
    if (bind(socket, reinterpret_cast<const sockaddr*>(&from), sizeof from) != 0) {
      close(socket);
      return -1;
    }
  }
  const auto to = loopback(port);
  if (connect(socket, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0 &&
      errno != EINPROGRESS) {
    close(socket);
    return -1;
  }
  return socket;
}

/// One epoll. What a socket belongs to is found by the pointer that it was added with.
class Poll {
 public:
  Poll() : epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    if (epoll_ < 0) die("no epoll");
  }
  Poll(const Poll&) = delete;
  Poll& operator=(const Poll&) = delete;
  ~Poll() { close(epoll_); }

  void add(int socket, std::uint32_t events, void* owner) {
    control(EPOLL_CTL_ADD, socket, events, owner);
  }
  void change(int socket, std::uint32_t events, void* owner) {
    control(EPOLL_CTL_MOD, socket, events, owner);
  }

  /// Calls on(owner, events) for what is ready within the time; returns how many there were.
  template <class On>
  int wait(std::int64_t timeout_ns, On on) {
    epoll_event ready[512];
    timespec timeout{timeout_ns / 1'000'000'000, timeout_ns % 1'000'000'000};
    const int count =
        epoll_pwait2(epoll_, ready, 512, timeout_ns < 0 ? nullptr : &timeout, nullptr);
    for (int i = 0; i < count; ++i)
      on(ready[i].data.ptr, ready[i].events);
    return count;
  }

 private:
  void control(int what, int socket, std::uint32_t events, void* owner) {
    epoll_event event{};
    event.events = events;
    event.data.ptr = owner;
    if (epoll_ctl(epoll_, what, socket, &event) != 0) die("epoll_ctl failed");
  }

  int epoll_;
};

/// Bytes on their way into a socket: what it does not take at once waits.
class Outgoing {
 public:
  enum class State { all_sent, waiting, broken };

  State send(int socket, std::string_view bytes) {
    if (waiting() == 0) {
      const auto sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent < 0 && errno != EAGAIN) return State::broken;
      if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
      if (bytes.empty()) return State::all_sent;
    }
    kept_.append(bytes);
    return State::waiting;
  }

  /// The socket takes bytes again.
  State go_on(int socket) {
    if (waiting() > 0) {
      const auto sent = ::send(socket, kept_.data() + sent_, waiting(), MSG_NOSIGNAL);
      if (sent < 0 && errno != EAGAIN) return State::broken;
      if (sent > 0) sent_ += static_cast<std::size_t>(sent);
      if (waiting() > 0) return State::waiting;
    }
    std::string().swap(kept_);
    sent_ = 0;
    return State::all_sent;
  }

  [[nodiscard]] std::size_t waiting() const { return kept_.size() - sent_; }

 private:
  std::string kept_;
  std::size_t sent_ = 0;
};

}  // namespace bench
