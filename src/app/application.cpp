#include "app/application.hpp"

#include "app/collector_names.hpp"
#include "app/end_signals.hpp"
#include "app/leaving.hpp"
#include "app/reload.hpp"
#include "app/service_manager.hpp"
#include "app/settings_view.hpp"
#include "app/shard_services.hpp"
#include "app/values.hpp"
#include "app/watchdog.hpp"

#include <spotter/conversation/redis/redis_archive.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <utility>

namespace spotter::app {
namespace {

constexpr std::size_t kWorkers = 4;
constexpr std::size_t kWorkerQueueMax = 1024;
/// For work that hangs, once everything else has ended.
constexpr std::chrono::seconds kWorkersEnd{1};
/// Load balancers take their time to see that this server is not ready.
constexpr std::chrono::seconds kDrainDelay{3};
constexpr std::chrono::seconds kTick{1};

/// What one shard remembers of repeatable requests: the limits are the process's.
api::IdempotencyStore::Settings share_of(std::size_t shards) {
  api::IdempotencyStore::Settings settings;
  settings.entries_max = std::max<std::size_t>(1, settings.entries_max / shards);
  settings.bytes_max /= shards;
  return settings;
}

conversation::Settings share_of(conversation::Settings settings, std::size_t shards) {
  settings.chats_max = std::max<std::size_t>(1, settings.chats_max / shards);
  settings.bytes_max /= shards;
  settings.payer_chats_max = std::max<std::size_t>(1, settings.payer_chats_max / shards);
  settings.payer_bytes_max /= shards;
  settings.unheard_max = std::max<std::size_t>(1, settings.unheard_max / shards);
  return settings;
}

/// New sessions are still taken for a while where load balancers know this server.
Leaving::Times drain_times_of(const Settings& settings) {
  const auto usual = is_loopback(settings.server.address) ? std::chrono::seconds(0) : kDrainDelay;
  return {settings.drain_timeout,
          std::min(settings.drain_delay.value_or(usual), settings.drain_timeout)};
}

}  // namespace

struct Application::Impl {
  const EndSignals& end_signals;
  const Loaded& loaded;      ///< of the start
  const Settings& settings;  ///< of that
  std::shared_ptr<const prompts::Catalog> catalog;
  telemetry::Logs& logs;
  telemetry::Log& log;
  SystemClock clock;
  shard::WorkerPool workers{kWorkers, kWorkerQueueMax};
  /// A collector's name that hangs keeps no model, store or scrape waiting.
  CollectorNames collector_names{shard::look_up_by_system, clock};
  shard::WorkerPool collector_workers{1, kWorkerQueueMax};
  shard::ShardGroup shards;
  rate_limit::memory::Logs quota_logs{shards};
  shard::Sharded<signalr::Connections> connections{shards};
  shard::Sharded<signalr::Connections> test_connections{shards};
  shard::Sharded<test_hub::Hall> test_halls{shards};
  shard::Sharded<api::Sessions> sessions{shards};
  shard::Sharded<api::AbuseLimits> abuse_limits{shards};
  shard::Sharded<api::IdempotencyStore> repeatable{shards};
  shard::Sharded<llm::failover::Board> boards{shards};
  shard::Sharded<llm::failover::ShardDesk> desks{shards};
  shard::Sharded<Stores> stores{shards};
  shard::Sharded<Tracing> tracings{shards};
  shard::Sharded<Counting> countings{shards};
  shard::Sharded<conversation::Desk> conversations{shards};
  crypto::SystemEntropy entropy;
  shard::Sharded<ShardServices> parts{shards};
  std::unique_ptr<ProcessServices> process;
  std::unique_ptr<server::Listener> listener;   ///< lives on shard 0
  std::unique_ptr<shard::TaskGroup> listening;  ///< lives on shard 0
  std::uint16_t port = 0;

