#pragma once

#include "llm/failover/choice.hpp"

#include <spotter/llm/event_queue.hpp>
#include <spotter/llm/failover/provider.hpp>
#include <spotter/shard/alarm.hpp>

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace spotter::llm::failover {

/// One call to one provider.
struct Attempt {
  std::size_t seat = 0;
  resilience::Breaker::Pass pass;
  Answering::Reason reason = Answering::Reason::first_choice;
  std::unique_ptr<Stream> stream;
  TimePoint began;
  bool spoke = false;    ///< said anything at all
  bool visible = false;  ///< said something that shows
  std::optional<TimePoint> first_word;
  std::size_t bytes = 0;  ///< of what it said
  std::optional<Usage> usage;
  std::deque<Event> held;  ///< until it is chosen
  telemetry::Span span;    ///< of the call; empty for who works by rules: nobody is called
};

/// One answer, by whoever can give it. Everything happens in try_next(); the alarm and the desk
/// only ask for a call.
class FailoverStream final : public Stream, private Desk::Asker {
 public:
  FailoverStream(const Place& place, const std::vector<Candidate>& candidates, Request request,
                 TimePoint deadline, shard::Signal& ready);
  FailoverStream(const FailoverStream&) = delete;
  FailoverStream& operator=(const FailoverStream&) = delete;
  ~FailoverStream() override;

  std::optional<Event> try_next() override;
  void cancel() noexcept override;
  [[nodiscard]] bool is_whole() const noexcept override {
    return over_ || (main_ && main_->stream->is_whole());
  }
  [[nodiscard]] std::optional<TimePoint> heard_at() const override {
    return main_ ? main_->stream->heard_at() : std::nullopt;
  }

 private:
  void on_reply(OrderId id, Reply reply) override;

  // What is to be done.
  bool step();
  bool on_time(TimePoint now);
  void take_reply(Reply reply);
  bool read(Attempt& attempt);
  void on_event(Attempt& attempt, Event&& event);
  void on_failed(Attempt& attempt, Failed failed);
  void give_up_waiting_for(Attempt& attempt);

  // Who is asked.
  [[nodiscard]] bool comes_back_soon(const Denial& denial) const;
  void go_on(const Denial& denial);
  void ask(bool may_wait = true);
  void ask_second();
  void begin(const Grant& grant);
  void withdraw();
  void choose(Attempt& attempt);
  void drop_texts();
  void pass_on(Attempt& attempt, Event&& event);
  [[nodiscard]] std::optional<std::size_t> seat_of(std::string_view provider) const;

  // How it ends.
  void tell_probe(const Attempt& attempt);
  [[nodiscard]] telemetry::Span begin_span(const Candidate& candidate) const;
  void settle(Attempt& attempt, const Meaning& meaning, const Failed* failed);
  [[nodiscard]] std::optional<ledger::Use> use_of(const Attempt& attempt,
                                                  const Failed* failed) const;
  void drop(std::optional<Attempt>& attempt);
  void fail(Failed failed);
  [[nodiscard]] TimePoint due() const;

  const Place& place_;
  const std::vector<Candidate>& candidates_;
  Request request_;
  std::optional<std::size_t> text_bytes_;  ///< of the request, once its texts are gone
  TimePoint deadline_;
  TimePoint start_until_;  ///< the last moment for a new attempt
  shard::Signal& ready_;
  shard::Alarm alarm_;
  EventQueue events_;

  Choice choice_;
  std::optional<TimePoint> resume_at_;  ///< waits before the next attempt
  std::optional<OrderId> order_;        ///< under way
  bool order_is_second_ = false;
  std::optional<TimePoint> wait_until_;  ///< for a free place
  std::optional<Reply> reply_;
  int orders_ = 0;
  bool hedged_ = false;

  std::optional<Attempt> main_;
  std::optional<Attempt> second_;
  std::optional<Failed> last_failure_;
  bool over_ = false;
  bool terminal_taken_ = false;
};

}  // namespace spotter::llm::failover
