#include "signalr/pipe.hpp"
#include "signalr/resident.hpp"

#include <spotter/signalr/connections.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace spotter::signalr {

Connections::Connections(Services services)
    : services_(std::move(services)), tasks_(services_.executor, services_.on_bug) {}

Connections::~Connections() = default;

void Connections::host(Host host) {
  host_.emplace(std::move(host));
  host_->session.ticker.add(*this);
}

// ---- who is known

Connections::State Connections::state_of(const std::string& id, WallTime expires) const {
  const auto found = entries_.find(id);
  if (found != entries_.end()) return found->second.state;
  return expires <= services_.clock.wall_now() ? State::over : State::unopened;
}

bool Connections::belongs_to(const Entry& entry, const Key& key) {
  if (entry.mount != key.mount) return false;
  const auto is_alias = [](const std::string& alias, const std::string& name) {
    return !alias.empty() && alias == name;
  };
  // A name may be empty: of whoever has not said who he is. An alias that is empty is none.
  return entry.owner == key.guest || is_alias(entry.alias, key.guest) ||
         is_alias(key.alias, entry.owner) || is_alias(key.alias, entry.alias);
}

Connections::Outcome Connections::check(const Key& key, TransportKind transport) const {
  const State state = state_of(key.id, key.expires);
  if (state == State::over) return Outcome::gone;
  const auto found = entries_.find(key.id);
  if (found != entries_.end() && !belongs_to(found->second, key)) return Outcome::gone;
  if (state == State::unopened) return draining_ ? Outcome::draining : Outcome::done;
  return found->second.transport == transport ? Outcome::in_use : Outcome::other_transport;
}

Connections::Entry* Connections::find_open(const Key& key) {
  const auto found = entries_.find(key.id);
  if (found == entries_.end() || found->second.state != State::open) return nullptr;
  return belongs_to(found->second, key) ? &found->second : nullptr;
}

std::shared_ptr<Pipe> Connections::find_pipe(const std::string& id, LineId line) {
  const auto found = entries_.find(id);
  if (found == entries_.end() || found->second.line != line) return nullptr;
  return found->second.pipe;
}

/// The entry of a connection that is not open yet, made if need be. Who comes now is its owner: who
/// opens it may be better known than who came before, and is the same.
Connections::Entry& Connections::enter(const Key& key) {
  const auto [found, made] = entries_.try_emplace(key.id);
  Entry& entry = found->second;
  if (made) {
    ++waiting_;
    entry.mount = key.mount;
    entry.token_ends = services_.clock.now() + (key.expires - services_.clock.wall_now());
    set_due(entry, entry.token_ends);
  }
  entry.owner = key.guest;
  entry.alias = key.alias;
  return entry;
}

std::shared_ptr<Pipe> Connections::make_pipe(const Key& key) const {
  const Settings& settings = host_->mounts[key.mount].settings;
  return std::make_shared<Pipe>(
      services_.executor, Pipe::Limits{settings.inbound_bytes_max, settings.outbound_bytes_max});
}

// ---- the time of an entry

void Connections::set_due(Entry& entry, TimePoint due) {
  entry.due = due;
  next_due_ = std::min(next_due_, due);
}

/// The id stays known for as long as its token could open another one.
void Connections::make_over(Entry& entry) {
  entry.state = State::over;
  entry.resident = nullptr;
  entry.pipe.reset();
  entry.line = 0;
  set_due(entry, entry.token_ends);
}

/// Nothing happened for too long; the entry goes when it is over.
void Connections::expire(Entry& entry) {
  if (entry.state == State::unopened) --waiting_;
  if (entry.resident != nullptr) entry.resident->session.lose();
  if (entry.pipe) entry.pipe->abort();
  make_over(entry);
}

void Connections::on_tick(TimePoint now) {
  if (now < next_due_) return;
  for (auto& [id, entry] : entries_) {
    if (entry.due <= now && entry.state != State::over) expire(entry);
  }
  next_due_ = TimePoint::max();
  std::erase_if(entries_, [&](const auto& item) {
    const Entry& entry = item.second;
    const bool ends = entry.due <= now;
    if (!ends) next_due_ = std::min(next_due_, entry.due);
    return ends;
  });
}

// ---- ordinary WebSockets

Connections::Claim Connections::claim(const Key& key) {
  Claim claim{check(key, TransportKind::web_sockets), {}};
  if (claim.outcome != Outcome::done) return claim;
  Entry& entry = enter(key);
  --waiting_;
  entry.state = State::open;
  entry.transport = TransportKind::web_sockets;
  set_due(entry, TimePoint::max());
  if (entry.pipe) {
    claim.sent_before = entry.pipe->take_unread();
    entry.pipe->abort();
    entry.pipe.reset();
  }
  return claim;
}

