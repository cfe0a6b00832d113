#include "signalr/departures.hpp"
#include "signalr/event_stream.hpp"
#include "signalr/line.hpp"
#include "signalr/responses.hpp"
#include "signalr/sockets.hpp"

#include <spotter/codec/query.hpp>
#include <spotter/signalr/endpoint.hpp>
#include <spotter/signalr/negotiation.hpp>

#include <algorithm>
#include <chrono>
#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace spotter::signalr {
namespace {

constexpr std::size_t kHubBodyBytesMax = 1024 * 1024;

using Outcome = Connections::Outcome;
using State = Connections::State;

}  // namespace

struct Endpoint::Impl {
  Services services;
  std::deque<Mount> mounts;
  std::set<hub::Session*> sockets;  ///< sessions of ordinary WebSockets
  shard::Signal socket_ended;
  std::uint64_t visits = 0;
  bool draining = false;
  shard::Signal hurry;  ///< raised: nobody stays any longer
  shard::TaskGroup leaving;

  explicit Impl(Services given)
      : services(std::move(given)),
        socket_ended(services.executor),
        hurry(services.executor),
        leaving(services.executor, services.on_bug) {}

  /// A session that is to leave; one of the two.
  struct Leaver {
    hub::Session* socket = nullptr;
    Resident* resident = nullptr;
  };

  /// A request to a hub, and what its token says.
  struct Call {
    const server::Request& request;
    std::size_t mount;
    std::optional<codec::Query> query{};  ///< nothing: malformed
    bool has_token = false;
    std::optional<Ticket> ticket{};  ///< nothing: no token of ours
    bool reachable = false;          ///< the connection can be looked for in this process
    shard::ShardId home = 0;
    State state = State::over;
    Connections::Key key{};
    std::unique_ptr<Guest> guest{};

    [[nodiscard]] bool gets() const { return request.method == "GET"; }
    [[nodiscard]] bool opens() const { return gets() && state == State::unopened; }
  };

  hub::Session::Services session_services() const {
    return {services.executor, services.clock,  services.ticker,
            services.parser,   services.spares, services.on_bug};
  }
  const Settings& settings_of(const Call& call) const { return mounts[call.mount].settings; }
  bool is_stateful(const Call& call) const {
    return call.ticket && call.ticket->stateful && settings_of(call).stateful_reconnect;
  }

  /// A server that has too much to do spends nothing on whoever it cannot serve.
  std::optional<Duration> turned_away() const {
    return services.turn_away ? services.turn_away() : std::nullopt;
  }
  Call read(std::size_t mount, const server::Request& request) const;
  Task<server::Answer> negotiate(std::size_t mount, const server::Request& request);
  Task<server::Answer> connect(std::size_t mount, const server::Request& request);
  Task<server::Answer> answer(Call& call);
  Task<server::Answer> get(Call& call);
  Task<server::Answer> get_open(Call& call);
  Task<server::Answer> post(Call& call);
  Task<server::Answer> remove(Call& call);
  Task<server::Answer> poll(Call& call);
  Task<server::Answer> reopen(Call& call);
  Task<server::Answer> open_here(Call& call);
  Task<server::Answer> open_at_home(Call& call, TransportKind transport);
  server::Answer line_answer(const Call& call, TransportKind transport, Connections::LineId id);
  Task<void> stream_events(std::shared_ptr<Line> line, server::Caller* caller,
                           server::BodyWriter& out);
  Task<void> pump(std::shared_ptr<Line> line, std::size_t mount, server::WebSocket& socket);
  /// An ordinary WebSocket that is about to be served.
  struct Opening {
    std::size_t mount;
    std::string id;
    codec::Query query;
    std::unique_ptr<Guest> guest;
    std::string sent_before;
    std::shared_ptr<void> registered;  ///< releases the id when it ends; null: it is not registered
  };
  server::Upgrade upgrade(Opening opening);
  Task<void> serve(std::shared_ptr<Opening> opening, server::WebSocket& socket);
  std::vector<Leaver> leavers();
  void let_go(const Leaver& leaver);
  Task<void> let_go(std::vector<Leaver> all, Duration spread);
};

// ---- negotiation

