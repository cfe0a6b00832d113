#include "app/counting.hpp"

#include <spotter/rate_limit/memory/tallies.hpp>
#include <spotter/rate_limit/redis/tallies.hpp>

#include <utility>

namespace spotter::app {
namespace {

/// Connected, but it does not count.
constexpr std::string_view kRefusing = "refusing";

int badness(std::string_view state) {
  if (state == name_of(spotter::redis::State::connected)) return 0;
  return state == kRefusing ? 1 : 2;
}

}  // namespace

Counting::Counting(const CountingPlace& at)
    : clock_(at.clock), connecting_(at.executor, at.on_bug), telling_(at.executor, at.on_bug) {
  if (!at.settings.redis) {
    memory_limiter_ = rate_limit::memory::make_limiter(at.logs, at.clock);
    tallies_ = rate_limit::memory::make_tallies(at.logs, at.clock);
    return;
  }
  client_ = std::make_unique<redis::Client>(at.executor, at.workers, at.clock, entropy_,
                                            at.log.room("redis"), *at.settings.redis);
  rate_limit::redis::Settings settings;
  settings.instances = at.settings.instances;
  redis_limiter_ =
      rate_limit::redis::make_limiter(at.executor, *client_, at.logs, at.clock, entropy_,
                                      at.log.room("rate_limit/redis"), settings);
  tallies_ = rate_limit::redis::make_tallies(*client_, at.logs, at.clock);
}

Counting::~Counting() = default;

rate_limit::Limiter& Counting::limiter() noexcept {
  if (redis_limiter_) return *redis_limiter_;
  return *memory_limiter_;
}

WallTime Counting::wall_time_of(TimePoint at) const {
  return clock_.wall_now() + std::chrono::duration_cast<WallTime::duration>(at - clock_.now());
}

std::optional<ops::Upstream> Counting::redis() const {
  if (!client_) return std::nullopt;
  const auto standing = client_->standing();
  ops::Upstream upstream;
  upstream.name = "redis";
  upstream.kind = "redis";
  upstream.state = name_of(standing.state);
  upstream.failures = standing.failures;
  upstream.last_failure = standing.reason;
  upstream.since = wall_time_of(standing.since);
  upstream.running = standing.in_flight;
  upstream.recent = standing.calls;
  const auto counting = redis_limiter_->standing();
  if (counting.refusing) {
    upstream.state = kRefusing;
    upstream.last_failure = counting.reason;
    upstream.since = wall_time_of(counting.since);
  }
  return upstream;
}

ops::QuotaCount Counting::count() const {
  ops::QuotaCount count;
  if (!redis_limiter_) return count;
  const auto standing = redis_limiter_->standing();
  count.by_redis = !standing.by_process;
  count.by_process = standing.takes_by_process;
  count.owed = standing.owed;
  count.dropped = standing.dropped;
  return count;
}

Counting::View Counting::view() const {
  return {redis(), count()};
}

std::optional<redis::Metrics> Counting::redis_metrics() const {
  if (!client_) return std::nullopt;
  return client_->metrics();
}

void Counting::View::add(View other) {
  if (redis && other.redis) {
    const bool worse = badness(other.redis->state) > badness(redis->state);
    const std::size_t running = redis->running + other.redis->running;
    if (worse) redis = std::move(other.redis);
    redis->running = running;
  }
  count.by_redis = count.by_redis && other.count.by_redis;
  count.by_process += other.count.by_process;
  count.owed += other.count.owed;
  count.dropped += other.count.dropped;
}

void Counting::begin() {
  if (!client_) return;
  connecting_.spawn(client_->run());
  telling_.spawn(redis_limiter_->run());
}

Task<void> Counting::stop() {
  // What Redis has not been told is told while it still listens.
  if (redis_limiter_) redis_limiter_->stop();
  co_await telling_.join();
  if (client_) client_->stop();
  co_await connecting_.join();
}

}  // namespace spotter::app