void Connections::release(const std::string& id) {
  const auto found = entries_.find(id);
  if (found != entries_.end()) make_over(found->second);
}

// ---- connections that live here

Connections::Opened Connections::open(const Key& key, TransportKind transport, bool stateful,
                                      std::unique_ptr<Guest> guest, codec::Query query) {
  const Outcome outcome = check(key, transport);
  if (outcome != Outcome::done) return {outcome, 0};
  Entry& entry = enter(key);
  --waiting_;
  const Mount& mount = host_->mounts[key.mount];
  const bool polled = transport == TransportKind::long_polling;
  const bool socket = transport == TransportKind::web_sockets;
  if (!entry.pipe) entry.pipe = make_pipe(key);
  entry.pipe->set_wire(polled   ? Pipe::Wire::visits
                       : socket ? Pipe::Wire::socket
                                : Pipe::Wire::events);
  entry.state = State::open;
  entry.transport = transport;
  entry.line = ++lines_;
  set_due(entry,
          polled ? services_.clock.now() + mount.settings.disconnect_timeout : TimePoint::max());
  Resident::Opening opening{key.id, transport, stateful, std::move(guest), std::move(query)};
  auto resident = std::make_unique<Resident>(mount, std::move(opening), entry.pipe, host_->session);
  entry.resident = resident.get();
  residents_.insert(resident.get());
  tasks_.spawn(serve(std::move(resident)));
  return {Outcome::done, entry.line};
}

Connections::Opened Connections::reopen(const Key& key) {
  Entry* entry = find_open(key);
  if (entry == nullptr) return {Outcome::gone, 0};
  if (entry->transport != TransportKind::web_sockets) return {Outcome::other_transport, 0};
  Resident* resident = entry->resident;
  if (resident == nullptr || resident->client_closed || !resident->session.can_reconnect())
    return {Outcome::in_use, 0};
  entry->pipe = make_pipe(key);
  entry->pipe->set_wire(Pipe::Wire::socket);
  entry->line = ++lines_;
  // From here on nobody else can take over until this one has.
  resident->carrying.spawn(carry(entry->pipe, resident->session.carry(*entry->pipe)));
  return {Outcome::done, entry->line};
}

/// Keeps the pipe for as long as the session uses it.
Task<void> Connections::carry(std::shared_ptr<Pipe> pipe, Task<void> carrying) {
  co_await std::move(carrying);
  pipe.reset();
}

Task<void> Connections::serve(std::unique_ptr<Resident> resident) {
  auto ending = hub::Ending::server_closed;
  std::exception_ptr bug;
  try {
    ending = co_await resident->session.run(*resident->pipe);
  } catch (...) {
    bug = std::current_exception();
  }
  if (bug) services_.on_bug(bug);
  co_await resident->carrying.join();
  residents_.erase(resident.get());
  after_session(*resident);
  resident->mount.on_finished(resident->connection, ending,
                              services_.clock.now() - resident->began);
}

/// What a polling client has not fetched yet waits for it.
void Connections::after_session(const Resident& resident) {
  const auto found = entries_.find(resident.connection.id);
  if (found == entries_.end() || found->second.resident != &resident) return;
  Entry& entry = found->second;
  if (entry.transport == TransportKind::long_polling) {
    entry.resident = nullptr;
  } else {
    make_over(entry);
  }
}

// ---- their lines

Task<bool> Connections::deliver(std::string id, LineId line, std::string bytes) {
  const auto pipe = find_pipe(id, line);
  if (!pipe) co_return false;
  auto delivering = pipe->deliver(std::move(bytes));
  co_return co_await std::move(delivering);
}

Task<Taken> Connections::take(std::string id, LineId line) {
  const auto pipe = find_pipe(id, line);
  if (!pipe) {
    Taken taken;
    co_return taken;
  }
  auto taking = pipe->take(line, TimePoint::max());
  co_return co_await std::move(taking);
}

void Connections::heard(const std::string& id, LineId line) {
  if (const auto pipe = find_pipe(id, line)) pipe->heard();
}

void Connections::end(const std::string& id, LineId line) {
  const auto pipe = find_pipe(id, line);
  if (!pipe) return;
  pipe->end(Errc::closed);
  Resident* resident = entries_.find(id)->second.resident;
  if (resident != nullptr) resident->client_closed = true;
}

void Connections::hang_up(const std::string& id, LineId line, Errc how) {
  if (const auto pipe = find_pipe(id, line)) pipe->hang_up(how);
}

// ---- POST, polls, DELETE

