#include "rate_limit/redis/scripts.hpp"

#include <spotter/rate_limit/memory/tallies.hpp>
#include <spotter/rate_limit/redis/tallies.hpp>

#include <utility>

namespace spotter::rate_limit::redis {
namespace {

using spotter::redis::Client;
using spotter::redis::Script;

class RedisTallies final : public Tallies {
 public:
  RedisTallies(Client& client, memory::Logs& logs, const Clock& clock, TallySettings settings)
      : client_(client),
        logs_(logs),
        here_(memory::make_tallies(logs, clock)),
        settings_(settings) {}

  Task<Tally> look(std::string subject) override {
    auto looking = here_->look(subject);
    Tally tally = co_await std::move(looking);
    if (!client_.is_connected()) co_return tally;
    std::vector<std::string> args{"", std::to_string(tally.limit.value_or(0)),
                                  microseconds_text(settings_.window)};
    if (settings_.script_clock != nullptr) {
      const auto now = settings_.script_clock->wall_now().time_since_epoch();
      args.push_back(microseconds_text(now));
    }
    std::string key = key_of(subject);
    auto asking = client_.eval(look_script_, std::move(key), std::move(args));
    const auto reply = co_await std::move(asking);
    if (reply) read_tally(*reply, tally);
    co_return tally;
  }

  Task<Result<void>> forget(std::string subject) override {
    const shard::ShardId home = memory::home_of(logs_, subject);
    auto look = [subject](memory::SlidingLog& log) { return log.owes(subject); };
    auto looking = logs_.invoke_on(home, std::move(look));
    const bool owes = co_await std::move(looking);
    if (owes) co_return Error{Errc::unavailable, "Redis has yet to be told"};
    // The key goes with its last member. This command belongs to those that counting needs anyway.
    std::vector<std::string> words{"ZREMRANGEBYSCORE", key_of(subject), "-inf", "+inf"};
    auto forgetting = client_.command(std::move(words));
    const auto reply = co_await std::move(forgetting);
    if (!reply) co_return reply.error();
    auto here = here_->forget(std::move(subject));
    co_return co_await std::move(here);
  }

  Task<std::vector<std::string>> find(std::string prefix) override {
    return here_->find(std::move(prefix));
  }

 private:
  [[nodiscard]] std::string key_of(const std::string& subject) const {
    return client_.key(std::string("q:").append(subject));
  }

  Client& client_;
  memory::Logs& logs_;
  std::unique_ptr<Tallies> here_;
  TallySettings settings_;
  Script look_script_{look_script()};
};

}  // namespace

std::unique_ptr<Tallies> make_tallies(Client& client, memory::Logs& logs, const Clock& clock,
                                      TallySettings settings) {
  return std::make_unique<RedisTallies>(client, logs, clock, settings);
}

}  // namespace spotter::rate_limit::redis
