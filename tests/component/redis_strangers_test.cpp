#include "redis_world.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>

using namespace spotter;
using namespace spotter::testing;
using namespace std::chrono_literals;
using boost::asio::ip::tcp;

namespace {

using Acceptor = boost::asio::basic_socket_acceptor<tcp, ShardExecutor>;
using Socket = boost::asio::basic_stream_socket<tcp, ShardExecutor>;

/// Says the same to whoever connects, once it was spoken to; no Redis.
class Stranger {
 public:
  Stranger(ShardExecutor executor, std::string says)
      : acceptor_(executor, tcp::endpoint(boost::asio::ip::make_address("127.0.0.1"), 0)),
        says_(std::move(says)) {}

  [[nodiscard]] std::string url() const {
    return "redis://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
  }
  void close() { acceptor_.close(); }
  Task<void> run() {
    const auto token = asio::as_tuple(asio::use_awaitable_t<ShardExecutor>{});
    std::vector<Socket> sockets;
    for (;;) {
      auto [error, socket] = co_await acceptor_.async_accept(token);
      if (error) co_return;
      std::array<char, 4096> heard{};
      const auto [broken, size] = co_await socket.async_read_some(asio::buffer(heard), token);
      if (broken || size == 0) continue;
      co_await asio::async_write(socket, asio::buffer(says_), token);
      sockets.push_back(std::move(socket));
    }
  }

 private:
  Acceptor acceptor_;
  std::string says_;
};

struct StrangeWorld {
  explicit StrangeWorld(const std::string& says) : stranger(loop.executor(), says) {
    settings = settings_of(stranger.url());
    settings.connect_timeout = 300ms;
    tasks.spawn(stranger.run());
  }
  ~StrangeWorld() {
    client.reset();
    stranger.close();
    loop.run(tasks.join());
  }
  void start() {
    client =
        std::make_unique<redis::Client>(loop.executor(), workers, clock, entropy, log, settings);
    tasks.spawn(client->run());
  }
  bool until_away(std::string_view reason) {
    return loop.turn_until([&] { return client->standing().reason == reason; });
  }

  Loop loop;
  shard::WorkerPool workers{1, 16};
  SystemClock clock;
  crypto::SystemEntropy entropy;
  RecordingLog log;
  shard::TaskGroup tasks{loop.executor(),
                         [](std::exception_ptr bug) { std::rethrow_exception(bug); }};
  Stranger stranger;
  redis::Settings settings;
  std::unique_ptr<redis::Client> client;
};

/// What Redis says to CLIENT SETNAME, HELLO and PING.
const std::string kGreeting = "+OK\r\n*2\r\n$4\r\nrole\r\n$6\r\nmaster\r\n+PONG\r\n";

}  // namespace

TEST_CASE("what is not Redis is left alone", "[redis]") {
  const std::pair<const char*, const char*> cases[] = {
      {"HTTP/1.1 400 Bad Request\r\n\r\n", "not_redis"},
      {"*1000000000\r\n", "reply_too_large"},
      {"*-7\r\n", "not_redis"},
      {"$99999999999999999999\r\n", "not_redis"},
      {"-ERR max number of clients reached\r\n", "too_many_clients"},
      {"-DENIED Redis is running in protected mode\r\n", "protected_mode"},
      {"+OK\r\n", "silent"},
      {"", "silent"},
      {"-LOADING Redis is loading the dataset in memory\r\n-LOADING x\r\n-LOADING x\r\n",
       "loading"},
      {"-NOAUTH x\r\n-NOAUTH x\r\n-NOAUTH x\r\n", "password_needed"},
      {"+OK\r\n*2\r\n$4\r\nrole\r\n$7\r\nreplica\r\n+PONG\r\n", "read_only"},
  };
  for (const auto& [says, reason] : cases) {
    INFO(says);
    StrangeWorld world(says);
    world.start();
    CHECK(world.until_away(reason));
    CHECK_FALSE(world.client->is_connected());
  }
}

TEST_CASE("an answer that nobody asked for ends the connection", "[redis]") {
  StrangeWorld world(std::string(kGreeting).append("+SURPRISE\r\n:5\r\n*0\r\n"));
  world.settings.ping_every = 1h;
  world.start();
  CHECK(world.loop.turn_until([&] { return world.log.count("redis_away") == 1; }));
  CHECK_FALSE(world.client->is_connected());
}

TEST_CASE("a server that greets and then says nothing is silent", "[redis]") {
  StrangeWorld world(kGreeting);
  world.settings.command_timeout = 50ms;
  world.start();
  REQUIRE(world.loop.turn_until([&] { return world.client->is_connected(); }));
  const auto reply = world.loop.run(world.client->command({"GET", "a"}));
  CHECK(reply.error().code == Errc::timed_out);
  CHECK(world.until_away("silent"));
}
