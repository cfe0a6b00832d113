#include "http_client/connection_pool.hpp"

#include "http_client/http1_connection.hpp"
#include "http_client/http2_connection.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace spotter::http_client {

using std::chrono::steady_clock;

/// A connection, and what the pool knows of it.
struct ConnectionPool::Entry final : Connection::Owner {
  Entry(ConnectionPool& p, Origin& o, std::chrono::seconds max)
      : pool(p), origin(o), idle_max(max) {}
  Entry(const Entry&) = delete;
  Entry& operator=(const Entry&) = delete;
  virtual ~Entry() = default;
  void on_room(Connection&) override { pool.on_room(*this); }
  void on_closed(Connection&) override { pool.forget(*this); }

  ConnectionPool& pool;
  Origin& origin;
  std::chrono::seconds idle_max;
  TimePoint idle_until = TimePoint::max();
  std::unique_ptr<Connection> connection;
  Entries::iterator self;
  bool has_room = true;  ///< which list it is in
  bool is_settled = false;
  bool closed = false;
};

/// A connection that is being made.
struct ConnectionPool::Attempt final : Wire::Opener {
  Attempt(ConnectionPool& p, Origin& o) : pool(p), origin(o) {}
  Attempt(const Attempt&) = delete;
  Attempt& operator=(const Attempt&) = delete;
  virtual ~Attempt() = default;
  void on_open(Wire::Protocol protocol) override { pool.on_attempt_open(*this, protocol); }
  void on_no_connection(const Error& why) override { pool.on_attempt_failed(*this, why); }

  ConnectionPool& pool;
  Origin& origin;
  std::chrono::seconds idle_max{};
  std::unique_ptr<Wire> wire;
  Attempts::iterator self;
};

struct ConnectionPool::Origin {
  Entries with_room;  ///< last used first
  Entries full;
  Attempts attempts;
  boost::intrusive::list<Requester> waiting;
  std::size_t unsettled = 0;  ///< of the connections
  /// How many requests the next connection is expected to take.
  std::size_t requests_expected = 1;

  [[nodiscard]] bool is_empty() const noexcept {
    return with_room.empty() && full.empty() && attempts.empty() && waiting.empty();
  }
};

ConnectionPool::ConnectionPool(ShardExecutor executor, MultiLoop& multi, const Settings& settings)
    : executor_(executor),
      multi_(multi),
      settings_(settings),
      buffer_(std::make_unique_for_overwrite<char[]>(kBufferBytes)),
      sweep_timer_(executor) {}

ConnectionPool::~ConnectionPool() = default;

std::string ConnectionPool::key_of(const Target& target) {
  return (target.tls ? "https://" : "http://") + target.host + ":" + std::to_string(target.port);
}

ConnectionPool::Origin& ConnectionPool::origin_of(const Target& target) {
  // They come from settings. Those of the past go when others come.
  constexpr std::size_t kOriginsMax = 64;
  if (origins_.size() >= kOriginsMax) {
    std::erase_if(origins_, [](const auto& origin) { return origin.second.is_empty(); });
  }
  const auto [found, fresh] = origins_.try_emplace(key_of(target));
  Origin& origin = found->second;
  const bool maybe_http_2 =
      target.tls ? settings_.version != Version::http_1_1 : settings_.version == Version::h2c;
  if (fresh && maybe_http_2) origin.requests_expected = Http2Connection::kStreamsMax;
  return origin;
}

void ConnectionPool::come(Requester& requester) {
  Origin& origin = origin_of(requester.connecting().target);
  origin.waiting.push_back(requester);
  requester.waiting_ = true;
  send_waiting(origin);
}

void ConnectionPool::leave(Requester& requester) noexcept {
  if (requester.connection_ != nullptr) return requester.connection_->cancel(requester);
  if (!std::exchange(requester.waiting_, false)) return;
  Origin& origin = origins_.find(key_of(requester.connecting().target))->second;
  origin.waiting.erase(origin.waiting.iterator_to(requester));
  drop_needless_attempts(origin);
}

void ConnectionPool::give_up(Requester& requester) noexcept {
  if (!std::exchange(requester.waiting_, false)) return;
  Origin& origin = origins_.find(key_of(requester.connecting().target))->second;
  origin.waiting.erase(origin.waiting.iterator_to(requester));
  for (Entries* entries : {&origin.with_room, &origin.full}) {
    for (Entry& entry : *entries) {
      if (!std::exchange(entry.is_settled, true)) --origin.unsettled;
    }
  }
  drop_needless_attempts(origin);
  clear_later();  // makes connections for those who still wait
}

void ConnectionPool::send_waiting(Origin& origin) {
  const TimePoint now = steady_clock::now();
  while (!origin.waiting.empty() && !origin.with_room.empty()) {
    Entry& entry = origin.with_room.front();
    if (entry.idle_until <= now) {  // the peer may be about to close it
      forget(entry);
      continue;
    }
    if (entry.connection->room() == 0) {  // it has just heard so, and tells of it later
      place(entry);
      continue;
    }
    Requester& requester = origin.waiting.front();
    origin.waiting.pop_front();
    requester.waiting_ = false;
    entry.idle_until = TimePoint::max();
    entry.connection->send(requester);
    place(entry);
  }
  make_connections(origin);
}

std::size_t ConnectionPool::expected(const Origin& origin) noexcept {
  return (origin.attempts.size() + origin.unsettled) * origin.requests_expected;
}

