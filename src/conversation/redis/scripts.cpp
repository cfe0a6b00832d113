#include "conversation/redis/scripts.hpp"

#include <string_view>

namespace spotter::conversation::redis {
namespace {

constexpr std::string_view kCommon = R"lua(
local chat = KEYS[1]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function instance_of(talker) return string.match(talker, '^[^:]*') end
-- Heard of lately. Whatever a stranger has put there is none.
local function lives(desk) return redis.pcall('HGET', desk, '-') == '' end
-- Nobody can tell whose chat it is from now on.
local function share(by, life)
  redis.call('DEL', chat)
  redis.call('HSET', chat, 'x', by)
  redis.call('PEXPIRE', chat, life)
end
-- The instances that may have words of it in memory, the last one first.
local function remember(had, instance)
  local list, count = instance, 1
  for one in string.gmatch(had or '', '[^,]+') do
    if one ~= instance and count < 8 then
      list = list .. ',' .. one
      count = count + 1
    end
  end
  if list ~= had then redis.call('HSET', chat, 'i', list) end
end
)lua";

// A talker that has it and finds another one there has been talking beside it. Who comes to a chat
// of another instance whose talker has not left asks that talker's desk, while it is heard of. Who
// asks again has given a sign of life since, or is gone and begins: that one takes nothing from who
// is there, or was after it.
constexpr std::string_view kOpen = R"lua(
local talker, named, mark, taking, turn, life, desks, missed, how, order = unpack(ARGV)
local held = redis.call('HMGET', chat, 'h', 'm', 's', 't', 'x', 'l', 'w', 'i', 'y', 'c', 'o', 'u')
local holder, kind, words, open, shared, there, written, had, met, count, newest, cut = unpack(held)
if shared then return {0} end
local gone = string.find(how, 'g', 1, true)
local instance = instance_of(talker)
local here = not holder or instance_of(holder) == instance
local deleted = holder == ''
if taking == 'n' then
  if holder and holder ~= talker and not deleted then
    if named ~= '1' and not here then share(talker, life) end
    return {0}
  end
else
  if named == '1' then
    if order == '' then
      count = redis.call('HINCRBY', chat, 'c', 1)
      order = tostring(count)
      redis.call('PEXPIRE', chat, life)
    end
    if order == '0' then order = newest or '0' end
    if tonumber(order) < tonumber(newest or '0') then return {0} end
  end
  if not here and there and not string.find(how, 'i', 1, true) then
    local desk, number = string.match(holder, '^(.*):([^:]*)$')
    if lives(desks .. desk) then
      if met == talker then
        if gone then return {0} end
        share(talker, life)
        redis.call('HSET', desks .. desk, number, '3' .. talker .. ' ' .. chat)
        return {0}
      end
      redis.call('HSET', desks .. desk, number, named .. talker .. ' ' .. chat)
      return {2, order, holder}
    end
    if string.find(how, 'e', 1, true) then return {2, order, holder} end
  end
  if gone and not here and now - missed <= tonumber(written or '0') then return {0} end
  if taking == 'g' and kind and mark ~= '0' and kind ~= mark then
    share(talker, life)
    return {0}
  end
end
if deleted then redis.pcall('HDEL', desks .. instance .. ':0', chat) end
if taking == 'b' then
  redis.call('DEL', chat)
  if count then redis.call('HSET', chat, 'c', count) end
  if had then redis.call('HSET', chat, 'i', had) end
end
redis.call('HSET', chat, 'h', talker, 'l', '1', 'w', now)
redis.call('HDEL', chat, 'y', 'u')
remember(had, instance)
if named == '1' and taking ~= 'n' then redis.call('HSET', chat, 'o', order) end
if mark ~= '0' then redis.call('HSET', chat, 'm', mark) end
if turn == '' then redis.call('HDEL', chat, 't') else redis.call('HSET', chat, 't', turn) end
redis.call('PEXPIRE', chat, life)
local unbeaten = here or (missed ~= '' and now - missed > tonumber(written or '0'))
if taking ~= 'g' then return {1, unbeaten and 1 or 0, '', '', deleted and 1 or 0} end
local turn_left = here and '' or open or cut or ''
return {1, unbeaten and 1 or 0, words or '', turn_left, deleted and 1 or 0}
)lua";

