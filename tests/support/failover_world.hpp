#pragma once

#include "support/llm_transcript.hpp"
#include "support/loop.hpp"
#include "support/manual_clock.hpp"
#include "support/recording_log.hpp"
#include "support/same_bytes.hpp"
#include "support/scripted_provider.hpp"

#include <spotter/llm/failover/provider.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace spotter::testing {

/// The desk of a process with one shard, with nothing between it and the board; or one from which
/// it is a long way there, so that replies wait until they are delivered.
class DirectDesk final : public llm::failover::Desk {
 public:
  llm::failover::Board* board = nullptr;
  bool slow = false;

  llm::failover::OrderId ask(llm::failover::Order order, Asker& asker) override {
    order.id = ++last_id_;
    askers_[order.id] = &asker;
    const auto id = order.id;
    if (auto reply = board->ask(order)) on_reply(id, *reply);
    return id;
  }
  void withdraw(llm::failover::OrderId id) override {
    askers_.erase(id);
    board->withdraw(id);
  }
  void settle(llm::failover::Settlement settlement) override { board->settle(settlement); }
  void on_reply(llm::failover::OrderId id, llm::failover::Reply reply) {
    under_way_.emplace_back(id, std::move(reply));
    if (!slow) deliver();
  }
  void deliver() {
    for (auto& [id, reply] : std::exchange(under_way_, {})) {
      const auto found = askers_.find(id);
      if (found != askers_.end()) {
        auto* const asker = found->second;
        askers_.erase(found);
        asker->on_reply(id, std::move(reply));
      } else if (const auto* grant = std::get_if<llm::failover::Grant>(&reply)) {
        board->settle(unused(*grant));
      }
    }
  }
  [[nodiscard]] std::size_t open_orders() const noexcept { return askers_.size(); }

 private:
  llm::failover::OrderId last_id_ = 0;
  std::map<llm::failover::OrderId, Asker*> askers_;
  std::vector<std::pair<llm::failover::OrderId, llm::failover::Reply>> under_way_;
};

struct FailoverOptions {
  std::vector<std::string_view> models = {"first", "second"};
  bool offline = false;
  llm::failover::Policy policy{};
  std::optional<double> usd_per_day{};
  std::string_view prices = R"({"prices":[{"model":"test","input":1,"output":1}]})";
};

inline FailoverOptions one_model() {
  FailoverOptions options;
  options.models = {"first"};
  return options;
}

inline FailoverOptions model_and_offline() {
  FailoverOptions options = one_model();
  options.offline = true;
  return options;
}

inline llm::Failed failed(llm::FailureClass cause,
                          std::optional<std::chrono::milliseconds> advice = {}) {
  return llm::Failed{cause, {}, false, advice};
}

/// Scripted providers behind one another, a clock moved by hand, and answers read by hand.
class FailoverWorld {
 public:
  using Options = FailoverOptions;

  explicit FailoverWorld(const FailoverOptions& options = {}) : policy(options.policy) {
    std::vector<llm::failover::Board::Seat> seats;
    std::vector<llm::failover::Candidate> candidates;
    const auto add = [&](std::string_view name, std::string_view model, bool limited) {
      auto scripted = std::make_unique<ScriptedProvider>(name, model);
      providers.push_back(scripted.get());
      seats.push_back({std::string(name), std::string(model)});
      std::optional<Duration> within;
      if (limited) within = std::chrono::seconds(10);
      candidates.push_back({std::move(scripted), within});
    };
    for (const auto name : options.models)
      add(name, "test", true);
    if (options.offline) add("offline", "", false);
    std::string why;
    auto prices = ledger::PriceList::parse(options.prices, why);
    board = std::make_unique<llm::failover::Board>(
        std::move(seats), policy, ledger::Ledger(std::move(*prices), options.usd_per_day), clock,
        log, [this](llm::failover::OrderId id, llm::failover::Reply reply) {
          desk.on_reply(id, std::move(reply));
        });
    desk.board = board.get();
    provider = llm::failover::make_provider({loop.executor(), clock, entropy, desk, policy},
                                            std::move(candidates));
  }

  /// One answer, read by hand.
  class Answer {
   public:
    Answer(FailoverWorld& world, llm::Request request)
        : ready_(world.loop.executor()),
          stream_(world.provider->open(std::move(request),
                                       world.clock.now() + std::chrono::minutes(5), ready_)) {}

    /// Takes all that is there, and returns all there was so far in the words of transcripts.
    std::vector<std::string> events() {
      while (auto event = stream_->try_next())
        events_.push_back(std::move(*event));
      return canonical(events_);
    }
    [[nodiscard]] const std::vector<llm::Event>& taken() const noexcept { return events_; }
    [[nodiscard]] const llm::Stream& stream() const { return *stream_; }
    void cancel() { stream_->cancel(); }
    void drop() { stream_.reset(); }

   private:
    shard::Signal ready_;
    std::unique_ptr<llm::Stream> stream_;
    std::vector<llm::Event> events_;
  };

  std::unique_ptr<Answer> ask(llm::Request request = {}) {
    if (request.messages.empty()) request.messages.push_back({llm::Role::user, "Hello", {}});
    auto answer = std::make_unique<Answer>(*this, std::move(request));
    answer->events();
    return answer;
  }
  [[nodiscard]] llm::failover::Standing standing(std::size_t seat) const {
    return board->report().standings.at(seat);
  }

  Loop loop;
  ManualClock clock;
  RecordingLog log;
  SameBytes entropy;
  llm::failover::Policy policy;
  DirectDesk desk;
  std::vector<ScriptedProvider*> providers;
  std::unique_ptr<llm::failover::Board> board;
  std::unique_ptr<llm::Provider> provider;
};

}  // namespace spotter::testing
