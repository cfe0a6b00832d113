#include "simulation/instance.hpp"

#include <spotter/ledger/ledger.hpp>
#include <spotter/llm/offline/provider.hpp>

#include <exception>
#include <type_traits>
#include <utility>

namespace spotter::simulation {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::string_view kPrices = R"({"prices":[{"model":"scripted","input":1,"output":1}]})";

std::string what_of(const std::exception_ptr& bug) {
  try {
    std::rethrow_exception(bug);
  } catch (const std::exception& exception) {
    return exception.what();
  } catch (...) {
    return "unknown";
  }
}

std::function<void(std::exception_ptr)> report_to(Judge& judge) {
  return [&judge](const std::exception_ptr& bug) { judge.bug(what_of(bug)); };
}

ledger::Ledger make_ledger() {
  std::string why;
  auto prices = ledger::PriceList::parse(kPrices, why);
  return {std::move(*prices), std::nullopt};
}

}  // namespace

// --- what stands around the product -------------------------------------------------------------

JudgedLimiter::JudgedLimiter(const Shared& shared)
    : shared_(shared), inner_(rate_limit::memory::make_limiter(shared.logs, shared.clock)) {}

Task<Result<rate_limit::Decision>> JudgedLimiter::take(rate_limit::Budget budget,
                                                       rate_limit::GenerationId id) {
  const std::size_t limit = budget.generations_max;
  const UserId user = shared_.user_of(budget.subject);
  if (shared_.fault == Fault::over_quota) budget.generations_max = 1000;
  if (shared_.fault == Fault::refuses) budget.generations_max = 2;
  auto taking = inner_->take(std::move(budget), id);
  auto decision = co_await std::move(taking);
  const bool allowed = decision && decision->allowed();
  const bool used_up = decision && decision->refusal == rate_limit::Refusal::used_up;
  shared_.judge.take(user, id, limit, allowed, used_up, shared_.clock.now());
  co_return decision;
}

Task<void> JudgedLimiter::settle(rate_limit::Budget budget, rate_limit::GenerationId id,
                                 rate_limit::Settlement settlement) {
  using rate_limit::Settlement;
  if (shared_.fault == Fault::charges_always) settlement = Settlement::charged;
  if (shared_.fault == Fault::charges_never) settlement = Settlement::given_back;
  shared_.judge.settle(id, settlement == Settlement::charged);
  auto settling = inner_->settle(std::move(budget), id, settlement);
  co_await std::move(settling);
}

void HashedLog::event(telemetry::Level level, std::string_view name,
                      std::initializer_list<telemetry::Field> fields) {
  if (!enabled(level)) return;
  std::string line(name);
  for (const telemetry::Field& field : fields) {
    line.append(" ").append(field.name).append("=");
    std::visit(
        [&](const auto& value) {
          if constexpr (std::is_convertible_v<decltype(value), std::string_view>)
            line.append(value);
          else
            line.append(std::to_string(value));
        },
        field.value);
  }
  shared_.judge.hear(shared_.clock.now(), line);
  // A provider that refuses our key wants a person to look, and some do.
  if (level == telemetry::Level::error && name != "provider_state")
    shared_.judge.bug("an error in the log: " + std::string(name));
}

// --- who answers --------------------------------------------------------------------------------

Upstreams::Upstreams(const Shared& shared, const std::string& instance, telemetry::Log& log,
                     Entropy& entropy, Random random)
    : boards_(shared.shards), desks_(shared.shards) {
  using namespace llm::failover;
  if (random.chance(0.5)) policy_.hedge_after = seconds(3);
  if (shared.fault == Fault::disturbs) {
    policy_.rest_from = std::chrono::hours(1);
    policy_.breaker.misconfigured_for = milliseconds(1);
  }
  std::vector<Board::Seat> seats;
  std::vector<Candidate> candidates;
  const Model::Place place{shared.schedule, shared.judge, shared.clock,
                           [&shared](const std::string& hash) { return shared.user_of(hash); },
                           shared.fault};
  for (const std::string name : {"first", "second"}) {
    seats.push_back({name, "scripted"});
    auto model =
        std::make_unique<Model>(name + " of " + instance, place, random.fork(), shared.end);
    models_.push_back(model.get());
    candidates.push_back({std::move(model), seconds(10)});
  }
  seats.push_back({"offline", ""});
  candidates.push_back(
      {llm::offline::make_provider(shared.executor, shared.clock, shared.catalog, shared.knowledge),
       std::nullopt});
  boards_.emplace_local(std::move(seats), policy_, make_ledger(), shared.clock, log,
                        deliver_to(desks_));
  desks_.emplace_local(boards_, 0, 0);
  const Place at{shared.executor, shared.clock, entropy, desks_.local(), policy_};
  provider_ = make_provider(at, std::move(candidates));
}

Upstreams::~Upstreams() {
  provider_.reset();
  desks_.reset_local();
  boards_.reset_local();
}

void Upstreams::count(const std::string& instance, std::map<std::string, std::int64_t>& left) {
  for (const Model* model : models_)
    left["answers of " + std::string(model->name())] = model->alive();
  for (const auto& standing : boards_.local().report().standings) {
    const std::string of = " at " + standing.provider + " of " + instance;
    left["calls running" + of] = static_cast<std::int64_t>(standing.running);
    left["calls waiting" + of] = static_cast<std::int64_t>(standing.waiting);
  }
}

