#include "app/service_manager.hpp"
#include "app/watchdog.hpp"
#include "support/loop.hpp"
#include "support/recording_log.hpp"
#include "support/temporary.hpp"

#include <boost/asio/local/datagram_protocol.hpp>
#include <catch2/catch.hpp>

#include <latch>
#include <map>
#include <sys/time.h>
#include <unistd.h>

using namespace spotter;
using namespace spotter::app;
using namespace std::chrono_literals;

namespace {

using Environment = std::map<std::string, std::string>;

ServiceManager::Environment reader(Environment environment) {
  return [environment = std::move(environment)](const std::string& name) {
    const auto found = environment.find(name);
    return found == environment.end() ? std::nullopt : std::optional<std::string>(found->second);
  };
}

/// What systemd has: a socket that takes datagrams.
class Manager {
 public:
  explicit Manager(std::string address) {
    std::string bound = std::move(address);
    name = bound;
    if (bound.front() == '@') bound.front() = '\0';
    socket.open();
    socket.bind(asio::local::datagram_protocol::endpoint(bound));
    socket.non_blocking(true);
  }
  /// The next one that is there; empty: none.
  std::string next() {
    std::array<char, 4096> bytes{};
    boost::system::error_code error;
    const std::size_t size = socket.receive(asio::buffer(bytes), 0, error);
    return error ? std::string() : std::string(bytes.data(), size);
  }
  std::string name;
  asio::io_context context;
  asio::local::datagram_protocol::socket socket{context};
};

}  // namespace

TEST_CASE("a service manager is told what systemd's protocol has words for", "[app]") {
  testing::TemporaryFolder folder;
  testing::RecordingLog log;
  for (const std::string& address :
       {(folder.path() / "notify").string(), "@spotter-test-" + std::to_string(::getpid())}) {
    INFO(address);
    Manager systemd(address);
    ServiceManager manager(reader({{"NOTIFY_SOCKET", systemd.name}}), log);
    manager.ready("Serving");
    CHECK(systemd.next() == "READY=1\nSTATUS=Serving");
    timespec before{};
    ::clock_gettime(CLOCK_MONOTONIC, &before);
    manager.reloading();
    const std::string reloading = systemd.next();
    CHECK(reloading.starts_with("RELOADING=1\nMONOTONIC_USEC="));
    const auto usec =
        std::stoll(reloading.substr(std::string("RELOADING=1\nMONOTONIC_USEC=").size()));
    CHECK(usec >= before.tv_sec * 1'000'000 + before.tv_nsec / 1'000);
    manager.stopping(26s);
    CHECK(systemd.next() ==
          "STOPPING=1\nSTATUS=Draining: running answers finish\nEXTEND_TIMEOUT_USEC=26000000");
    manager.alive();
    CHECK(systemd.next() == "WATCHDOG=1");
    CHECK(systemd.next().empty());
  }
  CHECK(log.lines.empty());
}

TEST_CASE("without a service manager nothing is sent", "[app]") {
  testing::RecordingLog log;
  ServiceManager manager(reader({{"WATCHDOG_USEC", "1000"}}), log);
  manager.ready("Serving");
  manager.alive();
  CHECK_FALSE(manager.watchdog());
  CHECK(log.lines.empty());
}

TEST_CASE("a service manager that does not listen is told of once, and blocks nobody", "[app]") {
  testing::TemporaryFolder folder;
  testing::RecordingLog log;
  ServiceManager gone(reader({{"NOTIFY_SOCKET", (folder.path() / "nobody").string()}}), log);
  gone.ready("Serving");
  gone.alive();
  CHECK(log.count("service_manager_deaf") == 1);

  Manager slow((folder.path() / "slow").string());
  ServiceManager manager(reader({{"NOTIFY_SOCKET", slow.name}}), log);
  for (int i = 0; i < 10'000; ++i)
    manager.alive();
  CHECK(log.count("service_manager_deaf") == 2);

  ServiceManager strange(reader({{"NOTIFY_SOCKET", "vsock:2:1234"}}), log);
  strange.ready("Serving");
  CHECK(log.count("service_manager_unknown") == 1);
}

TEST_CASE("a watchdog is for the process that it names", "[app]") {
  testing::TemporaryFolder folder;
  testing::RecordingLog log;
  const std::string socket = (folder.path() / "notify").string();
  const auto watchdog = [&](Environment environment) {
    environment["NOTIFY_SOCKET"] = socket;
    return ServiceManager(reader(std::move(environment)), log).watchdog();
  };
  const std::string own = std::to_string(::getpid());
  CHECK(watchdog({{"WATCHDOG_USEC", "30000000"}}) == 30s);
  CHECK(watchdog({{"WATCHDOG_USEC", "30000000"}, {"WATCHDOG_PID", own}}) == 30s);
  CHECK_FALSE(watchdog({{"WATCHDOG_USEC", "30000000"}, {"WATCHDOG_PID", own + "0"}}));
  CHECK_FALSE(watchdog({{"WATCHDOG_USEC", "soon"}}));
  CHECK_FALSE(watchdog({{"WATCHDOG_USEC", "0"}}));
  CHECK(watchdog({{"WATCHDOG_USEC", "1"}}) == 20ms);
  CHECK(watchdog({{"WATCHDOG_USEC", "9223372036854775807"}}) == 24h);
  CHECK_FALSE(watchdog({}));
}

TEST_CASE("a loop that hangs silences the watchdog, and only while it hangs", "[app]") {
  asio::io_context main;
  shard::ShardGroup shards(3);
  shards.start([](std::exception_ptr bug) { std::rethrow_exception(bug); });
  int alive = 0;
  Watchdog watchdog(main, shards, 1ms, [&] { ++alive; });
  watchdog.start();
  const auto turn_until_alive = [&](int count) {
    const auto end = std::chrono::steady_clock::now() + testing::kPatience;
    while (alive < count && std::chrono::steady_clock::now() < end)
      main.run_one_for(10ms);
    return alive >= count;
  };
  REQUIRE(turn_until_alive(3));

  std::latch hangs(1);
  std::latch goes_on(1);
  shards.post(1, [&] {
    hangs.count_down();
    goes_on.wait();
  });
  hangs.wait();
  // A round whose answers were on their way may still end.
  const int then = alive;
  for (int rounds = 0; rounds < 20; ++rounds)
    main.run_one_for(10ms);
  CHECK(alive <= then + 1);
  goes_on.count_down();
  CHECK(turn_until_alive(then + 3));
  watchdog.stop();
  shards.stop();
}
