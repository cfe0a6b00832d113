// A connection of the scripted upstream, HTTP/1.1 or HTTP/2 on clear text.
#pragma once

#include "net/socket.hpp"
#include "upstream/schedule.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace bench {

/// What connections share. One thread uses it.
struct World {
  Poll poll;
  Schedule schedule;
  Shape shape;  ///< of answers whose model's name says nothing
  std::uint64_t requests = 0;

  explicit World(std::int64_t tick_ns) : schedule(tick_ns) {}
  /// How long an answer waits before its first delta: less than its period, spread evenly.
  std::int64_t wait_of(const Shape& shape_of_it);
};

/// Its protocol's machine: bytes in; bytes out go through the socket that it is given.
class Protocol {
 public:
  virtual ~Protocol() = default;
  /// False: the connection is over.
  virtual bool on_bytes(std::string_view bytes) = 0;
  /// Sends what gathered since the last call.
  virtual bool flush() = 0;
  /// The socket takes bytes again.
  virtual bool on_writable() = 0;
};

/// What a protocol writes into: the socket, and what it did not take yet.
class Wire {
 public:
  Wire(World& world, int socket, void* owner) : world_(world), socket_(socket), owner_(owner) {}

  bool send(std::string_view bytes) { return watch(out_.send(socket_, bytes)); }
  bool go_on() { return watch(out_.go_on(socket_)); }

 private:
  bool watch(Outgoing::State state) {
    const bool waits = state == Outgoing::State::waiting;
    if (waits != waits_) {
      world_.poll.change(socket_, waits ? EPOLLIN | EPOLLOUT : EPOLLIN, owner_);
      waits_ = waits;
    }
    return state != Outgoing::State::broken;
  }

  World& world_;
  int socket_;
  void* owner_;
  Outgoing out_;
  bool waits_ = false;
};

std::unique_ptr<Protocol> make_http1(World& world, Wire& wire);
/// `on_dirty(context)` is called when there is something to flush().
std::unique_ptr<Protocol> make_http2(World& world, Wire& wire, void (*on_dirty)(void*),
                                     void* context);

}  // namespace bench
