#pragma once

#include "http_client/curl_handle.hpp"

#include <spotter/shard/task.hpp>

#include <boost/asio/posix/basic_stream_descriptor.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>

namespace spotter::http_client {

/// A running easy handle's owner, as the loop sees it. Stored as CURLOPT_PRIVATE.
class Transfer {
 public:
  virtual ~Transfer() = default;
  /// The transfer ended and left the loop. No curl function runs at this moment.
  virtual void on_end(CURLcode code) = 0;
};

/// libcurl's multi handle on a shard's loop. An epoll of its own looks at curl's sockets, and the
/// loop looks at that: curl acts on all that became readable in one round, and a socket is made
/// known once, not after each of its events. Never enter it from a curl callback. Nothing of others
/// runs inside curl's functions: what callbacks tell (Signal::notify) only wakes tasks later.
class MultiLoop {
 public:
  MultiLoop(ShardExecutor executor, std::size_t connections_max);
  MultiLoop(const MultiLoop&) = delete;
  MultiLoop& operator=(const MultiLoop&) = delete;
  /// All transfers must have left.
  ~MultiLoop();

  void add(CURL* easy, Transfer& transfer);
  /// Stops a transfer at once: its HTTP/1.1 connection closes, its HTTP/2 stream is reset.
  void remove(CURL* easy) noexcept;
  /// Goes on with a transfer whose write callback had paused it; may call that callback.
  CURLcode resume(CURL* easy) noexcept;
  /// Makes curl send and read once more on the HTTP/2 connection of a transfer. libcurl 7.88 needs
  /// it when another transfer of the connection ended, and after much arrived at once: it may have
  /// read more from the socket than it looked at, and wait for the socket to tell of that; and the
  /// reset of a cancelled stream lies unsent until something else is sent.
  void nudge(CURL* easy) noexcept;
  /// Runs the transfers that asked for it, a nudged one among them. Not from on_end().
  void run_what_is_due();

 private:
  using Descriptor = asio::posix::basic_stream_descriptor<ShardExecutor>;
  /// A socket of curl's that is looked at.
  struct Watch {
    std::uint32_t round = 0;  ///< tells it from one that had its number before
    int wanted = 0;           ///< CURL_POLL_IN and CURL_POLL_OUT, as bits
  };
  struct FreeMulti {
    void operator()(CURLM* multi) const noexcept { curl_multi_cleanup(multi); }
  };
  using Multi = std::unique_ptr<CURLM, FreeMulti>;

  static int on_socket(CURL* easy, curl_socket_t fd, int what, void* self, void* socket_data);
  static int on_timer(CURLM* multi, long milliseconds, void* self);

  void watch(curl_socket_t fd, int what);
  void wait_for_sockets();
  void act_on_sockets();
  void set_timer(long milliseconds);
  void act(curl_socket_t fd, int events);
  void collect_ended();

  Timer timer_;
  std::uint64_t timer_round_ = 0;
  std::unordered_map<curl_socket_t, Watch> watches_;
  std::uint32_t watches_so_far_ = 0;
  Descriptor sockets_;  ///< the epoll
  bool waiting_ = false;
  /// The handlers of waits may run after all of this is gone.
  std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
  Multi multi_;  ///< last: its end calls on_socket
};

}  // namespace spotter::http_client
