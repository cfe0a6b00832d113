// What quotas in Redis cost: ./spotter_bench_quota [TURNS]. Starts a redis-server of its own on
// loopback.
#include "support/redis_server.hpp"

#include <spotter/crypto/random.hpp>
#include <spotter/rate_limit/redis/redis_limiter.hpp>
#include <spotter/shard/task_group.hpp>

#include <boost/asio/use_future.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <future>

using namespace spotter;

namespace {

class NoLog final : public telemetry::Log {
 public:
  [[nodiscard]] bool enabled(telemetry::Level /*level*/) const noexcept override { return false; }
  void event(telemetry::Level /*level*/, std::string_view /*name*/,
             std::initializer_list<telemetry::Field> /*fields*/) override {}
};

struct Times {
  std::vector<double> us;
  void print(const char* what) {
    std::sort(us.begin(), us.end());
    const auto at = [&](double share) {
      return us[static_cast<std::size_t>(share * static_cast<double>(us.size() - 1))];
    };
    std::printf("%-44s p50 %7.1f us   p99 %7.1f us\n", what, at(0.5), at(0.99));
  }
};

/// Turns one after the other, each of its own payer among `payers`; every fourth is given back.
Task<Times> turn(rate_limit::Limiter* limiter, rate_limit::GenerationId first, int turns,
                 int payers) {
  Times times;
  for (int i = 0; i < turns; ++i) {
    const rate_limit::Budget budget{"payer" + std::to_string(i % payers), 1'000'000};
    const auto id = first + static_cast<rate_limit::GenerationId>(i);
    const auto before = std::chrono::steady_clock::now();
    const auto decision = co_await limiter->take(budget, id);
    const std::chrono::duration<double, std::micro> took =
        std::chrono::steady_clock::now() - before;
    if (!decision || !decision->allowed()) std::abort();
    times.us.push_back(took.count());
    const auto settlement =
        i % 4 == 0 ? rate_limit::Settlement::given_back : rate_limit::Settlement::charged;
    co_await limiter->settle(budget, id, settlement);
  }
  co_return times;
}

Task<bool> connected(redis::Client* client) {
  co_return client->is_connected();
}

Task<void> join(rate_limit::redis::RedisLimiter* limiter, redis::Client* client,
                shard::TaskGroup* tasks) {
  limiter->stop();
  client->stop();
  co_await tasks->join();
}

}  // namespace

int main(int argc, char** argv) {
  const int turns = argc > 1 ? std::atoi(argv[1]) : 20'000;
  constexpr int kPayers = 1000;
  constexpr int kAtOnce = 64;
  const testing::RedisServer server;
  shard::ShardGroup shards(1);
  const auto rethrow = [](const std::exception_ptr& bug) { std::rethrow_exception(bug); };
  shards.start(rethrow);
  shard::WorkerPool workers(1, 16);
  const SystemClock clock;
  crypto::SystemEntropy entropy;
  NoLog log;
  rate_limit::memory::Logs logs(shards);
  std::unique_ptr<redis::Client> client;
  std::unique_ptr<rate_limit::redis::RedisLimiter> limiter;
  std::unique_ptr<rate_limit::Limiter> by_memory;
  std::unique_ptr<shard::TaskGroup> tasks;
  const auto executor = shards.executor(0);
  shards.run_everywhere([&](shard::ShardId) {
    std::string why;
    logs.emplace_local(rate_limit::memory::Settings{});
    client = std::make_unique<redis::Client>(executor, workers, clock, entropy, log,
                                             *redis::parse_url(server.url(), why));
    limiter = rate_limit::redis::make_limiter(executor, *client, logs, clock, entropy, log, {});
    by_memory = rate_limit::memory::make_limiter(logs, clock);
    tasks = std::make_unique<shard::TaskGroup>(executor, rethrow);
    tasks->spawn(client->run());
    tasks->spawn(limiter->run());
  });
  const auto run = [&](auto task) {
    return asio::co_spawn(executor, std::move(task), asio::use_future);
  };
  while (!run(connected(client.get())).get()) {
  }

  run(turn(by_memory.get(), 1, turns, kPayers)).get().print("take() in memory");
  run(turn(limiter.get(), 10'000'000, turns, kPayers))
      .get()
      .print("take() in Redis, one after the other");
  const auto commands =
      server.calls_of("evalsha") + server.calls_of("eval") + server.calls_of("zrem");
  std::printf("%-44s %.2f, of turns of which a quarter is given back\n", "Redis commands a turn",
              static_cast<double>(commands) / turns);
  const auto before = std::chrono::steady_clock::now();
  std::vector<std::future<Times>> ends;
  for (int i = 0; i < kAtOnce; ++i)
    ends.push_back(run(turn(limiter.get(), 100'000'000ULL + 1'000'000ULL * static_cast<unsigned>(i),
                            turns / kAtOnce, kPayers)));
  Times all;
  for (auto& end : ends) {
    const Times times = end.get();
    all.us.insert(all.us.end(), times.us.begin(), times.us.end());
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - before;
  all.print("take() in Redis, 64 at once on one shard");
  std::printf("%-44s %.0f\n", "turns a second, 64 at once on one shard",
              static_cast<double>(all.us.size()) / took.count());

  run(join(limiter.get(), client.get(), tasks.get())).get();
  shards.run_everywhere([&](shard::ShardId) {
    tasks.reset();
    limiter.reset();
    by_memory.reset();
    client.reset();
    logs.reset_local();
  });
  shards.stop();
  return 0;
}
