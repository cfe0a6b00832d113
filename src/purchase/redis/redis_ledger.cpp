#include "purchase/redis/whole_number.hpp"

#include <spotter/base/text.hpp>
#include <spotter/purchase/redis/redis_ledger.hpp>
#include <spotter/shard/signal.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace spotter::purchase::redis {
namespace {

using apple::LocalLedger;
using apple::Mark;
using spotter::redis::Client;
using spotter::redis::Reply;
using spotter::redis::Script;

constexpr std::string_view kRevoked = "revoked";
constexpr std::string_view kClean = "clean";

// KEYS[1]: the transaction. ARGV: "revoked" or "clean", when that was signed in ms, "any" or
// "known". 1: it was written down. As outweighs() in the ledger of a process.
constexpr const char* kNote = R"(
local known = redis.call('GET', KEYS[1])
if known then
  local word, signed = string.match(known, '^(%a+) (%-?%d+)$')
  if word then
    local before, now = tonumber(signed), tonumber(ARGV[2])
    if now < before then return 0 end
    if now == before and (word == 'revoked' or ARGV[1] == 'clean') then return 0 end
  end
elseif ARGV[3] == 'known' then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. ARGV[2])
return 1
)";

std::optional<Mark> parse_mark(std::string_view text) {
  const auto space = text.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const auto word = text.substr(0, space);
  if (word != kRevoked && word != kClean) return std::nullopt;
  Mark mark;
  mark.revoked = word == kRevoked;
  const auto signed_ms = whole_number<std::int64_t>(text.substr(space + 1));
  if (!signed_ms) return std::nullopt;
  mark.signed_ms = *signed_ms;
  return mark;
}

class Impl final : public RedisLedger {
 public:
  Impl(ShardExecutor executor, Client& client, const Clock& clock, telemetry::Log& log,
       LocalLedger& own, const LedgerSettings& settings)
      : client_(client),
        clock_(clock),
        log_(log),
        own_(own),
        settings_(settings),
        wake_(executor) {}

  Task<Result<std::optional<Mark>>> find(crypto::Sha256 key, TimePoint deadline) override;
  Task<Result<bool>> note(crypto::Sha256 key, Mark mark, Whose whose, TimePoint deadline) override;
  Task<void> run() override;
  void stop() override;
  [[nodiscard]] bool is_told() const override {
    return is_told_ && client_.is_connected() && client_.standing().since == connection_;
  }

 private:
  [[nodiscard]] std::string key_of(const crypto::Sha256& key) const {
    return client_.key("r:" + to_hex(key));
  }
  static std::vector<std::string> words_of(const Mark& mark, Whose whose) {
    return {std::string(mark.revoked ? kRevoked : kClean), std::to_string(mark.signed_ms),
            whose == Whose::any ? "any" : "known"};
  }
  Task<bool> tell_all();
  Task<bool> tell(std::vector<LocalLedger::Entry> entries);
  void log_refusal();

  Client& client_;
  const Clock& clock_;
  telemetry::Log& log_;
  LocalLedger& own_;
  LedgerSettings settings_;
  Script note_{kNote};
  shard::Signal wake_;
  bool stopping_ = false;
  bool is_told_ = false;  ///< all, on `connection_`
  bool missed_ = false;   ///< it did not take something since the telling began
  bool refused_ = false;  ///< it is there and takes nothing
  TimePoint connection_;  ///< the one that was told all
};

Task<Result<std::optional<Mark>>> Impl::find(crypto::Sha256 key, TimePoint deadline) {
  auto known = co_await own_.find(key, deadline);
  std::vector<std::string> get{"GET", key_of(key)};
  const auto reply = co_await client_.command(std::move(get));
  if (!reply) co_return known;
  const auto mark = parse_mark(reply->text);
  if (!mark) co_return known;
  if (!known || !*known || apple::outweighs(*mark, **known)) co_return mark;
  co_return known;
}

Task<Result<bool>> Impl::note(crypto::Sha256 key, Mark mark, Whose whose, TimePoint deadline) {
  auto written = co_await own_.note(key, mark, whose, deadline);
  const auto reply = co_await client_.eval(note_, key_of(key), words_of(mark, whose));
  // Redis is told all that the own ledger has; but not what that did not take.
  if (!reply) {
    is_told_ = false;
    missed_ = true;
    co_return written;
  }
  const bool news = reply->is_integer() && reply->integer == 1;
  co_return news || (written && *written);
}

Task<void> Impl::run() {
  while (!stopping_) {
    Duration pause = settings_.look_every;
    if (client_.is_connected()) {
      const TimePoint connection = client_.standing().since;
      if (!is_told_ || connection != connection_) {
        missed_ = false;
        const bool told = co_await tell_all();
        connection_ = connection;
        is_told_ = told && !missed_;
        if (told) {
          refused_ = false;
        } else {
          pause = settings_.after_refusal;
          log_refusal();
        }
      }
    }
    if (!stopping_) co_await wake_.wait_until(clock_.now() + pause);
  }
}

/// Once a change, and only where Redis itself is there: its absence is in the log already.
void Impl::log_refusal() {
  if (!client_.is_connected() || std::exchange(refused_, true)) return;
  log_.event(telemetry::Level::error, "apple_ledger_failed",
             {{"what", "redis"}, {"why", "it does not take revocations"}});
}

void Impl::stop() {
  stopping_ = true;
  wake_.notify();
}

Task<bool> Impl::tell_all() {
  std::optional<crypto::Sha256> last;
  while (!stopping_) {
    auto entries = own_.entries_after(last, settings_.batch_max);
    if (entries.empty()) co_return true;
    last = entries.back().key;
    const bool told = co_await tell(std::move(entries));
    if (!told) co_return false;
  }
  co_return true;
}

Task<bool> Impl::tell(std::vector<LocalLedger::Entry> entries) {
  // The first one makes sure that the server knows the script.
  const LocalLedger::Entry& first = entries.front();
  const auto reply =
      co_await client_.eval(note_, key_of(first.key), words_of(first.mark, Whose::any));
  if (!reply) co_return false;
  std::vector<std::vector<std::string>> others;
  for (std::size_t i = 1; i < entries.size(); ++i) {
    others.push_back({"EVALSHA", note_.sha1(), "1", key_of(entries[i].key)});
    for (std::string& word : words_of(entries[i].mark, Whose::any))
      others.back().push_back(std::move(word));
  }
  if (others.empty()) co_return true;
  const auto replies = co_await client_.pipeline(std::move(others));
  co_return std::all_of(replies.begin(), replies.end(),
                        [](const Result<Reply>& told) { return told.has_value(); });
}

}  // namespace

std::unique_ptr<RedisLedger> make_ledger(ShardExecutor executor, Client& client, const Clock& clock,
                                         telemetry::Log& log, LocalLedger& own,
                                         LedgerSettings settings) {
  return std::make_unique<Impl>(executor, client, clock, log, own, settings);
}

}  // namespace spotter::purchase::redis