  asio::io_context main;
  asio::signal_set signals{main, SIGTERM, SIGINT, SIGHUP};
  asio::steady_timer ticking{main};
  ServiceManager manager;
  Leaving leaving;
  std::optional<Watchdog> watchdog;
  std::size_t shards_to_change = 0;
  Reloader reloader;

  Impl(const EndSignals& ending, const Start& start, telemetry::Logs& all_logs)
      : end_signals(ending),
        loaded(start.loaded),
        settings(loaded.settings),
        catalog(start.catalog),
        logs(all_logs),
        log(all_logs.room("app")),
        shards(settings.threads),
        manager(start.inputs.environment, log),
        leaving(
            {main, shards, parts, clock, log, manager, [this] { listener->stop(); },
             [this] { reloader.stop(); }, [this] { stop_when_done(); }, [this] { leave_behind(); }},
            drain_times_of(settings)),
        reloader({main, workers, logs, manager,
                  [this](std::shared_ptr<const Fresh> fresh, std::function<void()> done) {
                    apply(std::move(fresh), std::move(done));
                  },
                  [this](const Loaded& running, const Difference& found) {
                    show(view_of(running, found.needs_restart));
                  },
                  [this] { stop_when_done(); }},
                 start.inputs, start.loaded) {}

  void report(std::exception_ptr bug) {
    std::string what = "unknown";
    try {
      std::rethrow_exception(bug);
    } catch (const std::exception& exception) {
      what = exception.what();
    } catch (...) {
      what = "not a std::exception";
    }
    log.event(telemetry::Level::error, "bug", {{"what", what}});
  }

  /// Runs on kBoardShard.
  void make_board() {
    ledger::Ledger ledger(settings.prices, settings.usd_per_day);
    boards.emplace_local(seats_of(settings), settings.failover, std::move(ledger), clock,
                         logs.room("llm/failover"), llm::failover::deliver_to(desks));
  }

  /// Runs on the shard of the stores.
  void make_stores(shard::ShardId id) {
    stores.emplace_local(StoresPlace{settings, shards.executor(id), clock, logs, workers,
                                     [this](std::exception_ptr bug) { report(bug); },
                                     countings.local().client(), tracings.local().tracer()});
  }

  /// Runs on its shard.
  void make_tracing(shard::ShardId id) {
    tracings.emplace_local(TracingPlace{settings, shards.executor(id), collector_workers,
                                        collector_names, clock, logs.room("telemetry/otlp"),
                                        [this](std::exception_ptr bug) { report(bug); }});
  }

  /// Runs on its shard.
  void make_counting(shard::ShardId id) {
    countings.emplace_local(CountingPlace{settings, shards.executor(id), workers, quota_logs, clock,
                                          logs, [this](std::exception_ptr bug) { report(bug); }});
  }

  /// Runs on its shard, after its counting. Other processes go on with a chat if they can read it.
  void make_conversations(shard::ShardId id) {
    redis::Client* client = countings.local().client();
    std::unique_ptr<conversation::Archive> archive;
    if (client != nullptr && !settings.secret_is_random) {
      archive = std::make_unique<conversation::redis::RedisArchive>(
          *client, settings.secret, settings.conversations.lifetime);
    }
    conversations.emplace_local(conversation::Desk::Services{
        conversations, id, shards.executor(id), clock, logs.room("conversation"), settings.secret,
        entropy, std::to_string(process->instance), std::move(archive),
        [this](std::exception_ptr bug) { report(bug); },
        share_of(settings.conversations, shards.size())});
  }

  /// Runs on its shard.
  void make_connections(shard::ShardId id) {
    const signalr::Connections::Services place{shards.executor(id), clock,
                                               [this](std::exception_ptr bug) { report(bug); }};
    connections.emplace_local(place);
    if (!settings.test_hub) return;
    test_connections.emplace_local(place);
    test_halls.emplace_local();
  }