Task<server::Answer> Endpoint::Impl::negotiate(std::size_t mount, const server::Request& request) {
  const Settings& settings = mounts[mount].settings;
  if (const auto wait = turned_away()) co_return come_back_later(*wait);
  auto admission = co_await mounts[mount].admit(request, Purpose::negotiate);
  if (auto* refused = std::get_if<server::Response>(&admission)) co_return std::move(*refused);
  if (draining) co_return come_back_later();
  const auto query = codec::Query::parse(codec::split_target(request.target).query);
  if (!query) co_return text(400, "The query is malformed.");
  server::Response response;
  response.headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}};
  const auto asked =
      parse_negotiation(query->get("negotiateVersion"), settings.negotiate_version_min);
  if (!asked.error.empty()) {
    response.body = negotiation_error(asked.error);
    co_return response;
  }
  Ticket ticket;
  ticket.connection_id = ConnectionTokens::make_connection_id(services.entropy);
  ticket.expires = services.clock.wall_now() + settings.disconnect_timeout;
  ticket.home = services.id;
  ticket.instance = services.tokens.instance();
  ticket.stateful = settings.stateful_reconnect &&
                    asks_for_stateful_reconnect(query->get("useStatefulReconnect"));
  const std::string token = services.tokens.write(ticket, services.entropy);
  const NegotiationOffer offer{asked.version, ticket.connection_id, token, ticket.stateful};
  response.body = negotiation_response(offer, settings);
  co_return response;
}

// ---- who wants what

Endpoint::Impl::Call Endpoint::Impl::read(std::size_t mount, const server::Request& request) const {
  Call call{request, mount};
  auto query = codec::Query::parse(codec::split_target(request.target).query);
  if (!query) return call;
  call.query = std::move(*query);
  const auto token = call.query->get("id");
  call.has_token = token.has_value();
  if (!token) {
    // Negotiation was skipped: a socket is a connection of its own.
    if (request.wants_websocket) call.state = State::unopened;
    return call;
  }
  call.ticket = services.tokens.read(*token);
  if (!call.ticket) return call;
  const bool own = call.ticket->instance == services.tokens.instance();
  const std::size_t shards = services.connections.size();
  call.key = {call.ticket->connection_id, call.ticket->expires, mount, {}, {}};
  call.home = (own ? call.ticket->home : std::hash<std::string>{}(call.key.id)) % shards;
  call.reachable = own || request.wants_websocket;
  return call;
}

Task<server::Answer> Endpoint::Impl::connect(std::size_t mount, const server::Request& request) {
  // The router lets HEAD through where GET goes; nothing here may be opened without being read.
  if (request.method == "HEAD") {
    server::Response refused = text(405);
    refused.headers.emplace_back("Allow", "GET, POST, DELETE, OPTIONS");
    co_return refused;
  }
  Call call = read(mount, request);
  if (call.reachable) {
    auto look = [id = call.key.id, expires = call.key.expires](Connections& there) {
      return there.state_of(id, expires);
    };
    auto looking = services.connections.invoke_on(call.home, std::move(look));
    call.state = co_await std::move(looking);
  }
  const Purpose purpose = call.opens() ? Purpose::open : Purpose::continue_;
  if (purpose == Purpose::open) {
    if (const auto wait = turned_away()) co_return come_back_later(*wait);
  }
  auto admission = co_await mounts[mount].admit(request, purpose);
  server::Answer answered;
  if (auto* refused = std::get_if<server::Response>(&admission)) {
    answered = std::move(*refused);
  } else {
    call.guest = std::get<std::unique_ptr<Guest>>(std::move(admission));
    call.key.guest = call.guest->name();
    call.key.alias = call.guest->alias();
    answered = co_await answer(call);
  }
  auto* response = std::get_if<server::Response>(&answered);
  if (response != nullptr && call.gets() && transport_of(request) == TransportKind::long_polling) {
    forbid_caching(*response);
  }
  co_return answered;
}

