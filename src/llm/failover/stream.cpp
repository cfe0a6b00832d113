#include "llm/failover/stream.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

namespace spotter::llm::failover {
namespace {

/// Bytes of text per token, roughly, where nobody tells.
constexpr std::size_t kBytesPerToken = 4;
/// Two clocks that are read one after the other.
constexpr auto kSlack = std::chrono::milliseconds(1);
/// So many questions to the board are enough for any answer.
constexpr int kOrdersMax = 32;

bool is_visible(const Event& event) {
  return std::holds_alternative<Text>(event) || std::holds_alternative<Refusal>(event) ||
         std::holds_alternative<ToolBegin>(event);
}

std::size_t bytes_of(const Event& event) {
  if (const auto* text = std::get_if<Text>(&event)) return text->fragment.size();
  if (const auto* refusal = std::get_if<Refusal>(&event)) return refusal->fragment.size();
  if (const auto* thought = std::get_if<Reasoning>(&event)) return thought->fragment.size();
  if (const auto* more = std::get_if<ToolArgs>(&event)) return more->fragment.size();
  return 0;
}

std::vector<bool> rules_among(const std::vector<Candidate>& candidates) {
  std::vector<bool> by_rules;
  for (const Candidate& candidate : candidates)
    by_rules.push_back(candidate.provider->model().empty());
  return by_rules;
}

/// Whether the provider may have begun to work, and will want money for it.
bool was_at_work(FailureClass cause) {
  return cause == FailureClass::timeout || cause == FailureClass::truncated ||
         cause == FailureClass::cancelled || cause == FailureClass::protocol;
}

/// As OpenTelemetry's conventions for generative AI name them.
std::string_view semantic_name_of(std::string_view provider) noexcept {
  return provider == "gemini" ? "gcp.gemini" : provider;
}

void note_start(telemetry::Span& span, const Started& started) {
  if (!started.response_id.empty()) span.set("gen_ai.response.id", started.response_id);
  if (!started.model.empty()) span.set("gen_ai.response.model", started.model);
}

/// Tokens as the provider told them: estimates are for accounts.
void end_span(Attempt& attempt, const Failed* failed) {
  telemetry::Span& span = attempt.span;
  if (attempt.usage && !attempt.usage->estimated) {
    span.set("gen_ai.usage.input_tokens", attempt.usage->input);
    span.set("gen_ai.usage.output_tokens", attempt.usage->output);
  }
  if (failed != nullptr && failed->cause == FailureClass::cancelled) {
    span.set("spotter.call.cancelled", true);  // nobody wants the rest: no fault
  } else if (failed != nullptr) {
    span.fail(name_of(failed->cause));
  }
  span.end();
}

std::string text_of(const Failed& failed) {
  std::string text(name_of(failed.cause));
  if (!failed.code.empty()) text.append(":").append(failed.code);
  return text;
}

}  // namespace

FailoverStream::FailoverStream(const Place& place, const std::vector<Candidate>& candidates,
                               Request request, TimePoint deadline, shard::Signal& ready)
    : place_(place),
      candidates_(candidates),
      request_(std::move(request)),
      deadline_(deadline),
      start_until_(std::min(deadline, place.clock.now() + place.policy.start_window)),
      ready_(ready),
      alarm_(place.executor, place.clock, ready),
      choice_(place.policy, rules_among(candidates), request_.models_only, start_until_) {
  go_on({});
}

FailoverStream::~FailoverStream() {
  withdraw();
  drop(main_);
  drop(second_);
}

std::optional<Event> FailoverStream::try_next() {
  for (;;) {
    if (auto event = events_.pop()) {
      terminal_taken_ =
          std::holds_alternative<Finished>(*event) || std::holds_alternative<Failed>(*event);
      return event;
    }
    if (over_) return std::nullopt;
    if (step()) continue;
    alarm_.set(due());
    return std::nullopt;
  }
}

/// False: nothing is to be done now.
bool FailoverStream::step() {
  if (reply_) {
    Reply reply = std::move(*reply_);
    reply_.reset();
    take_reply(std::move(reply));
    return true;
  }
  if (main_ && read(*main_)) return true;
  if (second_ && read(*second_)) return true;
  // Most often nothing is waited for but the answer: then the clock need not be looked at.
  return due() != TimePoint::max() && on_time(place_.clock.now());
}

bool FailoverStream::read(Attempt& attempt) {
  auto event = attempt.stream->try_next();
  if (!event) return false;
  on_event(attempt, std::move(*event));
  return true;
}

void FailoverStream::on_reply(OrderId /*id*/, Reply reply) {
  order_.reset();
  wait_until_.reset();
  reply_ = std::move(reply);
  ready_.notify();
}

void FailoverStream::take_reply(Reply reply) {
  if (const auto* grant = std::get_if<Grant>(&reply)) {
    // The first may have spoken meanwhile.
    const bool too_late = order_is_second_ && main_ && main_->visible;
    too_late ? place_.desk.settle(unused(*grant)) : begin(*grant);
    return;
  }
  if (order_is_second_ && main_) return;  // nobody else is free: the first goes on alone
  const auto& denial = std::get<Denial>(reply);
  if (!order_is_second_ && comes_back_soon(denial)) {
    resume_at_ = place_.clock.now() + *denial.retry_after + kSlack;
    return;
  }
  const bool ask_as_before = denial.worth_asking_again && orders_ < kOrdersMax;
  if (!ask_as_before && !order_is_second_) choice_.on_denied();
  go_on(denial);
}

/// Somebody may be asked again within the window: worth waiting for, where nobody else can answer.
bool FailoverStream::comes_back_soon(const Denial& denial) const {
  return choice_.nobody_rests() && denial.retry_after && !denial.worth_asking_again &&
         orders_ < kOrdersMax && place_.clock.now() + *denial.retry_after + kSlack <= start_until_;
}

/// Asks whoever is next, now or later, or ends.
void FailoverStream::go_on(const Denial& denial) {
  const auto next = choice_.next(place_.clock.now());
  if (next.kind == Choice::Next::Kind::ask) return ask();
  if (next.kind == Choice::Next::Kind::ask_later) {
    resume_at_ = next.when;
    return;
  }
  Failed failed = last_failure_.value_or(Failed{denial.cause, "no_provider", false, {}});
  // Whoever was found misconfigured just now is asked again only then.
  const bool misconfigured = meaning_of(failed.cause).verdict == resilience::Verdict::misconfigured;
  std::optional<Duration> wait = denial.retry_after;
  if (!wait && misconfigured) wait = place_.policy.breaker.misconfigured_for;
  if (wait && !failed.retry_after)
    failed.retry_after = std::chrono::duration_cast<std::chrono::milliseconds>(*wait);
  fail(std::move(failed));
}

void FailoverStream::ask(bool may_wait) {
  ++orders_;
  Order order;
  order.payer = request_.user_hash;
  order.turn = request_.turn;
  choice_.fill(order, place_.clock.now());
  order.last = seat_of(request_.not_first);
  order.may_wait = may_wait;
  // Whoever was asked already and broke off costs a second call.
  order.second = !request_.not_first.empty();
  order_is_second_ = false;
  if (may_wait) wait_until_ = place_.clock.now() + place_.policy.queue_wait_max;
  const OrderId id = place_.desk.ask(std::move(order), *this);
  // The reply may be here already.
  if (!reply_) order_ = id;
}

/// The first takes its time: perhaps another one is faster.
void FailoverStream::ask_second() {
  hedged_ = true;
  ++orders_;
  Order order;
  order.payer = request_.user_hash;
  order.turn = request_.turn;
  choice_.fill(order, place_.clock.now());
  order.not_these.push_back(main_->seat);
  order.second = true;
  order.models_only = true;
  order.may_wait = false;
  order_is_second_ = true;
  const OrderId id = place_.desk.ask(std::move(order), *this);
  if (!reply_) order_ = id;
}

void FailoverStream::begin(const Grant& grant) {
  Attempt attempt;
  attempt.seat = grant.seat;
  attempt.pass = grant.pass;
  attempt.reason = grant.reason;
  attempt.began = place_.clock.now();
  choice_.on_begin(grant.seat);
  const Candidate& candidate = candidates_[grant.seat];
  attempt.span = begin_span(candidate);
  try {
    Request request = request_;
    request.trace = attempt.span.parent();
    attempt.stream = candidate.provider->open(std::move(request), deadline_, ready_);
  } catch (...) {
    place_.desk.settle(unused(grant));
    throw;
  }
  auto& slot = order_is_second_ && main_ ? second_ : main_;
  slot = std::move(attempt);
  if (&slot == &main_) choose(*main_);
}

telemetry::Span FailoverStream::begin_span(const Candidate& candidate) const {
  const std::string_view model = candidate.provider->model();
  if (model.empty()) return {};
  telemetry::Span span = request_.trace.begin("chat", telemetry::SpanKind::client);
  if (!span.recording()) return span;
  span.rename(std::string("chat ").append(model));
  span.set("gen_ai.operation.name", "chat");
  span.set("gen_ai.provider.name", semantic_name_of(candidate.provider->name()));
  span.set("gen_ai.request.model", model);
  span.set_server(candidate.base_url);
  return span;
}

void FailoverStream::withdraw() {
  if (order_) place_.desk.withdraw(*std::exchange(order_, std::nullopt));
  if (!reply_) return;
  if (const auto* grant = std::get_if<Grant>(&*reply_)) place_.desk.settle(unused(*grant));
  reply_.reset();
}

/// What it says from now on is the answer.
void FailoverStream::choose(Attempt& attempt) {
  const Provider& provider = *candidates_[attempt.seat].provider;
  events_.push(Answering{provider.name(), provider.model(), attempt.reason});
  for (Event& event : attempt.held)
    events_.push(std::move(event));
  attempt.held.clear();
}

void FailoverStream::on_event(Attempt& attempt, Event&& event) {
  if (auto* failed = std::get_if<Failed>(&event)) {
    on_failed(attempt, std::move(*failed));
    return;
  }
  attempt.spoke = true;
  attempt.bytes += bytes_of(event);
  if (const auto* usage = std::get_if<Usage>(&event)) attempt.usage = *usage;
  if (const auto* started = std::get_if<Started>(&event)) note_start(attempt.span, *started);
  if (is_visible(event) && !attempt.visible) {
    attempt.visible = true;
    attempt.first_word = place_.clock.now();
    attempt.span.event("first_word");
    if (attempt.pass.probe) tell_probe(attempt);
    if (second_) {
      // The first to speak answers.
      if (&attempt == &*second_) {
        std::swap(main_, second_);
        choose(*main_);
      }
      drop(second_);
      drop_texts();
      pass_on(*main_, std::move(event));
      return;
    }
    drop_texts();
  }
  pass_on(attempt, std::move(event));
}

/// Nobody else will be asked, and what was said so far is as long as all else of an answer.
void FailoverStream::drop_texts() {
  text_bytes_ = text_bytes(request_);
  std::string().swap(request_.system);
  std::vector<Message>().swap(request_.messages);
  std::vector<std::string>().swap(request_.earlier);
}

void FailoverStream::pass_on(Attempt& attempt, Event&& event) {
  if (second_ && &attempt == &*second_ && !std::holds_alternative<Finished>(event)) {
    attempt.held.push_back(std::move(event));
    return;
  }
  if (!std::holds_alternative<Finished>(event)) {
    events_.push(std::move(event));
    return;
  }
  // Also what ends without a visible word is an answer, one that was blocked; but not while another
  // one may still say something.
  if (second_ && &attempt == &*second_) {
    settle(attempt, {resilience::Verdict::healthy, resilience::Bulkhead::Load::borne, {}}, nullptr);
    second_.reset();
    return;
  }
  const Meaning fine{resilience::Verdict::healthy, resilience::Bulkhead::Load::borne,
                     Meaning::Again::no};
  settle(*main_, fine, nullptr);
  main_.reset();
  drop(second_);
  over_ = true;
  events_.push(std::move(event));
}

void FailoverStream::on_failed(Attempt& attempt, Failed failed) {
  const Meaning meaning = meaning_of(failed.cause);
  const TimePoint now = place_.clock.now();
  settle(attempt, meaning, &failed);
  if (attempt.visible || failed.cause == FailureClass::cancelled) {
    main_.reset();
    fail(std::move(failed));
    return;
  }
  choice_.on_failed(attempt.seat, failed, now, place_.entropy);
  if (second_ && &attempt == &*second_) {
    second_.reset();
    return;
  }
  last_failure_ = std::move(failed);
  main_.reset();
  if (second_) {
    std::swap(main_, second_);
    choose(*main_);
  } else if (!order_ && !reply_) {  // a second one that is being asked for becomes the first
    go_on({});
  }
}

std::optional<std::size_t> FailoverStream::seat_of(std::string_view provider) const {
  for (std::size_t seat = 0; seat < candidates_.size(); ++seat) {
    if (candidates_[seat].provider->name() == provider) return seat;
  }
  return std::nullopt;
}

TimePoint FailoverStream::due() const {
  TimePoint due = main_ ? TimePoint::max() : deadline_;
  if (resume_at_) due = std::min(due, *resume_at_);
  if (order_ && wait_until_) due = std::min(due, *wait_until_);
  if (!main_ || main_->visible) return due;
  const auto& limit = candidates_[main_->seat].first_word_within;
  if (limit && choice_.others_remain(main_->seat, place_.clock.now()))
    due = std::min(due, main_->began + *limit);
  const auto& hedge = place_.policy.hedge_after;
  if (hedge && !hedged_ && !order_ && !second_) due = std::min(due, main_->began + *hedge);
  return due;
}

bool FailoverStream::on_time(TimePoint now) {
  if (now < due()) return false;
  if (!main_ && now >= deadline_) {
    // Whoever answers ends by itself then; while nobody does, it is up to us.
    withdraw();
    Failed late;
    late.cause = FailureClass::timeout;
    fail(last_failure_.value_or(std::move(late)));
    return true;
  }
  if (resume_at_ && now >= *resume_at_) {
    resume_at_.reset();
    ask();
    return true;
  }
  if (order_ && wait_until_ && now >= *wait_until_) {
    place_.desk.withdraw(*std::exchange(order_, std::nullopt));
    wait_until_.reset();
    ask(false);
    return true;
  }
  const auto& hedge = place_.policy.hedge_after;
  if (hedge && !hedged_ && now >= main_->began + *hedge) {
    ask_second();
    return true;
  }
  give_up_waiting_for(*main_);
  return true;
}

/// Silent for too long while others could answer.
void FailoverStream::give_up_waiting_for(Attempt& attempt) {
  attempt.stream->cancel();
  Failed failed;
  failed.cause = FailureClass::timeout;
  failed.code = "first_word";
  on_failed(attempt, std::move(failed));
}

/// A probe that speaks is a good one: the others need not wait until it has said all.
void FailoverStream::tell_probe(const Attempt& attempt) {
  Settlement settlement;
  settlement.seat = attempt.seat;
  settlement.pass = attempt.pass;
  settlement.verdict = resilience::Verdict::healthy;
  settlement.goes_on = true;
  settlement.turn = request_.turn;
  place_.desk.settle(std::move(settlement));
}

void FailoverStream::settle(Attempt& attempt, const Meaning& meaning, const Failed* failed) {
  Settlement settlement;
  settlement.seat = attempt.seat;
  settlement.pass = attempt.pass;
  settlement.verdict = meaning.verdict;
  if (attempt.visible && attempt.pass.probe && failed == nullptr) {
    // That is known from its first word; another one may be under way.
    settlement.verdict = resilience::Verdict::unknown;
    settlement.pass.probe = false;
  }
  settlement.load = meaning.load;
  settlement.lasted = place_.clock.now() - attempt.began;
  if (failed != nullptr) {
    settlement.cause = failed->cause;
    settlement.failed = failed->cause != FailureClass::cancelled;
    settlement.failure = text_of(*failed);
    const auto& advice = failed->retry_after;
    if (advice && *advice >= place_.policy.rest_from) settlement.rest = *advice;
  } else {
    settlement.latency = attempt.first_word.value_or(place_.clock.now()) - attempt.began;
  }
  settlement.use = use_of(attempt, failed);
  settlement.store = request_.store;
  settlement.turn = request_.turn;
  settlement.limits = attempt.stream->rate_limits();
  end_span(attempt, failed);
  place_.desk.settle(std::move(settlement));
}

/// What the call used. The provider's word counts; without it, what was broken off is estimated,
/// and what ended well stays unknown.
std::optional<ledger::Use> FailoverStream::use_of(const Attempt& attempt,
                                                  const Failed* failed) const {
  using Source = ledger::Use::Source;
  // Zeros are how some servers say that they do not count.
  if (attempt.usage && (attempt.usage->input > 0 || attempt.usage->output > 0)) {
    const Usage& told = *attempt.usage;
    return ledger::Use{told.estimated ? Source::estimated : Source::told,
                       {told.input, told.cached, told.cache_write, told.output, told.reasoning}};
  }
  if (failed != nullptr && !attempt.spoke && !was_at_work(failed->cause)) return std::nullopt;
  ledger::Use use{failed == nullptr ? Source::unknown : Source::estimated, {}};
  use.tokens.input =
      static_cast<std::int64_t>(text_bytes_.value_or(text_bytes(request_)) / kBytesPerToken);
  use.tokens.output = static_cast<std::int64_t>(attempt.bytes / kBytesPerToken);
  return use;
}

/// Nobody wants what it says any more: no word on its health.
void FailoverStream::drop(std::optional<Attempt>& attempt) {
  if (!attempt) return;
  attempt->stream->cancel();
  Failed cancelled;
  cancelled.cause = FailureClass::cancelled;
  settle(*attempt, meaning_of(cancelled.cause), &cancelled);
  attempt.reset();
}

void FailoverStream::fail(Failed failed) {
  over_ = true;
  events_.push(std::move(failed));
}

void FailoverStream::cancel() noexcept {
  if (terminal_taken_) return;
  withdraw();
  resume_at_.reset();
  const bool visible = main_ && main_->visible;
  drop(main_);
  drop(second_);
  events_.clear();
  Failed failed;
  failed.cause = FailureClass::cancelled;
  failed.visible = visible;
  fail(std::move(failed));
  ready_.notify();
}

}  // namespace spotter::llm::failover