Task<Connections::Outcome> Connections::post(Key key, std::string bytes, std::uint64_t visit) {
  const State state = state_of(key.id, key.expires);
  const auto found = entries_.find(key.id);
  if (state == State::over) co_return Outcome::gone;
  if (found != entries_.end() && !belongs_to(found->second, key)) co_return Outcome::gone;
  if (state == State::open && found->second.transport == TransportKind::web_sockets) {
    co_return Outcome::sockets_only;
  }
  if (found == entries_.end()) {
    if (draining_) co_return Outcome::draining;
    if (waiting_ >= kWaitingMax) co_return Outcome::full;
    enter(key).pipe = make_pipe(key);
  }
  const std::shared_ptr<Pipe> pipe = entries_.find(key.id)->second.pipe;
  const std::size_t size = bytes.size();
  if (pipe->waiting_bytes() + size > kPostedBytesMax || posted_bytes_ + size > kAllPostedBytesMax) {
    co_return Outcome::full;
  }
  posted_bytes_ += size;
  auto delivering = pipe->deliver(std::move(bytes), visit);
  const bool all = co_await std::move(delivering);
  posted_bytes_ -= size;
  co_return all ? Outcome::done : Outcome::cut_off;
}

void Connections::give_up(const std::string& id, std::uint64_t visit) {
  const auto found = entries_.find(id);
  if (found != entries_.end() && found->second.pipe) found->second.pipe->forget(visit);
}

Task<Connections::Polled> Connections::poll(Key key, std::uint64_t visit) {
  Polled polled{Outcome::gone, false, {}};
  Entry* entry = find_open(key);
  if (entry == nullptr) co_return polled;
  polled.outcome = Outcome::other_transport;
  if (entry->transport != TransportKind::long_polling) co_return polled;
  set_due(*entry, TimePoint::max());
  const std::shared_ptr<Pipe> pipe = entry->pipe;
  const auto until =
      std::chrono::steady_clock::now() + host_->mounts[key.mount].settings.poll_timeout;
  auto taking = pipe->take(visit, until);
  ++polls_;
  Taken taken = co_await std::move(taking);
  --polls_;
  const bool over = taken.what == Taken::What::over || taken.what == Taken::What::aborted;
  after_poll(key.id, *pipe, over);
  polled.outcome = taken.what == Taken::What::conflict ? Outcome::in_use : Outcome::done;
  polled.over = over || taken.what == Taken::What::replaced;
  polled.bytes = std::move(taken.bytes);
  co_return polled;
}

void Connections::after_poll(const std::string& id, const Pipe& pipe, bool over) {
  const auto found = entries_.find(id);
  if (found == entries_.end() || found->second.pipe.get() != &pipe) return;
  Entry& entry = found->second;
  if (over) {
    make_over(entry);
  } else if (!pipe.has_taker()) {
    const Settings& settings = host_->mounts[entry.mount].settings;
    set_due(entry, services_.clock.now() + settings.disconnect_timeout);
  }
}

void Connections::leave(const std::string& id, std::uint64_t visit) {
  const auto found = entries_.find(id);
  if (found != entries_.end() && found->second.pipe) found->second.pipe->leave(visit);
}

Connections::Outcome Connections::remove(const Key& key) {
  const Outcome outcome = check(key, TransportKind::long_polling);
  if (outcome == Outcome::gone) return Outcome::gone;
  if (outcome != Outcome::in_use) return Outcome::not_polling;
  Entry& entry = entries_.find(key.id)->second;
  entry.pipe->hang_up(Errc::closed);
  make_over(entry);
  return Outcome::done;
}

// ---- the end

void Connections::close_doors() {
  draining_ = true;
  for (auto& [id, entry] : entries_) {
    if (entry.state == State::unopened) expire(entry);
  }
}

void Connections::drain() {
  close_doors();
  for (Resident* resident : residents())
    drain(resident);
}

std::vector<Resident*> Connections::residents() const {
  return {residents_.begin(), residents_.end()};
}

void Connections::drain(Resident* resident) {
  if (residents_.contains(resident)) resident->session.drain();
}

void Connections::shutdown() {
  const std::vector<Resident*> all(residents_.begin(), residents_.end());
  for (Resident* resident : all)
    resident->session.shutdown();
}

void Connections::abort() {
  const std::vector<Resident*> all(residents_.begin(), residents_.end());
  for (Resident* resident : all)
    resident->session.lose();
  for (auto& [id, entry] : entries_) {
    if (entry.pipe) entry.pipe->abort();
  }
}

Task<void> Connections::drained() {
  co_await tasks_.join();
}

}  // namespace spotter::signalr
