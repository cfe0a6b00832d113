#include "app/redis_request_memory.hpp"

#include <spotter/base/text.hpp>

#include <optional>
#include <utility>

namespace spotter::app {
namespace {

using api::IdempotencyKey;
using api::IdempotencyStore;
using State = IdempotencyStore::State;

/// KEYS: where. ARGV: what may be there, what comes (empty: nothing), for how many milliseconds.
constexpr std::string_view kSwap = R"(
local had = redis.call('GET', KEYS[1])
if had and had ~= ARGV[1] then return had end
if ARGV[2] ~= '' then
  redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
elseif had then
  redis.call('PEXPIRE', KEYS[1], 0)
end
return false
)";

/// The first character of a sealed value. Another one whenever the lines change.
constexpr char kVersion = '1';
/// The second one.
constexpr char kRunning = 'r';
constexpr char kPaid = 'p';
constexpr char kAnswered = 'a';
/// Others may take an attempt that was paid for while we look: so often we look again.
constexpr int kLooks = 3;

Secret name_key_of(const Secret& secret) {
  const auto key = crypto::hmac_sha256(secret.reveal(), "repeatable-request-names");
  return Secret(std::string(reinterpret_cast<const char*>(key.data()), key.size()));
}

std::string_view bytes_of(const crypto::Sha256& hash) noexcept {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

}  // namespace

/// What Redis has of a request.
struct RedisRequestMemory::Shared {
  std::optional<State> state;  ///< nothing: what nobody can read
  bool paid = false;           ///< `fresh`, to be taken over
  std::string answer;
};

RedisRequestMemory::RedisRequestMemory(redis::Client& client, const Secret& secret,
                                       Entropy& entropy, std::unique_ptr<api::RequestMemory> own,
                                       IdempotencyStore::Settings settings)
    : client_(client),
      sealer_(secret, "repeatable-request"),
      name_key_(name_key_of(secret)),
      entropy_(entropy),
      own_(std::move(own)),
      settings_(settings),
      swap_(std::string(kSwap)) {}

/// This process knows of all its own that run, and of what it could not tell Redis.
Task<api::RequestMemory::Begun> RedisRequestMemory::begin(IdempotencyKey key) {
  Begun own = co_await own_->begin(key);
  if (own.state != State::fresh || !client_.is_connected()) co_return own;
  Begun shared = co_await begin_shared(key);
  if (shared.state == State::fresh) {
    shared.paid = shared.paid || own.paid;
    co_return shared;
  }
  api::RequestEnding unused;
  unused.paid = own.paid;
  co_await own_->end(std::move(key), std::string(), std::move(unused));
  co_return shared;
}

/// `fresh` without a mark: Redis does not help.
Task<api::RequestMemory::Begun> RedisRequestMemory::begin_shared(IdempotencyKey key) {
  Begun begun;
  std::string mark = seal(key, kRunning);
  std::string before;
  for (int look = 0; look < kLooks; ++look) {
    const auto found = co_await swap(key, before, mark, kRunningMax);
    if (!found) co_return begun;
    if (found->empty()) {
      begun.paid = !before.empty();
      begun.mark = std::move(mark);
      co_return begun;
    }
    Shared shared = open(key, *found);
    if (!shared.state) co_return begun;
    if (!shared.paid) {
      begun.state = *shared.state;
      begun.answer = std::move(shared.answer);
      co_return begun;
    }
    before = *found;
  }
  begun.state = State::running;
  co_return begun;
}

Task<void> RedisRequestMemory::end(IdempotencyKey key, std::string mark,
                                   api::RequestEnding ending) {
  if (!mark.empty()) {
    std::string next;
    if (ending.answer && ending.answer->size() <= settings_.answer_bytes_max) {
      next = seal(key, kAnswered, *ending.answer);
    } else if (!ending.answer && ending.paid) {
      next = seal(key, kPaid);
    }
    const auto told = co_await swap(key, std::move(mark), std::move(next), settings_.lifetime);
    // What all know need not be known here; what Redis did not hear is.
    if (told) ending = {};
  }
  co_await own_->end(std::move(key), std::string(), std::move(ending));
}

Task<Result<std::string>> RedisRequestMemory::swap(const IdempotencyKey& key, std::string before,
                                                   std::string next, Duration life) {
  const auto life_ms = std::chrono::duration_cast<std::chrono::milliseconds>(life).count();
  std::vector<std::string> args{std::move(before), std::move(next), std::to_string(life_ms)};
  auto asking = client_.eval(swap_, name_of(key), std::move(args));
  auto reply = co_await std::move(asking);
  if (!reply) co_return reply.error();
  if (reply->is_nil()) co_return std::string();
  if (!reply->is_string()) co_return Error{Errc::malformed, "no text"};
  co_return std::move(reply->text);
}

std::string RedisRequestMemory::name_of(const IdempotencyKey& key) const {
  const auto name = crypto::hmac_sha256(name_key_.reveal(), bytes_of(key.name));
  return client_.key(std::string("i:").append(to_base64url(name)));
}

std::string RedisRequestMemory::seal(const IdempotencyKey& key, char kind,
                                     std::string_view answer) const {
  std::string text{kVersion, kind};
  text.append(bytes_of(key.name)).append(bytes_of(key.body)).append(answer);
  return sealer_.seal(text, entropy_);
}

RedisRequestMemory::Shared RedisRequestMemory::open(const IdempotencyKey& key,
                                                    std::string_view sealed) const {
  constexpr std::size_t kHash = std::tuple_size_v<crypto::Sha256>;
  Shared shared;
  auto text = sealer_.open(sealed);
  if (!text || text->size() < 2 + 2 * kHash || text->front() != kVersion) return shared;
  const std::string_view all = *text;
  if (all.substr(2, kHash) != bytes_of(key.name)) return shared;
  if (all.substr(2 + kHash, kHash) != bytes_of(key.body)) {
    shared.state = State::other_body;
    return shared;
  }
  switch (all[1]) {
    case kRunning:
      shared.state = State::running;
      break;
    case kPaid:
      shared.state = State::fresh;
      shared.paid = true;
      break;
    case kAnswered:
      shared.state = State::finished;
      shared.answer = all.substr(2 + 2 * kHash);
      break;
    default:
      break;
  }
  return shared;
}

}  // namespace spotter::app
