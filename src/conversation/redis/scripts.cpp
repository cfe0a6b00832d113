#include "conversation/redis/scripts.hpp"

#include <string_view>

namespace spotter::conversation::redis {
namespace {

constexpr std::string_view kCommon = R"lua(
local chat = KEYS[1]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function instance_of(talker) return string.match(talker, '^[^:]*') end
-- Nobody can tell whose chat it is from now on.
local function share(by, life)
  redis.call('DEL', chat)
  redis.call('HSET', chat, 'x', by)
  redis.call('PEXPIRE', chat, life)
end
)lua";

// A talker that has it and finds another one there has been talking beside it. Who comes to a chat
// of another instance whose talker has not left asks that talker's desk, while it is heard of.
constexpr std::string_view kOpen = R"lua(
local talker, named, mark, taking, turn, life, desks, missed, how = unpack(ARGV)
local held = redis.call('HMGET', chat, 'h', 'm', 's', 't', 'x', 'l', 'w')
local holder, kind, words, open, shared, there, written = unpack(held)
if shared then return {0} end
local here = not holder or instance_of(holder) == instance_of(talker)
if taking == 'n' then
  if holder and holder ~= talker then
    if named ~= '1' and holder ~= '' and not here then share(talker, life) end
    return {0}
  end
else
  if not here and there and how ~= 'i' then
    local desk, number = string.match(holder, '^(.*):([^:]*)$')
    if redis.call('HGET', desks .. desk, '-') then
      redis.call('HSET', desks .. desk, number, named .. chat)
      return {2}
    end
    if how == 'e' then return {2} end
  end
  if taking == 'g' and kind and mark ~= '0' and kind ~= mark then
    share(talker, life)
    return {0}
  end
end
if taking == 'b' then redis.call('DEL', chat) end
redis.call('HSET', chat, 'h', talker, 'l', '1', 'w', now)
if mark ~= '0' then redis.call('HSET', chat, 'm', mark) end
if turn == '' then redis.call('HDEL', chat, 't') else redis.call('HSET', chat, 't', turn) end
redis.call('PEXPIRE', chat, life)
local newest = here or (missed ~= '' and now - missed > tonumber(written or '0'))
if taking ~= 'g' then return {1, newest and 1 or 0} end
return {1, newest and 1 or 0, words or '', here and '' or open or ''}
)lua";

constexpr std::string_view kChange = R"lua(
local what, talker, mark, words, life, age = unpack(ARGV)
if what == 'delete' then
  redis.call('DEL', chat)
  redis.call('HSET', chat, 'h', '', 'w', now)
  redis.call('PEXPIRE', chat, life)
  return 1
end
local held = redis.call('HMGET', chat, 'h', 'x', 'w')
local holder, shared, written = unpack(held)
if what == 'leave' then
  if holder == talker then redis.call('HDEL', chat, 'l', 't') end
  return 1
end
if what == 'share' then
  if holder == talker then share(talker, life) end
  return 1
end
if shared then return 0 end
if what == 'catch_up' then
  -- Of two that went on without each other the newer one counts.
  local ours = not holder or instance_of(holder) == instance_of(talker)
  if not ours and now - age <= tonumber(written or '0') then return 0 end
  redis.call('HDEL', chat, 'l')
elseif holder and holder ~= talker then
  return 0
elseif not holder then
  -- Redis has forgotten it, its talker has not.
  redis.call('HSET', chat, 'l', '1')
end
redis.call('HDEL', chat, 't')
redis.call('HSET', chat, 'h', talker, 'w', now - age)
if mark ~= '0' then redis.call('HSET', chat, 'm', mark) end
if words == '' then redis.call('HDEL', chat, 's') else redis.call('HSET', chat, 's', words) end
redis.call('PEXPIRE', chat, life)
return 1
)lua";

constexpr std::string_view kBeat = R"lua(
local asked = redis.call('HGETALL', KEYS[1])
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], '-', '')
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return asked
)lua";

}  // namespace

std::string open_script() {
  return std::string(kCommon).append(kOpen);
}

std::string change_script() {
  return std::string(kCommon).append(kChange);
}

std::string beat_script() {
  return std::string(kBeat);
}

}  // namespace spotter::conversation::redis
