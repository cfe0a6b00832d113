#include <spotter/rate_limit/memory/memory_limiter.hpp>

#include <functional>

namespace spotter::rate_limit::memory {
namespace {

class MemoryLimiter final : public Limiter {
 public:
  MemoryLimiter(Logs& logs, const Clock& clock) : logs_(logs), clock_(clock) {}

  Task<Result<Decision>> take(Budget budget, GenerationId id) override {
    const shard::ShardId home = home_of(logs_, budget.subject);
    auto work = [budget = std::move(budget), id, now = clock_.now()](SlidingLog& log) {
      return log.take(budget, id, now);
    };
    auto decision = co_await logs_.invoke_on(home, std::move(work));
    co_return decision;
  }

  Task<void> settle(Budget budget, GenerationId id, Settlement settlement) override {
    const shard::ShardId home = home_of(logs_, budget.subject);
    auto work = [budget = std::move(budget), id, settlement, now = clock_.now()](SlidingLog& log) {
      log.settle(budget, id, settlement, now);
    };
    co_await logs_.invoke_on(home, std::move(work));
  }

 private:
  Logs& logs_;
  const Clock& clock_;
};

}  // namespace

shard::ShardId home_of(const Logs& logs, const std::string& subject) {
  return std::hash<std::string>{}(subject) % logs.size();
}

std::unique_ptr<Limiter> make_limiter(Logs& logs, const Clock& clock) {
  return std::make_unique<MemoryLimiter>(logs, clock);
}

}  // namespace spotter::rate_limit::memory
