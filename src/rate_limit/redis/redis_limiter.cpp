#include "rate_limit/redis/arrears.hpp"
#include "rate_limit/redis/scripts.hpp"

#include <spotter/base/text.hpp>
#include <spotter/rate_limit/redis/redis_limiter.hpp>
#include <spotter/shard/signal.hpp>

#include <algorithm>
#include <array>

namespace spotter::rate_limit::redis {
namespace {

using spotter::redis::Client;
using spotter::redis::Reply;
using spotter::redis::Script;

/// Generation ids are unique in the process; this makes them so everywhere, and across restarts.
std::string random_name(Entropy& entropy) {
  std::array<std::byte, 9> bytes{};
  entropy.fill(bytes);
  return to_base64url(bytes);
}

/// Why Redis did not decide, in a constant word.
std::string_view reason_of(const Error& error) {
  switch (error.code) {
    case Errc::timed_out:
      return "silent";
    case Errc::refused:
      return error.note;
    case Errc::overloaded:
      return "overloaded";
    case Errc::malformed:
      return "malformed";
    default:
      return "away";
  }
}

/// Whether the command surely did nothing. All else may have happened.
bool surely_not_done(const Error& error) {
  return error.code == Errc::refused || error.code == Errc::overloaded ||
         error.code == Errc::too_large;
}

/// What lies in the one key, or in what is said of it: Redis may well count for others.
bool is_of_one_key(const Error& error) {
  return error.code == Errc::malformed || error.code == Errc::too_large ||
         (error.code == Errc::refused && error.note == "WRONGTYPE");
}

/// What concerns the connection: it ends by itself.
bool is_absence(const Error& error) {
  return error.code != Errc::refused && error.code != Errc::overloaded;
}

/// What becomes of one that was told.
Arrears::Answer answer_of(const Result<Reply>& reply) {
  if (reply) return Arrears::Answer::known;
  const Error& error = reply.error();
  const bool unknown_word = error.code == Errc::refused && error.note == "ERR";
  return is_of_one_key(error) || unknown_word ? Arrears::Answer::refused
                                              : Arrears::Answer::not_given;
}

class Impl final : public RedisLimiter {
 public:
  Impl(ShardExecutor executor, Client& client, memory::Logs& logs, const Clock& clock,
       Entropy& entropy, telemetry::Log& log, const Settings& settings)
      : client_(client),
        logs_(logs),
        clock_(clock),
        log_(log),
        settings_(settings),
        name_(random_name(entropy)),
        wake_(executor),
        arrears_(settings.owed_max),
        since_(clock.now()) {}

  Task<Result<Decision>> take(Budget budget, GenerationId id) override;
  Task<void> settle(Budget budget, GenerationId id, Settlement settlement) override;
  [[nodiscard]] std::string name_of(GenerationId id) const override;
  Task<void> give_back(Budget budget, std::string name) override;
  Task<void> count_again(Budget budget, std::string name) override;
  Task<void> run() override;
  void stop() override;
  [[nodiscard]] Standing standing() const override;

 private:
  Task<Decision> take_unlimited(Budget budget, GenerationId id);
  Task<Decision> take_here(Budget budget, GenerationId id, bool asked);
  Task<Result<memory::Heard>> ask(const Budget& budget, GenerationId id);
  Task<bool> tell_batch();
  Task<std::vector<Arrears::Answer>> tell(const std::vector<Arrears::Item>& batch);
  Task<bool> would_count();
  void owe_passed(const std::string& subject, GenerationId id, TimePoint at);
  void owe_gone(const std::string& subject, GenerationId id);
  void say_done();
  void note_failure(const Error& error);
  void enter_process(std::string_view reason, bool refusing);
  void enter_redis();

  [[nodiscard]] std::string key_of(const std::string& subject) const {
    // The subject is a hash already: nothing in it can be read.
    return client_.key(std::string("q:").append(subject));
  }
  [[nodiscard]] std::string member_of(GenerationId id) const {
    return std::string(name_).append(":").append(std::to_string(id));
  }
  void add_time(std::vector<std::string>& args) const {
    args.push_back(microseconds_text(settings_.window));
    if (settings_.script_clock == nullptr) return;
    args.push_back(microseconds_text(settings_.script_clock->wall_now().time_since_epoch()));
  }

