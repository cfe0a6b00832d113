#pragma once

#include "support/chat_world.hpp"
#include "support/loop.hpp"
#include "support/memory_archive.hpp"

#include <spotter/base/text.hpp>
#include <spotter/conversation/conversation.hpp>
#include <spotter/crypto/random.hpp>
#include <spotter/shard/shard_group.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace spotter::testing {

/// What a client of a conversation saw of one call. Filled on its shard.
struct Shown {
  std::vector<std::string> frames;
  std::vector<plan::Plan> plans;
  bool finished = false;
  chat::Ending ending;
  [[nodiscard]] std::string last() const { return frames.empty() ? "" : frames.back(); }
};

class ShownReply final : public chat::Reply {
 public:
  explicit ShownReply(std::shared_ptr<Shown> shown) : shown_(std::move(shown)) {}
  [[nodiscard]] chat::Room room() const noexcept override { return chat::Room::empty; }
  void show(std::string_view text) override { shown_->frames.emplace_back(text); }
  void start_over() override {}
  std::size_t show(const plan::Plan& plan, chat::PlanStage /*stage*/) override {
    shown_->plans.push_back(plan);
    return 0;
  }
  [[nodiscard]] bool ends_others() const noexcept override { return true; }
  void release() override {}
  void finish(const chat::Ending& ending) override {
    shown_->finished = true;
    shown_->ending = ending;
  }

 private:
  std::shared_ptr<Shown> shown_;
};

/// Counts what is given back by name.
class NamingLimiter final : public rate_limit::Limiter {
 public:
  NamingLimiter(const Clock& clock, ShardExecutor executor) : clock_(clock), settling_(executor) {}
  Task<Result<rate_limit::Decision>> take(rate_limit::Budget budget,
                                          rate_limit::GenerationId id) override {
    co_return log_.take(budget, id, clock_.now());
  }
  Task<void> settle(rate_limit::Budget budget, rate_limit::GenerationId id,
                    rate_limit::Settlement settlement) override {
    while (hold)
      co_await settling_.wait();
    log_.settle(budget, id, settlement, clock_.now());
    (settlement == rate_limit::Settlement::charged ? charged : given_back) += 1;
    co_return;
  }
  [[nodiscard]] std::string name_of(rate_limit::GenerationId id) const override {
    return "g" + std::to_string(id);
  }
  Task<void> give_back(rate_limit::Budget /*budget*/, std::string name) override {
    lost.push_back(std::move(name));
    co_return;
  }
  Task<void> count_again(rate_limit::Budget /*budget*/, std::string name) override {
    counted_again.push_back(std::move(name));
    co_return;
  }
  /// Turns end only after this.
  void let_settle() {
    hold = false;
    settling_.notify();
  }
  bool hold = false;
  int charged = 0;
  int given_back = 0;
  std::vector<std::string> lost;
  std::vector<std::string> counted_again;

 private:
  const Clock& clock_;
  shard::Signal settling_;
  rate_limit::memory::SlidingLog log_{rate_limit::memory::Settings{}};
};

/// One process with shards of its own: conversations, and models that a test plays by hand.
class ConversationProcess {
 public:
  struct Part {
    Part(ConversationProcess& process, shard::ShardId id)
        : limiter(process.clock, process.shards.executor(id)),
          services{process.shards.executor(id),
                   process.clock,
                   log,
                   catalog,
                   knowledge(),
                   provider,
                   limiter,
                   metrics,
                   process.chat,
                   [&process] { return ++process.ids; },
                   [](std::exception_ptr bug) { std::rethrow_exception(bug); }} {}
    RecordingLog log;
    FakeCatalog catalog;
    ScriptedProvider provider;
    NamingLimiter limiter;
    chat::Metrics metrics;
    chat::Services services;
  };

