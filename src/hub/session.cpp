#include "hub/buffers.hpp"
#include "hub/connection.hpp"

#include <spotter/hub/session.hpp>
#include <spotter/shard/signal.hpp>
#include <spotter/shard/task_group.hpp>

#include <boost/asio/post.hpp>

#include <algorithm>
#include <list>
#include <optional>
#include <utility>
#include <variant>

namespace spotter::hub {
namespace {

/// A task of the application that waits for the client. It lives in that task's frame.
struct Waiter {
  explicit Waiter(ShardExecutor executor) : woken(executor) {}
  InvocationKey key = 0;  ///< of an upload's invocation; 0: of none
  std::size_t upload = 0;
  Connection::ClientCall call = 0;  ///< of a call of the client; 0: of none
  std::optional<ClientResult> result;
  shard::Signal woken;
};

/// Who asks whether the client is there. It lives in that task's frame.
struct Asker {
  explicit Asker(ShardExecutor executor) : woken(executor) {}
  std::optional<bool> answer;
  shard::Signal woken;
};

}  // namespace

/// Tasks: run() reads from the first transport, and waits for the end; carry() does the same for a
/// later one. What is written needs a task only while the transport cannot take it. One more waits
/// for a sign of life when somebody asks, one for the object to end, and one exists for a moment
/// when the loop may go on that was held. The machine never calls anybody, and the object is called
/// from these tasks, and from what they leave to the loop, only: a call of the Client cannot come
/// back into it.
struct Session::Impl {
  Impl(Session& self, const Description& described, Peer peer, Services shared, MakeObject make)
      : session(self),
        description(described),
        settings(described.settings),
        looks_for_stuck_writes(peer.pings),
        services(std::move(shared)),
        make_object(std::move(make)),
        connection(described, peer, services.parser, services.clock.now()),
        queue(shard::RunQueue::of(services.executor)),
        over(services.executor),
        inbox_room(services.executor),
        wire_free(services.executor),
        free(services.executor),
        tasks(services.executor, services.on_bug) {}

  /// What became ready in one round of the loop goes out together in a later one.
  struct Write final : shard::Runnable {
    explicit Write(Impl& whose) : session(whose) {}
    void run() override { session.write_in_turn(); }
    Impl& session;
  };

  /// What the transport is still good for.
  enum class Link {
    whole,
    closed,  ///< the peer closed it: to be closed from here too
    broken
  };

  Task<Ending> run(Transport& first);
  Task<void> carry_over(Transport& over_this);
  Task<void> carry(Transport& next, bool mine);
  Task<bool> take_over();
  void lend_memory() noexcept;
  void give_memory_back(std::string& buffer) noexcept;
  /// Nothing was to be said: to nobody, or of a call that is over.
  void take_back_unused() noexcept {
    if (connection.output().empty()) give_memory_back(connection.output());
  }
  void wake_writer();
  void write_in_turn();
  std::optional<Task<Result<void>>> write();
  std::optional<Task<Result<void>>> try_to_write();
  void wrote(const Result<void>& written);
  Task<void> writing(Task<Result<void>> rest);
  Task<void> leave();
  Task<void> resume();
  Task<void> resuming();
  Task<void> pinging(Transport& over_this, Duration patience);
  Task<void> end_object();
  Task<UploadItem> next_item(InvocationKey key, std::size_t upload);
  Task<ClientResult> ask(InvocationKey on_behalf, std::string target, std::string argument);
  Task<bool> is_there(Duration patience);

  void pump();
  void invoke(Invocation invocation);
  void arrive(InvocationKey key);
  void answer(Connection::Answered answered);
  void tell_askers(bool there);
  void changed();
  void completed();
  void resume_if_possible();
  void end_if_drained();
  void end_with(Ending ending, Link how);
  void lose_link(Ending ending, Link how);
  void report(std::exception_ptr bug);
  void on_read_error(Errc code);
  void tick(TimePoint now);
  void tick_in_time();
  void on_end();
  /// Nothing more is to be written: the transport is to be left.
  [[nodiscard]] bool done_writing() const noexcept {
    return link != Link::whole || (connection.ended() && connection.output().empty());
  }
  [[nodiscard]] bool broken() const noexcept { return link == Link::broken; }
  [[nodiscard]] std::size_t waiting_bytes() const noexcept {
    return in_flight.size() + connection.output().size() + connection.outbox().waiting_bytes();
  }

