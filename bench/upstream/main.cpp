// A scripted upstream: OpenAI's chat completions, streamed over HTTP/1.1 or HTTP/2 on clear text
// (prior knowledge), on one thread. Each delta carries the nanosecond at which it was sent.
//
//   spotter_bench_upstream [--port 0] [--deltas 250] [--bytes 20] [--period-us 20000]
//                          [--tick-us 1000]
//
// Whatever is posted is answered: so many deltas of so many bytes, one every period, or as the
// model's name says ("stamped:DELTAS:BYTES:PERIOD_US"). Answers begin anywhere within a period.
// Deltas leave at multiples of the tick, as those of a provider that gathers do; 0: each at its own
// time.
//
// The first line of the output is {"port":N}. Ends with SIGTERM, and says then how late deltas
// were.
#include "net/clock.hpp"
#include "net/options.hpp"
#include "upstream/connection.hpp"

#include <csignal>
#include <sys/signalfd.h>
#include <vector>

namespace bench {

std::int64_t World::wait_of(const Shape& shape_of_it) {
  // Steps of the golden ratio: any few that follow each other are spread.
  return static_cast<std::int64_t>((requests * 0x9e3779b97f4a7c15ULL) >> 33) %
         shape_of_it.period_ns;
}

namespace {

constexpr std::string_view kHttp2Preface = "PRI * HTTP/2";

struct Connection {
  Connection(World& world_of_it, std::vector<Connection*>& dirty_list, int accepted)
      : world(world_of_it), dirty(dirty_list), socket(accepted), wire(world, accepted, this) {}

  /// False: it is over.
  bool on_events(std::uint32_t events) {
    if ((events & EPOLLOUT) != 0 && protocol && !protocol->on_writable()) return false;
    if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) == 0) return true;
    static char buffer[256 * 1024];
    const auto size = recv(socket, buffer, sizeof buffer, 0);
    if (size < 0 && errno == EAGAIN) return true;
    if (size <= 0) return false;
    const std::string_view bytes(buffer, static_cast<std::size_t>(size));
    if (!protocol) {
      const auto on_dirty = [](void* self) {
        auto* const connection = static_cast<Connection*>(self);
        connection->dirty.push_back(connection);
      };
      protocol = bytes.starts_with(kHttp2Preface) ? make_http2(world, wire, on_dirty, this)
                                                  : make_http1(world, wire);
    }
    return protocol->on_bytes(bytes);
  }

  World& world;
  std::vector<Connection*>& dirty;
  int socket;
  Wire wire;
  std::unique_ptr<Protocol> protocol;
};

int serve(std::uint16_t port, World& world) {
  const int listener = listen_on(port);
  world.poll.add(listener, EPOLLIN, nullptr);
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigprocmask(SIG_BLOCK, &signals, nullptr);
  const int ended = signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
  bool goes_on = true;
  world.poll.add(ended, EPOLLIN, &goes_on);
  std::printf("{\"port\":%d}\n", port);
  std::fflush(stdout);

  std::vector<Connection*> dirty;
  const auto drop = [&](Connection* connection) {
    std::erase(dirty, connection);
    close(connection->socket);
    delete connection;
  };
  while (goes_on) {
    world.poll.wait(world.schedule.until_next(now_ns()), [&](void* owner, std::uint32_t events) {
      if (owner == &goes_on) {
        goes_on = false;
      } else if (owner != nullptr) {
        auto* const connection = static_cast<Connection*>(owner);
        if (!connection->on_events(events)) drop(connection);
      } else {
        for (int socket;
             (socket = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;) {
          set_option(socket, IPPROTO_TCP, TCP_NODELAY, 1);
          world.poll.add(socket, EPOLLIN, new Connection(world, dirty, socket));
        }
      }
    });
    world.schedule.run(now_ns);
    while (!dirty.empty()) {
      auto* const connection = dirty.back();
      dirty.pop_back();
      if (!connection->protocol->flush()) drop(connection);
    }
  }
  const auto& late = world.schedule.late();
  std::printf(
      "{\"requests\":%llu,\"deltas\":%llu,\"late_us\":{\"p50\":%.1f,\"p99\":%.1f,"
      "\"max\":%.1f}}\n",
      static_cast<unsigned long long>(world.requests),
      static_cast<unsigned long long>(late.count()), late.quantile_us(0.5), late.quantile_us(0.99),
      late.max_us());
  return 0;
}

}  // namespace
}  // namespace bench

int main(int count, char** values) {
  bench::Options options(count, values);
  bench::World world(options.number("tick-us", 1000) * bench::kMicrosecond);
  const auto port = static_cast<std::uint16_t>(options.number("port", 0));
  world.shape = {options.number("deltas", 250), options.number("bytes", 20),
                 options.number("period-us", 20'000) * bench::kMicrosecond};
  options.finish();
  if (world.shape.deltas < 1 || world.shape.period_ns < 1 ||
      world.shape.delta_bytes < static_cast<std::int64_t>(bench::kDeltaBytesMin)) {
    bench::die("at least one delta of 20 bytes, and a period");
  }
  return bench::serve(port, world);
}