  explicit ConversationProcess(std::size_t count, conversation::Settings settings,
                               ArchiveMemory* memory = nullptr, std::string instance = "1")
      : shards(count), desks(shards), parts(shards) {
    chat.frame_interval = std::chrono::milliseconds(0);
    chat.held_completion_wait = std::chrono::milliseconds(5);
    shards.start([](std::exception_ptr bug) { std::rethrow_exception(bug); });
    shards.run_everywhere([&](shard::ShardId id) {
      std::unique_ptr<conversation::Archive> archive;
      if (memory != nullptr) archive = std::make_unique<MemoryArchive>(*memory);
      parts.emplace_local(*this, id);
      desks.emplace_local(conversation::Desk::Services{
          desks, id, shards.executor(id), clock, parts.local().log, secret, entropy, instance,
          std::move(archive), [](std::exception_ptr bug) { std::rethrow_exception(bug); },
          settings});
    });
    if (memory != nullptr && !memory->look([](const auto& now) { return now.away; })) be_heard();
  }
  ~ConversationProcess() {
    if (!killed) {
      for (shard::ShardId id = 0; id < shards.size(); ++id) {
        auto stopping = [](conversation::Desk& desk) -> Task<bool> {
          auto stop = desk.stop();
          co_await std::move(stop);
          co_return true;
        };
        run(id, desks.call_on(id, stopping));
      }
    }
    shards.run_everywhere([&](shard::ShardId) {
      desks.reset_local();
      parts.reset_local();
    });
    shards.stop();
  }

  /// One tick of each shard, and what it brings: questions of other processes, chats that the
  /// archive has missed.
  void tick() {
    shards.run_everywhere([&](shard::ShardId) { desks.local().on_tick(clock.now()); });
    shards.run_everywhere([](shard::ShardId) {});
  }
  /// So many that other processes count as heard of.
  void be_heard() {
    for (shard::ShardId id = 0; id < shards.size(); ++id) {
      auto heard = [&](Part&) {
        desks.local().on_tick(clock.now());
        return desks.local().hears_others();
      };
      if (!eventually(id, heard))
        throw std::runtime_error("the archive does not hear this process");
    }
  }

  template <class T>
  T run(shard::ShardId at, Task<T> task) {
    auto value = asio::co_spawn(shards.executor(at), std::move(task), asio::use_future);
    if (value.wait_for(kPatience) != std::future_status::ready)
      throw std::runtime_error("the task did not end in time");
    return value.get();
  }
  template <class F>
  void on(shard::ShardId at, F work) {
    shards.run_everywhere([&](shard::ShardId id) {
      if (id == at) work(parts.local());
    });
  }
  template <class F>
  [[nodiscard]] bool eventually(shard::ShardId at, F condition) {
    const auto until = std::chrono::steady_clock::now() + kPatience;
    for (;;) {
      bool holds = false;
      on(at, [&](Part& part) { holds = condition(part); });
      if (holds) return true;
      if (std::chrono::steady_clock::now() >= until) return false;
      std::this_thread::yield();
    }
  }
  /// The models of that shard have been asked so often.
  [[nodiscard]] bool asked(shard::ShardId at, std::size_t times) {
    return eventually(at, [&](Part& part) { return part.provider.calls.size() >= times; });
  }
  void say(shard::ShardId at, const std::string& words) {
    on(at, [&](Part& part) { part.provider.say(words); });
  }
  void finish(shard::ShardId at) {
    on(at, [](Part& part) { part.provider.finish(); });
  }
  /// As its payer wants it.
  bool forget(const std::string& name) {
    return run(
        0, desks.call_on(0, [name](conversation::Desk& desk) { return desk.forget_chat(name); }));
  }
  /// Of all shards.
  [[nodiscard]] conversation::Metrics metrics() {
    std::vector<conversation::Metrics> parts_of(shards.size());
    shards.run_everywhere([&](shard::ShardId id) { parts_of[id] = desks.local().metrics(); });
    conversation::Metrics all;
    for (const auto& part : parts_of)
      telemetry::merge(all, part);
    return all;
  }
  [[nodiscard]] std::size_t unheard() {
    std::atomic<std::size_t> count = 0;
    shards.run_everywhere([&](shard::ShardId) { count += desks.local().unheard(); });
    return count;
  }

  ManualClock clock;
  Secret secret{std::string(32, 's')};
  crypto::SystemEntropy entropy;
  chat::Settings chat;
  std::atomic<rate_limit::GenerationId> ids{0};
  bool killed = false;
  shard::ShardGroup shards;
  shard::Sharded<conversation::Desk> desks;
  shard::Sharded<Part> parts;
};

