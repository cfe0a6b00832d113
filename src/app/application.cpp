#include "app/application.hpp"

#include "app/end_signals.hpp"
#include "app/shard_services.hpp"

#include <spotter/conversation/redis/redis_archive.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace spotter::app {
namespace {

constexpr std::size_t kWorkers = 4;
constexpr std::size_t kWorkerQueueMax = 1024;
/// For the goodbyes of sessions that are ended at once, before their connections are dropped.
constexpr std::chrono::seconds kGoodbyeTime{1};
/// Rounds of dropping, 100 ms each, before the process leaves what still hangs.
constexpr int kDropsMax = 30;

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
  settings.detached_max = std::max<std::size_t>(1, settings.detached_max / shards);
  return settings;
}

/// What reading the prompts folder gave.
struct LoadedPrompts {
  std::shared_ptr<const prompts::Catalog> catalog;  ///< none: broken
  std::string why;
};

/// Blocks. Throws nothing, since a worker could not tell anybody.
LoadedPrompts load_prompts(const std::string& folder) {
  LoadedPrompts loaded;
  try {
    if (auto catalog = prompts::load_catalog(folder, loaded.why)) {
      loaded.catalog = std::move(*catalog);
    }
  } catch (const std::exception& exception) {
    loaded.why = exception.what();
  }
  return loaded;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += ' ';
    text += word;
  }
  return text;
}

}  // namespace

struct Application::Impl {
  const EndSignals& end_signals;
  const Settings& settings;
  std::shared_ptr<const prompts::Catalog> catalog;
  telemetry::Log& log;
  SystemClock clock;
  shard::WorkerPool workers{kWorkers, kWorkerQueueMax};
  shard::ShardGroup shards;
  rate_limit::memory::Logs quota_logs{shards};
  shard::Sharded<signalr::Connections> connections{shards};
  shard::Sharded<signalr::Connections> test_connections{shards};
  shard::Sharded<test_hub::Hall> test_halls{shards};
  shard::Sharded<api::AbuseLimits> abuse_limits{shards};
  shard::Sharded<api::IdempotencyStore> repeatable{shards};
  shard::Sharded<llm::failover::Board> boards{shards};
  shard::Sharded<llm::failover::ShardDesk> desks{shards};
  shard::Sharded<Stores> stores{shards};
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
  asio::steady_timer timer{main};
  std::size_t shards_left = 0;
  int drops = 0;
  bool shards_closed = false;
  bool reloading = false;     ///< from the signal until all shards have changed over
  bool reload_again = false;  ///< a signal came meanwhile
  std::size_t shards_to_change = 0;
  enum class Stage { serving, draining, saying_goodbye, dropping } stage = Stage::serving;

