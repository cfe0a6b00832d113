#include "api/chat_hub.hpp"
#include "api/problems.hpp"

#include <spotter/api/chat_endpoint.hpp>
#include <spotter/api/line_pace.hpp>
#include <spotter/codec/query.hpp>
#include <spotter/hub/negotiation.hpp>
#include <spotter/server/address.hpp>

#include <algorithm>
#include <functional>
#include <set>

namespace spotter::api {
namespace {

constexpr std::size_t kHubBodyBytesMax = 1024 * 1024;
/// For who has too many sessions: one of them may end.
constexpr std::chrono::seconds kSessionWait{30};

server::Response text(int status, std::string body) {
  server::Response response;
  response.status = status;
  response.headers = {{"Content-Type", "text/plain"}};
  response.body = std::move(body);
  return response;
}

/// Another instance, or this one after its restart, will answer.
server::Response come_back_later() {
  server::Response response;
  response.status = 503;
  response.headers = {{"Retry-After", "5"}, {"Cache-Control", "no-store"}};
  return response;
}

/// The server's WebSocket as the hub's transport.
class SocketTransport final : public hub::Transport {
 public:
  explicit SocketTransport(server::WebSocket& socket) : socket_(socket) {}
  Task<Result<std::size_t>> read(std::string& into) override { return socket_.read(into); }
  Task<Result<void>> write(std::string_view bytes, hub::Format format) override {
    return socket_.write(
        bytes, format == hub::Format::text ? server::Opcode::text : server::Opcode::binary);
  }
  Task<void> close() override { return socket_.close(); }
  void abort() noexcept override { socket_.abort(); }

 private:
  server::WebSocket& socket_;
};

}  // namespace

struct ChatEndpoint::Impl {
  Services services;
  hub::Description first;   ///< of Contract::first
  hub::Description second;  ///< of Contract::second
  std::set<hub::Session*> sessions;
  shard::Signal session_ended;
  LinePace crowd_lines;
  LinePace session_lines;
  bool draining = false;

  explicit Impl(Services given)
      : services(std::move(given)),
        first(chat_hub_description(Contract::first, services.hub_settings)),
        second(chat_hub_description(Contract::second, services.hub_settings)),
        session_ended(services.executor) {}

  [[nodiscard]] shard::ShardId home_of(const std::string& id) const {
    return std::hash<std::string>{}(id) % services.spent_tokens.size();
  }

  /// What comes too often is stopped before a store is asked about it.
  Task<std::optional<server::Response>> refuse_crowd(const server::Request& request) {
    std::string address = server::counted_address(request.peer);
    const auto home = home_of(address);
    auto ask = [address = std::move(address), now = services.clock.now()](AbuseLimits& limits) {
      return limits.negotiate(address, now);
    };
    auto asking = services.abuse_limits.invoke_on(home, std::move(ask));
    const auto wait = co_await std::move(asking);
    if (!wait) co_return std::nullopt;
    if (const auto repeated = crowd_lines.next(services.clock.now())) {
      services.log.event(telemetry::Level::warn, "negotiations_limited",
                         {{"request", request.request_id}, {"repeated", *repeated}});
    }
    co_return too_many(*wait);
  }