  /// Binds; accepts nothing yet. Runs on shard 0.
  void listen(std::string& why) {
    auto deliver = [this](shard::ShardId id, int socket, bool ipv6, std::string address,
                          server::ShardServer::Admission admission) {
      parts.post_to(id, [=, where = std::move(address)](ShardServices& part) {
        part.adopt(socket, ipv6, where, admission);
      });
    };
    try {
      listener =
          std::make_unique<server::Listener>(shards.executor(0), shards.size(), settings.server,
                                             logs.room("server"), std::move(deliver));
    } catch (const std::exception& exception) {
      why = exception.what();
      return;
    }
    port = listener->port();
  }

  /// Runs on shard 0.
  void accept() {
    listening = std::make_unique<shard::TaskGroup>(shards.executor(0),
                                                   [this](std::exception_ptr bug) { report(bug); });
    listening->spawn(listener->run());
  }

  /// Takes everything down where it lives. All shards have said that nothing runs any more.
  void tear_down() {
    // Whatever the shards still had queued (ends of tasks, counts for the listener) runs before
    // this.
    shards.run_everywhere([](shard::ShardId) {});
    shards.run_everywhere([this](shard::ShardId id) {
      parts.reset_local();
      conversations.reset_local();
      stores.reset_local();
      countings.reset_local();
      desks.reset_local();
      connections.reset_local();
      test_connections.reset_local();
      test_halls.reset_local();
      sessions.reset_local();
      abuse_limits.reset_local();
      repeatable.reset_local();
      quota_logs.reset_local();
      tracings.reset_local();
      if (id == kBoardShard) boards.local().log_ledger();
      boards.reset_local();
      if (id == 0) {
        listening.reset();
        listener.reset();
      }
    });
    shards.stop();
  }

  /// What comes by the clock alone: what the log has to say of itself when nobody logs anything
  /// more, and the end of a breaker's hold.
  void tick() {
    logs.tick();
    shards.post(kBoardShard, [this] { boards.local().look_at_holds(); });
    ticking.expires_after(kTick);
    ticking.async_wait([this](const boost::system::error_code& error) {
      if (!error) tick();
    });
  }

  void wait_for_signal() {
    signals.async_wait([this](const boost::system::error_code& error, int number) {
      if (error) return;
      on_signal(number);
      wait_for_signal();
    });
  }

  void on_signal(int number) {
    log.event(telemetry::Level::info, "signal", {{"number", number}});
    if (number == SIGHUP) {
      reloader.request();
    } else {
      leaving.go_on();
    }
  }

  /// Everybody takes over what was read again; `done` once all have.
  void apply(std::shared_ptr<const Fresh> fresh, std::function<void()> done) {
    const Settings& now = fresh->loaded.settings;
    leaving.set_times(drain_times_of(now));
    shards.post(0, [this, fresh] {
      const server::Settings& limits = fresh->loaded.settings.server;
      listener->set_limits(limits.connections_max, limits.connections_per_address_max);
    });
    shards_to_change = shards.size();
    for (shard::ShardId id = 0; id < shards.size(); ++id) {
      parts.post_to(id, [this, fresh, done](ShardServices& part) {
        part.change(*fresh);
        asio::post(main, [this, done] {
          if (--shards_to_change == 0) done();
        });
      });
    }
  }

  void show(const std::shared_ptr<const admin::SettingsView>& view) {
    for (shard::ShardId id = 0; id < shards.size(); ++id)
      parts.post_to(id, [view](ShardServices& part) { part.show(view); });
  }

  Task<admin::Drain> answer_on_main(admin::Wish wish) { co_return leaving.answer(wish); }

  /// For the shards. The main thread serves for as long as any of them has a connection.
  Task<admin::Drain> ask_for_drain(admin::Wish wish) {
    auto there = answer_on_main(wish);
    co_return co_await asio::co_spawn(main.get_executor(), std::move(there),
                                      asio::use_awaitable_t<ShardExecutor>{});
  }

