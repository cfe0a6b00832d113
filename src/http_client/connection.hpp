#pragma once

#include "http_client/options.hpp"

#include <spotter/base/clock.hpp>
#include <spotter/http_client/http_client.hpp>

#include <boost/intrusive/list.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace spotter::http_client {

class Connection;

/// A call as connections see it: it has a request to send, and takes the response. Nothing of this
/// runs other tasks.
class Requester : public boost::intrusive::list_base_hook<> {
 public:
  /// How a request ended on its connection.
  enum class Outcome {
    complete,  ///< the whole response came
    refused,   ///< the peer said that it did not process it
    broken,    ///< the connection broke before anything of the response came
    failed,    ///< it broke later, or the stream alone did
    malformed  ///< what came is not HTTP
  };

  [[nodiscard]] virtual const Request& request() const noexcept = 0;
  /// Good as long as the requester.
  [[nodiscard]] virtual Connecting connecting() const = 0;
  /// The request is on its way. `kept`: on a connection that has brought an answer before.
  virtual void on_sent(bool kept) = 0;
  /// A line of the response's head, see ResponseHead. False: the call is over, on_end follows.
  virtual bool on_head_line(std::string_view line) = 0;
  /// Bytes of its body. False: the call is over, on_end follows.
  virtual bool on_body(std::string_view bytes) = 0;
  /// Whether as much is unread as may be: nothing more is read before some is taken.
  [[nodiscard]] virtual bool is_full() const noexcept = 0;
  /// It is over, and the connection has forgotten this.
  virtual void on_end(Outcome outcome) = 0;
  /// There will be no connection. The pool has forgotten this.
  virtual void on_no_connection(const Error& why) = 0;

 protected:
  ~Requester() = default;
  /// Whether the connection has all of the request's body, and will not look at it again.
  [[nodiscard]] bool body_is_out() const noexcept { return stream_.body_is_out; }

 private:
  friend class Connection;
  friend class ConnectionPool;
  friend class Http1Connection;
  friend class Http2Connection;
  Connection* connection_ = nullptr;  ///< null: none yet, or no longer
  bool waiting_ = false;              ///< in the pool, for a connection
  /// What its connection knows of it.
  struct Stream {
    std::int32_t id = 0;  ///< of HTTP/2
    std::size_t body_sent = 0;
    bool body_is_out = false;
    std::size_t taken = 0;  ///< bytes that the peer was not told of
    TimePoint sent_at;
    bool ended = false;  ///< by the peer, in good order
  } stream_;
};

/// A connection that is open, and the requests that are on it.
class Connection {
 public:
  /// Who has it.
  class Owner {
   public:
    /// It takes more requests than before, or has none left.
    virtual void on_room(Connection& connection) = 0;
    /// It is of no use any more. To be destroyed later, not from inside this call.
    virtual void on_closed(Connection& connection) = 0;

   protected:
    ~Owner() = default;
  };

  Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  virtual ~Connection() = default;

  /// How many requests more it takes at this moment.
  [[nodiscard]] virtual std::size_t room() const noexcept = 0;
  /// How many it takes at once; a guess as long as the peer has not said.
  [[nodiscard]] virtual std::size_t requests_max() const noexcept = 0;
  /// Whether the peer has said how many it takes, and that is not none.
  [[nodiscard]] virtual bool is_settled() const noexcept = 0;
  [[nodiscard]] virtual bool is_idle() const noexcept = 0;
  /// room() must not be 0.
  void send(Requester& requester) {
    requester.connection_ = this;
    begin(requester);
  }
  /// Forgets a request of its own, and stops its response. No on_end follows.
  void cancel(Requester& requester) noexcept {
    requester.connection_ = nullptr;
    stop(requester);
  }
  /// The requester has taken that many bytes of the body.
  virtual void on_taken(Requester& requester, std::size_t bytes) = 0;

 protected:
  virtual void begin(Requester& requester) = 0;
  virtual void stop(Requester& requester) noexcept = 0;
  static void forget(Requester& requester) noexcept { requester.connection_ = nullptr; }
};

}  // namespace spotter::http_client