// --- the product --------------------------------------------------------------------------------

Instance::Instance(const Shared& shared, std::string name, Random random)
    : shared_(shared),
      name_(std::move(name)),
      random_(random),
      entropy_(random_.fork()),
      log_(shared),
      limiter_(shared),
      upstreams_(shared, name_, log_, entropy_, random_.fork()),
      ticker_(shared.executor, shared.clock, report_to(shared.judge)),
      services_{shared.executor,
                shared.clock,
                log_,
                shared.catalog,
                shared.knowledge,
                upstreams_.provider(),
                limiter_,
                metrics_,
                settings_,
                [&shared] { return ++shared.generations; },
                report_to(shared.judge),
                {},
                name_ + "-"},
      desks_(shared.shards),
      tasks_(shared.executor, report_to(shared.judge)) {
  sessions_.host(metrics_);
  auto archive = std::make_unique<SlowArchive>(shared.archive, shared.executor, random_.fork());
  archive_ = archive.get();
  desks_.emplace_local(conversation::Desk::Services{desks_,
                                                    0,
                                                    shared.executor,
                                                    shared.clock,
                                                    log_,
                                                    shared.secret,
                                                    entropy_,
                                                    name_,
                                                    std::move(archive),
                                                    report_to(shared.judge),
                                                    {}});
  for (const auto contract : {api::Contract::first, api::Contract::second})
    descriptions_.push_back(api::chat_hub_description(contract, {}));
  ticker_.add(desks_.local());
  tasks_.spawn(ticker_.run());
  draw_outages();
}

Instance::~Instance() {
  desks_.reset_local();
}

/// A few times a day the archive is gone for a minute or so.
void Instance::draw_outages() {
  for (TimePoint at = shared_.clock.now() + random_.about(std::chrono::hours(5)); at < shared_.end;
       at += random_.about(std::chrono::hours(5))) {
    const TimePoint until = at + random_.about(minutes(2));
    shared_.schedule.at(at, [this, until] { archive_->be_away(until); });
  }
}

/// The store: mostly yes, after a moment.
Task<chat::Right> Instance::look_again() {
  auto there = pause(shared_.executor, random_.about(milliseconds(3)));
  co_await std::move(there);
  const double said = random_.share();
  if (said < 0.003) co_return chat::Right::gone;
  if (said < 0.005) co_return chat::Right::unchecked;
  co_return chat::Right::yes;
}

Task<void> Instance::serve(std::shared_ptr<Line> line, DeviceKind kind, const Payer& payer) {
  ++serving_;
  const auto contract = kind.second_contract ? api::Contract::second : api::Contract::first;
  conversation::Owner owner;
  if (!kind.nobody) {
    owner = {conversation::name_of_chat(payer.subject, kind.chat), !kind.chat.empty(), kind.mark};
  }
  const std::string id = "c" + std::to_string(line->id());
  std::size_t turns = 0;
  auto make_object = [&](hub::Client& client) {
    chat::Speaker speaker{id, payer.subject, payer.generations_max, "web", {}};
    speaker.look_again = [this](const std::string& /*turn*/,
                                const telemetry::SpanParent& /*trace*/) { return look_again(); };
    const auto hub =
        kind.second_contract ? api::ChatHubName::ai_chat_v2 : api::ChatHubName::ai_chat;
    api::ChatGuest guest{[speaker = std::move(speaker), owner] {
                           return api::ChatSpeaker{speaker, owner};
                         },
                         {id, hub, api::SessionTransport::websocket, payer.subject.substr(0, 8),
                          "web", shared_.clock.now()}};
    const api::ChatPlace at{desks_.local(), services_, sessions_};
    return make_chat_hub(contract, at, std::move(guest), client, turns);
  };
  hub::Session::Services services{shared_.executor, shared_.clock,  ticker_,
                                  shared_.parser,   shared_.spares, report_to(shared_.judge)};
  hub::Session session(descriptions_[kind.second_contract ? 1 : 0], {}, std::move(services),
                       std::move(make_object));
  auto running = session.run(*line);
  const hub::Ending ending = co_await std::move(running);
  shared_.judge.note(kind.user, shared_.clock.now(),
                     "connection " + std::to_string(line->id()) +
                         " ended: " + std::string(hub::name_of(ending)) + ", " +
                         std::to_string(turns) + " turns");
  --serving_;
}

void Instance::count(std::map<std::string, std::int64_t>& left) {
  upstreams_.count(name_, left);
  const std::string of = " of " + name_;
  conversation::Desk& desk = desks_.local();
  left["sessions" + of] = serving_;
  left["sessions known" + of] = static_cast<std::int64_t>(sessions_.size());
  left["turns" + of] = metrics_.running.value();
  left["answers without a client" + of] = static_cast<std::int64_t>(desk.unheard());
  left["chats at rest" + of] = static_cast<std::int64_t>(desk.directory().chats());
}

Task<void> Instance::stop() {
  auto stopping = desks_.local().stop();
  co_await std::move(stopping);
  ticker_.stop();
  auto joining = tasks_.join();
  co_await std::move(joining);
}

}  // namespace spotter::simulation
