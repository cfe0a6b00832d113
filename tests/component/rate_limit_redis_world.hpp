#pragma once

#include "redis_world.hpp"
#include "support/manual_clock.hpp"

#include <spotter/rate_limit/redis/redis_limiter.hpp>
#include <spotter/rate_limit/redis/tallies.hpp>

#include <boost/asio/use_future.hpp>

#include <future>
#include <memory>
#include <string>
#include <vector>

namespace spotter::testing {

using rate_limit::Budget;
using rate_limit::Decision;
using rate_limit::GenerationId;
using rate_limit::Settlement;
using RedisLimiterPtr = std::unique_ptr<rate_limit::redis::RedisLimiter>;

/// What a test may set of a process.
struct QuotaSettings {
  redis::Settings redis;
  rate_limit::redis::Settings quotas;
  rate_limit::memory::Settings memory;
};

/// The part of a process that lives on one shard.
class QuotaShard {
 public:
  QuotaShard(ShardExecutor executor, rate_limit::memory::Logs& logs, const QuotaSettings& settings)
      : telling_(executor, rethrow),
        connecting_(executor, rethrow),
        client(executor, workers_, clock_, entropy_, log, settings.redis),
        limiter(rate_limit::redis::make_limiter(executor, client, logs, clock_, entropy_, log,
                                                settings.quotas)),
        tallies(rate_limit::redis::make_tallies(
            client, logs, clock_, {settings.quotas.window, settings.quotas.script_clock})) {
    connecting_.spawn(client.run());
    telling_.spawn(limiter->run());
  }
  Task<void> stop() {
    limiter->stop();
    co_await telling_.join();
    client.stop();
    co_await connecting_.join();
  }

  RecordingLog log;

 private:
  static void rethrow(const std::exception_ptr& bug) { std::rethrow_exception(bug); }

  shard::WorkerPool workers_{1, 16};
  SystemClock clock_;
  crypto::SystemEntropy entropy_;
  shard::TaskGroup telling_;
  shard::TaskGroup connecting_;

 public:
  redis::Client client;
  RedisLimiterPtr limiter;
  std::unique_ptr<rate_limit::Tallies> tallies;
};

/// Shards of one or more processes. All questions come from the test's thread, which waits.
class QuotaProcess {
 public:
  QuotaProcess(shard::ShardGroup& shards, const QuotaSettings& settings)
      : shards_(shards), logs_(shards), parts_(shards) {
    shards.run_everywhere([&](shard::ShardId id) {
      logs_.emplace_local(settings.memory);
      parts_.emplace_local(shards.executor(id), logs_, settings);
    });
  }
  ~QuotaProcess() {
    for (shard::ShardId id = 0; id < shards_.size(); ++id)
      run(id, stop_part());
    shards_.run_everywhere([&](shard::ShardId) {
      parts_.reset_local();
      logs_.reset_local();
    });
  }

  template <class T>
  std::future<T> start(shard::ShardId id, Task<T> task) {
    return asio::co_spawn(shards_.executor(id), std::move(task), asio::use_future);
  }
  template <class T>
  T run(shard::ShardId id, Task<T> task) {
    auto end = start(id, std::move(task));
    if (end.wait_for(kPatience) != std::future_status::ready) std::abort();
    return end.get();
  }

  Decision take(GenerationId id, const Budget& budget, shard::ShardId shard = 0) {
    return run(shard, take_there(budget, id));
  }
  void settle(GenerationId id, const Budget& budget, Settlement settlement,
              shard::ShardId shard = 0) {
    run(shard, settle_there(budget, id, settlement));
  }
  Task<Decision> take_there(Budget budget, GenerationId id) {
    const auto decision = co_await parts_.local().limiter->take(std::move(budget), id);
    co_return decision.value();
  }
  Task<void> settle_there(Budget budget, GenerationId id, Settlement settlement) {
    co_await parts_.local().limiter->settle(std::move(budget), id, settlement);
  }

