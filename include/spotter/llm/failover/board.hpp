#pragma once

#include <spotter/ledger/ledger.hpp>
#include <spotter/llm/failover/metrics.hpp>
#include <spotter/llm/failover/policy.hpp>
#include <spotter/llm/provider.hpp>
#include <spotter/resilience/recent_calls.hpp>
#include <spotter/telemetry/log.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace spotter::llm::failover {

/// Unique in the process.
using OrderId = std::uint64_t;

/// A wish to ask somebody.
struct Order {
  OrderId id = 0;
  std::string payer;                   ///< for fairness in the line
  std::vector<std::size_t> not_these;  ///< seats that have failed
  std::optional<std::size_t> first;    ///< ask there again, if it may be
  std::optional<std::size_t> last;     ///< of the models the last resort
  bool second = false;                 ///< is on top of a call: the retry budget pays
  bool models_only = false;
  bool rules_only = false;
  bool may_wait = true;
  std::string turn{};  ///< that asks, for the log
};

/// Who is asked. Goes back with settle().
struct Grant {
  std::size_t seat = 0;
  resilience::Breaker::Pass pass;
  Answering::Reason reason = Answering::Reason::first_choice;
};
/// Nobody can be asked now.
struct Denial {
  /// When somebody may be again, as far as it is known.
  std::optional<Duration> retry_after;
  bool worth_asking_again = false;                ///< whoever was waited for fell ill meanwhile
  FailureClass cause = FailureClass::overloaded;  ///< what to call it
};
using Reply = std::variant<Grant, Denial>;

/// What a call that was granted came to.
struct Settlement {
  std::size_t seat = 0;
  resilience::Breaker::Pass pass;
  resilience::Verdict verdict = resilience::Verdict::unknown;
  resilience::Bulkhead::Load load = resilience::Bulkhead::Load::unknown;
  std::optional<Duration> rest;       ///< the provider wants no more calls for so long
  std::optional<Duration> latency;    ///< until the first word of a good call
  std::optional<Duration> lasted;     ///< nothing: it was not made, or goes on
  std::optional<FailureClass> cause;  ///< why there is no answer; nothing: there is
  std::optional<ledger::Use> use;     ///< nothing: nothing was used
  std::string store;
  bool failed = false;
  std::string failure;  ///< class and code, for the log
  /// A probe has said its first word: its verdict is known, and another settlement comes at the
  /// end.
  bool goes_on = false;
  RateLimits limits;
  std::string turn{};  ///< that asked, for the log
};

/// Of a call that was never made: the place and the right to try go back.
Settlement unused(const Grant& grant);

/// What a person does to a breaker.
enum class Hand {
  open,   ///< no calls, until the time is over or the hand is taken off
  close,  ///< as if nothing had ever failed; from then on it goes by itself
  off     ///< it goes by itself, from where it would be without a hand
};
struct Grip {
  Hand hand = Hand::off;
  std::optional<Duration> lasts{};  ///< of open; nothing: until another hand
};

/// How one provider stands, for people.
struct Standing {
  std::string provider;
  std::string model;
  bool by_rules = false;
  resilience::Breaker::State state = resilience::Breaker::State::closed;
  int failures = 0;
  std::string last_failure;
  WallTime since;
  std::optional<WallTime> next_probe;
  bool held = false;                   ///< open by hand
  std::optional<WallTime> held_until;  ///< nothing: without an end, or not held
  std::size_t running = 0;
  std::size_t waiting = 0;
  std::size_t running_limit = 0;
  resilience::RecentCalls::Summary recent;
  RateLimits limits;
};
struct Report {
  std::string answering;  ///< who would be asked now; empty: nobody
  std::vector<Standing> standings;
  bool budget_limited = false;
  bool budget_left = true;
  WallTime budget_renewed;  ///< if it is limited
};

/// Knows how all providers of the process stand, and says who is asked. One per process, on its
/// home shard; the other shards reach it through their Desk. Nothing here is done per piece of an
/// answer.
class Board {
 public:
  /// In the order of preference; those by rules last.
  struct Seat {
    std::string provider;
    std::string model;  ///< empty: works by rules: is always well, and free of charge
  };
  /// Told of what comes of orders, wherever they came from.
  using OnReply = std::function<void(OrderId, Reply)>;

  /// References outlive this.
  Board(std::vector<Seat> seats, const Policy& policy, ledger::Ledger ledger, const Clock& clock,
        telemetry::Log& log, OnReply on_reply);
  Board(const Board&) = delete;
  Board& operator=(const Board&) = delete;
  ~Board();

  /// Nothing: the order waits, and on_reply brings the rest.
  std::optional<Reply> ask(const Order& order);
  /// The same; on_reply is told in either case.
  void take(const Order& order);
  /// Does nothing if the order does not wait.
  void withdraw(OrderId id);
  void settle(const Settlement& settlement);

  /// As Ledger::change().
  void change_prices(ledger::PriceList prices, std::optional<double> usd_per_day) {
    ledger_.change(std::move(prices), usd_per_day);
  }

  /// What became of it.
  enum class Gripped {
    done,
    unknown,  ///< there is no such provider
    by_rules  ///< it has no breaker
  };
  /// Those who wait for a provider that is held open look for another one.
  Gripped grip(std::string_view provider, Grip grip);

  /// Ends holds whose time is over, and says so. To be called about once a second: all other calls
  /// see to it as well.
  void look_at_holds();

  [[nodiscard]] Report report();
  [[nodiscard]] Metrics metrics() const;
  [[nodiscard]] const ledger::Ledger& ledger() const noexcept { return ledger_; }
  /// One line an account to the log, of what was used since the start.
  void log_ledger() const;

 private:
  struct Place;
  [[nodiscard]] std::vector<std::size_t> sequence_for(const Order& order) const;
  [[nodiscard]] std::optional<Grant> try_grant(const Order& order, std::size_t seat);
  [[nodiscard]] bool worth_waiting(const Order& order, std::size_t seat) const;
  [[nodiscard]] bool only_busy(const Order& order, std::size_t seat) const;
  [[nodiscard]] Grant granted(std::size_t seat, resilience::Breaker::Pass pass) const;
  [[nodiscard]] Denial denial() const;
  static void count(Place& place, const Settlement& settlement);
  void serve_line(std::size_t seat);
  void log_day();
  [[nodiscard]] bool could_answer(const Place& place) const;
  void log_silence();
  void log_call(const Place& place, const Settlement& settlement) const;
  void log_change(const Place& place, resilience::Breaker::State before, std::string_view turn);

  const Policy& policy_;
  ledger::Ledger ledger_;
  resilience::RetryBudget retries_;
  const Clock& clock_;
  telemetry::Log& log_;
  OnReply on_reply_;
  std::vector<std::unique_ptr<Place>> places_;
  struct Waiting {
    std::size_t seat = 0;
    bool repeat = false;
  };
  std::map<OrderId, Waiting> waiting_;
  WallTime next_day_;
  bool somebody_can_answer_ = true;
  telemetry::Counter denied_;
};

}  // namespace spotter::llm::failover