/// The checks, in the reference's order.
Task<server::Answer> Endpoint::Impl::answer(Call& call) {
  const server::Request& request = call.request;
  // Before anything else: the client of a new connection shall try elsewhere.
  if (draining && call.gets() && (call.opens() || !call.ticket)) co_return come_back_later();
  if (!call.query) co_return text(400, "The query is malformed.");
  if (!call.has_token && !request.wants_websocket) co_return text(400, "Connection ID required");
  if (call.state == State::over) {
    const bool elsewhere = call.ticket && call.ticket->instance != services.tokens.instance() &&
                           (!request.wants_websocket || is_stateful(call));
    co_return elsewhere ? of_another_instance() : refusal(Outcome::gone);
  }
  if (request.method == "POST") co_return co_await post(call);
  if (request.method == "DELETE") co_return co_await remove(call);
  co_return co_await get(call);
}

Task<server::Answer> Endpoint::Impl::get(Call& call) {
  const TransportKind transport = transport_of(call.request);
  if (!settings_of(call).offers(transport)) co_return not_offered(transport);
  if (call.state == State::open) co_return co_await get_open(call);
  if (transport == TransportKind::web_sockets && !is_stateful(call)) {
    co_return co_await open_here(call);
  }
  co_return co_await open_at_home(call, transport);
}

/// A connection that has a transport: only polls and, with stateful reconnect, sockets come again.
Task<server::Answer> Endpoint::Impl::get_open(Call& call) {
  const TransportKind transport = transport_of(call.request);
  if (transport == TransportKind::long_polling) co_return co_await poll(call);
  if (transport == TransportKind::web_sockets && is_stateful(call)) {
    co_return co_await reopen(call);
  }
  auto check = [key = call.key, transport](Connections& there) {
    return there.check(key, transport);
  };
  auto checking = services.connections.invoke_on(call.home, std::move(check));
  const Outcome outcome = co_await std::move(checking);
  // It ended meanwhile if nothing stands in the way any more.
  co_return refusal(outcome == Outcome::done ? Outcome::gone : outcome);
}

// ---- connections that live at home

Task<server::Answer> Endpoint::Impl::open_at_home(Call& call, TransportKind transport) {
  const bool stateful = transport == TransportKind::web_sockets;
  auto open = [key = call.key, transport, stateful, guest = std::move(call.guest),
               query = std::move(*call.query)](Connections& there) mutable {
    return there.open(key, transport, stateful, std::move(guest), std::move(query));
  };
  auto opening = services.connections.invoke_on(call.home, std::move(open));
  const Connections::Opened opened = co_await std::move(opening);
  if (opened.outcome != Outcome::done) co_return refusal(opened.outcome);
  if (transport == TransportKind::long_polling) co_return first_poll_answer();
  co_return line_answer(call, transport, opened.line);
}

Task<server::Answer> Endpoint::Impl::reopen(Call& call) {
  auto again = [key = call.key](Connections& there) { return there.reopen(key); };
  auto opening = services.connections.invoke_on(call.home, std::move(again));
  const Connections::Opened opened = co_await std::move(opening);
  if (opened.outcome != Outcome::done) co_return refusal(opened.outcome);
  co_return line_answer(call, TransportKind::web_sockets, opened.line);
}

server::Answer Endpoint::Impl::line_answer(const Call& call, TransportKind transport,
                                           Connections::LineId id) {
  const bool socket = transport == TransportKind::web_sockets;
  // Shared because the answer's function may be copied, and may never be called: the connection
  // learns that its line is gone when the last copy ends.
  auto line = std::make_shared<Line>(services.connections, call.home, call.key.id, id,
                                     socket ? Errc::reset : Errc::closed);
  if (!socket) {
    return event_stream([this, line, caller = call.request.caller](server::BodyWriter& out) {
      return stream_events(line, caller, out);
    });
  }
  server::Upgrade upgrade;
  upgrade.serve = [this, line, mount = call.mount](server::WebSocket& wire) {
    return pump(line, mount, wire);
  };
  return upgrade;
}

Task<void> Endpoint::Impl::stream_events(std::shared_ptr<Line> line, server::Caller* caller,
                                         server::BodyWriter& out) {
  if (caller != nullptr) caller->watch([line] { line->hang_up(); });
  auto written = co_await out.write(kEventStreamComment);
  while (written) {
    const Taken taken = co_await line->take();
    std::string event;
    if (taken.what == Taken::What::bytes) {
      append_event(event, taken.bytes);
    } else if (taken.what == Taken::What::ping) {
      event = kEventStreamComment;
    } else {
      co_return;
    }
    written = co_await out.write(event);
  }
}

