#include "hub/buffers.hpp"
#include "hub/connection.hpp"

#include <spotter/hub/session.hpp>
#include <spotter/shard/signal.hpp>
#include <spotter/shard/task_group.hpp>

#include <utility>

namespace spotter::hub {

/// Three tasks: run() waits for the end, one reads, one writes. A fourth exists for a moment when a
/// slot comes back while an invocation is held. The machine never calls anybody, and the object is
/// called from these tasks only: a call of the Client cannot come back into it.
struct Session::Impl {
  Impl(Session& self, const Description& description, Transport& wire, Services shared,
       MakeObject make)
      : session(self),
        settings(description.settings),
        transport(wire),
        services(std::move(shared)),
        make_object(std::move(make)),
        connection(description, services.parser, services.clock.now()),
        over(services.executor),
        outbox(services.executor),
        inbox_room(services.executor),
        tasks(services.executor, services.on_bug) {}

  /// What the transport is still good for.
  enum class Link {
    whole,
    closed,  ///< the peer closed it: to be closed from here too
    broken
  };

  Task<Ending> run();
  Task<void> read_loop();
  Task<void> write_loop();
  Task<void> write_pending();
  Task<void> resume();
  Task<void> reading();
  Task<void> writing();
  Task<void> resuming();
  Task<void> end_object();

  void pump();
  void changed();
  void completed();
  void end_if_drained();
  void lose(Ending ending, Link how);
  void report(std::exception_ptr bug);
  void on_read_error(Errc code);
  void tick(TimePoint now);
  [[nodiscard]] std::size_t waiting_bytes() const noexcept {
    return in_flight.size() + connection.output().size();
  }

