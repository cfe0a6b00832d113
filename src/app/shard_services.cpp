#include "app/shard_services.hpp"

#include "app/provider_kinds.hpp"
#include "app/redis_request_memory.hpp"

#include <spotter/apidocs/pages.hpp>
#include <spotter/base/text.hpp>

#include <algorithm>
#include <span>
#include <utility>

namespace spotter::app {
namespace {

/// How many times longer who thinks, or loads a model, may take.
constexpr int kPatience = 3;

std::vector<std::string> urls_of(const Settings& settings) {
  std::vector<std::string> urls;
  for (const std::string& name : settings.providers) {
    const auto url = find_provider_kind(name)->base_url(settings);
    if (!url.empty()) urls.emplace_back(url);
  }
  return urls;
}

/// When the first word is due if others could answer. A local server may be loading its model.
std::optional<Duration> first_word_within(const ProviderKind& kind, const Settings& settings) {
  if (kind.model(settings).empty()) return std::nullopt;
  const llm::Pace pace = kind.pace(settings);
  return settings.first_word_within * (pace.reasons || pace.local ? kPatience : 1);
}

/// All who can answer, in the order of preference.
std::vector<llm::failover::Candidate> make_candidates(const ProviderPlace& at) {
  std::vector<llm::failover::Candidate> candidates;
  for (const std::string& name : at.settings.providers) {
    const ProviderKind& kind = *find_provider_kind(name);
    candidates.push_back({kind.make(at), first_word_within(kind, at.settings),
                          std::string(kind.base_url(at.settings))});
  }
  return candidates;
}

/// With this shard's share of the files that may be recorded.
http_client::Settings upstream_of(const ProcessServices& process, shard::ShardId id) {
  http_client::Settings settings = process.settings.upstream;
  http_client::Recording& recording = settings.recording;
  recording.files_max = std::max<std::size_t>(1, recording.files_max / process.shards.size());
  recording.on_trouble = [&log = process.log.room("app"), id,
                          told = false](http_client::Recording::Trouble trouble) mutable {
    const bool over = trouble == http_client::Recording::Trouble::over_limit;
    // A folder that is gone is gone for each answer.
    if (!over && std::exchange(told, true)) return;
    log.event(telemetry::Level::warn, over ? "recording_stopped" : "recording_lost",
              {{"shard", id}, {"setting", "SPOTTER_RECORD_DIR"}});
  };
  return settings;
}

/// Shared if others can read it: where there is a Redis, and a secret that is not this process's
/// alone.
std::unique_ptr<api::RequestMemory> make_request_memory(const ProcessServices& process,
                                                        Counting& counting, Entropy& entropy) {
  auto own = std::make_unique<api::ProcessRequestMemory>(process.repeatable, process.clock);
  redis::Client* client = counting.client();
  if (client == nullptr || process.settings.secret_is_random) return own;
  return std::make_unique<RedisRequestMemory>(*client, process.settings.secret, entropy,
                                              std::move(own));
}

/// Before the ids of turns in logs.
std::string turn_prefix(const signalr::InstanceId& instance) {
  constexpr std::size_t kDigits = 8;
  std::string prefix = to_hex(std::as_bytes(std::span(&instance, 1)));
  prefix.resize(kDigits);
  return prefix.append(1, '-');
}

api::Quotas quotas_of(const Settings& settings) {
  return settings.test_mode ? api::Quotas{0, 0} : settings.quotas;
}

}  // namespace

std::vector<llm::failover::Board::Seat> seats_of(const Settings& settings) {
  std::vector<llm::failover::Board::Seat> seats;
  for (const std::string& name : settings.providers)
    seats.push_back({name, std::string(find_provider_kind(name)->model(settings))});
  return seats;
}

ShardServices::ShardServices(const ProcessServices& process, shard::ShardId id)
    : process_(process),
      id_(id),
      executor_(process.shards.executor(id)),
      ticker_(executor_, process.clock, [this](std::exception_ptr bug) { report(bug); }),
      load_({id, executor_, process.clock, process.log.room("app"), process.workers,
             [this](std::exception_ptr bug) { report(bug); },
             [this](double used) { tell_memory(used); }},
            process.settings),
      http_client_(executor_, process.workers, upstream_of(process, id)),
      catalog_(process.catalog),
      provider_(llm::failover::make_provider(
          {executor_, process.clock, entropy_, process.desks.local(), process.settings.failover},
          make_candidates({process.settings,
                           process.clock,
                           executor_,
                           http_client_,
                           catalog_,
                           {*process.lexicon, *process.exercises}}))),
      tracing_(process.tracings.local()),
      counting_(process.countings.local()),
      chat_settings_(process.settings.chat),
      connections_max_(server::connections_max(process.settings.server)),
      // Shards number their turns apart: a turn's id names one generation in the whole process.
      chat_{executor_,
            process.clock,
            process.log.room("chat"),
            catalog_,
            {*process.lexicon, *process.exercises},
            *provider_,
            counting_.limiter(),
            turn_metrics_,
            chat_settings_,
            [this] { return ++turns_ * process_.shards.size() + id_; },
            [this](std::exception_ptr bug) { report(bug); },
            [this] { return load_.overload().turn_away_turn(); },
            turn_prefix(process.instance)},
      authentication_(
          [this](purchase::Credential credential, std::string address, TimePoint deadline,
                 telemetry::SpanParent trace) {
            return ask_stores(std::move(credential), std::move(address), deadline,
                              std::move(trace));
          },
          [this](Secret shown, std::string address) {
            return count_unusable(std::move(shown), std::move(address));
          },
          process.clock, entropy_, process.log.room("api")),
      tokens_(process.settings.secret, process.instance),
      chats_({id, process.clock, process.log.room("api"), authentication_, process.abuse_limits,
              chat_, process.conversations, quotas_of(process.settings), session_metrics_,
              process.sessions, tracing_.tracer()}),
      hubs_({id, executor_, process.clock, entropy_, ticker_, parser_, spares_, tokens_,
             process.connections, [this](std::exception_ptr bug) { report(bug); },
             [this] { return load_.overload().turn_away_session(); }}),
      requests_(make_request_memory(process, counting_, entropy_)),
      plans_({id, executor_, process.clock, entropy_, process.log.room("api"), authentication_,
              *requests_, api::plans_by_coach(chat_), quotas_of(process.settings),
              [this](std::exception_ptr bug) { report(bug); }}),
      webhooks_({[this](purchase::Store store, purchase::Message message, TimePoint deadline) {
                   return tell_stores(store, std::move(message), deadline);
                 },
                 process.clock, process.log.room("api"), process.abuse_limits}),
      conversations_({process.clock, authentication_, process.conversations}),
      admin_({process.clock, entropy_, process.log.audit(), process.log.levels(),
              process.abuse_limits, process.sessions, process.boards, kBoardShard,
              counting_.tallies(), process.drain}),
      router_(process.settings.cors, tracing_.tracer()),
      server_(id, executor_, process.settings.server, process.tls, router_,
              process.log.room("server"), process.on_closed),
      warm_up_(executor_, process.clock, http_client_, urls_of(process.settings)),
      warming_(executor_, [this](std::exception_ptr bug) { report(bug); }),
      tasks_(executor_, [this](std::exception_ptr bug) { report(bug); }),
      closing_(executor_, [this](std::exception_ptr bug) { report(bug); }) {
  condition_.overload = &load_.overload();
  ask_report_ = [this] { return ask_report(); };
  ops::add_health_routes(router_, condition_, ask_report_);
  ops::add_resilience_route(router_, ask_report_);
  ask_cells_ = [this] { return ask_cells(); };
  ops::metrics::add_metrics_route(router_, process.settings.metrics, ask_cells_, process.workers,
                                  executor_);
  chats_.mount_on(hubs_, process.settings.hub, process.settings.hub_transports);
  hubs_.add_routes(router_);
  if (process.settings.test_hub) mount_test_hubs();
  plans_.add_routes(router_);
  webhooks_.add_routes(router_);
  conversations_.add_routes(router_);
  apidocs::add_routes(router_, SPOTTER_VERSION);
  admin_.set_key(process.settings.admin_key);
  admin_.add_routes(router_);
  ticker_.add(process.conversations.local());
  tasks_.spawn(ticker_.run());
  load_.start(tasks_);
}

ShardServices::~ShardServices() = default;

Task<bool> ShardServices::may_talk(const server::Request& request) {
  const auto who = co_await authentication_.authenticate(request, api::QueryToken::accepted);
  co_return std::holds_alternative<api::Payer>(who);
}

void ShardServices::mount_test_hubs() {
  const auto authenticate = [this](const server::Request& request) { return may_talk(request); };
  test_hubs_ = std::make_unique<TestHubs>(
      TestHubs::Place{id_, executor_, process_.clock, entropy_, parser_, spares_, tokens_,
                      process_.test_connections, process_.test_halls, authenticate,
                      [this](std::exception_ptr bug) { report(bug); }},
      process_.settings.test_hub_time_scale, router_);
}

void ShardServices::adopt(int socket, bool ipv6, std::string address,
                          server::ShardServer::Admission admission) {
  server_.adopt(socket, ipv6, std::move(address), admission);
}

/// Each shard has a connection of its own.
Task<Counting::View> ShardServices::ask_counting() {
  Counting::View all = counting_.view();
  for (shard::ShardId id = 0; id < process_.shards.size(); ++id) {
    if (id == id_) continue;
    auto look = [](Counting& counting) { return counting.view(); };
    auto looking = process_.countings.invoke_on(id, look);
    all.add(co_await std::move(looking));
  }
  co_return all;
}

Task<ops::Report> ShardServices::ask_report() {
  ops::Report report;
  auto read_board = [](llm::failover::Board& board) { return board.report(); };
  auto asking_board = process_.boards.invoke_on(kBoardShard, read_board);
  report.providers = co_await std::move(asking_board);
  auto read_stores = [](Stores& stores) { return stores.report(); };
  auto asking_stores = process_.stores.invoke_on(process_.store_shard(), read_stores);
  Stores::Report stores = co_await std::move(asking_stores);
  report.others = std::move(stores.upstreams);
  report.entitlements.kept = stores.entitlements.yes + stores.entitlements.no;
  report.entitlements.in_grace = stores.entitlements.in_grace;
  report.entitlements.shared = stores.shared;
  report.entitlements.taken_over = stores.entitlements.taken_over;
  report.entitlements.forget_owed = stores.forget_owed;
  Counting::View counting = co_await ask_counting();
  if (counting.redis) report.others.push_back(std::move(*counting.redis));
  report.quotas = counting.count;
  co_return report;
}

ops::metrics::ShardCells ShardServices::cells() const {
  return {turn_metrics_,     process_.conversations.local().metrics(),
          session_metrics_,  server_.metrics(),
          router_.metrics(), counting_.redis_metrics(),
          load_.lag(),       load_.overload(),
          tracing_.metrics()};
}

Task<ops::metrics::Cells> ShardServices::ask_cells() {
  ops::metrics::Cells cells;
  cells.version = SPOTTER_VERSION;
  cells.phase = condition_.phase;
  cells.connections_max = connections_max_;
  cells.log = process_.log.counts();
  cells.report = co_await ask_report();
  for (shard::ShardId id = 0; id < process_.shards.size(); ++id) {
    auto copy = [](ShardServices& part) { return part.cells(); };
    auto copying = process_.parts.invoke_on(id, copy);
    auto shard = co_await std::move(copying);
    cells.shards.push_back(std::move(shard));
  }
  auto read_board = [](llm::failover::Board& board) { return board.metrics(); };
  auto asking_board = process_.boards.invoke_on(kBoardShard, read_board);
  cells.upstreams = co_await std::move(asking_board);
  auto read_stores = [](Stores& stores) { return stores.entitlements().metrics(); };
  auto asking_stores = process_.stores.invoke_on(process_.store_shard(), read_stores);
  cells.purchases = co_await std::move(asking_stores);
  co_return cells;
}

Task<std::optional<Duration>> ShardServices::count_unusable(Secret shown, std::string address) {
  auto count = [shown = std::move(shown), address = std::move(address)](Stores& stores) {
    return stores.entitlements().refuse_unusable(shown, address);
  };
  auto counting = process_.stores.invoke_on(process_.store_shard(), std::move(count));
  co_return co_await std::move(counting);
}

Task<purchase::entitlements::Judged> ShardServices::ask_stores(purchase::Credential credential,
                                                               std::string address,
                                                               TimePoint deadline,
                                                               telemetry::SpanParent trace) {
  telemetry::Span span = trace.begin("verify purchase", telemetry::SpanKind::internal);
  span.set("spotter.store", name_of(credential.store));
  auto ask = [credential = std::move(credential), address = std::move(address), deadline,
              context = span.context()](Stores& stores) mutable {
    return stores.judge(std::move(credential), std::move(address), deadline, std::move(context));
  };
  auto asking = process_.stores.call_on(process_.store_shard(), std::move(ask));
  auto judged = co_await std::move(asking);
  span.set("spotter.decision", name_of(judged.entitlement.verdict()));
  span.set("spotter.reason", name_of(judged.entitlement.reason));
  span.set("spotter.answer.source", name_of(judged.source));
  if (judged.entitlement.verdict() == purchase::Verdict::unknown)
    span.fail(name_of(judged.entitlement.reason));
  co_return judged;
}

Task<int> ShardServices::tell_stores(purchase::Store store, purchase::Message message,
                                     TimePoint deadline) {
  auto tell = [store, message = std::move(message), deadline](Stores& stores) mutable {
    return stores.entitlements().hear(store, std::move(message), deadline);
  };
  return process_.stores.call_on(process_.store_shard(), std::move(tell));
}

void ShardServices::tell_memory(double used) {
  for (shard::ShardId id = 0; id < process_.shards.size(); ++id)
    process_.parts.post_to(id, [used](ShardServices& part) { part.load_.on_memory(used); });
}

void ShardServices::begin_serving() {
  condition_.phase = ops::Phase::serving;
  tracing_.begin();
  counting_.begin();
  if (id_ == process_.store_shard()) process_.stores.local().begin();
  if (process_.settings.warm_upstreams) warming_.spawn(warm_up_.run());
}

void ShardServices::change(const Fresh& fresh) {
  const Settings& settings = fresh.loaded.settings;
  catalog_.replace(fresh.catalog);
  chat_settings_.frame_interval = settings.chat.frame_interval;
  chats_.set_quotas(quotas_of(settings));
  plans_.set_quotas(quotas_of(settings));
  router_.set_cors(settings.cors);
  admin_.set_key(settings.admin_key);
  connections_max_ = server::connections_max(settings.server);
  if (fresh.tls && process_.tls) server_.replace_tls(fresh.tls);
  process_.abuse_limits.local().change(settings.abuse_limits);
  load_.change(settings);
  if (id_ == process_.store_shard()) process_.stores.local().change(settings);
  // A budget where there was none wants somebody who answers without money: that takes a start.
  const auto& before = process_.settings.usd_per_day;
  const auto budget = before && settings.usd_per_day ? settings.usd_per_day : before;
  if (id_ == kBoardShard) process_.boards.local().change_prices(settings.prices, budget);
}

void ShardServices::show(std::shared_ptr<const admin::SettingsView> settings) {
  admin_.show(std::move(settings));
}

void ShardServices::announce_end() {
  condition_.phase = ops::Phase::draining;
}

void ShardServices::drain(signalr::Departure departure, std::function<void()> done) {
  condition_.phase = ops::Phase::draining;
  hubs_.drain(departure);
  if (test_hubs_) test_hubs_->drain();
  plans_.drain();
  closing_.spawn(wait_for_work(std::move(done)));
}

Task<void> ShardServices::wait_for_work(std::function<void()> done) {
  co_await hubs_.drained();
  co_await process_.conversations.local().drained();
  if (test_hubs_) co_await test_hubs_->drained();
  co_await plans_.drained();
  done();
}

void ShardServices::close(std::function<void()> done) {
  server_.drain();
  closing_.spawn(finish(std::move(done)));
}

Task<void> ShardServices::finish(std::function<void()> done) {
  warm_up_.stop();
  co_await warming_.join();
  co_await server_.join();
  co_await process_.conversations.local().stop();
  // It still tells other processes what it knows.
  if (id_ == process_.store_shard()) co_await process_.stores.local().stop();
  co_await counting_.stop();
  co_await http_client_.stop();
  if (test_hubs_) co_await test_hubs_->stop();
  ticker_.stop();
  load_.stop();
  co_await tasks_.join();
  // Last, for the spans of all of that.
  co_await tracing_.stop();
  done();
}

void ShardServices::shutdown() {
  hubs_.shutdown();
  process_.conversations.local().shutdown();
  if (test_hubs_) test_hubs_->shutdown();
  plans_.shutdown();
}

void ShardServices::abort() {
  server_.abort();
  hubs_.abort();
  if (test_hubs_) test_hubs_->abort();
}

void ShardServices::report(std::exception_ptr bug) const {
  std::string what = "unknown";
  try {
    std::rethrow_exception(bug);
  } catch (const std::exception& exception) {
    what = exception.what();
  } catch (...) {
    what = "not a std::exception";
  }
  process_.log.room("app").event(telemetry::Level::error, "bug", {{"shard", id_}, {"what", what}});
}

}  // namespace spotter::app
