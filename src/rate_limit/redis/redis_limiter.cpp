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
  Task<void> run() override;
  void stop() override;
  [[nodiscard]] Standing standing() const override;

 private:
  Task<Decision> take_here(Budget budget, GenerationId id);
  Task<Result<Decision>> ask(const Budget& budget, GenerationId id);
  Task<bool> tell_batch();
  Task<std::vector<bool>> tell(const std::vector<Arrears::Item>& batch);
  void owe_passed(const std::string& subject, GenerationId id, TimePoint at);
  void owe_gone(const std::string& subject, GenerationId id);
  void enter_process(std::string_view reason);
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
  TimePoint since_;
  std::string_view reason_;
  std::uint64_t takes_ = 0;
  std::uint64_t takes_by_process_ = 0;
  std::uint64_t told_ = 0;
};

// --- taking and settling ------------------------------------------------------------------------

Task<Result<Decision>> Impl::take(Budget budget, GenerationId id) {
  if (budget.generations_max == 0) co_return co_await take_here(std::move(budget), id);
  ++takes_;
  if (!client_.is_connected()) {
    enter_process("away");
    co_return co_await take_here(std::move(budget), id);
  }
  // Until Redis knows all about this payer, it would let too many through.
  if (arrears_.holds(budget.subject)) co_return co_await take_here(std::move(budget), id);

  const shard::ShardId home = memory::home_of(logs_, budget.subject);
  auto reserve = [subject = budget.subject, id, now = clock_.now()](memory::SlidingLog& log) {
    return log.reserve(subject, id, now);
  };
  const Decision room = co_await logs_.invoke_on(home, std::move(reserve));
  if (!room.allowed()) co_return room;

  const auto decision = co_await ask(budget, id);
  if (!decision) {
    enter_process(reason_of(decision.error()));
    const bool unclear = !surely_not_done(decision.error());
    const std::string subject = budget.subject;
    const Decision here = co_await take_here(std::move(budget), id);
    if (!here.allowed() && unclear) owe_gone(subject, id);
    co_return here;
  }
  enter_redis();
  logs_.post_to(
      home, [subject = budget.subject, id, allowed = decision->allowed()](memory::SlidingLog& log) {
        allowed ? log.confirm(subject, id) : log.withdraw(subject, id);
      });
  co_return *decision;
}

/// By this process's log, with its part of the budget.
Task<Decision> Impl::take_here(Budget budget, GenerationId id) {
  const shard::ShardId home = memory::home_of(logs_, budget.subject);
  const bool limited = budget.generations_max > 0;
  if (limited) {
    ++takes_by_process_;
    const std::size_t parts = std::max<std::size_t>(settings_.instances, 1);
    budget.generations_max = std::max<std::size_t>(budget.generations_max / parts, 1);
  }
  const TimePoint now = clock_.now();
  auto work = [budget, id, now](memory::SlidingLog& log) { return log.take(budget, id, now); };
  const Decision decision = co_await logs_.invoke_on(home, std::move(work));
  if (limited && decision.allowed()) owe_passed(budget.subject, id, now);
  co_return decision;
}

Task<Result<Decision>> Impl::ask(const Budget& budget, GenerationId id) {
  std::vector<std::string> args{member_of(id), std::to_string(budget.generations_max)};
  add_time(args);
  const auto reply = co_await client_.eval(take_script_, key_of(budget.subject), std::move(args));
  if (!reply) co_return reply.error();
  const auto decision = read_decision(*reply);
  if (!decision) co_return Error{Errc::malformed, "the script's answer"};
  co_return *decision;
}

Task<void> Impl::settle(Budget budget, GenerationId id, Settlement settlement) {
  const shard::ShardId home = memory::home_of(logs_, budget.subject);
  auto work = [budget, id, settlement, now = clock_.now()](memory::SlidingLog& log) {
    return log.settle(budget, id, settlement, now);
  };
  const bool ended = co_await logs_.invoke_on(home, std::move(work));
  if (!ended || settlement == Settlement::charged || budget.generations_max == 0) co_return;
  if (!client_.is_connected() || arrears_.holds(budget.subject)) {
    owe_gone(budget.subject, id);
    co_return;
  }
  std::vector<std::string> forget{"ZREM", key_of(budget.subject), member_of(id)};
  const auto reply = co_await client_.command(std::move(forget));
  if (!reply) owe_gone(budget.subject, id);
}

