#pragma once

#include <spotter/llm/provider.hpp>

#include <deque>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace spotter::testing {

/// A provider whose answers a test plays by hand: say() and end() speak for the newest open stream.
class ScriptedProvider final : public llm::Provider {
 public:
  struct Call {
    llm::Request request;
    std::deque<llm::Event> events;
    shard::Signal* ready = nullptr;
    bool cancelled = false;
    bool alive = true;
    bool throws = false;  ///< instead of the next event
  };

  explicit ScriptedProvider(std::string_view name = "scripted", std::string_view model = "test")
      : name_(name), model_(model) {}

  [[nodiscard]] std::string_view name() const noexcept override { return name_; }
  [[nodiscard]] std::string_view model() const noexcept override { return model_; }

  std::unique_ptr<llm::Stream> open(llm::Request request, TimePoint /*deadline*/,
                                    shard::Signal& ready) override {
    if (throws_on_open) throw std::runtime_error("the scripted provider throws");
    auto call = std::make_shared<Call>();
    call->request = std::move(request);
    call->ready = &ready;
    calls.push_back(call);
    return std::make_unique<ScriptedStream>(call);
  }

  void play(llm::Event event) {
    Call& call = *calls.back();
    call.events.push_back(std::move(event));
    if (call.alive) call.ready->notify();
  }
  /// Who reads the last call looks for news, whether there is any or not.
  void look() {
    if (!calls.empty() && calls.back()->alive) calls.back()->ready->notify();
  }
  void say(std::string words) { play(llm::Text{std::move(words)}); }
  void finish(llm::FinishReason reason = llm::FinishReason::stop) { play(llm::Finished{reason}); }
  void fail(llm::FailureClass cause) { play(llm::Failed{cause, {}, false, {}}); }

  std::vector<std::shared_ptr<Call>> calls;
  bool throws_on_open = false;

 private:
  std::string_view name_;
  std::string_view model_;

  class ScriptedStream final : public llm::Stream {
   public:
    explicit ScriptedStream(std::shared_ptr<Call> call) : call_(std::move(call)) {}
    ~ScriptedStream() override { call_->alive = false; }
    std::optional<llm::Event> try_next() override {
      if (call_->throws) throw std::runtime_error("the scripted stream throws");
      if (call_->cancelled || call_->events.empty()) return std::nullopt;
      auto event = std::move(call_->events.front());
      call_->events.pop_front();
      return event;
    }
    void cancel() noexcept override { call_->cancelled = true; }
    [[nodiscard]] bool is_whole() const noexcept override {
      const auto ends = [](const llm::Event& event) {
        return std::holds_alternative<llm::Finished>(event) ||
               std::holds_alternative<llm::Failed>(event);
      };
      return !call_->events.empty() && ends(call_->events.back());
    }

   private:
    std::shared_ptr<Call> call_;
  };
};

}  // namespace spotter::testing