void ConnectionPool::make_connections(Origin& origin) {
  while (origin.waiting.size() > expected(origin)) {
    const auto for_whom = static_cast<std::ptrdiff_t>(expected(origin));
    const Connecting how = std::next(origin.waiting.begin(), for_whom)->connecting();
    Attempt& attempt = origin.attempts.emplace_back(*this, origin);
    attempt.self = std::prev(origin.attempts.end());
    attempt.idle_max =
        is_local(how) ? settings_.idle_loopback_connection_max : settings_.idle_connection_max;
    attempt.wire = std::make_unique<Wire>(multi_);
    attempt.wire->open(settings_, how, attempt);
  }
}

void ConnectionPool::drop_needless_attempts(Origin& origin) noexcept {
  while (!origin.attempts.empty() &&
         expected(origin) - origin.requests_expected >= origin.waiting.size()) {
    origin.attempts.pop_back();
  }
}

void ConnectionPool::on_attempt_open(Attempt& attempt, Wire::Protocol protocol) {
  Origin& origin = attempt.origin;
  end_attempt(attempt);
  Entry& entry = origin.with_room.emplace_front(*this, origin, attempt.idle_max);
  entry.self = origin.with_room.begin();
  const std::size_t head_max = settings_.response_header_bytes_max;
  if (protocol == Wire::Protocol::http_2) {
    const Http2Connection::Limits limits{head_max, settings_.unread_bytes_max};
    entry.connection =
        std::make_unique<Http2Connection>(std::move(attempt.wire), limits, buffer(), entry);
    ++origin.unsettled;
  } else {
    entry.connection =
        std::make_unique<Http1Connection>(std::move(attempt.wire), head_max, buffer(), entry);
    entry.is_settled = true;
    origin.requests_expected = 1;
  }
  ++connections_;
  send_waiting(origin);
  keep_for_a_while(entry);
}

void ConnectionPool::on_attempt_failed(Attempt& attempt, const Error& why) {
  Origin& origin = attempt.origin;
  end_attempt(attempt);
  // Those for whom it was made. Others that are under way may do for the rest.
  std::vector<Requester*> in_vain;
  while (origin.waiting.size() > expected(origin)) {
    Requester& requester = origin.waiting.front();
    origin.waiting.pop_front();
    requester.waiting_ = false;
    in_vain.push_back(&requester);
  }
  for (Requester* requester : in_vain)
    requester->on_no_connection(why);
}

void ConnectionPool::end_attempt(Attempt& attempt) {
  ended_.splice(ended_.end(), attempt.origin.attempts, attempt.self);
  clear_later();
}

void ConnectionPool::on_room(Entry& entry) {
  if (entry.closed) return;
  Origin& origin = entry.origin;
  const Connection& connection = *entry.connection;
  if (connection.is_settled()) {
    origin.requests_expected = connection.requests_max();
    if (!std::exchange(entry.is_settled, true)) --origin.unsettled;
  }
  place(entry);
  send_waiting(origin);
  keep_for_a_while(entry);
}

/// Into the list where it belongs.
void ConnectionPool::place(Entry& entry) {
  const bool has_room = entry.connection->room() > 0;
  if (entry.closed || has_room == entry.has_room) return;
  entry.has_room = has_room;
  Entries& from = has_room ? entry.origin.full : entry.origin.with_room;
  Entries& into = has_room ? entry.origin.with_room : entry.origin.full;
  into.splice(into.begin(), from, entry.self);
}

void ConnectionPool::keep_for_a_while(Entry& entry) {
  // What a peer says to an idle connection does not make it younger.
  const bool kept_already = entry.idle_until != TimePoint::max();
  if (entry.closed || kept_already || !entry.connection->is_idle()) return;
  if (connections_ > settings_.connections_max) return forget(entry);
  entry.idle_until = steady_clock::now() + entry.idle_max;
  set_sweep(entry.idle_until);
}

void ConnectionPool::set_sweep(TimePoint when) {
  if (when >= sweep_at_) return;
  sweep_at_ = when;
  sweep_timer_.expires_at(when);
  sweep_timer_.async_wait(
      [this, alive = std::weak_ptr<const bool>(alive_)](const boost::system::error_code& error) {
        if (!error && !alive.expired()) sweep();
      });
}

/// Closes those that were idle for too long.
void ConnectionPool::sweep() {
  constexpr std::chrono::seconds kLeastPause{1};  // each looks at all of them
  const TimePoint now = steady_clock::now();
  TimePoint next = TimePoint::max();
  for (auto& [key, origin] : origins_) {
    // One may be idle and without room: its peer takes no requests.
    for (Entries* entries : {&origin.with_room, &origin.full}) {
      for (auto at = entries->begin(); at != entries->end();) {
        Entry& entry = *at++;
        if (entry.idle_until <= now) {
          forget(entry);
        } else {
          next = std::min(next, entry.idle_until);
        }
      }
    }
  }
  sweep_at_ = TimePoint::max();
  if (next != TimePoint::max()) set_sweep(std::max(next, now + kLeastPause));
}

void ConnectionPool::forget(Entry& entry) {
  if (std::exchange(entry.closed, true)) return;
  --connections_;
  if (!entry.is_settled) --entry.origin.unsettled;
  Entries& from = entry.has_room ? entry.origin.with_room : entry.origin.full;
  closed_.splice(closed_.end(), from, entry.self);
  clear_later();
}

/// What is over may be what runs at this moment.
void ConnectionPool::clear_later() {
  if (std::exchange(clearing_, true)) return;
  asio::post(executor_, [this, alive = std::weak_ptr<const bool>(alive_)] {
    if (alive.expired()) return;
    clearing_ = false;
    closed_.clear();
    ended_.clear();
    // Some may have waited for what a connection could take that is no more.
    for (auto& [key, origin] : origins_)
      make_connections(origin);
  });
}

}  // namespace spotter::http_client
