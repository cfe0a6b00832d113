#include <spotter/rate_limit/memory/tallies.hpp>

#include <utility>

namespace spotter::rate_limit::memory {
namespace {

class LogTallies final : public Tallies {
 public:
  LogTallies(Logs& logs, const Clock& clock) : logs_(logs), clock_(clock) {}

  Task<Tally> look(std::string subject) override {
    const shard::ShardId home = home_of(logs_, subject);
    auto work = [subject = std::move(subject), now = clock_.now()](SlidingLog& log) {
      return log.look(subject, now);
    };
    auto looking = logs_.invoke_on(home, std::move(work));
    co_return co_await std::move(looking);
  }

  Task<Result<void>> forget(std::string subject) override {
    const shard::ShardId home = home_of(logs_, subject);
    auto work = [subject = std::move(subject), now = clock_.now()](SlidingLog& log) {
      log.forget(subject, now);
    };
    auto forgetting = logs_.invoke_on(home, std::move(work));
    co_await std::move(forgetting);
    co_return Result<void>();
  }

  Task<std::vector<std::string>> find(std::string prefix) override {
    std::vector<std::string> found;
    for (shard::ShardId id = 0; id < logs_.size(); ++id) {
      auto search = [prefix](SlidingLog& log) { return log.find(prefix, kFoundMax); };
      auto searching = logs_.invoke_on(id, std::move(search));
      auto here = co_await std::move(searching);
      std::move(here.begin(), here.end(), std::back_inserter(found));
    }
    co_return found;
  }

 private:
  Logs& logs_;
  const Clock& clock_;
};

}  // namespace

std::unique_ptr<Tallies> make_tallies(Logs& logs, const Clock& clock) {
  return std::make_unique<LogTallies>(logs, clock);
}

}  // namespace spotter::rate_limit::memory
