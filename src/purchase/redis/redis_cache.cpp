#include "purchase/redis/forgotten.hpp"
#include "purchase/redis/sealed_answer.hpp"
#include "purchase/redis/whole_number.hpp"

#include <spotter/base/text.hpp>
#include <spotter/purchase/redis/redis_cache.hpp>
#include <spotter/shard/signal.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace spotter::purchase::redis {
namespace {

using entitlements::Key;
using entitlements::SharedCache;
using spotter::redis::Client;
using spotter::redis::Reply;
using Moment = SharedCache::Moment;
using Command = std::vector<std::string>;
using std::chrono::milliseconds;

/// Read in one go; with kNamesPerMessage names of 64 bytes well below an answer's limit.
constexpr std::size_t kMessagesPerRead = 100;
constexpr std::size_t kNamesPerMessage = 50;

std::string random_name(Entropy& entropy) {
  std::array<std::byte, 9> bytes{};
  entropy.fill(bytes);
  return to_base64url(bytes);
}

std::string ms_text(Duration span) {
  return std::to_string(std::chrono::duration_cast<milliseconds>(span).count());
}

/// What TIME answers: seconds and microseconds.
std::optional<Moment> moment_in(const Result<Reply>& reply) {
  if (!reply || !reply->is_array() || reply->items.size() != 2) return std::nullopt;
  const auto seconds = whole_number<std::int64_t>(reply->items[0].text);
  const auto microseconds = whole_number<std::int64_t>(reply->items[1].text);
  if (!seconds || !microseconds) return std::nullopt;
  return Moment{*seconds * 1000 + *microseconds / 1000};
}

class Impl final : public RedisCache {
 public:
  Impl(ShardExecutor executor, Client& client, const Clock& clock, Entropy& entropy,
       telemetry::Log& log, const Secret& secret, const CacheSettings& settings)
      : client_(client),
        clock_(clock),
        entropy_(entropy),
        log_(log),
        sealer_(secret, "entitlement"),
        settings_(settings),
        name_(random_name(entropy)),
        stream_(client.key("forgotten")),
        wake_(executor) {}

  Task<Found> find(Key key) override;
  Task<void> keep(Key key, Answer answer, Moment asked) override;
  void forget(const std::vector<Key>& names) override;
  void listen(Listener listener) override { listener_ = std::move(listener); }
  Task<void> run() override;
  void stop() override;
  [[nodiscard]] Standing standing() const override {
    return {owed_.size() + (owes_all_ != 0 ? 1 : 0), found_, kept_, forgotten_, missed_};
  }

 private:
  [[nodiscard]] std::string answer_key(const Key& key) const {
    return client_.key("e:" + to_hex(key));
  }
  [[nodiscard]] std::string mark_key(const Key& name) const {
    return client_.key("f:" + to_hex(name));
  }
  [[nodiscard]] std::string mark_of_all() const { return client_.key("f:all"); }

  [[nodiscard]] bool is_owed(const Key& key, const std::vector<Key>& names) const;
  Task<bool> still_holds(Key key, std::vector<Key> names, Moment asked);
  Task<bool> tell();
  Task<bool> tell(Message message);
  Task<bool> hear();
  Task<bool> find_place();
  void obey(const Message& message);
  void look_at(const Result<Reply>& written);

  Client& client_;
  const Clock& clock_;
  Entropy& entropy_;
  telemetry::Log& log_;
  crypto::Sealer sealer_;
  CacheSettings settings_;
  std::string name_;  ///< of this process, in the messages: its own are passed over
  std::string stream_;
  shard::Signal wake_;
  bool stopping_ = false;
  Listener listener_;

  /// What Redis has not been told to forget yet, and by which saying of ours. 0: not all.
  std::map<Key, std::uint64_t> owed_;
  std::uint64_t owes_all_ = 0;
  std::uint64_t sayings_ = 0;
  bool refused_ = false;
  /// Up to where messages were heard; nothing: there was no connection yet.
  std::optional<MessageId> heard_;
  TimePoint connection_;  ///< the one for which `heard_` was checked

