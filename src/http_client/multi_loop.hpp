#pragma once

#include "http_client/curl_handle.hpp"

#include <spotter/shard/task.hpp>

#include <boost/asio/posix/basic_stream_descriptor.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <sys/epoll.h>
#include <unordered_map>

namespace spotter::http_client {

/// A running easy handle's owner, as the loop sees it. Stored as CURLOPT_PRIVATE.
class Transfer {
 public:
  virtual ~Transfer() = default;
  /// The transfer ended. It stays in the loop: one that connected would lose its connection. No
  /// curl function runs at this moment.
  virtual void on_end(CURLcode code) = 0;
};

/// A socket that is looked at: what its epoll event points to.
struct Watch {
  class SocketUser* user = nullptr;  ///< null: it is curl's
  curl_socket_t fd = CURL_SOCKET_BAD;
  int wanted = 0;  ///< CURL_POLL_IN and CURL_POLL_OUT, as bits
};

/// Somebody with a socket of their own.
class SocketUser {
 public:
  SocketUser() { watch_.user = this; }
  SocketUser(const SocketUser&) = delete;
  SocketUser& operator=(const SocketUser&) = delete;
  /// As long as it is so. An error of the socket is readable.
  virtual void on_ready(bool readable, bool writable) = 0;

 protected:
  ~SocketUser() = default;

 private:
  friend class MultiLoop;
  Watch watch_;
};

/// libcurl's multi handle on a shard's loop, and the sockets of those whose connections it made. An
/// epoll of its own looks at all of them, and the loop looks at that: what became readable is read
/// in one round, and a socket is made known once, not after each of its events. Never enter it from
/// a curl callback. Nothing of others runs inside curl's functions: what callbacks tell
/// (Signal::notify) only wakes tasks later.
class MultiLoop {
 public:
  explicit MultiLoop(ShardExecutor executor);
  MultiLoop(const MultiLoop&) = delete;
  MultiLoop& operator=(const MultiLoop&) = delete;
  /// All transfers must have left.
  ~MultiLoop();

  void add(CURL* easy, Transfer& transfer);
  /// Stops a transfer at once, and closes its connection.
  void remove(CURL* easy) noexcept;

  /// What `user` is told of its one socket from now on; nothing: forgets it, which must be before
  /// either of them is gone.
  void watch_for(curl_socket_t fd, SocketUser& user, bool reading, bool writing);

 private:
  using Descriptor = asio::posix::basic_stream_descriptor<ShardExecutor>;
  struct FreeMulti {
    void operator()(CURLM* multi) const noexcept { curl_multi_cleanup(multi); }
  };
  using Multi = std::unique_ptr<CURLM, FreeMulti>;

  static int on_socket(CURL* easy, curl_socket_t fd, int what, void* self, void* socket_data);
  static int on_timer(CURLM* multi, long milliseconds, void* self);

  void watch(Watch& watch, int wanted);
  void forget(Watch& watch) noexcept;
  void wait_for_sockets();
  void act_on_sockets();
  void set_timer(long milliseconds);
  void act(curl_socket_t fd, int events);
  void collect_ended();

  Timer timer_;
  std::uint64_t timer_round_ = 0;
  std::unordered_map<curl_socket_t, Watch> curls_;  ///< sockets
  std::size_t watches_ = 0;                         ///< of all
  std::span<epoll_event> round_;                    ///< what is still to be told in this one
  Descriptor sockets_;                              ///< the epoll
  bool waiting_ = false;
  /// The handlers of waits may run after all of this is gone.
  std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
  Multi multi_;  ///< last: its end calls on_socket
};

}  // namespace spotter::http_client