  Task<server::Answer> negotiate(const server::Request& request) {
    auto crowd = co_await refuse_crowd(request);
    if (crowd) co_return std::move(*crowd);
    auto who = co_await services.authentication.authenticate(request, QueryToken::ignored);
    if (auto* refusal = std::get_if<server::Response>(&who)) co_return std::move(*refusal);
    if (draining) co_return come_back_later();
    server::Response response;
    response.headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}};
    const auto query = codec::Query::parse(codec::split_target(request.target).query);
    if (!query) co_return text(400, "The query is malformed.");
    const auto asked = hub::parse_negotiation(query->get("negotiateVersion"));
    if (!asked.error.empty()) {
      response.body = hub::negotiation_error(asked.error);
      co_return response;
    }
    Ticket ticket{ConnectionTokens::make_connection_id(services.entropy),
                  services.clock.wall_now() + ConnectionTokens::kLifetime, services.id};
    const std::string token = services.tokens.write(ticket, services.entropy);
    response.body = hub::negotiation_response(
        asked.version, asked.version == 0 ? token : ticket.connection_id, token);
    co_return response;
  }

  Task<server::Answer> connect(Contract contract, const server::Request& request) {
    auto who = co_await services.authentication.authenticate(request, QueryToken::accepted);
    if (auto* refusal = std::get_if<server::Response>(&who)) co_return std::move(*refusal);
    if (draining) co_return come_back_later();
    const auto query = codec::Query::parse(codec::split_target(request.target).query);
    if (!query) co_return text(400, "The query is malformed.");
    const auto token = query->get("id");
    if (!token) {
      if (!request.wants_websocket) co_return text(400, "Connection ID required");
      co_return co_await open_if_free(contract, request, std::get<Payer>(std::move(who)),
                                      ConnectionTokens::make_connection_id(services.entropy),
                                      nullptr);
    }
    const auto ticket = services.tokens.read(*token);
    if (!ticket) co_return text(404, "No Connection with that ID");
    if (!request.wants_websocket) co_return co_await without_socket(request, *ticket);
    const auto now = services.clock.now();
    const bool expired = ticket->expires <= services.clock.wall_now();
    auto claim = [id = ticket->connection_id, expired, now](SpentTokens& spent) {
      // An expired token is not claimed, but that its connection still lives is worth a 409.
      return expired
                 ? (spent.state_of(id) == SpentTokens::State::active ? SpentTokens::State::active
                                                                     : SpentTokens::State::spent)
                 : spent.claim(id, now + ConnectionTokens::kLifetime, now);
    };
    const auto before =
        co_await services.spent_tokens.invoke_on(home_of(ticket->connection_id), std::move(claim));
    if (before == SpentTokens::State::active) co_return text(409, "");
    if (before == SpentTokens::State::spent) co_return text(404, "No Connection with that ID");
    // Whatever becomes of the upgrade, the token is released when the last copy of this ends.
    auto claimed =
        std::shared_ptr<void>(nullptr, [this, id = ticket->connection_id](void*) { release(id); });
    co_return co_await open_if_free(contract, request, std::get<Payer>(std::move(who)),
                                    ticket->connection_id, std::move(claimed));
  }

  /// A request that is no WebSocket upgrade on a token: the other transports are not offered.
  Task<server::Answer> without_socket(const server::Request& request, const Ticket& ticket) {
    auto look = [id = ticket.connection_id](SpentTokens& spent) { return spent.state_of(id); };
    const auto state =
        co_await services.spent_tokens.invoke_on(home_of(ticket.connection_id), std::move(look));
    const bool active = state == SpentTokens::State::active;
    if (!active &&
        (state == SpentTokens::State::spent || ticket.expires <= services.clock.wall_now())) {
      co_return text(404, "No Connection with that ID");
    }
    if (request.method == "POST") {
      co_return text(405, "POST requests are not allowed for WebSocket connections.");
    }
    if (request.method == "DELETE") {
      co_return text(400, "Cannot terminate this connection using the DELETE endpoint.");
    }
    if (active) co_return text(400, "Cannot change transports mid-connection");
    const bool sse = request.header("Accept").find("text/event-stream") != std::string_view::npos;
    co_return text(404, std::string(sse ? "ServerSentEvents" : "LongPolling") +
                            " transport not supported by this end point type");
  }

  /// One more session of the payer, or 429. `claim` is held for as long as it lasts.
  Task<server::Answer> open_if_free(Contract contract, const server::Request& request, Payer payer,
                                    std::string connection_id, std::shared_ptr<void> claim) {
    const std::string subject = payer.subject.full_name();
    auto open = [subject](AbuseLimits& limits) { return limits.open(subject); };
    auto opening = services.abuse_limits.invoke_on(home_of(subject), std::move(open));
    const bool free = co_await std::move(opening);
    if (!free) {
      if (const auto repeated = session_lines.next(services.clock.now())) {
        services.log.event(telemetry::Level::warn, "sessions_limited",
                           {{"request", request.request_id},
                            {"subject", payer.subject.short_name()},
                            {"repeated", *repeated}});
      }
      co_return too_many(kSessionWait);
    }
    auto place = std::shared_ptr<void>(nullptr, [this, subject](void*) { close_one(subject); });
    server::Upgrade upgrade;
    upgrade.serve = [this, contract, payer = std::move(payer), id = std::move(connection_id),
                     claim = std::move(claim), place = std::move(place)](
                        server::WebSocket& socket) { return serve(contract, socket, payer, id); };
    co_return upgrade;
  }

  void close_one(const std::string& subject) {
    services.abuse_limits.post_to(home_of(subject),
                                  [subject](AbuseLimits& limits) { limits.close(subject); });
  }

  void release(const std::string& id) {
    services.spent_tokens.post_to(home_of(id), [id](SpentTokens& spent) { spent.release(id); });
  }

  Task<chat::Right> look_again(purchase::Credential credential) {
    const auto verdict = co_await services.authentication.look_again(std::move(credential));
    switch (verdict) {
      case purchase::Verdict::entitled:
        co_return chat::Right::yes;
      case purchase::Verdict::not_entitled:
        co_return chat::Right::gone;
      case purchase::Verdict::unknown:
        break;
    }
    co_return chat::Right::unchecked;
  }

  Task<void> serve(Contract contract, server::WebSocket& socket, Payer payer,
                   std::string connection_id) {
    SocketTransport transport(socket);
    const auto began = services.clock.now();
    std::size_t turns = 0;
    chat::Speaker speaker{connection_id, payer.subject.full_name(),
                          services.quotas.of(payer.store()), name_of(payer.store())};
    // The shared key is ours, and does not end while the process runs.
    if (payer.store() != purchase::Store::web)
      speaker.look_again = [this, credential = payer.credential] { return look_again(credential); };
    auto make_object = [&](hub::Client& /*client*/) {
      return make_chat_hub(contract, services.chat, speaker, turns);
    };
    hub::Session session(
        contract == Contract::first ? first : second, hub::Peer{},
        {services.executor, services.clock, services.ticker, services.parser, services.chat.on_bug},
        make_object);
    sessions.insert(&session);
    if (draining) session.drain();
    const hub::Ending ending = co_await session.run(transport);
    sessions.erase(&session);
    session_ended.notify();
    const auto lasted =
        std::chrono::duration_cast<std::chrono::milliseconds>(services.clock.now() - began);
    services.log.event(telemetry::Level::info, "session_finished",
                       {{"session", connection_id},
                        {"hub", path_of(contract).substr(1)},
                        {"transport", "websocket"},
                        {"store", purchase::name_of(payer.store())},
                        {"subject", payer.subject.short_name()},
                        {"shard", services.id},
                        {"ending", hub::name_of(ending)},
                        {"turns", turns},
                        {"duration_ms", lasted.count()}});
  }
};

