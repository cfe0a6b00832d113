#include "support/loop.hpp"

#include <spotter/shard/shard_group.hpp>
#include <spotter/shard/task_group.hpp>
#include <spotter/shard/worker_pool.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <catch2/catch.hpp>

#include <future>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>

using namespace spotter;
using namespace spotter::shard;
using namespace std::chrono_literals;

namespace {

/// What a shard keeps in these tests: made, changed and read there only.
struct Part {
  explicit Part(ShardId at) : made_on(at) {}
  ~Part() {
    if (ended_on != nullptr) *ended_on = ShardGroup::current();
  }
  ShardId made_on;
  std::thread::id made_by = std::this_thread::get_id();
  int calls = 0;
  ShardId* ended_on = nullptr;
};

void must_not_happen(std::exception_ptr bug) {
  std::rethrow_exception(bug);
}

struct Shards {
  explicit Shards(std::size_t count) : group(count), parts(group) {
    group.start(must_not_happen);
    group.run_everywhere([this](ShardId id) { parts.emplace_local(id); });
  }
  ~Shards() {
    group.run_everywhere([this](ShardId) { parts.reset_local(); });
    group.stop();
  }

  /// Runs the task on a shard; the test waits for its value.
  template <class T>
  T run_on(ShardId id, Task<T> task) {
    auto value = asio::co_spawn(group.executor(id), std::move(task), asio::use_future);
    if (value.wait_for(testing::kPatience) != std::future_status::ready) {
      throw std::runtime_error("the task did not end in time");
    }
    return value.get();
  }

  ShardGroup group;
  Sharded<Part> parts;
};

/// Where a call was seen, from the inside.
struct Seen {
  ShardId on;
  ShardId home;
  int calls;
};

Task<Seen> call_on(Sharded<Part>* parts, ShardId there) {
  auto work = [](Part& part) { return Seen{ShardGroup::current(), part.made_on, ++part.calls}; };
  const Seen seen = co_await parts->invoke_on(there, work);
  co_return seen;
}

Task<int> call_everybody(Sharded<Part>* parts, int rounds) {
  const ShardId home = ShardGroup::current();
  for (int round = 0; round < rounds; ++round) {
    for (ShardId there = 0; there < parts->size(); ++there) {
      const Seen seen = co_await call_on(parts, there);
      if (seen.on != there || seen.home != there) throw std::logic_error("ran elsewhere");
      if (ShardGroup::current() != home) throw std::logic_error("came back elsewhere");
    }
  }
  co_return rounds* static_cast<int>(parts->size());
}

/// Takes its time there, and says how often it was called when it had it.
Task<Seen> take_time(Part* part, std::string word) {
  Timer timer(co_await asio::this_coro::executor);
  timer.expires_after(1ms);
  co_await timer.async_wait(asio::use_awaitable_t<ShardExecutor>{});
  if (word != "a value that travels along, too long to be kept in place") std::abort();
  co_return Seen{ShardGroup::current(), part->made_on, ++part->calls};
}

Task<Seen> wait_on(Sharded<Part>* parts, ShardId there) {
  auto work = [word = std::string("a value that travels along, too long to be kept in place")](
                  Part& part) mutable { return take_time(&part, std::move(word)); };
  auto waiting = parts->call_on(there, std::move(work));
  const Seen seen = co_await std::move(waiting);
  co_return seen;
}

Task<Seen> fail_on(Sharded<Part>* parts, ShardId there) {
  auto work = [](Part&) -> Task<Seen> {
    throw std::runtime_error("scripted");
    co_return Seen{};
  };
  auto waiting = parts->call_on(there, work);
  const Seen seen = co_await std::move(waiting);
  co_return seen;
}

}  // namespace

TEST_CASE("each part of a sharded thing is made and ended by its own shard", "[shard]") {
  std::vector<ShardId> ended(3, ShardGroup::npos);
  {
    Shards shards(3);
    shards.group.run_everywhere([&](ShardId id) {
      Part& part = shards.parts.local();
      part.ended_on = &ended[id];
      if (part.made_on != id || part.made_by != std::this_thread::get_id()) std::abort();
    });
  }
  CHECK(ended == std::vector<ShardId>{0, 1, 2});
  CHECK(ShardGroup::current() == ShardGroup::npos);
}

TEST_CASE("invoke_on runs on the other shard and brings the value back", "[shard]") {
  Shards shards(2);
  const Seen there = shards.run_on(0, call_on(&shards.parts, 1));
  CHECK(there.on == 1);
  CHECK(there.home == 1);
  const Seen here = shards.run_on(0, call_on(&shards.parts, 0));
  CHECK(here.on == 0);
  CHECK(here.calls == 1);
}

TEST_CASE("call_on waits on the other shard, brings the value back, and what it throws",
          "[shard]") {
  Shards shards(2);
  for (const ShardId there : {ShardId{0}, ShardId{1}}) {
    const Seen seen = shards.run_on(0, wait_on(&shards.parts, there));
    CHECK(seen.on == there);
    CHECK(seen.home == there);
    CHECK(seen.calls == 1);
    CHECK_THROWS_AS(shards.run_on(0, fail_on(&shards.parts, there)), std::runtime_error);
  }
}