  rate_limit::Tally look(const std::string& subject, shard::ShardId shard = 0) {
    return run(shard, look_there(subject));
  }
  Result<void> forget(const std::string& subject, shard::ShardId shard = 0) {
    return run(shard, forget_there(subject));
  }
  std::vector<std::string> find(const std::string& prefix) { return run(0, find_there(prefix)); }

  /// As other processes know it.
  std::string name_of(GenerationId id) { return run(0, name_there(id)); }
  void give_back(const std::string& name, const Budget& budget) {
    run(0, give_back_there(budget, name));
  }
  void count_again(const std::string& name, const Budget& budget) {
    run(0, count_again_there(budget, name));
  }

  rate_limit::redis::Standing standing(shard::ShardId shard = 0) {
    return run(shard, standing_there());
  }
  std::ptrdiff_t logged(const std::string& text, shard::ShardId shard = 0) {
    return run(shard, logged_there(text));
  }
  bool is_connected(shard::ShardId shard = 0) { return run(shard, connected_there()); }
  bool until_connected() {
    return until([this] {
      for (shard::ShardId id = 0; id < shards_.size(); ++id) {
        if (!is_connected(id)) return false;
      }
      return true;
    });
  }
  bool until_told() {
    return until([this] { return standing().owed == 0; });
  }
  static bool until(const std::function<bool()>& condition) {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > end) return false;
    }
    return true;
  }

 private:
  Task<std::string> name_there(GenerationId id) { co_return parts_.local().limiter->name_of(id); }
  Task<void> give_back_there(Budget budget, std::string name) {
    co_await parts_.local().limiter->give_back(std::move(budget), std::move(name));
  }
  Task<void> count_again_there(Budget budget, std::string name) {
    co_await parts_.local().limiter->count_again(std::move(budget), std::move(name));
  }
  Task<rate_limit::Tally> look_there(std::string subject) {
    auto looking = parts_.local().tallies->look(std::move(subject));
    co_return co_await std::move(looking);
  }
  Task<Result<void>> forget_there(std::string subject) {
    auto forgetting = parts_.local().tallies->forget(std::move(subject));
    co_return co_await std::move(forgetting);
  }
  Task<std::vector<std::string>> find_there(std::string prefix) {
    auto finding = parts_.local().tallies->find(std::move(prefix));
    co_return co_await std::move(finding);
  }
  Task<void> stop_part() { co_await parts_.local().stop(); }
  Task<rate_limit::redis::Standing> standing_there() {
    co_return parts_.local().limiter->standing();
  }
  Task<std::ptrdiff_t> logged_there(std::string text) { co_return parts_.local().log.count(text); }
  Task<bool> connected_there() { co_return parts_.local().client.is_connected(); }

  shard::ShardGroup& shards_;
  rate_limit::memory::Logs logs_;
  shard::Sharded<QuotaShard> parts_;
};

/// A server, shards that turn, and a process on them.
struct QuotaWorld {
  explicit QuotaWorld(std::vector<std::string> options = {}, std::size_t shard_count = 1)
      : server(std::move(options)), shards(shard_count) {
    settings.redis = settings_of(server.url());
    settings.redis.backoff = {std::chrono::milliseconds(1), std::chrono::milliseconds(50)};
    shards.start([](const std::exception_ptr&) { std::abort(); });
  }
  ~QuotaWorld() {
    process.reset();
    shards.stop();
  }
  QuotaProcess& start() {
    process = std::make_unique<QuotaProcess>(shards, settings);
    if (!process->until_connected()) throw std::runtime_error("no connection to Redis");
    return *process;
  }

  /// How many generations Redis knows of a subject.
  [[nodiscard]] std::string counted(const std::string& subject) const {
    return server.cli("ZCARD spotter:q:" + subject);
  }

  RedisServer server;
  shard::ShardGroup shards;
  ManualClock script_clock;
  QuotaSettings settings;
  std::unique_ptr<QuotaProcess> process;
};

}  // namespace spotter::testing
