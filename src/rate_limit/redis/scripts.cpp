#include "rate_limit/redis/scripts.hpp"

namespace spotter::rate_limit::redis {
namespace {

// Lua's numbers are doubles: microseconds since 1970 are exact in them until the year 2255. What
// goes to Redis as a number keeps 17 digits; what becomes a text here keeps 14, so that is written
// with string.format.
constexpr const char* kClock = R"lua(
local window = tonumber(ARGV[3])
local now
if ARGV[4] then
  now = tonumber(ARGV[4])
else
  local time = redis.call('TIME')
  now = time[1] * 1000000 + time[2]
end
local function keep()
  redis.call('PEXPIRE', KEYS[1], math.ceil(window / 1000))
end
)lua";

// ZADD is the first write: a server that is full refuses a script only at that.
constexpr const char* kTake = R"lua(
local limit = tonumber(ARGV[2])
local function after(time)
  return string.format('(%.0f', time)
end
-- What lies ahead was counted before the clock was set back: it counts from now on.
local ahead = redis.call('ZRANGEBYSCORE', KEYS[1], after(now), '+inf')
for _, generation in ipairs(ahead) do
  redis.call('ZADD', KEYS[1], now, generation)
  keep()
end
local counted = redis.call('ZCOUNT', KEYS[1], after(now - window), '+inf')
local function until_one_is_left(count)
  if count < limit then
    return 0
  end
  local leaving = redis.call('ZRANGEBYSCORE', KEYS[1], after(now - window), '+inf', 'WITHSCORES',
                             'LIMIT', count - limit, 1)
  return tonumber(leaving[2]) + window - now
end
local known = redis.call('ZSCORE', KEYS[1], ARGV[1])
if known and tonumber(known) > now - window then
  return {1, math.max(0, limit - counted), until_one_is_left(counted), now}
end
if counted >= limit then
  return {0, 0, until_one_is_left(counted), now}
end
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - window))
keep()
return {1, limit - counted - 1, until_one_is_left(counted + 1), now}
)lua";

constexpr const char* kLook = R"lua(
local limit = tonumber(ARGV[2])
local after = string.format('(%.0f', now - window)
local counted = redis.call('ZCOUNT', KEYS[1], after, '+inf')
local function leaves(place)
  local found = redis.call('ZRANGEBYSCORE', KEYS[1], after, '+inf', 'WITHSCORES', 'LIMIT', place, 1)
  return math.min(tonumber(found[2]), now) + window - now
end
local oldest, free = -1, -1
if counted > 0 then
  oldest = leaves(0)
end
if limit > 0 and counted >= limit then
  free = leaves(counted - limit)
end
return {counted, oldest, free}
)lua";

constexpr const char* kTell = R"lua(
if ARGV[2] == '' then
  return redis.call('ZREM', KEYS[1], ARGV[1])
end
local age = tonumber(ARGV[2])
if age >= window then
  return 0
end
local added = redis.call('ZADD', KEYS[1], 'NX', now - age, ARGV[1])
keep()
return added
)lua";

/// No span of a quota is longer. Whatever says so is no answer of these scripts, and would not fit
/// into a Duration, which counts nanoseconds.
constexpr std::int64_t kSpanMaxUs = std::int64_t{366} * 24 * 3600 * 1'000'000;

}  // namespace

std::string take_script() {
  return std::string(kClock).append(kTake);
}

std::string tell_script() {
  return std::string(kClock).append(kTell);
}

std::string look_script() {
  return std::string(kClock).append(kLook);
}

bool read_tally(const spotter::redis::Reply& reply, Tally& tally) {
  if (!reply.is_array() || reply.items.size() != 3) return false;
  for (const auto& item : reply.items) {
    if (!item.is_integer() || item.integer < -1) return false;
  }
  if (reply.items[1].integer > kSpanMaxUs || reply.items[2].integer > kSpanMaxUs) return false;
  const auto wait = [&](std::size_t place) -> std::optional<Duration> {
    const std::int64_t microseconds = reply.items[place].integer;
    if (microseconds < 0) return std::nullopt;
    return std::chrono::microseconds(microseconds);
  };
  if (reply.items[0].integer < 0) return false;
  tally.used = static_cast<std::size_t>(reply.items[0].integer);
  tally.oldest_leaves_in = wait(1);
  tally.next_free_in = wait(2);
  tally.by_redis = true;
  return true;
}

std::optional<memory::Heard> read_decision(const spotter::redis::Reply& reply) {
  if (!reply.is_array() || reply.items.size() != 4) return std::nullopt;
  for (const auto& item : reply.items) {
    if (!item.is_integer() || item.integer < 0) return std::nullopt;
  }
  if (reply.items[2].integer > kSpanMaxUs) return std::nullopt;
  memory::Heard heard;
  Decision& decision = heard.decision;
  decision.refusal = reply.items[0].integer == 1 ? Refusal::none : Refusal::used_up;
  decision.remaining = static_cast<std::size_t>(reply.items[1].integer);
  decision.retry_after = std::chrono::microseconds(reply.items[2].integer);
  heard.at_us = reply.items[3].integer;
  return heard;
}

std::string microseconds_text(std::chrono::nanoseconds span) {
  return std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(span).count());
}

}  // namespace spotter::rate_limit::redis
