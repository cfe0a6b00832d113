#include "admin/resources.hpp"

#include <spotter/base/text.hpp>
#include <spotter/codec/json_object.hpp>

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

namespace spotter::admin {
namespace {

using api::Sessions;
using codec::Object;

constexpr std::size_t kPageUsual = 100;
constexpr std::size_t kPageMost = 1000;
/// No id is longer.
constexpr std::size_t kIdBytesMax = 64;

std::int64_t seconds_of(Duration span) {
  return std::max<std::int64_t>(std::chrono::duration_cast<std::chrono::seconds>(span).count(), 0);
}

std::string_view state_of(const Sessions::Seen& seen) noexcept {
  if (seen.connection.away) return "away";
  return seen.answering ? "answering" : "idle";
}

void append_common(Object& session, const Sessions::Seen& seen, shard::ShardId shard,
                   TimePoint now) {
  session.text("id", seen.label.id);
  session.text("hub", name_of(seen.label.hub));
  session.text("transport", name_of(seen.label.transport));
  session.number("shard", shard);
  session.text("subject", seen.label.subject);
  session.text("store", seen.label.store);
  session.text("state", state_of(seen));
  session.number("turns", seen.turns);
  session.number("age_s", seconds_of(now - seen.label.began));
  const Duration idle = seen.answering ? Duration::zero() : now - seen.connection.last_call;
  session.number("idle_s", seconds_of(idle));
}

void append_details(Object& session, const Sessions::Seen& seen) {
  const hub::Standing& connection = seen.connection;
  const bool json = connection.encoding == hub::Encoding::json;
  session.text("protocol", json ? "json" : "messagepack");
  session.number("protocol_version", connection.version);
  session.truth("stateful_reconnect", connection.stateful);
  session.number("calls_running", connection.calls_running);
  session.number("bytes_unsent", connection.bytes_unsent);
  if (seen.last_turn) {
    session.text("last_turn", chat::name_of(*seen.last_turn));
  } else {
    session.null("last_turn");
  }
}

/// What one shard has. A value.
struct Part {
  Sessions::Counts counts;
  std::size_t size = 0;
  std::vector<Sessions::Seen> sessions;
};
struct Found {
  shard::ShardId shard = 0;
  Sessions::Seen seen;
};

struct PageWish {
  std::size_t limit = kPageUsual;
  std::string after;
};

std::variant<PageWish, server::Response> read_wish(const Call& call) {
  if (auto fault = fault_in_query(call, {"limit", "after"})) return std::move(*fault);
  PageWish wish;
  if (const auto limit = call.query.get("limit")) {
    const auto number = number_in(*limit);
    if (!number || *number < 1 || *number > kPageMost)
      return problem(400, "'limit' must be a whole number from 1 to 1000.");
    wish.limit = static_cast<std::size_t>(*number);
  }
  wish.after = call.query.get("after").value_or("");
  if (wish.after.size() > kIdBytesMax) return problem(400, "'after' must be the id of a session.");
  return wish;
}

/// Copies of what all shards have, one shard after the other.
Task<std::vector<Part>> gather(Place& place, PageWish wish) {
  auto& sessions = place.services.sessions;
  std::vector<Part> parts;
  for (shard::ShardId id = 0; id < sessions.size(); ++id) {
    // One more than wanted tells whether there are more.
    auto copy = [wish](Sessions& there) {
      return Part{there.counts(), there.size(), there.page(wish.after, wish.limit + 1)};
    };
    auto copying = sessions.invoke_on(id, std::move(copy));
    Part part = co_await std::move(copying);
    parts.push_back(std::move(part));
  }
  co_return parts;
}

/// The sums over one of the two labels.
void append_sums(Object& page, std::string& out, std::string_view name, const Sessions::Counts& all,
                 std::size_t label) {
  std::vector<std::pair<std::string_view, std::int64_t>> sums;
  all.open.for_each([&](const auto& values, const telemetry::Gauge& gauge) {
    auto found = std::find_if(sums.begin(), sums.end(),
                              [&](const auto& sum) { return sum.first == values[label]; });
    if (found == sums.end()) found = sums.insert(sums.end(), {values[label], 0});
    found->second += gauge.value();
  });
  page.key(name);
  Object object(out);
  for (const auto& [value, count] : sums)
    object.number(value, count);
  object.end();
}

void append_counts(Object& page, std::string& out, const std::vector<Part>& parts) {
  Sessions::Counts all;
  std::size_t total = 0;
  for (const Part& part : parts) {
    all.open.merge(part.counts.open);
    all.turns_running += part.counts.turns_running;
    total += part.size;
  }
  page.number("total", total);
  page.number("turns_running", all.turns_running);
  append_sums(page, out, "by_hub", all, 0);
  append_sums(page, out, "by_transport", all, 1);
  page.key("by_shard") += '[';
  for (shard::ShardId id = 0; id < parts.size(); ++id) {
    if (id > 0) out += ',';
    Object object(out);
    object.number("shard", id);
    object.number("sessions", parts[id].size);
    object.number("turns_running", parts[id].counts.turns_running);
    object.end();
  }
  out += ']';
}

Task<std::optional<Found>> find(Place& place, std::string id) {
  auto& sessions = place.services.sessions;
  for (shard::ShardId shard = 0; shard < sessions.size(); ++shard) {
    auto look = [id](Sessions& there) { return there.find(id); };
    auto looking = sessions.invoke_on(shard, std::move(look));
    auto seen = co_await std::move(looking);
    if (!seen) continue;
    Found found{shard, std::move(*seen)};
    co_return found;
  }
  co_return std::nullopt;
}

server::Response no_such_session() {
  return problem(404, "unknown-session", "Unknown session",
                 "There is no session with this id, or it is over.");
}

/// A switch of the query.
std::optional<bool> truth_in(std::string_view text) noexcept {
  if (equals_ignoring_case(text, "true") || text == "1") return true;
  if (equals_ignoring_case(text, "false") || text == "0") return false;
  return std::nullopt;
}

}  // namespace

Task<server::Response> list_sessions(Place& place, const Call& call) {
  auto read = read_wish(call);
  if (auto* fault = std::get_if<server::Response>(&read)) co_return std::move(*fault);
  const PageWish wish = std::get<PageWish>(std::move(read));
  auto gathering = gather(place, wish);
  std::vector<Part> parts = co_await std::move(gathering);

  std::vector<Found> found;
  for (shard::ShardId id = 0; id < parts.size(); ++id) {
    for (Sessions::Seen& seen : parts[id].sessions)
      found.push_back({id, std::move(seen)});
  }
  std::sort(found.begin(), found.end(),
            [](const Found& a, const Found& b) { return a.seen.label.id < b.seen.label.id; });
  const bool more = found.size() > wish.limit;
  if (more) found.resize(wish.limit);

  std::string out;
  Object object(out);
  append_counts(object, out, parts);
  object.key("sessions") += '[';
  const TimePoint now = place.services.clock.now();
  for (const Found& one : found) {
    if (out.back() != '[') out += ',';
    Object session(out);
    append_common(session, one.seen, one.shard, now);
    session.end();
  }
  out += ']';
  if (more) {
    object.text("next", found.back().seen.label.id);
  } else {
    object.null("next");
  }
  object.end();
  co_return page(200, std::move(out));
}

Task<server::Response> show_session(Place& place, const Call& call) {
  if (auto fault = fault_in_query(call, {})) co_return std::move(*fault);
  auto looking = find(place, std::string(call.name));
  const auto found = co_await std::move(looking);
  if (!found) co_return no_such_session();
  std::string out;
  Object session(out);
  append_common(session, found->seen, found->shard, place.services.clock.now());
  append_details(session, found->seen);
  session.end();
  co_return page(200, std::move(out));
}

Task<server::Response> close_session(Place& place, const Call& call) {
  if (auto fault = fault_in_query(call, {"reconnect"})) co_return std::move(*fault);
  const auto reconnect = truth_in(call.query.get("reconnect").value_or("false"));
  if (!reconnect) co_return problem(400, "'reconnect' must be true or false.");
  const hub::Close close = *reconnect ? hub::Close::come_back : hub::Close::for_good;
  auto& sessions = place.services.sessions;
  std::optional<Sessions::Dismissed> closed;
  for (shard::ShardId shard = 0; shard < sessions.size() && !closed; ++shard) {
    auto end = [id = std::string(call.name), close](Sessions& there) {
      return there.dismiss(id, close);
    };
    auto ending = sessions.invoke_on(shard, std::move(end));
    closed = co_await std::move(ending);
  }
  if (!closed) {
    note(place, call, "admin_session_closed", {}, "unknown_target");
    co_return no_such_session();
  }
  note(place, call, "admin_session_closed", closed->label.id, closed->already ? "already" : "done",
       {{"subject", closed->label.subject}, {"reconnect", *reconnect}});
  std::string out;
  Object session(out);
  session.text("id", closed->label.id);
  session.text("state", "closing");
  session.truth("reconnect", *reconnect);
  session.end();
  co_return page(202, std::move(out));
}

}  // namespace spotter::admin
