#include "api/chat_hub.hpp"
#include "api/problems.hpp"

#include <spotter/api/chat_endpoint.hpp>
#include <spotter/api/conversation_endpoint.hpp>
#include <spotter/api/line_pace.hpp>
#include <spotter/base/text.hpp>
#include <spotter/crypto/digest.hpp>
#include <spotter/server/address.hpp>

#include <cstring>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>

namespace spotter::api {
namespace {

/// For who has too many sessions: one of them may end.
constexpr std::chrono::seconds kSessionWait{30};

/// A credential's name where its subject is not known; says nothing about the token.
std::string name_of_credential(const purchase::Credential& credential) {
  const std::string_view store = purchase::name_of(credential.store);
  std::string shown(store);
  shown.append(1, '\x1F').append(credential.token.reveal());
  return std::string(store) + ' ' + to_hex(crypto::sha256(shown));
}

/// What a request shows of the app and the device that it comes from, as a number: the same in all
/// processes.
conversation::ClientMark mark_of(const server::Request& request) {
  const std::string_view agent = request.header("User-Agent");
  if (agent.empty()) return 0;
  const auto hash = crypto::sha256(agent);
  conversation::ClientMark mark = 0;
  std::memcpy(&mark, hash.data(), sizeof mark);
  return mark;
}

ChatHubName hub_of(Contract contract) noexcept {
  return contract == Contract::first ? ChatHubName::ai_chat : ChatHubName::ai_chat_v2;
}

/// One session of a payer, whose name outlives it, counted for as long as it lasts.
class Place {
 public:
  Place(shard::Sharded<AbuseLimits>& limits, shard::ShardId home, std::string_view payer)
      : limits_(limits), home_(home), payer_(payer) {}
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() {
    limits_.post_to(home_,
                    [payer = std::string(payer_)](AbuseLimits& limits) { limits.close(payer); });
  }

 private:
  shard::Sharded<AbuseLimits>& limits_;
  shard::ShardId home_;
  std::string_view payer_;
};

/// Whose purchase pays for a connection. Whoever shows the same credential later is the same, even
/// if the purchase is over by then: it is looked at again before each turn.
class PayingGuest final : public signalr::Guest {
 public:
  PayingGuest(Payer who, const server::Request& request)
      : payer(std::move(who)),
        mark(mark_of(request)),
        opened_by(request.trace().context),
        client_traces(opened_by.valid() && request.trace_context().valid()),
        name_(payer.subject.full_name()),
        credential_(name_of_credential(payer.credential)) {}

  [[nodiscard]] std::string_view name() const noexcept override { return name_; }
  [[nodiscard]] std::string_view alias() const noexcept override { return credential_; }
  [[nodiscard]] bool authorised() const noexcept override { return true; }

  Payer payer;
  conversation::ClientMark mark;
  std::size_t turns = 0;
  bool opened = false;               ///< its handshake succeeded
  telemetry::SpanContext opened_by;  ///< the request, on another shard perhaps
  bool client_traces;                ///< it said which trace it belongs to
  telemetry::Span span;              ///< of the session, once it is opened

  void take_place(shard::Sharded<AbuseLimits>& limits, shard::ShardId home) {
    place_.emplace(limits, home, name_);
  }

 private:
  std::string name_;
  std::string credential_;
  std::optional<Place> place_;
};

/// Whoever sends a further request of a connection, or one before it is opened. The subject is not
/// known when the purchase is over or nobody can check it.
class ReturningGuest final : public signalr::Guest {
 public:
  explicit ReturningGuest(const Authentication::Somebody& who)
      : credential_(name_of_credential(who.credential)),
        name_(who.subject ? who.subject->full_name() : credential_) {}
  [[nodiscard]] std::string_view name() const noexcept override { return name_; }
  [[nodiscard]] std::string_view alias() const noexcept override { return credential_; }
  [[nodiscard]] bool authorised() const noexcept override { return true; }

 private:
  std::string credential_;
  std::string name_;
};

}  // namespace

struct ChatEndpoint::Impl {
  Services services;
  LinePace crowd_lines;
  LinePace session_lines;

  explicit Impl(Services given) : services(std::move(given)) {}

  [[nodiscard]] shard::ShardId home_of(const std::string& id) const {
    return std::hash<std::string>{}(id) % services.abuse_limits.size();
  }