  std::uint64_t found_ = 0;
  std::uint64_t kept_ = 0;
  std::uint64_t forgotten_ = 0;
  std::uint64_t missed_ = 0;
};

// --- answers ------------------------------------------------------------------------------------

Task<SharedCache::Found> Impl::find(Key key) {
  Found found;
  std::vector<Command> commands{{"TIME"}, {"GET", answer_key(key)}};
  const auto replies = co_await client_.pipeline(std::move(commands));
  found.now = moment_in(replies[0]);
  if (!found.now || !replies[1] || !replies[1]->is_string()) co_return found;
  auto kept = open_answer(sealer_, key, replies[1]->text);
  if (!kept) co_return found;
  const bool holds = co_await still_holds(key, kept->answer.names, kept->asked);
  // Our own marks may not have got there.
  if (!holds || is_owed(key, kept->answer.names)) co_return found;
  ++found_;
  found.answer = std::move(kept->answer);
  found.answer->age = milliseconds(std::max<std::int64_t>(0, found.now->ms - kept->asked.ms));
  co_return found;
}

/// Whether nobody has had it forgotten since it was asked for, by any name.
Task<bool> Impl::still_holds(Key key, std::vector<Key> names, Moment asked) {
  std::vector<Command> commands{{"GET", mark_of_all()}, {"GET", mark_key(key)}};
  for (const Key& name : names)
    commands.push_back({"GET", mark_key(name)});
  const auto replies = co_await client_.pipeline(std::move(commands));
  co_return std::all_of(replies.begin(), replies.end(), [asked](const Result<Reply>& reply) {
    if (!reply) return false;
    if (reply->is_nil()) return true;
    const auto mark = whole_number<std::int64_t>(reply->text);
    return mark && *mark < asked.ms;
  });
}

Task<void> Impl::keep(Key key, Answer answer, Moment asked) {
  if (answer.names.size() > kNamesMax) co_return;
  const Entitlement& entitlement = answer.entitlement;
  const bool yes = entitlement.verdict() == Verdict::entitled;
  Duration lives = yes ? std::max(answer.life, settings_.yes_max) : answer.life;
  if (entitlement.until) lives = std::min<Duration>(lives, *entitlement.until - clock_.wall_now());
  if (lives < milliseconds(1)) co_return;
  std::string sealed = seal_answer(sealer_, key, {std::move(answer), asked}, entropy_);
  Command set{"SET", answer_key(key), std::move(sealed), "PX", ms_text(lives)};
  const auto reply = co_await client_.command(std::move(set));
  if (reply) ++kept_;
  look_at(reply);
}

// --- what is to be forgotten --------------------------------------------------------------------

void Impl::forget(const std::vector<Key>& names) {
  ++sayings_;
  if (owed_.size() + names.size() > settings_.owed_max) {
    owed_.clear();
    owes_all_ = sayings_;
  } else {
    for (const Key& name : names)
      owed_[name] = sayings_;
  }
  wake_.notify();
}

bool Impl::is_owed(const Key& key, const std::vector<Key>& names) const {
  const auto owes = [this](const Key& name) { return owed_.contains(name); };
  return owes_all_ != 0 || owes(key) || std::any_of(names.begin(), names.end(), owes);
}

Task<void> Impl::run() {
  while (!stopping_) {
    if (client_.is_connected()) {
      co_await tell();
      co_await hear();
    }
    // Also what was said to forget while it was told: the flag is up then.
    if (!stopping_) co_await wake_.wait_until(clock_.now() + settings_.listen_every);
  }
  if (client_.is_connected()) co_await tell();
}

void Impl::stop() {
  stopping_ = true;
  wake_.notify();
}

/// All that is owed. The marks come before the message: who hears it and asks again finds them.
Task<bool> Impl::tell() {
  bool told = true;
  while (told && (owes_all_ != 0 || !owed_.empty())) {
    // What is said to forget from here on is told again, with a later time.
    const std::uint64_t until = sayings_;
    Message message{name_, owes_all_ != 0, {}};
    const std::size_t count = message.all ? 0 : std::min(owed_.size(), kNamesPerMessage);
    for (auto at = owed_.begin(); message.names.size() < count; ++at)
      message.names.push_back(at->first);
    const std::vector<Key> names = message.names;
    told = co_await tell(std::move(message));
    if (!told) break;
    if (owes_all_ <= until) owes_all_ = 0;
    for (const Key& name : names) {
      const auto owed = owed_.find(name);
      if (owed != owed_.end() && owed->second <= until) owed_.erase(owed);
    }
  }
  co_return told;
}

Task<bool> Impl::tell(Message message) {
  Command ask_time{"TIME"};
  const auto time = co_await client_.command(std::move(ask_time));
  const auto now = moment_in(time);
  if (!now) co_return false;
  const std::string lives = ms_text(settings_.yes_max);
  std::vector<Command> commands;
  if (message.all) commands.push_back({"SET", mark_of_all(), std::to_string(now->ms), "PX", lives});
  for (const Key& name : message.names)
    commands.push_back({"SET", mark_key(name), std::to_string(now->ms), "PX", lives});
  Command add{"XADD", stream_, "MAXLEN", "~", std::to_string(settings_.messages_max), "*"};
  for (std::string& word : write_message(message))
    add.push_back(std::move(word));
  commands.push_back(std::move(add));
  commands.push_back({"PEXPIRE", stream_, lives});
  const auto replies = co_await client_.pipeline(std::move(commands));
  const auto bad = std::find_if(replies.begin(), replies.end(),
                                [](const Result<Reply>& reply) { return !reply.has_value(); });
  look_at(bad == replies.end() ? replies.front() : *bad);
  co_return bad == replies.end();
}

/// Says once a change whether Redis takes what we tell it. Its absence is in the log already.
void Impl::look_at(const Result<Reply>& written) {
  const bool refused = !written && written.error().code == Errc::refused;
  if ((!written && !refused) || refused == std::exchange(refused_, refused)) return;
  if (refused) {
    log_.event(telemetry::Level::warn, "answers_not_shared",
               {{"why", "Redis refuses them"}, {"error", written.error().note}});
  } else {
    log_.event(telemetry::Level::info, "answers_shared", {});
  }
}

// --- what others have forgotten -----------------------------------------------------------------

Task<bool> Impl::hear() {
  const TimePoint connection = client_.standing().since;
  if (connection != connection_) {
    const bool found = co_await find_place();
    if (!found) co_return false;
    connection_ = connection;
  }
  bool more = true;
  while (more && !stopping_) {
    Command read{"XREAD",   "COUNT", std::to_string(kMessagesPerRead),
                 "STREAMS", stream_, to_text(*heard_)};
    const auto reply = co_await client_.command(std::move(read));
    if (!reply) co_return false;
    const auto messages = read_messages(*reply);
    for (const auto& [id, message] : messages) {
      heard_ = id;
      if (message) obey(*message);
    }
    more = messages.size() == kMessagesPerRead;
  }
  co_return true;
}

/// After a new connection: from where on messages are heard, and whether some were lost that nobody
/// here has heard.
Task<bool> Impl::find_place() {
  std::vector<Command> questions{{"TIME"},
                                 {"XRANGE", stream_, "-", "+", "COUNT", "1"},
                                 {"XREVRANGE", stream_, "+", "-", "COUNT", "1"}};
  const auto replies = co_await client_.pipeline(std::move(questions));
  const auto now = moment_in(replies[0]);
  if (!now || !replies[1] || !replies[2]) co_return false;
  const auto first = first_id(*replies[1]);
  const auto last = first_id(*replies[2]);
  if (!last) {
    // Ids are times: of all messages from now on.
    heard_ = MessageId{static_cast<std::uint64_t>(now->ms) - 1, UINT64_MAX};
  } else if (!heard_) {
    // What was found before may be among it.
    heard_ = MessageId{};
  } else if (*last < *heard_) {
    // Another server, whose clock is behind: all that it has is heard.
    heard_ = MessageId{};
  } else if (*heard_ < *first) {
    // Trimmed, or begun anew by a server that had lost its data.
    ++missed_;
    if (listener_.on_missed) listener_.on_missed();
  }
  co_return true;
}

void Impl::obey(const Message& message) {
  if (message.sender == name_) return;
  forgotten_ += message.names.size();
  if (message.all) {
    if (listener_.on_forgotten_all) listener_.on_forgotten_all();
  } else if (listener_.on_forgotten) {
    listener_.on_forgotten(message.names);
  }
}

}  // namespace

std::unique_ptr<RedisCache> make_cache(ShardExecutor executor, Client& client, const Clock& clock,
                                       Entropy& entropy, telemetry::Log& log, const Secret& secret,
                                       CacheSettings settings) {
  return std::make_unique<Impl>(executor, client, clock, entropy, log, secret, settings);
}

std::string name_key_of(const Secret& secret) {
  const auto key = crypto::hmac_sha256(secret.reveal(), "entitlement-names");
  return std::string(reinterpret_cast<const char*>(key.data()), key.size());
}

}  // namespace spotter::purchase::redis