ChatEndpoint::ChatEndpoint(Services services)
    : impl_(std::make_unique<Impl>(std::move(services))) {}

ChatEndpoint::~ChatEndpoint() = default;

void ChatEndpoint::add_routes(server::Router& router) {
  for (const Contract contract : {Contract::first, Contract::second}) {
    server::Route negotiate;
    negotiate.path = std::string(path_of(contract)) + "/negotiate";
    negotiate.methods = {"POST"};
    negotiate.body_bytes_max = kHubBodyBytesMax;
    negotiate.cors = true;
    negotiate.errors = server::ErrorStyle::bare;
    negotiate.answer = [this](const server::Request& request) { return impl_->negotiate(request); };
    router.add(std::move(negotiate));

    server::Route connect;
    connect.path = path_of(contract);
    connect.methods = {"GET", "POST", "DELETE"};
    connect.body_bytes_max = kHubBodyBytesMax;
    connect.cors = true;
    connect.errors = server::ErrorStyle::bare;
    connect.answer = [this, contract](const server::Request& request) {
      return impl_->connect(contract, request);
    };
    router.add(std::move(connect));
  }
}

void ChatEndpoint::drain() {
  impl_->draining = true;
  // Draining may end a session at once, which takes it out of the set.
  const std::vector<hub::Session*> all(impl_->sessions.begin(), impl_->sessions.end());
  for (auto* session : all)
    session->drain();
}

Task<void> ChatEndpoint::drained() {
  while (!impl_->sessions.empty())
    co_await impl_->session_ended.wait();
}

void ChatEndpoint::shutdown() {
  const std::vector<hub::Session*> all(impl_->sessions.begin(), impl_->sessions.end());
  for (auto* session : all)
    session->shutdown();
}

std::size_t ChatEndpoint::sessions() const noexcept {
  return impl_->sessions.size();
}

}  // namespace spotter::api