  Session& session;
  const Description& description;
  const Settings& settings;
  const bool looks_for_stuck_writes;
  Services services;
  MakeObject make_object;
  Connection connection;
  std::unique_ptr<HubObject> object;
  Transport* transport = nullptr;  ///< the one in use; null: the client is away
  bool taking_over = false;        ///< another waits for its place
  bool reader_ended = true;
  bool writer_awake = false;  ///< it writes, or will in a later round of the loop
  bool ping_under_way = false;
  enum class Object { lives, ends, gone } end_of_object = Object::lives;
  std::string in_flight;  ///< what the write under way writes; empty when there is none
  TimePoint write_started;
  TimePoint last_call;  ///< when one began or ended
  Link link = Link::whole;
  bool room_owed = false;  ///< the object has not been told that there is room again
  bool draining = false;
  bool resume_under_way = false;
  Write write_soon{*this};
  shard::RunQueue& queue;
  std::list<Waiter*> waiters;
  std::list<Asker*> askers;  ///< kAskersMax at most
  shard::Signal over;        ///< something has ended: wakes run()
  shard::Signal
      inbox_room;  ///< the loop moved on, or the end: wakes a reader that paused or is done
  shard::Signal wire_free;  ///< the reader or the ping has ended: wakes who leaves the transport
  shard::Signal free;       ///< there is no transport any more: wakes who takes over
  shard::TaskGroup tasks;
};

// ---- the life of a session

Task<Ending> Session::Impl::run(Transport& first) {
  tick_in_time();
  co_await carry_over(first);
  // Nobody reads any more; the client may still come back over another transport.
  for (;;) {
    co_await tasks.join();
    if (end_of_object == Object::gone && transport == nullptr && !taking_over && askers.empty())
      break;
    co_await over.wait();
  }
  object.reset();
  co_return connection.ending();
}

/// Wakes all who wait for the client. The object ends while the last words are flushed and the peer
/// answers our close.
void Session::Impl::on_end() {
  if (end_of_object != Object::lives) return;
  end_of_object = Object::ends;
  asio::post(services.executor, [this] { tasks.spawn(end_object()); });
}

Task<void> Session::Impl::end_object() {
  for (Waiter* waiter : waiters)
    waiter->woken.notify();
  tell_askers(false);
  std::exception_ptr bug;
  try {
    if (object) co_await object->on_disconnected(connection.ending(), connection.ending_error());
  } catch (...) {
    bug = std::current_exception();
  }
  if (bug) services.on_bug(bug);
  end_of_object = Object::gone;
  over.notify();
}

/// Reads until the session or the transport is over; returns when the transport is left.
Task<void> Session::Impl::carry_over(Transport& over_this) {
  transport = &over_this;
  reader_ended = false;
  wake_writer();
  std::exception_ptr bug;
  try {
    std::string bytes;
    while (!connection.ended() && link == Link::whole) {
      if (!connection.wants_bytes()) {
        co_await inbox_room.wait();
        continue;
      }
      clear_and_release(bytes);
      const auto got = co_await over_this.read(bytes);
      // Else the writer closes, and this read may well end by that.
      if (connection.ended() || link != Link::whole) break;
      if (!got) {
        on_read_error(got.error().code);
        break;
      }
      connection.on_bytes(bytes);
      pump();
    }
  } catch (...) {
    bug = std::current_exception();
  }
  if (bug) report(bug);
  reader_ended = true;
  wire_free.notify();
  while (transport == &over_this)
    co_await inbox_room.wait();
}

// ---- another transport

/// Waits until the transport before has been left. False: the session is over.
Task<bool> Session::Impl::take_over() {
  tell_askers(true);
  if (transport != nullptr && connection.can_reconnect())
    lose_link(Ending::connection_lost, Link::broken);
  while (transport != nullptr)
    co_await free.wait();
  taking_over = false;
  over.notify();
  co_return connection.can_reconnect();
}

Task<void> Session::Impl::carry(Transport& next, bool mine) {
  bool taken = false;
  if (mine) taken = co_await take_over();
  if (!taken) {
    co_await next.close();
    co_return;
  }
  link = Link::whole;
  connection.come_back(services.clock.now());
  room_owed = object != nullptr;
  tick_in_time();
  co_await carry_over(next);
}

// A bug must not leave a session behind that nobody ends: each task reports what left it and ends
// the connection, the writer by force, because nobody else could flush and close.

void Session::Impl::report(std::exception_ptr bug) {
  services.on_bug(std::move(bug));
  connection.close_with_error(Ending::server_closed, {"Exception", "a bug of the server"});
  changed();
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

// ---- in

void Session::Impl::on_read_error(Errc code) {
  if (code == Errc::closed) {
    end_with(Ending::client_closed, Link::closed);
  } else if (code == Errc::malformed) {
    end_with(Ending::protocol_error, Link::broken);
  } else {
    lose_link(Ending::connection_lost, Link::broken);
  }
}

/// Does what the machine says until it waits.
void Session::Impl::pump() {
  for (;;) {
    Connection::Step step = connection.next(services.clock.now());
    if (auto* invocation = std::get_if<Invocation>(&step)) {
      invoke(std::move(*invocation));
    } else if (std::holds_alternative<Connection::Open>(step)) {
      last_call = services.clock.now();
      object = make_object(session);
      if (!object) connection.fail_to_open();
    } else if (const auto* cancelled = std::get_if<Connection::Cancelled>(&step)) {
      object->on_cancel(cancelled->key);
    } else if (const auto* arrived = std::get_if<Connection::Arrived>(&step)) {
      arrive(arrived->key);
    } else if (auto* answered = std::get_if<Connection::Answered>(&step)) {
      answer(std::move(*answered));
    } else {
      break;
    }
  }
  changed();
  tick_in_time();
}

/// A method that throws is a bug, and the call's: it fails, the connection goes on.
void Session::Impl::invoke(Invocation invocation) {
  last_call = services.clock.now();
  const InvocationKey key = invocation.key;
  const Method& method = description.methods[invocation.method];
  std::exception_ptr bug;
  try {
    method.run(*object, session, std::move(invocation));
  } catch (...) {
    bug = std::current_exception();
  }
  if (!bug) return;
  services.on_bug(bug);
  if (connection.runs(key)) connection.fail(key, {"Exception", "a bug of the server"});
}

Task<void> Session::Impl::resume() {
  resume_under_way = false;
  pump();
  inbox_room.notify();
  co_return;
}

void Session::Impl::resume_if_possible() {
  if (!connection.resumable() || resume_under_way) return;
  resume_under_way = true;
  tasks.spawn(resuming());
}

// ---- what methods wait for

void Session::Impl::arrive(InvocationKey key) {
  for (Waiter* waiter : waiters)
    if (waiter->key == key) waiter->woken.notify();
}

void Session::Impl::answer(Connection::Answered answered) {
  const auto found = std::find_if(waiters.begin(), waiters.end(), [&](const Waiter* waiter) {
    return waiter->call == answered.call;
  });
  if (found == waiters.end()) return;
  (*found)->result = std::move(answered.result);
  (*found)->woken.notify();
}

Task<UploadItem> Session::Impl::next_item(InvocationKey key, std::size_t upload) {
  Waiter waiter(services.executor);
  waiter.key = key;
  waiter.upload = upload;
  std::optional<UploadItem> item;
  const auto place = waiters.insert(waiters.end(), &waiter);
  while (!(item = connection.take_item(key, upload)))
    co_await waiter.woken.wait();
  waiters.erase(place);
  resume_if_possible();
  co_return std::move(*item);
}

Task<ClientResult> Session::Impl::ask(InvocationKey on_behalf, std::string target,
                                      std::string argument) {
  Waiter waiter(services.executor);
  waiter.call = connection.ask(on_behalf, target, argument);
  if (waiter.call == 0) {
    co_return ClientResult(hub_exception("The client cannot be asked now."));
  }
  const auto place = waiters.insert(waiters.end(), &waiter);
  completed();
  while (!waiter.result && !connection.ended())
    co_await waiter.woken.wait();
  waiters.erase(place);
  if (!waiter.result) co_return ClientResult(hub_exception("The connection is over."));
  co_return std::move(*waiter.result);
}

// ---- whether the client is there

Task<bool> Session::Impl::is_there(Duration patience) {
  if (connection.ended()) co_return false;
  if (taking_over) co_return true;  // it has just come back
  if (transport == nullptr || link != Link::whole) co_return false;
  if (askers.size() >= kAskersMax) co_return true;
  Asker asker(services.executor);
  const auto place = askers.insert(askers.end(), &asker);
  if (!std::exchange(ping_under_way, true)) tasks.spawn(pinging(*transport, patience));
  while (!asker.answer)
    co_await asker.woken.wait();
  askers.erase(place);
  if (askers.empty()) over.notify();
  co_return *asker.answer;
}

Task<void> Session::Impl::pinging(Transport& over_this, Duration patience) {
  bool there = false;
  std::exception_ptr bug;
  try {
    there = co_await over_this.ping(patience);
  } catch (...) {
    bug = std::current_exception();
  }
  if (bug) report(bug);
  ping_under_way = false;
  tell_askers(there);
  wire_free.notify();
}

void Session::Impl::tell_askers(bool there) {
  for (Asker* asker : askers) {
    if (asker->answer) continue;
    asker->answer = there;
    asker->woken.notify();
  }
}

// ---- out

/// To be called whenever the machine may have something new to say.
void Session::Impl::changed() {
  if (!connection.ended() && waiting_bytes() > settings.pending_bytes_max) {
    end_with(Ending::too_slow, Link::broken);
    return;
  }
  if (connection.ended()) {
    on_end();
    inbox_room.notify();
    wake_writer();
  } else if (!connection.output().empty() || room_owed) {
    wake_writer();
  }
}

/// A completion may give a slot to the held invocation, and may have been the last thing to drain.
void Session::Impl::completed() {
  last_call = services.clock.now();
  resume_if_possible();
  if (draining) wake_writer();
  changed();
}

/// Before a frame of an answer is added: most often the next thing is that it is written.
void Session::Impl::lend_memory() noexcept {
  if (connection.output().empty() && !connection.outbox().keeps())
    services.spares.lend(connection.output());
}

void Session::Impl::give_memory_back(std::string& buffer) noexcept {
  const bool busy = connection.calls_running() > 0;
  if (buffer.capacity() <= (busy ? kBusyBufferBytesMax : kIdleBufferBytesMax)) {
    buffer.clear();
  } else {
    services.spares.take(buffer);
  }
}

void Session::Impl::wake_writer() {
  if (transport == nullptr || std::exchange(writer_awake, true)) return;
  queue.post(write_soon);
}

void Session::Impl::write_in_turn() {
  auto rest = write();
  if (rest) {
    tasks.spawn(writing(std::move(*rest)));
  } else if (done_writing()) {
    tasks.spawn(leave());
  } else {
    writer_awake = false;
  }
}

/// Writes for as long as nothing has to wait. Else: what is to be awaited first.
std::optional<Task<Result<void>>> Session::Impl::write() {
  std::exception_ptr bug;
  try {
    return try_to_write();
  } catch (...) {
    bug = std::current_exception();
  }
  report(bug);
  in_flight.clear();
  end_with(Ending::server_closed, Link::broken);
  return std::nullopt;
}

std::optional<Task<Result<void>>> Session::Impl::try_to_write() {
  while (link == Link::whole) {
    end_if_drained();
    if (!connection.output().empty()) {
      in_flight.swap(connection.output());
      write_started = services.clock.now();
      auto begun = transport->begin_write(in_flight, connection.format());
      if (auto* rest = std::get_if<Task<Result<void>>>(&begun)) return std::move(*rest);
      wrote(std::get<Result<void>>(begun));
      continue;
    }
    if (connection.ended()) break;
    if (room_owed && !connection.outbox().blocked()) {
      room_owed = false;
      object->on_room();
      continue;
    }
    give_memory_back(in_flight);
    give_memory_back(connection.output());
    break;
  }
  return std::nullopt;
}

void Session::Impl::wrote(const Result<void>& written) {
  in_flight.clear();
  if (written) {
    room_owed = object && connection.open();
  } else if (link == Link::whole) {
    // A peer that closed has been noticed by the reader, or will be.
    lose_link(Ending::connection_lost, Link::broken);
  }
}

/// The writer while the transport makes it wait.
Task<void> Session::Impl::writing(Task<Result<void>> rest) {
  tick_in_time();
  std::optional<Task<Result<void>>> next(std::move(rest));
  while (next) {
    std::exception_ptr bug;
    try {
      const auto written = co_await std::move(*next);
      wrote(written);
    } catch (...) {
      bug = std::current_exception();
    }
    next.reset();
    if (bug) {
      report(bug);
      in_flight.clear();
      end_with(Ending::server_closed, Link::broken);
    }
    next = write();
  }
  if (done_writing()) {
    co_await leave();
  } else {
    writer_awake = false;
  }
}

/// The last thing that the writer does.
Task<void> Session::Impl::leave() {
  std::exception_ptr bug;
  try {
    if (broken()) {
      transport->abort();
    } else {
      co_await transport->close();
    }
  } catch (...) {
    bug = std::current_exception();
  }
  if (bug) {
    report(bug);
    end_with(Ending::server_closed, Link::broken);
  }
  while (!reader_ended || ping_under_way)
    co_await wire_free.wait();
  transport = nullptr;
  writer_awake = false;
  inbox_room.notify();
  free.notify();
  over.notify();
}

/// It is over, and the transport is good for no more words. The first reason counts.
void Session::Impl::end_with(Ending ending, Link how) {
  connection.abandon(ending);
  link = how;
  if (broken() && transport != nullptr) transport->abort();
  changed();
}

/// The transport does not carry anything any more; the client may come back over another.
void Session::Impl::lose_link(Ending ending, Link how) {
  if (!connection.can_reconnect()) {
    end_with(ending, how);
    return;
  }
  connection.leave(services.clock.now());
  link = how;
  tell_askers(false);
  if (transport != nullptr) transport->abort();
  inbox_room.notify();
  wake_writer();
  tick_in_time();
}

void Session::Impl::end_if_drained() {
  if (!draining || connection.ended()) return;
  if (object && object->busy()) return;
  connection.close(Ending::server_closed, Close::come_back);
  changed();
}

void Session::Impl::tick(TimePoint now) {
  const bool writing_now = !in_flight.empty();
  if (looks_for_stuck_writes && writing_now && now - write_started >= settings.send_timeout) {
    lose_link(Ending::too_slow, Link::broken);
    return;
  }
  connection.on_tick(now, writing_now ? Connection::Wire::writing : Connection::Wire::free);
  end_if_drained();
  changed();
}

/// Sees to it that the next tick that matters comes. To be called when it may have come nearer.
void Session::Impl::tick_in_time() {
  TimePoint due = connection.next_due();
  if (draining && !connection.ended()) due = TimePoint::min();  // the object may rest any time
  if (looks_for_stuck_writes && !in_flight.empty())
    due = std::min<TimePoint>(due, write_started + settings.send_timeout);
  services.ticker.call_by(session, due);
}

// ---- the face

Session::Session(const Description& description, Peer peer, Services services,
                 MakeObject make_object)
    : impl_(std::make_unique<Impl>(*this, description, peer, std::move(services),
                                   std::move(make_object))) {}

Session::~Session() = default;

Task<Ending> Session::run(Transport& transport) {
  return impl_->run(transport);
}

bool Session::can_reconnect() const noexcept {
  return impl_->connection.can_reconnect() && !impl_->taking_over;
}

Task<void> Session::carry(Transport& transport) {
  const bool mine = can_reconnect();
  if (mine) impl_->taking_over = true;
  return impl_->carry(transport, mine);
}

void Session::drain() {
  impl_->draining = true;
  impl_->end_if_drained();
  impl_->tick_in_time();
}

void Session::shutdown() {
  dismiss(Close::come_back);
}

void Session::dismiss(Close close) {
  if (impl_->object && !impl_->connection.ended()) impl_->object->on_shutdown();
  impl_->connection.close(Ending::server_closed, close);
  impl_->changed();
}

Standing Session::standing() const {
  const Connection& connection = impl_->connection;
  Standing standing;
  standing.encoding = connection.encoding();
  standing.version = connection.version();
  standing.stateful = connection.outbox().keeps();
  standing.away = connection.can_reconnect() && impl_->transport == nullptr;
  standing.calls_running = connection.calls_running();
  standing.bytes_unsent = impl_->waiting_bytes();
  standing.last_call = impl_->last_call;
  return standing;
}

void Session::client_closed() {
  if (!impl_->connection.ended()) impl_->end_with(Ending::client_closed, Impl::Link::closed);
}

void Session::lose() {
  impl_->end_with(Ending::connection_lost, Impl::Link::broken);
}

Room Session::room() const noexcept {
  if (impl_->connection.outbox().blocked()) return Room::full;
  const std::size_t waiting = impl_->waiting_bytes();
  if (waiting == 0) return Room::empty;
  return waiting < impl_->settings.pending_bytes_soft_max ? Room::some : Room::full;
}

Encoding Session::encoding() const noexcept {
  return impl_->connection.encoding();
}

void Session::push(const GrowingMessage& message) {
  impl_->lend_memory();
  impl_->connection.push(message);
  impl_->take_back_unused();
  impl_->changed();
}

void Session::push(std::string_view target, std::string_view argument) {
  impl_->connection.push(target, argument);
  impl_->changed();
}

void Session::item(InvocationKey key, std::string_view json) {
  impl_->lend_memory();
  impl_->connection.item(key, json);
  impl_->take_back_unused();
  impl_->changed();
}

void Session::complete(InvocationKey key) {
  impl_->connection.complete(key);
  impl_->arrive(key);
  impl_->completed();
}

void Session::complete(InvocationKey key, std::string_view json) {
  complete(key, Json{std::string(json)});
}

void Session::complete(InvocationKey key, const Json& result) {
  impl_->connection.complete(key, result);
  impl_->arrive(key);
  impl_->completed();
}

void Session::fail(InvocationKey key, const Failure& failure) {
  impl_->connection.fail(key, failure);
  impl_->arrive(key);
  impl_->completed();
}

void Session::free_slot(InvocationKey key) {
  impl_->connection.free_slot(key);
  impl_->completed();
}

Task<UploadItem> Session::next_item(InvocationKey key, std::size_t upload) {
  return impl_->next_item(key, upload);
}

Task<ClientResult> Session::ask(InvocationKey on_behalf, std::string target, std::string argument) {
  return impl_->ask(on_behalf, std::move(target), std::move(argument));
}

Task<bool> Session::is_there(Duration patience) {
  return impl_->is_there(patience);
}

void Session::abort() {
  impl_->connection.close(Ending::server_closed, Close::for_good);
  impl_->changed();
}

void Session::abort_with_error() {
  impl_->connection.close_with_error(Ending::server_closed,
                                     {"Exception", "a value that cannot be written"});
  impl_->changed();
}

void Session::on_tick(TimePoint now) {
  std::exception_ptr bug;
  try {
    impl_->tick(now);
  } catch (...) {
    bug = std::current_exception();
  }
  if (bug) impl_->report(bug);
  impl_->tick_in_time();
}

}  // namespace spotter::hub
