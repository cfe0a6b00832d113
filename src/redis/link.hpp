#pragma once

#include "redis/reply_reader.hpp"

#include <spotter/redis/settings.hpp>
#include <spotter/shard/task.hpp>

#include <boost/asio/posix/basic_stream_descriptor.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::redis {

/// One connection, as hiredis makes it, on a shard's loop: its socket becomes waits of the loop. No
/// policy. Nothing of others runs inside hiredis' functions: what the listener does there
/// (Signal::notify) only wakes tasks later.
class Link {
 public:
  class Listener {
   public:
    virtual ~Listener() = default;
    /// One call for each command sent, in order. Null: the link closes before the answer.
    virtual void on_reply(Reply* reply) = 0;
    /// The link closed by itself; a constant word says why. Not after close().
    virtual void on_lost(std::string_view reason) = 0;
  };

  /// Begins to connect: to the socket's path, or to `address`, an IP address, and the port.
  Link(ShardExecutor executor, const Endpoint& endpoint, const std::string& address,
       std::size_t reply_bytes_max, Listener& listener);
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;
  /// As close().
  ~Link();

  [[nodiscard]] bool is_open() const noexcept { return context_ != nullptr; }
  /// Bytes that wait to be sent.
  [[nodiscard]] std::size_t unsent_bytes() const noexcept;
  /// Queues a command; false when closed.
  bool send(const std::vector<std::string>& args);
  /// Reads what the system has for us by now.
  void read_now();
  /// Ends it at once; the listener gets a null for each answer that did not come. Not from inside
  /// of a listener.
  void close();

 private:
  struct Watch;
  enum class Direction { read, write };

  static void on_reply(redisAsyncContext* context, void* reply, void* self);
  static void on_connect(const redisAsyncContext* context, int status);
  void adopt(redisAsyncContext* context);
  void want(Direction direction, bool wanted);
  void arm(Direction direction);
  void act(Direction direction);
  void on_cleanup();
  [[nodiscard]] std::string_view reason() const;

  ShardExecutor executor_;
  std::size_t reply_bytes_max_;
  Listener& listener_;
  ReplyReader reader_;
  redisAsyncContext* context_ = nullptr;  ///< hiredis frees it, in the end also by itself
  /// Shared with waits of the loop, whose handlers may run after this.
  std::shared_ptr<Watch> watch_;
  bool connected_ = false;
  bool closing_ = false;
};

}  // namespace spotter::redis
