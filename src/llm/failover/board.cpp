#include <spotter/llm/failover/board.hpp>

#include <algorithm>
#include <utility>

namespace spotter::llm::failover {

using resilience::Breaker;
using resilience::Bulkhead;

namespace {

/// The call is on top of another one: the retry budget pays.
bool is_repeat(const Order& order, std::size_t seat) noexcept {
  return order.second || order.first == seat;
}

/// Not here; perhaps there is somebody else.
Denial look_elsewhere() {
  Denial denial;
  denial.worth_asking_again = true;
  return denial;
}

}  // namespace

Settlement unused(const Grant& grant) {
  Settlement settlement;
  settlement.seat = grant.seat;
  settlement.pass = grant.pass;
  return settlement;
}

struct Board::Place {
  Place(Seat who, const Policy& policy, TimePoint now)
      : seat(std::move(who)), breaker(policy.breaker, now), bulkhead(policy.bulkhead) {}

  [[nodiscard]] bool by_rules() const noexcept { return seat.model.empty(); }

  Seat seat;
  Breaker breaker;
  Bulkhead bulkhead;
  resilience::RecentCalls recent;
  RateLimits limits;
  std::string last_failure;
  CallMetrics calls;
};

Board::Board(std::vector<Seat> seats, const Policy& policy, ledger::Ledger ledger,
             const Clock& clock, telemetry::Log& log, OnReply on_reply)
    : policy_(policy),
      ledger_(std::move(ledger)),
      retries_(policy.retry_budget),
      clock_(clock),
      log_(log),
      on_reply_(std::move(on_reply)),
      next_day_(ledger::Ledger::next_day(clock.wall_now())) {
  for (Seat& seat : seats)
    places_.push_back(std::make_unique<Place>(std::move(seat), policy_, clock_.now()));
}

Board::~Board() = default;

/// All in their order, but those that the order puts first or last; those by rules behind all
/// models, unless they are the first choice.
std::vector<std::size_t> Board::sequence_for(const Order& order) const {
  std::vector<std::size_t> sequence;
  for (std::size_t seat = 0; seat < places_.size(); ++seat) {
    const auto& failed = order.not_these;
    if (std::find(failed.begin(), failed.end(), seat) != failed.end()) continue;
    const bool by_rules = places_[seat]->by_rules();
    if (by_rules ? order.models_only : order.rules_only) continue;
    sequence.push_back(seat);
  }
  const auto rank = [&](std::size_t seat) {
    if (places_[seat]->by_rules()) return seat == 0 ? 0 : 3;
    if (seat == order.first) return 0;
    return seat == order.last ? 2 : 1;
  };
  std::stable_sort(sequence.begin(), sequence.end(),
                   [&](std::size_t a, std::size_t b) { return rank(a) < rank(b); });
  return sequence;
}

Grant Board::granted(std::size_t seat, Breaker::Pass pass) const {
  Grant grant{seat, pass, Answering::Reason::first_choice};
  if (seat != 0) {
    const bool spent = places_[seat]->by_rules() && !ledger_.may_spend(clock_.wall_now());
    grant.reason = spent ? Answering::Reason::over_budget : Answering::Reason::after_failure;
  }
  return grant;
}

std::optional<Grant> Board::try_grant(const Order& order, std::size_t seat) {
  Place& place = *places_[seat];
  if (place.by_rules()) return granted(seat, {});
  if (!ledger_.may_spend(clock_.wall_now()) || !place.bulkhead.has_room() ||
      !place.breaker.admits(clock_.now())) {
    return std::nullopt;
  }
  if (is_repeat(order, seat) && !retries_.spend()) return std::nullopt;
  const auto before = place.breaker.state();
  const auto pass = place.breaker.admit(clock_.now());
  log_change(place, before, order.turn);
  place.bulkhead.enter(order.id, order.payer);
  if (order.not_these.empty() && !order.first && !order.second) retries_.earn();
  return granted(seat, *pass);
}

/// A place there is all that is missing, or word of the probe that is under way.
bool Board::worth_waiting(const Order& order, std::size_t seat) const {
  const Place& place = *places_[seat];
  const auto state = place.breaker.state();
  const bool full = state == Breaker::State::closed && !place.bulkhead.has_room();
  return !place.by_rules() && (full || state == Breaker::State::half_open) &&
         ledger_.may_spend(clock_.wall_now()) && (!is_repeat(order, seat) || retries_.saved() >= 1);
}

/// Whom those by rules need not be waited with: a model that was well a moment ago.
bool Board::only_busy(const Order& order, std::size_t seat) const {
  return worth_waiting(order, seat) && places_[seat]->breaker.state() == Breaker::State::closed;
}

std::optional<Reply> Board::ask(const Order& order) {
  look_at_holds();
  const auto sequence = sequence_for(order);
  // A model that is only busy is worth a moment, unless another one is free.
  std::optional<std::size_t> busy;
  for (const std::size_t seat : sequence) {
    const bool waits = busy && order.may_wait && only_busy(order, *busy);
    if (places_[seat]->by_rules() && waits) break;
    if (auto grant = try_grant(order, seat)) return Reply(*grant);
    if (!busy && worth_waiting(order, seat)) busy = seat;
  }
  if (!busy || !order.may_wait) {
    denied_.add();
    return Reply(denial());
  }
  if (places_[*busy]->bulkhead.wait(order.id, order.payer)) {
    waiting_.emplace(order.id, Waiting{*busy, is_repeat(order, *busy)});
    return std::nullopt;
  }
  Order hurried = order;
  hurried.may_wait = false;
  return ask(hurried);
}

void Board::take(const Order& order) {
  if (const auto reply = ask(order)) on_reply_(order.id, *reply);
}

Denial Board::denial() const {
  const TimePoint now = clock_.now();
  const WallTime today = clock_.wall_now();
  Denial denial;
  if (!ledger_.may_spend(today)) {
    const auto left = ledger::Ledger::next_day(today) - today;
    denial.retry_after = std::chrono::duration_cast<Duration>(left);
    return denial;
  }
  std::optional<TimePoint> soonest;
  bool all_misconfigured = true;
  bool any_open = false;
  for (const auto& place : places_) {
    const auto state = place->breaker.state();
    all_misconfigured = all_misconfigured && state == Breaker::State::misconfigured;
    any_open = any_open || state != Breaker::State::closed;
    const auto probe = place->breaker.next_probe();
    if (probe && (!soonest || *probe < *soonest)) soonest = probe;
  }
  if (any_open) {
    denial.cause = all_misconfigured ? FailureClass::auth : FailureClass::server;
  }
  if (soonest) denial.retry_after = std::max<Duration>(*soonest - now, Duration::zero());
  return denial;
}

void Board::withdraw(OrderId id) {
  const auto found = waiting_.find(id);
  if (found == waiting_.end()) return;
  places_[found->second.seat]->bulkhead.withdraw(id);
  waiting_.erase(found);
}

void Board::count(Place& place, const Settlement& settlement) {
  if (!settlement.lasted) return;
  CallMetrics& calls = place.calls;
  if (settlement.cause) {
    calls.failed(*settlement.cause).add();
    calls.failed_duration(*settlement.cause).observe(*settlement.lasted);
  } else {
    calls.answered.add();
    calls.duration.observe(*settlement.lasted);
    if (settlement.latency) calls.first_word.observe(*settlement.latency);
  }
  if (!settlement.use || settlement.use->source != ledger::Use::Source::told) return;
  calls.input_tokens.observe(static_cast<double>(settlement.use->tokens.input));
  calls.output_tokens.observe(static_cast<double>(settlement.use->tokens.output));
}

void Board::settle(const Settlement& settlement) {
  look_at_holds();
  Place& place = *places_[settlement.seat];
  count(place, settlement);
  log_call(place, settlement);
  if (place.by_rules()) return;
  const TimePoint now = clock_.now();
  const auto before = place.breaker.state();
  place.breaker.settle(settlement.pass, settlement.verdict, now, settlement.rest);
  if (!settlement.goes_on) place.bulkhead.leave(settlement.load, now);
  if (!settlement.failure.empty()) place.last_failure = settlement.failure;
  if (!(settlement.limits == RateLimits{})) place.limits = settlement.limits;
  if (settlement.latency) {
    place.recent.good(*settlement.latency, now);
  } else if (settlement.failed) {
    place.recent.bad(now);
  }
  log_day();
  if (settlement.use) {
    ledger_.book({place.seat.provider, place.seat.model, settlement.store}, *settlement.use,
                 clock_.wall_now());
  }
  log_change(place, before, settlement.turn);
  serve_line(settlement.seat);
}

/// Those who wait run as far as there is room, and money for second calls. When the provider has
/// fallen ill, all of them look for another one.
void Board::serve_line(std::size_t seat) {
  Place& place = *places_[seat];
  const auto state = place.breaker.state();
  const bool ill = state == Breaker::State::open || state == Breaker::State::misconfigured;
  if (!ill && ledger_.may_spend(clock_.wall_now())) {
    while (place.breaker.admits(clock_.now())) {
      const auto id = place.bulkhead.next();
      if (!id) break;
      const bool repeat = waiting_.extract(*id).mapped().repeat;
      if (repeat && !retries_.spend()) {
        place.bulkhead.leave(Bulkhead::Load::unknown, clock_.now());
        on_reply_(*id, look_elsewhere());
        continue;
      }
      if (!repeat) retries_.earn();
      on_reply_(*id, granted(seat, *place.breaker.admit(clock_.now())));
    }
    return;
  }
  std::vector<OrderId> leaving;
  for (const auto& [id, waiting] : waiting_) {
    if (waiting.seat == seat) leaving.push_back(id);
  }
  for (const OrderId id : leaving) {
    withdraw(id);
    on_reply_(id, look_elsewhere());
  }
}

/// Now or in a moment: a probe that is under way counts as good.
bool Board::could_answer(const Place& place) const {
  if (place.by_rules()) return true;
  const bool probing = place.breaker.state() == Breaker::State::half_open;
  return ledger_.may_spend(clock_.wall_now()) && (probing || place.breaker.admits(clock_.now()));
}

/// Said once, when it begins and when it ends.
void Board::log_silence() {
  const bool anybody = std::any_of(places_.begin(), places_.end(),
                                   [this](const auto& place) { return could_answer(*place); });
  if (anybody == somebody_can_answer_) return;
  somebody_can_answer_ = anybody;
  if (anybody) {
    log_.event(telemetry::Level::info, "somebody_can_answer", {});
  } else {
    log_.event(telemetry::Level::error, "nobody_can_answer",
               {{"effect", "questions are answered with a sentence until a probe succeeds"}});
  }
}

/// A turn may make several: what became of each.
void Board::log_call(const Place& place, const Settlement& settlement) const {
  const auto level = settlement.failed ? telemetry::Level::info : telemetry::Level::debug;
  if (!settlement.lasted || !log_.enabled(level)) return;
  const auto millis = [](Duration time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
  };
  log_.event(level, "call_finished",
             {{"turn", settlement.turn},
              {"provider", place.seat.provider},
              {"model", place.seat.model},
              {"failure", settlement.failure},
              {"first_word_ms", settlement.latency ? millis(*settlement.latency) : -1},
              {"duration_ms", millis(*settlement.lasted)}});
}

void Board::log_change(const Place& place, Breaker::State before, std::string_view turn) {
  const auto state = place.breaker.state();
  log_silence();
  if (state == before) return;
  const bool ill = state == Breaker::State::open || state == Breaker::State::misconfigured;
  const auto next = place.breaker.next_probe();
  const auto seconds =
      next ? std::chrono::duration_cast<std::chrono::seconds>(*next - clock_.now()).count() : 0;
  const auto level = state == Breaker::State::misconfigured ? telemetry::Level::error
                     : ill                                  ? telemetry::Level::warn
                                                            : telemetry::Level::info;
  log_.event(level, "provider_state",
             {{"turn", turn},
              {"provider", place.seat.provider},
              {"model", place.seat.model},
              {"before", name_of(before)},
              {"state", name_of(state)},
              {"failures", place.breaker.failures()},
              {"last_failure", ill ? place.last_failure : std::string()},
              {"next_probe_s", seconds}});
}

Board::Gripped Board::grip(std::string_view provider, Grip grip) {
  const auto found = std::find_if(places_.begin(), places_.end(), [&](const auto& place) {
    return place->seat.provider == provider;
  });
  if (found == places_.end()) return Gripped::unknown;
  Place& place = **found;
  if (place.by_rules()) return Gripped::by_rules;
  look_at_holds();
  const TimePoint now = clock_.now();
  const auto before = place.breaker.state();
  switch (grip.hand) {
    case Hand::open:
      place.breaker.hold(now, grip.lasts ? std::optional(now + *grip.lasts) : std::nullopt);
      break;
    case Hand::close:
      place.breaker.reset(now);
      place.last_failure.clear();
      break;
    case Hand::off:
      place.breaker.let_go();
      break;
  }
  log_change(place, before, {});
  serve_line(static_cast<std::size_t>(found - places_.begin()));
  return Gripped::done;
}

void Board::look_at_holds() {
  for (const auto& place : places_) {
    const auto before = place->breaker.state();
    if (place->breaker.end_hold(clock_.now())) log_change(*place, before, {});
  }
}

Report Board::report() {
  look_at_holds();
  const TimePoint now = clock_.now();
  const WallTime wall = clock_.wall_now();
  const auto on_wall = [&](TimePoint when) {
    return wall + std::chrono::duration_cast<WallTime::duration>(when - now);
  };
  Report report;
  report.budget_limited = ledger_.limited();
  report.budget_left = ledger_.may_spend(wall);
  report.budget_renewed = ledger::Ledger::next_day(wall);
  for (const auto& place : places_) {
    Standing standing;
    standing.provider = place->seat.provider;
    standing.model = place->seat.model;
    standing.by_rules = place->by_rules();
    standing.state = place->breaker.state();
    standing.failures = place->breaker.failures();
    standing.last_failure = place->last_failure;
    standing.since = on_wall(place->breaker.since());
    if (const auto probe = place->breaker.next_probe()) standing.next_probe = on_wall(*probe);
    standing.held = place->breaker.held();
    if (const auto until = place->breaker.held_until()) standing.held_until = on_wall(*until);
    standing.running = place->bulkhead.running();
    standing.waiting = place->bulkhead.waiting();
    standing.running_limit = place->bulkhead.limit();
    standing.recent = place->recent.summary(now);
    standing.limits = place->limits;
    if (could_answer(*place) && report.answering.empty()) report.answering = standing.provider;
    report.standings.push_back(std::move(standing));
  }
  return report;
}

Metrics Board::metrics() const {
  Metrics metrics;
  metrics.denied = denied_;
  for (const auto& place : places_) {
    metrics.seats.push_back({place->seat.provider, place->seat.model, place->calls});
    if (place->by_rules()) continue;
    Metrics::Spent spent{place->seat.provider, place->seat.model, {}, 0, 0, 0};
    for (const auto& [account, sums] : ledger_.sums()) {
      if (account.provider != spent.provider || account.model != spent.model) continue;
      spent.tokens.input += sums.tokens.input;
      spent.tokens.cached += sums.tokens.cached;
      spent.tokens.cache_write += sums.tokens.cache_write;
      spent.tokens.output += sums.tokens.output;
      spent.tokens.reasoning += sums.tokens.reasoning;
      spent.usd += sums.usd;
      spent.estimated_calls += sums.estimated_calls;
      spent.unpriced_calls += sums.unpriced_calls;
    }
    metrics.spent.push_back(std::move(spent));
  }
  return metrics;
}

/// The accounts as they stood when the day ended.
void Board::log_day() {
  const WallTime now = clock_.wall_now();
  if (now < next_day_) return;
  next_day_ = ledger::Ledger::next_day(now);
  log_ledger();
}

void Board::log_ledger() const {
  for (const auto& [account, sums] : ledger_.sums()) {
    log_.event(telemetry::Level::info, "spent",
               {{"provider", account.provider},
                {"model", account.model},
                {"store", account.store},
                {"calls", sums.calls},
                {"estimated_calls", sums.estimated_calls},
                {"unknown_calls", sums.unknown_calls},
                {"unpriced_calls", sums.unpriced_calls},
                {"input_tokens", sums.tokens.input},
                {"cached_tokens", sums.tokens.cached},
                {"output_tokens", sums.tokens.output},
                {"reasoning_tokens", sums.tokens.reasoning},
                {"estimated_usd", sums.usd}});
  }
}

}  // namespace spotter::llm::failover