  Session& session;
  const Settings& settings;
  Transport& transport;
  Services services;
  MakeObject make_object;
  Connection connection;
  std::unique_ptr<HubObject> object;
  std::string in_flight;  ///< what the write under way writes; empty when there is none
  TimePoint write_started;
  Link link = Link::whole;
  bool draining = false;
  bool resume_under_way = false;
  shard::Signal over;        ///< the connection has ended: wakes run()
  shard::Signal outbox;      ///< something to write, or the end: wakes the writer
  shard::Signal inbox_room;  ///< the loop moved on, or the end: wakes a reader that paused
  shard::TaskGroup tasks;
};

// ---- the life of a session

Task<Ending> Session::Impl::run() {
  services.ticker.add(session);
  tasks.spawn(reading());
  tasks.spawn(writing());
  while (!connection.ended())
    co_await over.wait();
  // The object ends while the last words are flushed and the peer answers our close.
  if (object) co_await end_object();
  co_await tasks.join();
  object.reset();
  co_return connection.ending();
}

Task<void> Session::Impl::end_object() {
  std::exception_ptr bug;
  try {
    co_await object->on_disconnected();
  } catch (...) {
    bug = std::current_exception();
  }
  if (bug) services.on_bug(bug);
}

// A bug must not leave a session behind that nobody ends: each task reports what left it and ends
// the connection, the writer by force, because nobody else could flush and close.

void Session::Impl::report(std::exception_ptr bug) {
  services.on_bug(std::move(bug));
  connection.close(Ending::server_closed, json::Close::with_error);
  changed();
}

Task<void> Session::Impl::reading() {
  std::exception_ptr bug;
  try {
    co_await read_loop();
  } catch (...) {
    bug = std::current_exception();
  }
  if (bug) report(bug);
}

Task<void> Session::Impl::resuming() {
  std::exception_ptr bug;
  try {
    co_await resume();
  } catch (...) {
    bug = std::current_exception();
  }
  if (bug) report(bug);
}

Task<void> Session::Impl::writing() {
  std::exception_ptr bug;
  try {
    co_await write_loop();
  } catch (...) {
    bug = std::current_exception();
  }
  if (!bug) co_return;
  report(bug);
  in_flight.clear();
  lose(Ending::server_closed, Link::broken);
}

// ---- in

Task<void> Session::Impl::read_loop() {
  std::string bytes;
  while (!connection.ended()) {
    if (!connection.wants_bytes()) {
      co_await inbox_room.wait();
      continue;
    }
    clear_and_release(bytes);
    const auto got = co_await transport.read(bytes);
    if (connection.ended()) break;  // the writer closes, and this read may well end by that
    if (!got) {
      on_read_error(got.error().code);
      break;
    }
    connection.on_bytes(bytes);
    pump();
  }
}

void Session::Impl::on_read_error(Errc code) {
  if (code == Errc::closed) {
    lose(Ending::client_closed, Link::closed);
  } else if (code == Errc::malformed) {
    lose(Ending::protocol_error, Link::broken);
  } else {
    lose(Ending::connection_lost, Link::broken);
  }
}

/// Does what the machine says until it waits.
void Session::Impl::pump() {
  for (;;) {
    Connection::Step step = connection.next(services.clock.now());
    if (auto* invocation = std::get_if<Invocation>(&step)) {
      object->on_invoke(std::move(*invocation));
    } else if (std::holds_alternative<Connection::Open>(step)) {
      object = make_object(session);
    } else {
      break;
    }
  }
  changed();
}

Task<void> Session::Impl::resume() {
  resume_under_way = false;
  pump();
  inbox_room.notify();
  co_return;
}

// ---- out

/// To be called whenever the machine may have something new to say.
void Session::Impl::changed() {
  if (!connection.ended() && waiting_bytes() > settings.pending_bytes_max) {
    lose(Ending::too_slow, Link::broken);
    return;
  }
  if (connection.ended()) {
    over.notify();
    inbox_room.notify();
    outbox.notify();
  } else if (!connection.output().empty()) {
    outbox.notify();
  }
}

/// A completion may give a slot to the held invocation, and may have been the last thing to drain.
void Session::Impl::completed() {
  if (connection.resumable() && !resume_under_way) {
    resume_under_way = true;
    tasks.spawn(resuming());
  }
  if (draining) outbox.notify();
  changed();
}

Task<void> Session::Impl::write_loop() {
  while (link == Link::whole) {
    end_if_drained();
    if (!connection.output().empty()) {
      co_await write_pending();
      continue;
    }
    if (connection.ended()) break;
    clear_and_release(in_flight);
    clear_and_release(connection.output());
    co_await outbox.wait();
  }
  if (link == Link::broken) {
    transport.abort();
  } else {
    co_await transport.close();
  }
}

Task<void> Session::Impl::write_pending() {
  in_flight.swap(connection.output());
  write_started = services.clock.now();
  const auto written = co_await transport.write(in_flight, Format::text);
  in_flight.clear();
  if (!written) {
    // A peer that closed has been noticed by the reader, or will be.
    if (link == Link::whole) lose(Ending::connection_lost, Link::broken);
    co_return;
  }
  if (connection.open() && connection.output().empty()) object->on_room();
}

/// The transport does not carry anything any more. The first reason counts.
void Session::Impl::lose(Ending ending, Link how) {
  connection.abandon(ending);
  link = how;
  if (how == Link::broken) transport.abort();
  changed();
}

void Session::Impl::end_if_drained() {
  if (!draining || connection.ended()) return;
  if (object && object->busy()) return;
  connection.close(Ending::server_closed, json::Close::come_back);
  changed();
}

void Session::Impl::tick(TimePoint now) {
  const bool writing_now = !in_flight.empty();
  if (writing_now && now - write_started >= settings.send_timeout) {
    lose(Ending::too_slow, Link::broken);
    return;
  }
  connection.on_tick(now, writing_now ? Connection::Wire::writing : Connection::Wire::free);
  end_if_drained();
  changed();
}

// ---- the face

Session::Session(const Description& description, Transport& transport, Services services,
                 MakeObject make_object)
    : impl_(std::make_unique<Impl>(*this, description, transport, std::move(services),
                                   std::move(make_object))) {}

Session::~Session() = default;

Task<Ending> Session::run() {
  return impl_->run();
}

void Session::drain() {
  impl_->draining = true;
  impl_->end_if_drained();
}

void Session::shutdown() {
  if (impl_->object && !impl_->connection.ended()) impl_->object->on_shutdown();
  impl_->connection.close(Ending::server_closed, json::Close::come_back);
  impl_->changed();
}

void Session::dismiss() {
  impl_->connection.close(Ending::server_closed, json::Close::for_good);
  impl_->changed();
}

Room Session::room() const noexcept {
  const std::size_t waiting = impl_->waiting_bytes();
  if (waiting == 0) return Room::empty;
  return waiting < impl_->settings.pending_bytes_soft_max ? Room::some : Room::full;
}

void Session::push(const GrowingMessage& message) {
  impl_->connection.push(message);
  impl_->changed();
}

void Session::push(std::string_view target, std::string_view argument) {
  impl_->connection.push(target, argument);
  impl_->changed();
}

void Session::complete(InvocationKey key) {
  impl_->connection.complete(key);
  impl_->completed();
}

void Session::fail(InvocationKey key, std::string_view error) {
  impl_->connection.fail(key, error);
  impl_->completed();
}

void Session::free_slot(InvocationKey key) {
  impl_->connection.free_slot(key);
  impl_->completed();
}

void Session::on_tick(TimePoint now) {
  impl_->tick(now);
}

}  // namespace spotter::hub