Task<void> Endpoint::Impl::pump(std::shared_ptr<Line> line, std::size_t mount,
                                server::WebSocket& socket) {
  SocketPump::Services shared{services.executor, services.clock, services.ticker, services.on_bug};
  SocketPump pump(std::move(shared), *line, socket, mounts[mount].hub.settings.send_timeout);
  co_await pump.run();
}

Task<server::Answer> Endpoint::Impl::poll(Call& call) {
  const Visit visit = ++visits * services.connections.size() + services.id;
  auto gone = std::make_shared<bool>(false);  // shared with the watch, which may outlive this
  if (call.request.caller != nullptr) {
    call.request.caller->watch([this, gone, home = call.home, id = call.key.id, visit] {
      *gone = true;
      services.connections.post_to(home,
                                   [id, visit](Connections& there) { there.leave(id, visit); });
    });
  }
  if (*gone) co_return text(204);
  auto wait = [key = call.key, visit](Connections& there) { return there.poll(key, visit); };
  auto waiting = services.connections.call_on(call.home, std::move(wait));
  Connections::Polled polled = co_await std::move(waiting);
  co_return poll_answer(std::move(polled));
}

Task<server::Answer> Endpoint::Impl::post(Call& call) {
  const std::uint64_t visit = ++visits * services.connections.size() + services.id;
  if (call.request.caller != nullptr) {
    call.request.caller->watch([this, home = call.home, id = call.key.id, visit] {
      services.connections.post_to(home,
                                   [id, visit](Connections& there) { there.give_up(id, visit); });
    });
  }
  auto hand_in = [key = call.key, bytes = call.request.body, visit](Connections& there) mutable {
    return there.post(std::move(key), std::move(bytes), visit);
  };
  auto handing_in = services.connections.call_on(call.home, std::move(hand_in));
  const Outcome outcome = co_await std::move(handing_in);
  co_return refusal(outcome);
}

Task<server::Answer> Endpoint::Impl::remove(Call& call) {
  auto end = [key = call.key](Connections& there) { return there.remove(key); };
  auto ending = services.connections.invoke_on(call.home, std::move(end));
  const Outcome outcome = co_await std::move(ending);
  co_return outcome == Outcome::done ? text(202) : refusal(outcome);
}

// ---- ordinary WebSockets, which live here

Task<server::Answer> Endpoint::Impl::open_here(Call& call) {
  Opening opening{
      call.mount, std::move(call.key.id), std::move(*call.query), std::move(call.guest), {},
      nullptr};
  if (!call.has_token) {
    opening.id = ConnectionTokens::make_connection_id(services.entropy);
    co_return upgrade(std::move(opening));
  }
  call.key.id = opening.id;
  auto claim = [key = call.key](Connections& there) { return there.claim(key); };
  auto claiming = services.connections.invoke_on(call.home, std::move(claim));
  Connections::Claim claimed = co_await std::move(claiming);
  if (claimed.outcome != Outcome::done) co_return refusal(claimed.outcome);
  opening.sent_before = std::move(claimed.sent_before);
  // Whatever becomes of the upgrade, the id is released when this ends.
  opening.registered =
      std::shared_ptr<void>(nullptr, [this, home = call.home, id = opening.id](void*) {
        services.connections.post_to(home, [id](Connections& there) { there.release(id); });
      });
  co_return upgrade(std::move(opening));
}

/// Shared because the answer's function may be copied; who calls it has it, and it is called once.
server::Upgrade Endpoint::Impl::upgrade(Opening opening) {
  server::Upgrade upgrade;
  upgrade.serve = [this, opening = std::make_shared<Opening>(std::move(opening))](
                      server::WebSocket& socket) mutable {
    return serve(std::exchange(opening, nullptr), socket);
  };
  return upgrade;
}

