#include "http_client/resolver.hpp"
#include "support/loop.hpp"

#include <catch2/catch.hpp>

#include <future>

using namespace spotter;
using namespace spotter::http_client;
using testing::Loop;

namespace {

struct Asker final : Resolver::Waiter {
  Asker() = default;
  Asker(const Asker&) = delete;
  Asker& operator=(const Asker&) = delete;
  virtual ~Asker() = default;
  void on_addresses(const Result<Addresses>& result) override { found = result; }
  std::optional<Result<Addresses>> found;
};

/// A resolver with a system of its own, which counts.
struct Names {
  Names()
      : resolver(loop.executor(), workers, [this](const std::string& name) {
          ++asked;  // read only after the worker's answer came home
          return name == "known.example" ? Addresses{"192.0.2.7"} : Addresses{};
        }) {}
  ~Names() { resolver.stop(); }

  Loop loop;
  shard::WorkerPool workers{1, 4};
  int asked = 0;
  Resolver resolver;
};

}  // namespace

TEST_CASE("all who need a name at once cause one lookup, and later ones none", "[http_client]") {
  Names names;
  std::vector<Asker> askers(10);
  for (Asker& asker : askers)
    names.resolver.ask("known.example", asker);
  CHECK_FALSE(askers[0].found);
  REQUIRE(names.loop.turn_until([&] { return askers[9].found.has_value(); }));
  for (const Asker& asker : askers) {
    REQUIRE(asker.found);
    CHECK(asker.found->value() == Addresses{"192.0.2.7"});
  }
  CHECK(names.asked == 1);
  REQUIRE(names.resolver.known("known.example") != nullptr);
  CHECK(names.resolver.known("other.example") == nullptr);
}

TEST_CASE("a name without an address is asked for again by the next call", "[http_client]") {
  Names names;
  for (int i = 1; i <= 2; ++i) {
    Asker asker;
    names.resolver.ask("unknown.example", asker);
    REQUIRE(names.loop.turn_until([&] { return asker.found.has_value(); }));
    CHECK(asker.found->error().code == Errc::unreachable);
    CHECK(names.asked == i);
  }
}

TEST_CASE("an asker that went away is not told, the others are", "[http_client]") {
  Names names;
  Asker stays;
  names.resolver.ask("known.example", stays);
  {
    Asker goes;
    names.resolver.ask("known.example", goes);
  }
  REQUIRE(names.loop.turn_until([&] { return stays.found.has_value(); }));
  CHECK(stays.found->has_value());
}

TEST_CASE("more names than the workers' queue holds are refused as overloaded", "[http_client]") {
  // The worker uses them until the pool has ended.
  std::promise<void> go;
  std::promise<void> begun;
  Names names;
  REQUIRE(names.workers.post([&] {
    begun.set_value();
    go.get_future().wait();
  }));
  begun.get_future().wait();
  std::vector<Asker> askers(5);
  for (std::size_t i = 0; i < 5; ++i)
    names.resolver.ask(std::to_string(i) + ".example", askers[i]);
  REQUIRE(names.loop.turn_until([&] { return askers[4].found.has_value(); }));
  CHECK(askers[4].found->error().code == Errc::overloaded);
  CHECK_FALSE(askers[0].found);
  go.set_value();
}

TEST_CASE("stopping tells who waits, and does not wait for a lookup that hangs", "[http_client]") {
  std::promise<void> go;
  Loop loop;
  shard::WorkerPool workers{1, 4};
  Asker asker;
  {
    Resolver resolver(loop.executor(), workers, [&](const std::string&) {
      go.get_future().wait();
      return Addresses{"192.0.2.7"};
    });
    resolver.ask("slow.example", asker);
    CHECK_FALSE(asker.found);
    resolver.stop();
    REQUIRE(asker.found);
    CHECK(asker.found->error().code == Errc::cancelled);
    Asker late;
    resolver.ask("slow.example", late);
    REQUIRE(loop.turn_until([&] { return late.found.has_value(); }));
    CHECK(late.found->error().code == Errc::cancelled);
  }
  // What comes back finds nobody.
  go.set_value();
  CHECK(workers.end(std::chrono::seconds(30)));
  loop.settle();
}

TEST_CASE("the system knows its own name for itself and not an impossible one", "[http_client]") {
  const Addresses here = shard::look_up_by_system("localhost");
  CHECK_FALSE(here.empty());
  CHECK(shard::look_up_by_system("no-such-host.invalid").empty());
}