  [[noreturn]] void leave_behind() {
    log.event(telemetry::Level::warn, "left_behind", {{"why", "something did not end in time"}});
    static_cast<void>(logs.close(kLogEnd));
    std::_Exit(0);
  }

  /// A worker that still reads files comes back here, so it is waited for.
  void stop_when_done() {
    if (leaving.over() && !reloader.busy()) main.stop();
  }
};

Application::Application(const EndSignals& end_signals, const Start& start, telemetry::Logs& logs)
    : impl_(std::make_unique<Impl>(end_signals, start, logs)) {}

Application::~Application() = default;

bool Application::start(std::string& why) {
  Impl& self = *impl_;
  auto tls = server::load_tls(self.settings.server, why);
  if (!tls) return false;
  self.process = std::make_unique<ProcessServices>(
      ProcessServices{self.settings,
                      self.catalog,
                      exercises::make_built_in_catalogue(),
                      trainer::make_lexicon(),
                      self.logs,
                      self.clock,
                      self.shards,
                      self.workers,
                      self.quota_logs,
                      signalr::make_instance_id(self.entropy),
                      self.connections,
                      self.test_connections,
                      self.test_halls,
                      self.sessions,
                      self.abuse_limits,
                      self.repeatable,
                      self.boards,
                      self.desks,
                      self.stores,
                      self.tracings,
                      self.countings,
                      self.conversations,
                      self.parts,
                      std::move(*tls),
                      [&self](const std::string& address) {
                        self.shards.post(0, [&self, id = shard::ShardGroup::current(), address] {
                          self.listener->on_closed(id, address);
                        });
                      },
                      [&self](admin::Wish wish) { return self.ask_for_drain(wish); }});
  self.shards.start([&self](std::exception_ptr bug) { self.report(bug); });
  self.shards.run_everywhere([&self, &why](shard::ShardId id) {
    if (id == 0) self.listen(why);
  });
  if (!why.empty()) {
    self.shards.stop();
    return false;
  }
  try {
    self.shards.run_everywhere([&self](shard::ShardId id) {
      self.quota_logs.emplace_local(
          rate_limit::memory::Settings{.running_max = self.settings.turns_per_payer});
      self.make_connections(id);
      self.sessions.emplace_local();
      self.abuse_limits.emplace_local(self.settings.abuse_limits);
      self.repeatable.emplace_local(share_of(self.shards.size()));
      if (id == kBoardShard) self.make_board();
      self.desks.emplace_local(self.boards, kBoardShard, id);
      self.make_tracing(id);
      self.make_counting(id);
      self.make_conversations(id);
      if (id == self.process->store_shard()) self.make_stores(id);
      self.parts.emplace_local(*self.process, id);
    });
  } catch (const std::exception& exception) {
    // The other shards may be built already and are left as they are: the process is about to end.
    why = exception.what();
    std::fprintf(stderr, "spotterd: %s\n", why.c_str());
    std::_Exit(1);
  }
  const auto view = view_of(self.loaded, {});
  self.shards.run_everywhere([&self, &view](shard::ShardId id) {
    self.parts.local().show(view);
    self.parts.local().begin_serving();
    if (id == 0) self.accept();
  });
  return true;
}

std::uint16_t Application::port() const noexcept {
  return impl_->port;
}

bool Application::serve() {
  Impl& self = *impl_;
  self.wait_for_signal();
  self.tick();
  self.end_signals.let_in();
  self.manager.ready("Serving");
  if (const auto longest = self.manager.watchdog()) {
    self.watchdog.emplace(self.main, self.shards, *longest / 2, [&self] { self.manager.alive(); });
    self.watchdog->start();
  }
  self.main.run();
  self.end_signals.hold_back();
  self.tear_down();
  self.log.event(telemetry::Level::info, "stopped", {});
  const bool ended = self.workers.end(kWorkersEnd);
  return self.collector_workers.end(kWorkersEnd) && ended;
}

}  // namespace spotter::app