/// A connection of a client.
class Client {
 public:
  Client(ConversationProcess& process, shard::ShardId at, conversation::Owner owner)
      : process_(process), at_(at) {
    process_.on(at_, [&](ConversationProcess::Part& part) {
      chat::Speaker speaker{"session", std::string(64, 'a'), 100, {}, {}};
      talk_ = std::make_unique<conversation::Conversation>(process_.desks.local(), part.services,
                                                           std::move(speaker), std::move(owner),
                                                           [this](Duration) { return answer(); });
    });
  }
  ~Client() {
    if (talk_) drop(true);
  }
  std::shared_ptr<Shown> introduce(const std::string& locale = "en-US") {
    return call([&](std::unique_ptr<chat::Reply> reply) {
      talk_->introduce(locale, chat::WeightUnit::pounds, std::move(reply));
    });
  }
  std::shared_ptr<Shown> say(const std::string& text) {
    return call(
        [&](std::unique_ptr<chat::Reply> reply) { talk_->send_message(text, std::move(reply)); });
  }
  template <class F>
  void with(F work) {
    process_.on(at_, [&](ConversationProcess::Part&) { work(*talk_); });
  }
  /// The connection ends; `seen`: the client took leave.
  void drop(bool seen = false) {
    process_.run(at_, close(seen));
    process_.on(at_, [&](ConversationProcess::Part&) { talk_.reset(); });
  }
  /// What was shown, once that holds.
  template <class F>
  [[nodiscard]] bool shows(const std::shared_ptr<Shown>& shown, F condition) {
    return process_.eventually(at_, [&](ConversationProcess::Part&) { return condition(*shown); });
  }
  [[nodiscard]] bool shows_text(const std::shared_ptr<Shown>& shown, const std::string& text) {
    return shows(shown, [&](const Shown& now) { return now.last() == text; });
  }
  [[nodiscard]] bool finished(const std::shared_ptr<Shown>& shown) {
    return shows(shown, [](const Shown& now) { return now.finished; });
  }

  /// What it answers when it is asked for a sign of life, and when: not before that.
  std::atomic<bool> there{true};
  std::atomic<bool> answers{true};

 private:
  static constexpr std::chrono::milliseconds kLook{1};

  template <class F>
  std::shared_ptr<Shown> call(F work) {
    auto shown = std::make_shared<Shown>();
    process_.on(at_,
                [&](ConversationProcess::Part&) { work(std::make_unique<ShownReply>(shown)); });
    return shown;
  }
  Task<bool> answer() {
    while (!answers) {
      shard::Signal pause(process_.shards.executor(at_));
      auto pausing = pause.wait_until(std::chrono::steady_clock::now() + kLook);
      co_await std::move(pausing);
    }
    co_return there;
  }
  Task<bool> close(bool seen) {
    auto closing = talk_->close(seen);
    co_await std::move(closing);
    co_return true;
  }

  ConversationProcess& process_;
  shard::ShardId at_;
  std::unique_ptr<conversation::Conversation> talk_;
};

inline std::size_t messages_of_last_request(ConversationProcess& process, shard::ShardId at) {
  std::size_t count = 0;
  process.on(at, [&](auto& part) { count = part.provider.calls.back()->request.messages.size(); });
  return count;
}

inline int opened(const ArchiveMemory& memory) {
  return memory.look([](const ArchiveMemory& now) { return now.opened; });
}

inline int closed(const ArchiveMemory& memory) {
  return memory.look([](const ArchiveMemory& now) { return now.closed; });
}

/// "hi", answered with "One".
inline void talk(ConversationProcess& process, shard::ShardId at, Client& client,
                 const std::string& text = "hi", const std::string& answer = "One") {
  std::size_t before = 0;
  process.on(at, [&](auto& part) { before = part.provider.calls.size(); });
  const auto shown = client.say(text);
  if (!process.asked(at, before + 1)) throw std::runtime_error("no model was asked");
  process.say(at, answer);
  process.finish(at);
  if (!client.finished(shown)) throw std::runtime_error("the answer did not end");
}

}  // namespace spotter::testing
