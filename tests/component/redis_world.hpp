#pragma once

#include "support/loop.hpp"
#include "support/recording_log.hpp"
#include "support/redis_server.hpp"

#include <spotter/crypto/random.hpp>
#include <spotter/redis/client.hpp>
#include <spotter/shard/task_group.hpp>

#include <csignal>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace spotter::testing {

inline redis::Settings settings_of(const std::string& url) {
  // hiredis sends with write(2), so the process must not mind, as spotterd does not.
  std::signal(SIGPIPE, SIG_IGN);
  std::string why;
  auto settings = redis::parse_url(url, why);
  if (!settings) throw std::runtime_error(why);
  // A busy machine is not a silent server.
  settings->connect_timeout = kPatience / 4;
  settings->command_timeout = kPatience / 4;
  return *settings;
}

/// With the times of production, for servers that do fall silent.
inline redis::Settings quick(redis::Settings settings) {
  settings.connect_timeout = redis::Settings{}.connect_timeout;
  settings.command_timeout = redis::Settings{}.command_timeout;
  return settings;
}

/// A client on a loop of its own.
struct RedisWorld {
  explicit RedisWorld(const std::string& url) : RedisWorld(settings_of(url)) {}
  explicit RedisWorld(redis::Settings settings)
      : client(std::make_unique<redis::Client>(loop.executor(), workers, clock, entropy, log,
                                               std::move(settings))) {
    tasks.spawn(client->run());
  }
  ~RedisWorld() { stop(); }

  void stop() {
    if (client) client->stop();
    loop.run(tasks.join());
  }

  bool until_connected() {
    return loop.turn_until([this] { return client->is_connected(); });
  }
  bool until_away(std::string_view reason) {
    return loop.turn_until([&] {
      const auto standing = client->standing();
      return standing.state == redis::State::away && standing.reason == reason;
    });
  }

  Result<redis::Reply> ask(std::vector<std::string> words) {
    return loop.run(client->command(std::move(words)));
  }
  /// The answer's text, or the error as "refused NOPERM".
  std::string text_of(std::vector<std::string> words) { return text(ask(std::move(words))); }
  static std::string text(const Result<redis::Reply>& reply) {
    if (reply) return reply->is_integer() ? std::to_string(reply->integer) : reply->text;
    return code_of(reply.error()).append(" ").append(reply.error().note);
  }
  static std::string code_of(const Error& error) {
    switch (error.code) {
      case Errc::refused:
        return "refused";
      case Errc::unavailable:
        return "unavailable";
      case Errc::timed_out:
        return "timed_out";
      case Errc::cancelled:
        return "cancelled";
      case Errc::overloaded:
        return "overloaded";
      case Errc::too_large:
        return "too_large";
      default:
        return "other";
    }
  }

  Loop loop;
  shard::WorkerPool workers{1, 16};
  SystemClock clock;
  crypto::SystemEntropy entropy;
  RecordingLog log;
  shard::TaskGroup tasks{loop.executor(),
                         [](std::exception_ptr bug) { std::rethrow_exception(bug); }};
  std::unique_ptr<redis::Client> client;
};

}  // namespace spotter::testing