constexpr std::string_view kChange = R"lua(
local what, talker, mark, words, life, age, turn, desks, payer, chats_max, bytes_max = unpack(ARGV)
local held = redis.pcall('HMGET', chat, 'h', 'x', 'w', 'i', 'l')
if held.err then
  if what ~= 'delete' then return held end
  held = {}
end
local holder, shared, written, had, there = unpack(held)
if what == 'delete' then
  redis.call('DEL', chat)
  redis.call('HSET', chat, 'h', '', 'w', now)
  if had then redis.call('HSET', chat, 'i', had) end
  redis.call('PEXPIRE', chat, life)
  if payer ~= '' then keep_within_share(payer, 0, life, chats_max, bytes_max) end
  local told = 1
  for one in string.gmatch(had or '', '[^,]+') do
    local desk = desks .. one .. ':0'
    if one ~= instance_of(talker) and lives(desk) then
      redis.call('HSET', desk, chat, '2' .. words)
      told = 0
    end
  end
  return told
end
if what == 'told' then
  if holder ~= '' then return 1 end
  for one in string.gmatch(had or '', '[^,]+') do
    if redis.pcall('HEXISTS', desks .. one .. ':0', chat) == 1 then return 0 end
  end
  return 1
end
if what == 'leave' then
  if holder == talker then redis.call('HDEL', chat, 'l', 't', 'y') end
  return 1
end
if what == 'there' then
  if holder == talker then redis.call('HSET', chat, 'y', words) end
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
  -- Somebody here talks in it again.
  if ours and there and now - age <= tonumber(written or '0') then return 0 end
  redis.call('HDEL', chat, 'l', 'y')
elseif holder == '' then
  return 2
elseif holder and holder ~= talker then
  return 0
elseif not holder then
  -- Redis has forgotten it, its talker has not.
  redis.call('HSET', chat, 'l', '1')
end
redis.call('HDEL', chat, 't')
redis.call('HSET', chat, 'h', talker, 'w', now - age)
remember(had, instance_of(talker))
if mark ~= '0' then redis.call('HSET', chat, 'm', mark) end
if words == '' then redis.call('HDEL', chat, 's') else redis.call('HSET', chat, 's', words) end
if turn == '' then redis.call('HDEL', chat, 'u') else redis.call('HSET', chat, 'u', turn) end
redis.call('PEXPIRE', chat, life)
if payer ~= '' then keep_within_share(payer, #words + #turn, life, chats_max, bytes_max) end
return 1
)lua";

// A payer's chats with names of their own: when each was written, and its bytes; all of them under
// an empty name. Beyond the limits the one that was written longest ago goes.
constexpr std::string_view kPayer = R"lua(
local function keep_within_share(payer, bytes, life, chats_max, bytes_max)
  local times, sizes = payer .. ':t', payer .. ':b'
  local micros = time[1] * 1000000 + time[2]
  local total = tonumber(redis.call('HGET', sizes, '') or '0')
  local function drop(one)
    total = total - tonumber(redis.call('HGET', sizes, one) or '0')
    redis.call('ZREM', times, one)
    redis.call('HDEL', sizes, one)
  end
  drop(chat)
  for _, one in ipairs(redis.call('ZRANGEBYSCORE', times, '-inf', micros - life * 1000, 'LIMIT', 0, 100)) do
    drop(one)
  end
  total = total + bytes
  local count = redis.call('ZCARD', times) + 1
  while count > 1 and (count > tonumber(chats_max) or total > tonumber(bytes_max)) do
    local oldest = redis.call('ZRANGE', times, 0, 0)[1]
    if not oldest then break end
    drop(oldest)
    redis.call('DEL', oldest)
    count = count - 1
  end
  redis.call('ZADD', times, micros, chat)
  redis.call('HSET', sizes, chat, bytes, '', total)
  redis.call('PEXPIRE', times, life)
  redis.call('PEXPIRE', sizes, life)
end
)lua";

constexpr std::string_view kBeat = R"lua(
local asked = redis.pcall('HGETALL', KEYS[1])
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], '-', '')
redis.call('PEXPIRE', KEYS[1], ARGV[1])
if asked.err then return {} end
return asked
)lua";

}  // namespace

std::string open_script() {
  return std::string(kCommon).append(kOpen);
}

std::string change_script() {
  return std::string(kCommon).append(kPayer).append(kChange);
}

std::string beat_script() {
  return std::string(kBeat);
}

}  // namespace spotter::conversation::redis