  Task<signalr::Admission> admit(const server::Request& request, signalr::Purpose purpose) {
    switch (purpose) {
      case signalr::Purpose::negotiate:
        return admit_negotiation(request);
      case signalr::Purpose::open:
        return admit_session(request);
      case signalr::Purpose::continue_:
        break;
    }
    return admit_again(request);
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

  Task<signalr::Admission> admit_negotiation(const server::Request& request) {
    auto crowd = co_await refuse_crowd(request);
    if (crowd) co_return std::move(*crowd);
    if (!chat_id_in(request)) co_return refuse_chat_id();
    auto who = co_await services.authentication.authenticate(request, QueryToken::ignored);
    if (auto* refused = std::get_if<server::Response>(&who)) co_return std::move(*refused);
    co_return std::make_unique<PayingGuest>(std::get<Payer>(std::move(who)), request);
  }

  /// One more session of the payer, or 429.
  Task<signalr::Admission> admit_session(const server::Request& request) {
    if (!chat_id_in(request)) co_return refuse_chat_id();
    auto who = co_await services.authentication.authenticate(request, QueryToken::accepted);
    if (auto* refused = std::get_if<server::Response>(&who)) co_return std::move(*refused);
    auto guest = std::make_unique<PayingGuest>(std::get<Payer>(std::move(who)), request);
    const std::string payer(guest->name());
    auto open = [payer](AbuseLimits& limits) { return limits.open(payer); };
    auto opening = services.abuse_limits.invoke_on(home_of(payer), std::move(open));
    const bool free = co_await std::move(opening);
    if (!free) {
      if (const auto repeated = session_lines.next(services.clock.now())) {
        services.log.event(telemetry::Level::warn, "sessions_limited",
                           {{"request", request.request_id},
                            {"subject", guest->payer.subject.short_name()},
                            {"repeated", *repeated}});
      }
      co_return too_many(kSessionWait);
    }
    guest->take_place(services.abuse_limits, home_of(payer));
    co_return guest;
  }

  /// A purchase that is over, or that nobody can check now, does not break an open connection.
  Task<signalr::Admission> admit_again(const server::Request& request) {
    auto who = co_await services.authentication.recognise(request, QueryToken::accepted);
    if (auto* refused = std::get_if<server::Response>(&who)) co_return std::move(*refused);
    co_return std::make_unique<ReturningGuest>(std::get<Authentication::Somebody>(who));
  }

  Task<chat::Right> look_again(purchase::Credential credential, telemetry::SpanParent trace) {
    const auto verdict =
        co_await services.authentication.look_again(std::move(credential), std::move(trace));
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

  /// Whose chat a connection may go on with.
  static conversation::Owner owner_of(const signalr::Connection& connection,
                                      const PayingGuest& guest) {
    const std::string_view id = connection.query.get("conversation").value_or("");
    return {name_of_payers_chat(guest.payer, id).value_or(""), !id.empty(), guest.mark};
  }

  std::unique_ptr<hub::HubObject> make_object(Contract contract,
                                              const signalr::Connection& connection,
                                              hub::Client& client) {
    auto& guest = static_cast<PayingGuest&>(connection.guest);
    const Payer& payer = guest.payer;
    begin_span(guest, contract, connection);
    services.log.event(telemetry::Level::debug, "session_begun",
                       {{"session", connection.id},
                        {"request", payer.credential.cause.id},
                        {"subject", payer.subject.short_name()}});
    guest.opened = true;
    const SessionTransport transport = session_transport_of(connection.transport);
    services.metrics.opened(hub_of(contract), transport).add();
    services.metrics.open(hub_of(contract), transport).add(1);
    Sessions::Label label{
        connection.id,          hub_of(contract),    transport, payer.subject.short_name(),
        name_of(payer.store()), services.clock.now()};
    const ChatPlace at{services.conversations.local(), services.chat, services.sessions.local()};
    auto speaker = [this, &connection, &guest,
                    generations_max = services.quotas.of(payer.store())] {
      return ChatSpeaker{speaker_of(connection, guest, generations_max),
                         owner_of(connection, guest)};
    };
    return make_chat_hub(contract, at, {std::move(speaker), std::move(label)}, client, guest.turns);
  }

  chat::Speaker speaker_of(const signalr::Connection& connection, const PayingGuest& guest,
                           std::size_t generations_max) {
    const Payer& payer = guest.payer;
    chat::Speaker speaker{connection.id, payer.subject.full_name(), generations_max,
                          name_of(payer.store())};
    // The shared key of the Web store may have been replaced meanwhile.
    speaker.look_again = [this, credential = payer.credential](std::string turn,
                                                               telemetry::SpanParent trace) {
      purchase::Credential shown = credential;
      shown.cause = {"turn", std::move(turn)};
      return look_again(std::move(shown), std::move(trace));
    };
    speaker.trace = trace_of_turns(guest);
    return speaker;
  }

  void begin_span(PayingGuest& guest, Contract contract,
                  const signalr::Connection& connection) const {
    const telemetry::SpanParent parent{services.tracer, guest.opened_by, {}};
    guest.span = parent.begin("session", telemetry::SpanKind::internal);
    if (!guest.span.recording()) return;
    guest.span.set("session.id", connection.id);
    guest.span.set("spotter.hub", path_of(contract).substr(1));
    guest.span.set("spotter.transport", name_of(session_transport_of(connection.transport)));
    guest.span.set("spotter.store", name_of(guest.payer.store()));
    guest.span.set("spotter.subject", guest.payer.subject.short_name());
  }

  /// A client that traces has all of a session in its trace. Else a session may be long, and each
  /// turn is a trace of its own that names the session.
  [[nodiscard]] telemetry::SpanParent trace_of_turns(const PayingGuest& guest) const {
    if (guest.client_traces) return guest.span.parent();
    telemetry::SpanParent own{services.tracer, {}, {}};
    if (guest.span.recording()) own.link = guest.span.context();
    return own;
  }

  static void end_span(PayingGuest& guest, hub::Ending ending) {
    guest.span.set("spotter.session.ending", hub::name_of(ending));
    guest.span.set("spotter.session.turns", guest.turns);
    guest.span.end();
  }

  void count_end(Contract contract, const signalr::Connection& connection, hub::Ending ending,
                 Duration lasted) {
    services.metrics.ended(hub_of(contract), ending).add();
    if (!static_cast<const PayingGuest&>(connection.guest).opened) return;
    services.metrics.open(hub_of(contract), session_transport_of(connection.transport)).add(-1);
    services.metrics.duration.observe(lasted);
  }

  void log_end(Contract contract, const signalr::Connection& connection, hub::Ending ending,
               Duration lasted) {
    const auto& guest = static_cast<const PayingGuest&>(connection.guest);
    const auto lasted_ms = std::chrono::duration_cast<std::chrono::milliseconds>(lasted);
    services.log.event(telemetry::Level::info, "session_finished",
                       {{"session", connection.id},
                        {"request", guest.payer.credential.cause.id},
                        {"hub", path_of(contract).substr(1)},
                        {"transport", name_of(session_transport_of(connection.transport))},
                        {"store", purchase::name_of(guest.payer.store())},
                        {"subject", guest.payer.subject.short_name()},
                        {"shard", services.id},
                        {"ending", hub::name_of(ending)},
                        {"turns", guest.turns},
                        {"duration_ms", lasted_ms.count()}});
  }
};

ChatEndpoint::ChatEndpoint(Services services) : impl_(std::make_unique<Impl>(std::move(services))) {
  impl_->services.sessions.local().host(impl_->services.chat.metrics);
}

ChatEndpoint::~ChatEndpoint() = default;

void ChatEndpoint::set_quotas(Quotas quotas) {
  impl_->services.quotas = quotas;
}

void ChatEndpoint::mount_on(signalr::Endpoint& endpoint, const hub::Settings& hub,
                            const signalr::Settings& settings) {
  for (const Contract contract : {Contract::first, Contract::second}) {
    signalr::Mount mount;
    mount.path = path_of(contract);
    mount.hub = chat_hub_description(contract, hub);
    mount.settings = settings;
    mount.admit = [self = impl_.get()](const server::Request& request, signalr::Purpose purpose) {
      return self->admit(request, purpose);
    };
    mount.make_object = [self = impl_.get(), contract](const signalr::Connection& connection,
                                                       hub::Client& client) {
      return self->make_object(contract, connection, client);
    };
    mount.on_finished = [self = impl_.get(), contract](const signalr::Connection& connection,
                                                       hub::Ending ending, Duration lasted) {
      self->count_end(contract, connection, ending, lasted);
      self->log_end(contract, connection, ending, lasted);
      Impl::end_span(static_cast<PayingGuest&>(connection.guest), ending);
    };
    endpoint.mount(std::move(mount));
  }
}

}  // namespace spotter::api