  Client& client_;
  memory::Logs& logs_;
  const Clock& clock_;
  telemetry::Log& log_;
  Settings settings_;
  std::string name_;
  Script take_script_{take_script()};
  Script tell_script_{tell_script()};
  shard::Signal wake_;
  bool stopping_ = false;
  Arrears arrears_;

  bool by_process_ = false;
  bool refusing_ = false;  ///< of that: Redis is there
  TimePoint since_;
  std::string_view reason_;
  std::uint64_t takes_ = 0;
  std::uint64_t takes_by_process_ = 0;
  std::uint64_t told_ = 0;
};

// --- taking and settling ------------------------------------------------------------------------

Task<Result<Decision>> Impl::take(Budget budget, GenerationId id) {
  if (budget.generations_max == 0) co_return co_await take_unlimited(std::move(budget), id);
  ++takes_;
  if (!client_.is_connected()) {
    enter_process("away", false);
    co_return co_await take_here(std::move(budget), id, false);
  }
  const shard::ShardId home = memory::home_of(logs_, budget.subject);
  const TimePoint now = clock_.now();
  auto reserve = [budget, id, now, parts = settings_.instances](memory::SlidingLog& log) {
    return log.reserve(budget, id, now, parts);
  };
  const std::optional<Decision> here = co_await logs_.invoke_on(home, std::move(reserve));
  if (here) {
    if (here->refusal != Refusal::too_many_running) ++takes_by_process_;
    if (here->allowed()) owe_passed(budget.subject, id, now);
    co_return *here;
  }
  const auto heard = co_await ask(budget, id);
  if (!heard) {
    note_failure(heard.error());
    const bool unclear = !surely_not_done(heard.error());
    co_return co_await take_here(std::move(budget), id, unclear);
  }
  // One that is full still knows who has nothing left.
  if (!refusing_ || heard->decision.allowed()) enter_redis();
  logs_.post_to(home, [budget, id, heard = *heard, now = clock_.now()](memory::SlidingLog& log) {
    log.hear(budget, id, heard, now);
  });
  co_return heard->decision;
}

Task<Decision> Impl::take_unlimited(Budget budget, GenerationId id) {
  const shard::ShardId home = memory::home_of(logs_, budget.subject);
  auto work = [budget = std::move(budget), id, now = clock_.now()](memory::SlidingLog& log) {
    return log.take(budget, id, now);
  };
  co_return co_await logs_.invoke_on(home, std::move(work));
}

/// By this process's log, with its part of what Redis had left. `asked`: Redis has perhaps counted
/// it.
Task<Decision> Impl::take_here(Budget budget, GenerationId id, bool asked) {
  ++takes_by_process_;
  const shard::ShardId home = memory::home_of(logs_, budget.subject);
  const TimePoint now = clock_.now();
  const memory::Alone how{settings_.instances, asked};
  auto work = [budget, id, now, how](memory::SlidingLog& log) {
    return log.take_alone(budget, id, now, how);
  };
  const Decision decision = co_await logs_.invoke_on(home, std::move(work));
  if (decision.allowed()) {
    owe_passed(budget.subject, id, now);
  } else if (asked) {
    owe_gone(budget.subject, id);
  }
  co_return decision;
}

Task<Result<memory::Heard>> Impl::ask(const Budget& budget, GenerationId id) {
  std::vector<std::string> args{member_of(id), std::to_string(budget.generations_max)};
  add_time(args);
  const auto reply =
      co_await client_.eval(take_script_, key_of(budget.subject), std::move(args), budget.trace);
  if (!reply) co_return reply.error();
  const auto heard = read_decision(*reply);
  if (!heard) co_return Error{Errc::malformed, "the script's answer"};
  co_return *heard;
}

Task<void> Impl::settle(Budget budget, GenerationId id, Settlement settlement) {
  const shard::ShardId home = memory::home_of(logs_, budget.subject);
  auto work = [budget, id, settlement, now = clock_.now()](memory::SlidingLog& log) {
    return log.settle(budget, id, settlement, now);
  };
  const bool ended = co_await logs_.invoke_on(home, std::move(work));
  if (!ended || settlement == Settlement::charged || budget.generations_max == 0) co_return;
  // While Redis is being told that it passed, this follows behind it.
  bool forgotten = false;
  if (client_.is_connected() && !arrears_.holds(id)) {
    std::vector<std::string> forget{"ZREM", key_of(budget.subject), member_of(id)};
    const auto reply = co_await client_.command(std::move(forget), budget.trace);
    forgotten = reply.has_value();
  }
  if (forgotten) co_return;
  logs_.post_to(home,
                [subject = budget.subject, id](memory::SlidingLog& log) { log.owe(subject, id); });
  owe_gone(budget.subject, id);
}

std::string Impl::name_of(GenerationId id) const {
  return member_of(id);
}

Task<void> Impl::give_back(Budget budget, std::string name) {
  if (name.empty() || budget.generations_max == 0 || !client_.is_connected()) co_return;
  std::vector<std::string> forget{"ZREM", key_of(budget.subject), std::move(name)};
  // Should it fail, the payer waits until the generation is a day old.
  const auto reply = co_await client_.command(std::move(forget));
  if (!reply) note_failure(reply.error());
}

Task<void> Impl::count_again(Budget budget, std::string name) {
  if (name.empty() || budget.generations_max == 0 || !client_.is_connected()) co_return;
  std::vector<std::string> args{std::move(name), "0"};  // as of now
  add_time(args);
  const auto reply = co_await client_.eval(tell_script_, key_of(budget.subject), std::move(args));
  if (!reply) note_failure(reply.error());
}

// --- what Redis missed --------------------------------------------------------------------------

void Impl::owe_passed(const std::string& subject, GenerationId id, TimePoint at) {
  if (arrears_.empty()) wake_.notify();
  arrears_.passed(subject, id, at);
  say_done();
}

void Impl::owe_gone(const std::string& subject, GenerationId id) {
  if (arrears_.empty()) wake_.notify();
  arrears_.gone(subject, id);
  say_done();
}

/// The subject's home lets Redis decide again when nobody owes anything of it.
void Impl::say_done() {
  for (Arrears::Done& done : arrears_.take_done()) {
    logs_.post_to(memory::home_of(logs_, done.subject), [done](memory::SlidingLog& log) {
      log.told(done.subject, done.id, done.reached);
    });
  }
}

Task<void> Impl::run() {
  constexpr auto kLookAgain = std::chrono::milliseconds(100);
  constexpr auto kAfterRefusal = std::chrono::seconds(1);
  while (!stopping_) {
    if (!by_process_ && arrears_.empty()) {
      co_await wake_.wait();
      continue;
    }
    if (!client_.is_connected()) {
      co_await wake_.wait_until(clock_.now() + kLookAgain);
      continue;
    }
    bool good = !refusing_ || co_await would_count();
    if (good) enter_redis();
    if (good && !arrears_.empty()) good = co_await tell_batch();
    if (!good && !stopping_) co_await wake_.wait_until(clock_.now() + kAfterRefusal);
  }
  bool good = true;
  while (good && !arrears_.empty() && client_.is_connected())
    good = co_await tell_batch();
}

void Impl::stop() {
  stopping_ = true;
  wake_.notify();
}

/// Whether Redis would count if it were asked now: all that it takes, on a key that lives for a
/// moment.
Task<bool> Impl::would_count() {
  std::vector<std::string> args{"probe", "1", microseconds_text(std::chrono::milliseconds(1))};
  std::string key = client_.key(std::string("q:probe:").append(name_));
  const auto reply = co_await client_.eval(take_script_, std::move(key), std::move(args));
  co_return reply.has_value();
}

/// Whether Redis took any of it.
Task<bool> Impl::tell_batch() {
  const auto answers = co_await tell(arrears_.begin_batch(settings_.batch_max));
  const std::uint64_t dropped_before = arrears_.dropped();
  arrears_.end_batch(answers);
  say_done();
  const auto good = std::count(answers.begin(), answers.end(), Arrears::Answer::known);
  told_ += static_cast<std::uint64_t>(good);
  const std::uint64_t dropped = arrears_.dropped() - dropped_before;
  if (dropped > 0) {
    const auto count = static_cast<std::int64_t>(dropped);
    log_.event(telemetry::Level::warn, "quotas_not_told", {{"count", count}});
  }
  co_return good > 0;
}

Task<std::vector<Arrears::Answer>> Impl::tell(const std::vector<Arrears::Item>& batch) {
  const TimePoint now = clock_.now();
  std::vector<std::vector<std::string>> words;
  for (const Arrears::Item& item : batch) {
    std::vector<std::string> args{member_of(item.id),
                                  item.gone ? "" : microseconds_text(now - item.at)};
    add_time(args);
    words.push_back(std::move(args));
  }
  std::vector<Arrears::Answer> answers(batch.size(), Arrears::Answer::not_given);
  // The first one makes sure that the server knows the script.
  std::vector<std::string> first = std::move(words.front());
  const auto reply =
      co_await client_.eval(tell_script_, key_of(batch.front().subject), std::move(first));
  answers[0] = answer_of(reply);
  if (answers[0] == Arrears::Answer::not_given) {
    note_failure(reply.error());
    co_return answers;
  }
  std::vector<std::vector<std::string>> others;
  for (std::size_t i = 1; i < batch.size(); ++i) {
    others.push_back({"EVALSHA", tell_script_.sha1(), "1", key_of(batch[i].subject)});
    std::move(words[i].begin(), words[i].end(), std::back_inserter(others.back()));
  }
  const auto replies = co_await client_.pipeline(std::move(others));
  for (std::size_t i = 0; i < replies.size(); ++i)
    answers[i + 1] = answer_of(replies[i]);
  co_return answers;
}

// --- who decides --------------------------------------------------------------------------------

void Impl::note_failure(const Error& error) {
  if (is_of_one_key(error)) return;  // and this one key is counted here
  enter_process(reason_of(error), !is_absence(error));
}

void Impl::enter_process(std::string_view reason, bool refusing) {
  reason_ = reason;
  refusing_ = refusing;
  if (by_process_) return;
  by_process_ = true;
  since_ = clock_.now();
  wake_.notify();
  log_.event(telemetry::Level::warn, "quotas_by_process", {{"reason", reason}});
}

void Impl::enter_redis() {
  if (!by_process_) return;
  by_process_ = false;
  refusing_ = false;
  reason_ = {};
  const TimePoint now = clock_.now();
  const auto after = std::chrono::duration_cast<std::chrono::milliseconds>(now - since_);
  since_ = now;
  log_.event(telemetry::Level::info, "quotas_by_redis", {{"after_ms", after.count()}});
}

Standing Impl::standing() const {
  Standing standing;
  const bool connected = client_.is_connected();
  standing.by_process = !connected || refusing_;
  standing.refusing = connected && refusing_;
  standing.since = since_;
  if (standing.by_process) standing.reason = by_process_ ? reason_ : "away";
  standing.takes = takes_;
  standing.takes_by_process = takes_by_process_;
  standing.owed = arrears_.size();
  standing.told = told_;
  standing.dropped = arrears_.dropped();
  return standing;
}

}  // namespace

std::unique_ptr<RedisLimiter> make_limiter(ShardExecutor executor, Client& client,
                                           memory::Logs& logs, const Clock& clock, Entropy& entropy,
                                           telemetry::Log& log, Settings settings) {
  return std::make_unique<Impl>(executor, client, logs, clock, entropy, log, settings);
}

}  // namespace spotter::rate_limit::redis