  Impl(const EndSignals& ending, const Settings& given,
       std::shared_ptr<const prompts::Catalog> texts, telemetry::Log& logger)
      : end_signals(ending),
        settings(given),
        catalog(std::move(texts)),
        log(logger),
        shards(given.threads) {}

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
    boards.emplace_local(seats_of(settings), settings.failover, std::move(ledger), clock, log,
                         llm::failover::deliver_to(desks));
  }

  /// Runs on the shard of the stores.
  void make_stores(shard::ShardId id) {
    stores.emplace_local(StoresPlace{settings, shards.executor(id), clock, log, workers,
                                     [this](std::exception_ptr bug) { report(bug); },
                                     countings.local().client()});
  }

  /// Runs on its shard.
  void make_counting(shard::ShardId id) {
    countings.emplace_local(CountingPlace{settings, shards.executor(id), workers, quota_logs, clock,
                                          log, [this](std::exception_ptr bug) { report(bug); }});
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
        conversations, id, shards.executor(id), clock, log, settings.secret, entropy,
        std::to_string(process->instance), std::move(archive),
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
      listener = std::make_unique<server::Listener>(shards.executor(0), shards.size(),
                                                    settings.server, log, std::move(deliver));
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
      abuse_limits.reset_local();
      repeatable.reset_local();
      quota_logs.reset_local();
      if (id == kBoardShard) boards.local().log_ledger();
      boards.reset_local();
      if (id == 0) {
        listening.reset();
        listener.reset();
      }
    });
    shards.stop();
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
      if (stage == Stage::serving) reload();
    } else if (stage == Stage::serving) {
      drain();
    } else if (stage == Stage::draining) {
      say_goodbye();
    } else {
      drop();
    }
  }

  /// Reads the prompts folder again; nothing changes when it is broken.
  void reload() {
    if (settings.prompts_dir.empty()) {
      log.event(telemetry::Level::info, "nothing_to_reload",
                {{"why", "SPOTTER_PROMPTS_DIR is not set"}});
      return;
    }
    if (reloading) {
      reload_again = true;
      return;
    }
    reloading = true;
    const bool queued = workers.post([this] {
      auto loaded = load_prompts(settings.prompts_dir);
      asio::post(main, [this, loaded = std::move(loaded)] { on_loaded(loaded); });
    });
    if (!queued) on_loaded({{}, "too much other work waits; send the signal again"});
  }

  void on_loaded(const LoadedPrompts& loaded) {
    if (!loaded.catalog) {
      log.event(telemetry::Level::warn, "prompts_refused", {{"why", loaded.why}});
      end_reload();
      return;
    }
    shards_to_change = shards.size();
    for (shard::ShardId id = 0; id < shards.size(); ++id) {
      parts.post_to(id, [this, fresh = loaded.catalog](ShardServices& part) {
        part.replace_catalog(fresh);
        asio::post(main, [this, fresh] { on_changed_over(*fresh); });
      });
    }
  }

  void on_changed_over(const prompts::Catalog& fresh) {
    if (--shards_to_change > 0) return;
    log.event(telemetry::Level::info, "prompts_reloaded", {{"versions", joined(fresh.versions())}});
    end_reload();
  }

  void end_reload() {
    reloading = false;
    if (std::exchange(reload_again, false) && stage == Stage::serving) reload();
    stop_when_done();
  }

  void drain() {
    stage = Stage::draining;
    log.event(telemetry::Level::info, "draining", {{"timeout_s", settings.drain_timeout.count()}});
    shards_left = shards.size();
    for (shard::ShardId id = 0; id < shards.size(); ++id) {
      parts.post_to(id, [this](ShardServices& part) {
        part.drain([this] { asio::post(main, [this] { on_sessions_done(); }); });
      });
    }
    after(settings.drain_timeout, [this] { say_goodbye(); });
  }

  void say_goodbye() {
    stage = Stage::saying_goodbye;
    for (shard::ShardId id = 0; id < shards.size(); ++id) {
      parts.post_to(id, [](ShardServices& part) { part.shutdown(); });
    }
    after(kGoodbyeTime, [this] { drop(); });
  }

  void drop() {
    stage = Stage::dropping;
    if (++drops > kDropsMax) {
      // Only a host name lookup can hold on this long: no call of the system's resolver can be
      // ended.
      std::fputs("spotterd: something did not end in time; leaving it behind\n", stderr);
      std::_Exit(0);
    }
    for (shard::ShardId id = 0; id < shards.size(); ++id) {
      parts.post_to(id, [](ShardServices& part) { part.abort(); });
    }
    // Whatever takes up a connection meanwhile is dropped as well.
    after(std::chrono::milliseconds(100), [this] { drop(); });
  }

  template <class Rep, class Period, class F>
  void after(std::chrono::duration<Rep, Period> wait, F what) {
    timer.expires_after(wait);
    timer.async_wait([what](const boost::system::error_code& error) {
      if (!error) what();
    });
  }

  void on_sessions_done() {
    if (--shards_left > 0) return;
    shards_left = shards.size();
    shards.post(0, [this] { listener->stop(); });
    for (shard::ShardId id = 0; id < shards.size(); ++id) {
      parts.post_to(id, [this](ShardServices& part) {
        part.close([this] { asio::post(main, [this] { on_shard_closed(); }); });
      });
    }
    // Connections that do not let go are dropped.
    stage = Stage::dropping;
    after(kGoodbyeTime, [this] { drop(); });
  }

  void on_shard_closed() {
    shards_closed = --shards_left == 0;
    stop_when_done();
  }

  /// A worker that still reads prompts comes back here, so it is waited for.
  void stop_when_done() {
    if (shards_closed && !reloading) main.stop();
  }
};

Application::Application(const EndSignals& end_signals, const Settings& settings,
                         std::shared_ptr<const prompts::Catalog> catalog, telemetry::Log& log)
    : impl_(std::make_unique<Impl>(end_signals, settings, std::move(catalog), log)) {}

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
                      self.log,
                      self.clock,
                      self.shards,
                      self.workers,
                      self.quota_logs,
                      signalr::make_instance_id(self.entropy),
                      self.connections,
                      self.test_connections,
                      self.test_halls,
                      self.abuse_limits,
                      self.repeatable,
                      self.boards,
                      self.desks,
                      self.stores,
                      self.countings,
                      self.conversations,
                      self.parts,
                      std::move(*tls),
                      [&self](const std::string& address) {
                        self.shards.post(0, [&self, id = shard::ShardGroup::current(), address] {
                          self.listener->on_closed(id, address);
                        });
                      }});
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
      self.quota_logs.emplace_local(rate_limit::memory::Settings{});
      self.make_connections(id);
      self.abuse_limits.emplace_local(self.settings.abuse_limits);
      self.repeatable.emplace_local(share_of(self.shards.size()));
      if (id == kBoardShard) self.make_board();
      self.desks.emplace_local(self.boards, kBoardShard, id);
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
  self.shards.run_everywhere([&self](shard::ShardId id) {
    self.parts.local().begin_serving();
    if (id == 0) self.accept();
  });
  return true;
}

std::uint16_t Application::port() const noexcept {
  return impl_->port;
}

void Application::serve() {
  Impl& self = *impl_;
  self.wait_for_signal();
  self.end_signals.let_in();
  self.main.run();
  self.end_signals.hold_back();
  self.tear_down();
  self.log.event(telemetry::Level::info, "stopped", {});
}

}  // namespace spotter::app
