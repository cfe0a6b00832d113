#include "redis/core.hpp"

#include "redis/answers.hpp"

#include <spotter/shard/host_names.hpp>

namespace spotter::redis {

Task<Result<Reply>> Waiting::result_of(std::shared_ptr<Waiting> waiting) {
  while (!waiting->result)
    co_await waiting->answered.wait();
  co_return std::move(*waiting->result);
}

Client::Core::Core(ShardExecutor executor, shard::WorkerPool& workers, const Clock& clock,
                   Entropy& entropy, telemetry::Log& log, Settings settings)
    : executor_(executor),
      workers_(workers),
      clock_(clock),
      entropy_(entropy),
      log_(log),
      settings_(std::move(settings)),
      changed_(executor),
      alarm_(executor, clock, changed_),
      since_(clock.now()),
      last_answer_at_(since_) {}

Client::Core::~Core() {
  close_link();
}

// --- commands -----------------------------------------------------------------------------------

namespace {

CommandOutcome outcome_of(const Result<Reply>& result) {
  if (result) return CommandOutcome::answered;
  switch (result.error().code) {
    case Errc::refused:
      return CommandOutcome::refused;
    case Errc::timed_out:
      return CommandOutcome::timed_out;
    default:
      return CommandOutcome::unavailable;
  }
}

}  // namespace

Result<std::shared_ptr<Waiting>> Client::Core::send(const std::vector<std::string>& args) {
  auto sent = try_send(args);
  if (!sent && !stopping_) {
    const bool away = sent.error().code == Errc::unavailable;
    metrics_.commands(away ? CommandOutcome::unavailable : CommandOutcome::overloaded).add();
  }
  return sent;
}

Result<std::shared_ptr<Waiting>> Client::Core::try_send(const std::vector<std::string>& args) {
  constexpr std::size_t kUnsentCommands = 8;
  if (stopping_) return Error{Errc::cancelled, "the client stops"};
  if (args.empty()) return Error{Errc::invalid_argument, "a command without words"};
  if (!is_usable()) return Error{Errc::unavailable, "Redis is away"};
  std::size_t bytes = 0;
  for (const std::string& arg : args)
    bytes += arg.size();
  if (bytes > settings_.command_bytes_max) return Error{Errc::too_large, "the Redis command"};
  if (in_flight_.size() >= settings_.commands_max ||
      link_->unsent_bytes() + bytes > kUnsentCommands * settings_.command_bytes_max) {
    return Error{Errc::overloaded, "too many Redis commands in flight"};
  }
  auto waiting = queue(args, settings_.command_timeout);
  if (!waiting) return Error{Errc::unavailable, "Redis is away"};
  return waiting;
}

/// Null: the link does not take it.
std::shared_ptr<Waiting> Client::Core::queue(const std::vector<std::string>& args,
                                             Duration timeout) {
  if (!link_ || !link_->send(args)) return nullptr;
  auto waiting = std::make_shared<Waiting>(executor_);
  waiting->sent_at = clock_.now();
  waiting->deadline = waiting->sent_at + timeout;
  in_flight_.push_back(waiting);
  if (in_flight_.size() == 1) alarm_.set(waiting->deadline);
  return waiting;
}

void Client::Core::on_reply(Reply* reply) {
  const std::shared_ptr<Waiting> waiting = std::move(in_flight_.front());
  in_flight_.pop_front();
  alarm_.set(in_flight_.empty() ? TimePoint::max() : in_flight_.front()->deadline);
  if (reply == nullptr) {
    end(*waiting, error_of_lost(*waiting));
    return;
  }
  last_answer_at_ = clock_.now();
  if (reply->kind == Reply::Kind::error && state_ == State::connected) {
    if (const std::string_view gone = read_error(reply->text).gone; !gone.empty()) lose(gone);
  }
  if (waiting->ours) {
    waiting->raw = std::move(*reply);
    end(*waiting, Reply());
    return;
  }
  served_ = served_ || !lost_;
  end(*waiting, to_result(std::move(*reply)));
}

void Client::Core::end(Waiting& waiting, Result<Reply> result) {
  if (!waiting.ours && !stopping_) {
    const TimePoint now = clock_.now();
    result ? calls_.good(now - waiting.sent_at, now) : calls_.bad(now);
    metrics_.commands(outcome_of(result)).add();
    metrics_.duration.observe(now - waiting.sent_at);
  }
  waiting.result = std::move(result);
  waiting.answered.notify();
  if (waiting.ours) changed_.notify();
}

Error Client::Core::error_of_lost(const Waiting& waiting) const {
  if (stopping_) return Error{Errc::cancelled, "the client stops"};
  if (waiting.deadline <= clock_.now()) return Error{Errc::timed_out, "Redis did not answer"};
  return Error{Errc::unavailable, "the connection to Redis ended"};
}

// --- the connection -----------------------------------------------------------------------------

Task<void> Client::Core::run(std::shared_ptr<Core> self) {
  while (!self->stopping_) {
    co_await self->connect();
    if (self->state_ == State::connected) co_await self->stay_connected();
    self->close_link();
    if (self->stopping_) break;
    self->enter_away();
    co_await self->pause();
  }
}

void Client::Core::stop() {
  if (stopping_) return;
  stopping_ = true;
  close_link();
  changed_.notify();
}

/// The link stays until run() closes it: this may be called from inside of it.
void Client::Core::lose(std::string_view reason) {
  if (lost_) return;
  lost_ = true;
  reason_ = reason;
  changed_.notify();
}

void Client::Core::on_lost(std::string_view reason) {
  lose(reason);
}

void Client::Core::close_link() {
  lost_ = true;
  link_.reset();
  alarm_.set(TimePoint::max());
}

void Client::Core::enter_connected() {
  const TimePoint now = clock_.now();
  const auto without = std::chrono::duration_cast<std::chrono::milliseconds>(now - since_);
  state_ = State::connected;
  since_ = now;
  last_answer_at_ = now;
  reason_ = {};
  log_.event(telemetry::Level::info, "redis_connected", {{"after_ms", without.count()}});
}

void Client::Core::enter_away() {
  const TimePoint now = clock_.now();
  const bool lasted =
      state_ == State::connected && (served_ || now - since_ >= settings_.backoff.max);
  failures_ = lasted ? 1 : failures_ + 1;
  if (state_ == State::away && reason_ == told_reason_) return;
  if (state_ != State::away) since_ = now;
  state_ = State::away;
  told_reason_ = reason_;
  log_.event(telemetry::Level::warn, "redis_away", {{"reason", reason_}});
}

Task<std::vector<std::string>> Client::Core::resolve() {
  const Endpoint& endpoint = settings_.endpoint;
  if (!endpoint.socket_path.empty() || shard::is_address(endpoint.host)) {
    co_return std::vector<std::string>(1, endpoint.host);
  }
  // Each time: after a failover the name leads elsewhere. The work has a copy of its own.
  auto work = [host = endpoint.host] { return shard::look_up_by_system(host); };
  auto found = co_await shard::offload(workers_, executor_, std::move(work));
  co_return found ? std::move(*found) : std::vector<std::string>();
}

Task<void> Client::Core::connect() {
  const std::vector<std::string> addresses = co_await resolve();
  if (addresses.empty()) reason_ = "no_address";
  for (const std::string& address : addresses) {
    if (stopping_) co_return;
    co_await greet(address);
    if (state_ == State::connected) co_return;
    close_link();
  }
}

Task<void> Client::Core::greet(std::string address) {
  lost_ = false;
  served_ = false;
  reason_ = "unreachable";
  link_ = std::make_unique<Link>(executor_, settings_.endpoint, address, settings_.reply_bytes_max,
                                 *this);
  const auto commands = greeting(settings_);
  std::vector<std::shared_ptr<Waiting>> asked;
  for (const auto& command : commands) {
    auto waiting = queue(command, settings_.connect_timeout);
    if (!waiting) co_return;
    waiting->ours = true;
    asked.push_back(std::move(waiting));
  }
  while (!lost_ && !asked.back()->result) {
    look_at_deadline();
    if (!lost_) co_await changed_.wait_until(asked.back()->deadline);
  }
  // All that was answered before it ended: "max number of clients" comes with a close.
  std::vector<Reply> answers;
  for (const auto& waiting : asked) {
    if (waiting->result && *waiting->result) answers.push_back(std::move(waiting->raw));
  }
  const std::string_view fault = fault_in_greeting(commands, answers);
  if (!fault.empty()) {
    reason_ = fault;
  } else if (!lost_ && answers.size() == commands.size()) {
    enter_connected();
  }
}

Task<void> Client::Core::stay_connected() {
  while (!lost_) {
    look_at_deadline();
    ping_if_quiet();
    if (lost_) break;
    const TimePoint quiet_since = in_flight_.empty() ? last_answer_at_ : clock_.now();
    co_await changed_.wait_until(quiet_since + settings_.ping_every);
  }
}

void Client::Core::look_at_deadline() {
  const auto overdue = [this] {
    return !lost_ && !in_flight_.empty() && in_flight_.front()->deadline <= clock_.now();
  };
  // If it was this loop that was late, the answer is there already.
  for (std::size_t before = 0; overdue() && before != in_flight_.size();) {
    before = in_flight_.size();
    link_->read_now();
  }
  if (overdue()) lose("silent");
}

void Client::Core::ping_if_quiet() {
  if (lost_ || !in_flight_.empty()) return;
  if (clock_.now() < last_answer_at_ + settings_.ping_every) return;
  const std::vector<std::string> ping{"PING"};
  if (const auto waiting = queue(ping, settings_.command_timeout)) waiting->ours = true;
}

Task<void> Client::Core::pause() {
  const TimePoint until = clock_.now() + settings_.backoff.before_attempt(failures_, entropy_);
  while (!stopping_ && clock_.now() < until)
    co_await changed_.wait_until(until);
}

Standing Client::Core::standing() const {
  Standing standing;
  // What is lost is as good as away, though run() has not come to it yet.
  const bool away = state_ == State::away || (state_ == State::connected && lost_);
  standing.state = away ? State::away : state_;
  standing.since = since_;
  standing.reason = away ? reason_ : std::string_view();
  standing.failures = state_ == State::connected ? 0 : failures_;
  standing.in_flight = in_flight_.size();
  standing.calls = calls_.summary(clock_.now());
  return standing;
}

}  // namespace spotter::redis