Task<void> Endpoint::Impl::serve(std::shared_ptr<Opening> opening, server::WebSocket& socket) {
  const Mount& mount = mounts[opening->mount];
  const TimePoint began = services.clock.now();
  const Connection connection{std::move(opening->id), TransportKind::web_sockets,
                              std::move(opening->query), *opening->guest};
  SocketTransport transport(socket, std::move(opening->sent_before));
  hub::Peer peer;
  peer.authorised = connection.guest.authorised();
  auto make_object = [&](hub::Client& client) { return mount.make_object(connection, client); };
  hub::Session session(mount.hub, peer, session_services(), make_object);
  sockets.insert(&session);
  if (draining) session.drain();
  socket.on_close_frame([&session] { session.client_closed(); });
  const hub::Ending ending = co_await session.run(transport);
  sockets.erase(&session);
  socket_ended.notify();
  mount.on_finished(connection, ending, services.clock.now() - began);
}

// ---- the end

std::vector<Endpoint::Impl::Leaver> Endpoint::Impl::leavers() {
  std::vector<Leaver> all;
  for (hub::Session* session : sockets)
    all.push_back({session, nullptr});
  for (Resident* resident : services.connections.local().residents())
    all.push_back({nullptr, resident});
  shuffle(all, services.entropy);
  return all;
}

/// It may have gone by itself meanwhile; another one in its place comes while the server drains and
/// leaves in any case.
void Endpoint::Impl::let_go(const Leaver& leaver) {
  if (leaver.resident != nullptr) {
    services.connections.local().drain(leaver.resident);
  } else if (sockets.contains(leaver.socket)) {
    leaver.socket->drain();
  }
}

Task<void> Endpoint::Impl::let_go(std::vector<Leaver> all, Duration spread) {
  const auto moments = make_departures(all.size(), spread, services.entropy);
  const auto began = std::chrono::steady_clock::now();
  bool hurried = false;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto moment = began + moments[i];
    if (!hurried && moment > std::chrono::steady_clock::now())
      hurried = co_await hurry.wait_until(moment);
    let_go(all[i]);
  }
}

// ---- the face

Endpoint::Endpoint(Services services) : impl_(std::make_unique<Impl>(std::move(services))) {
  impl_->services.connections.local().host({impl_->mounts, impl_->session_services()});
}

Endpoint::~Endpoint() = default;

void Endpoint::mount(Mount mount) {
  impl_->mounts.push_back(std::move(mount));
}

void Endpoint::add_routes(server::Router& router) {
  for (std::size_t mount = 0; mount < impl_->mounts.size(); ++mount) {
    server::Route route;
    route.body_bytes_max = kHubBodyBytesMax;
    route.cors = true;
    route.errors = server::ErrorStyle::bare;
    route.traced = true;

    route.path = impl_->mounts[mount].path + "/negotiate";
    route.methods = {"POST"};
    route.answer = [self = impl_.get(), mount](const server::Request& request) {
      return self->negotiate(mount, request);
    };
    router.add(route);

    route.path = impl_->mounts[mount].path;
    route.methods = {"GET", "POST", "DELETE"};
    route.answer = [self = impl_.get(), mount](const server::Request& request) {
      return self->connect(mount, request);
    };
    router.add(std::move(route));
  }
}

void Endpoint::drain(Departure departure) {
  impl_->draining = true;
  impl_->services.connections.local().close_doors();
  // Draining may end a session at once, which takes it out of the set.
  auto all = impl_->leavers();
  const auto count = static_cast<Duration::rep>(all.size());
  const Duration spread = std::min(departure.at_most, departure.per_session * count);
  if (spread > Duration::zero()) {
    impl_->leaving.spawn(impl_->let_go(std::move(all), spread));
    return;
  }
  for (const auto& leaver : all)
    impl_->let_go(leaver);
}

Task<void> Endpoint::drained() {
  co_await impl_->leaving.join();
  while (!impl_->sockets.empty())
    co_await impl_->socket_ended.wait();
  co_await impl_->services.connections.local().drained();
}

void Endpoint::shutdown() {
  impl_->hurry.notify();
  const std::vector<hub::Session*> all(impl_->sockets.begin(), impl_->sockets.end());
  for (auto* session : all)
    session->shutdown();
  impl_->services.connections.local().shutdown();
}

void Endpoint::abort() {
  impl_->hurry.notify();
  impl_->services.connections.local().abort();
}

std::size_t Endpoint::sessions() const noexcept {
  return impl_->sockets.size() + impl_->services.connections.local().sessions();
}

}  // namespace spotter::signalr