TEST_CASE("calls that cross in all directions at once are counted once each", "[shard]") {
  Shards shards(3);
  constexpr int kRounds = 200;
  std::vector<std::future<int>> ends;
  for (int caller = 0; caller < 12; ++caller) {
    ends.push_back(asio::co_spawn(shards.group.executor(static_cast<ShardId>(caller) % 3),
                                  call_everybody(&shards.parts, kRounds), asio::use_future));
  }
  for (auto& end : ends)
    CHECK(end.get() == kRounds * 3);
  for (ShardId id = 0; id < 3; ++id) {
    CHECK(shards.run_on(0, call_on(&shards.parts, id)).calls == 12 * kRounds + 1);
  }
}

TEST_CASE("what invoke_on's work throws arrives at the caller", "[shard]") {
  Shards shards(2);
  auto ask = [](Sharded<Part>* parts) -> Task<int> {
    auto work = [](Part&) -> int { throw std::runtime_error("over there"); };
    co_return co_await parts->invoke_on(1, work);
  };
  CHECK_THROWS_WITH(shards.run_on(0, ask(&shards.parts)), "over there");
}

TEST_CASE("an exception that leaves a loop is told, and the loop goes on", "[shard]") {
  std::promise<std::string> told;
  ShardGroup group(1);
  group.start([&](std::exception_ptr bug) {
    try {
      std::rethrow_exception(bug);
    } catch (const std::exception& e) {
      told.set_value(e.what());
    }
  });
  group.post(0, [] { throw std::runtime_error("a bug"); });
  CHECK(told.get_future().get() == "a bug");
  bool ran = false;
  group.run_everywhere([&](ShardId) { ran = true; });
  CHECK(ran);
}

TEST_CASE("offloaded work runs elsewhere and its value comes home", "[shard]") {
  Shards shards(2);
  WorkerPool workers(2, 16);
  auto ask = [](WorkerPool* pool, ShardExecutor home) -> Task<bool> {
    const auto my_thread = std::this_thread::get_id();
    auto work = [] { return std::make_unique<std::thread::id>(std::this_thread::get_id()); };
    const auto worker = co_await offload(*pool, home, work);
    co_return worker&&** worker != my_thread&& std::this_thread::get_id() == my_thread;
  };
  for (int i = 0; i < 50; ++i) {
    const ShardId id = static_cast<ShardId>(i) % 2;
    REQUIRE(shards.run_on(id, ask(&workers, shards.group.executor(id))));
  }
}

TEST_CASE("one piece of work more than the queue holds is refused, at once", "[shard]") {
  testing::Loop loop;
  std::promise<void> go;
  std::promise<void> begun;
  const std::shared_future<void> gate(go.get_future());
  WorkerPool workers(1, 2);
  REQUIRE(workers.post([&] {
    begun.set_value();
    gate.wait();
  }));
  begun.get_future().wait();
  auto work = [] { return 7; };
  // Two wait, the third is too many.
  TaskGroup tasks(loop.executor(), must_not_happen);
  std::vector<int> values;
  auto keep = [](WorkerPool* pool, ShardExecutor home, std::vector<int>* into) -> Task<void> {
    auto seven = [] { return 7; };
    const auto value = co_await offload(*pool, home, seven);
    into->push_back(value ? *value : -1);
  };
  tasks.spawn(keep(&workers, loop.executor(), &values));
  tasks.spawn(keep(&workers, loop.executor(), &values));
  loop.settle();
  const auto refused = loop.run(offload(workers, loop.executor(), work));
  REQUIRE(refused.has_error());
  CHECK(refused.error().code == Errc::overloaded);
  CHECK(values.empty());
  go.set_value();
  loop.run(tasks.join());
  CHECK(values == std::vector<int>{7, 7});
  CHECK(loop.run(offload(workers, loop.executor(), work)).value() == 7);
}

TEST_CASE("a pool that ends drops what still waits", "[shard]") {
  int ran = 0;
  std::promise<void> go;
  std::promise<void> begun;
  auto pool = std::make_unique<WorkerPool>(1, 8);
  REQUIRE(pool->post([&] {
    begun.set_value();
    go.get_future().wait();
    ++ran;
  }));
  begun.get_future().wait();
  REQUIRE(pool->post([&] { ++ran; }));
  std::thread ender([&] { pool.reset(); });
  go.set_value();
  ender.join();
  CHECK(ran >= 1);
}

TEST_CASE("a pool's end waits for what runs, as long as it is told to", "[shard]") {
  std::promise<void> go;
  std::promise<void> begun;
  bool ran = false;
  WorkerPool pool(1, 8);
  REQUIRE(pool.post([&] {
    begun.set_value();
    go.get_future().wait();
  }));
  begun.get_future().wait();
  REQUIRE(pool.post([&] { ran = true; }));
  CHECK_FALSE(pool.end(std::chrono::milliseconds(1)));
  CHECK_FALSE(pool.post([] {}));
  go.set_value();
  CHECK(pool.end(std::chrono::seconds(30)));
  CHECK_FALSE(ran);
}