// --- what Redis missed --------------------------------------------------------------------------

void Impl::owe_passed(const std::string& subject, GenerationId id, TimePoint at) {
  if (arrears_.empty()) wake_.notify();
  arrears_.passed(subject, id, at);
}

void Impl::owe_gone(const std::string& subject, GenerationId id) {
  if (arrears_.empty()) wake_.notify();
  arrears_.gone(subject, id);
}

Task<void> Impl::run() {
  constexpr auto kLookAgain = std::chrono::milliseconds(100);
  constexpr auto kAfterRefusal = std::chrono::seconds(1);
  while (!stopping_) {
    if (arrears_.empty()) {
      co_await wake_.wait();
    } else if (!client_.is_connected()) {
      co_await wake_.wait_until(clock_.now() + kLookAgain);
    } else {
      const bool told = co_await tell_batch();
      if (!told && !stopping_) co_await wake_.wait_until(clock_.now() + kAfterRefusal);
    }
  }
  bool good = true;
  while (good && !arrears_.empty() && client_.is_connected())
    good = co_await tell_batch();
}

void Impl::stop() {
  stopping_ = true;
  wake_.notify();
}

/// Whether Redis took all of it.
Task<bool> Impl::tell_batch() {
  const std::vector<bool> told = co_await tell(arrears_.begin_batch(settings_.batch_max));
  arrears_.end_batch(told);
  const auto good = std::count(told.begin(), told.end(), true);
  told_ += static_cast<std::uint64_t>(good);
  co_return good == static_cast<std::ptrdiff_t>(told.size());
}

Task<std::vector<bool>> Impl::tell(const std::vector<Arrears::Item>& batch) {
  const TimePoint now = clock_.now();
  std::vector<std::vector<std::string>> words;
  for (const Arrears::Item& item : batch) {
    std::vector<std::string> args{member_of(item.id),
                                  item.gone ? "" : microseconds_text(now - item.at)};
    add_time(args);
    words.push_back(std::move(args));
  }
  std::vector<bool> told(batch.size(), false);
  // The first one makes sure that the server knows the script.
  std::vector<std::string> first = std::move(words.front());
  const auto reply =
      co_await client_.eval(tell_script_, key_of(batch.front().subject), std::move(first));
  told[0] = reply.has_value();
  if (!reply) co_return told;
  std::vector<std::vector<std::string>> others;
  for (std::size_t i = 1; i < batch.size(); ++i) {
    others.push_back({"EVALSHA", tell_script_.sha1(), "1", key_of(batch[i].subject)});
    std::move(words[i].begin(), words[i].end(), std::back_inserter(others.back()));
  }
  const auto replies = co_await client_.pipeline(std::move(others));
  for (std::size_t i = 0; i < replies.size(); ++i)
    told[i + 1] = replies[i].has_value();
  co_return told;
}

// --- who decides --------------------------------------------------------------------------------

void Impl::enter_process(std::string_view reason) {
  reason_ = reason;
  if (by_process_) return;
  by_process_ = true;
  since_ = clock_.now();
  log_.event(telemetry::Level::warn, "quotas_by_process", {{"reason", reason}});
}

void Impl::enter_redis() {
  if (!by_process_) return;
  by_process_ = false;
  reason_ = {};
  const TimePoint now = clock_.now();
  const auto after = std::chrono::duration_cast<std::chrono::milliseconds>(now - since_);
  since_ = now;
  log_.event(telemetry::Level::info, "quotas_by_redis", {{"after_ms", after.count()}});
}

Standing Impl::standing() const {
  Standing standing;
  standing.by_process = by_process_;
  standing.since = since_;
  standing.reason = reason_;
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
