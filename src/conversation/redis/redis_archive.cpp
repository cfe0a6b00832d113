#include <spotter/base/text.hpp>
#include <spotter/conversation/redis/redis_archive.hpp>
#include <spotter/crypto/digest.hpp>

#include <utility>
#include <vector>

namespace spotter::conversation::redis {
namespace {

using spotter::redis::Reply;

/// KEYS: the chat. ARGV: talker, mark, what to do with what is there (g: bring it, b: drop it, n:
/// leave it), the turn, lifetime in ms. Answers with whether the talker has it, the chat, the turn
/// that was not ended, and whose that was.
///
/// A talker that has not come just now and finds another one has been talking beside it: nobody can
/// tell whose chat this is, so until the lifetime is over nobody goes on with it.
constexpr std::string_view kOpen = R"lua(
local talker, mark, taking, turn, life = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local held = redis.call('HMGET', KEYS[1], 'h', 'm', 's', 't', 'x')
if taking == 'n' and held[1] and held[1] ~= talker then
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], 'x', talker)
  redis.call('PEXPIRE', KEYS[1], life)
  return {0}
end
if taking == 'g' and (held[5] or (held[2] and held[2] ~= mark)) then
  if not held[5] then
    redis.call('DEL', KEYS[1])
    redis.call('HSET', KEYS[1], 'x', talker)
    redis.call('PEXPIRE', KEYS[1], life)
  end
  return {0}
end
if taking == 'n' and held[5] then return {0} end
if taking == 'b' then redis.call('DEL', KEYS[1]) end
redis.call('HSET', KEYS[1], 'h', talker, 'm', mark, 't', turn)
redis.call('PEXPIRE', KEYS[1], life)
if taking ~= 'g' then return {1} end
return {1, held[3] or '', held[4] or ''}
)lua";

/// KEYS: the chat. ARGV: talker, the chat (empty: there is none), lifetime in ms.
constexpr std::string_view kClose = R"lua(
if redis.call('HGET', KEYS[1], 'h') ~= ARGV[1] then return 0 end
if ARGV[2] == '' then return redis.call('DEL', KEYS[1]) end
redis.call('HSET', KEYS[1], 's', ARGV[2])
redis.call('HDEL', KEYS[1], 't')
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
)lua";

std::string word_of(Taking taking) {
  switch (taking) {
    case Taking::go_on:
      return "g";
    case Taking::begin:
      return "b";
    case Taking::nothing:
      break;
  }
  return "n";
}

Secret name_key_of(const Secret& secret) {
  const auto key = crypto::hmac_sha256(secret.reveal(), "conversation-names");
  return Secret(std::string(reinterpret_cast<const char*>(key.data()), key.size()));
}

std::string text_at(Reply& reply, std::size_t index) {
  return index < reply.items.size() ? std::move(reply.items[index].text) : std::string();
}

}  // namespace

RedisArchive::RedisArchive(spotter::redis::Client& client, const Secret& secret,
                           std::chrono::seconds lifetime)
    : client_(client),
      name_key_(name_key_of(secret)),
      lifetime_ms_(std::to_string(std::chrono::milliseconds(lifetime).count())),
      open_(std::string(kOpen)),
      close_(std::string(kClose)) {}

std::string RedisArchive::key_of(const std::string& name) const {
  return client_.key(
      std::string("c:").append(to_base64url(crypto::hmac_sha256(name_key_.reveal(), name))));
}

Task<Result<Archive::Opened>> RedisArchive::open_turn(std::string name, std::string talker,
                                                      ClientMark mark, Taking taking,
                                                      std::string turn) {
  std::vector<std::string> args{std::move(talker), std::to_string(mark), word_of(taking),
                                std::move(turn), lifetime_ms_};
  auto asking = client_.eval(open_, key_of(name), std::move(args));
  auto reply = co_await std::move(asking);
  if (!reply) co_return reply.error();
  if (!reply->is_array() || reply->items.empty())
    co_return Error{Errc::malformed, "the script's answer"};
  Opened opened;
  opened.kept = reply->items[0].integer == 1;
  opened.chat = text_at(*reply, 1);
  opened.turn = text_at(*reply, 2);
  co_return opened;
}

Task<Result<bool>> RedisArchive::close_turn(std::string name, std::string talker,
                                            std::string chat) {
  std::vector<std::string> args{std::move(talker), std::move(chat), lifetime_ms_};
  auto asking = client_.eval(close_, key_of(name), std::move(args));
  const auto reply = co_await std::move(asking);
  if (!reply) co_return reply.error();
  co_return reply->integer == 1;
}

Task<Result<void>> RedisArchive::erase(std::string name) {
  std::vector<std::string> words{"UNLINK", key_of(name)};
  auto asking = client_.command(std::move(words));
  const auto reply = co_await std::move(asking);
  if (!reply) co_return reply.error();
  co_return Result<void>{};
}

}  // namespace spotter::conversation::redis
