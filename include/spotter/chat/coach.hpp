#pragma once

#include <spotter/chat/history.hpp>
#include <spotter/chat/metrics.hpp>
#include <spotter/chat/reply.hpp>
#include <spotter/chat/running_answer.hpp>
#include <spotter/chat/settings.hpp>
#include <spotter/chat/snapshot.hpp>
#include <spotter/chat/weight_unit.hpp>
#include <spotter/exercises/catalogue.hpp>
#include <spotter/llm/provider.hpp>
#include <spotter/prompts/catalog.hpp>
#include <spotter/rate_limit/limiter.hpp>
#include <spotter/shard/task_group.hpp>
#include <spotter/telemetry/log.hpp>
#include <spotter/telemetry/trace.hpp>
#include <spotter/trainer/knowledge.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace spotter::chat {

/// What all coaches of a shard share. Everything outlives them.
struct Services {
  ShardExecutor executor;
  const Clock& clock;
  telemetry::Log& log;
  const prompts::Catalog& catalog;
  trainer::Knowledge knowledge;
  llm::Provider& provider;
  rate_limit::Limiter& limiter;
  Metrics& metrics;  ///< of this shard
  const Settings& settings;
  /// Unique in the process.
  std::function<rate_limit::GenerationId()> next_turn_id;
  /// Told of an exception that left a turn: a bug.
  std::function<void(std::exception_ptr)> on_bug;
  /// Asked before a turn wants anything of anybody: after how long it shall be tried again;
  /// nothing: it may run. Empty: all may.
  std::function<std::optional<Duration>()> turn_away{};
  /// Before a turn's id in logs, so that no other process has one of the same name.
  std::string process{};
};

/// Whether somebody who was let in still may talk.
enum class Right {
  yes,
  gone,      ///< their store says no
  unchecked  ///< nobody could tell, for longer than a yes is borne
};

/// Who talks.
struct Speaker {
  std::string session_id;           ///< for the log
  std::string subject;              ///< 64 hex digits of the payer's hash
  std::size_t generations_max = 0;  ///< in any 24 h; 0: no limit
  std::string_view store{};         ///< where they paid, of a closed set; for the accounts
  /// Asked before each generation; empty: once let in is enough. Called on the session's shard, and
  /// outlives it. Told which turn asks: its id for the log, and what its trace goes on under.
  std::function<Task<Right>(std::string turn, telemetry::SpanParent trace)> look_again{};
  telemetry::SpanParent trace{};         ///< what their turns belong to; its tracer outlives them
  std::string_view id_kind = "session";  ///< what session_id is: "session", or "request" of a form
};

/// What somebody who keeps the chat knows of a message.
struct Said {
  std::optional<rate_limit::GenerationId> id;  ///< for its turn; nothing: the coach takes one
  /// The key of a sentence to be shown before the answer; empty: none. A constant.
  std::string_view sentence;
};

/// Told of a coach's turns, on its shard: whoever keeps the chat for longer than its connection.
class TurnObserver {
 public:
  virtual ~TurnObserver() = default;
  /// A turn is about to run. `text`: what the user says in it; empty: the coach introduces itself.
  virtual void on_turn_begun(std::string_view text, rate_limit::GenerationId id) = 0;
  /// It is over, and the coach's snapshot() has what came of it.
  virtual void on_turn_over(const Ending& ending) = 0;
};

/// The coach of one connection: one chat, one turn at a time. A newer turn supersedes the running
/// one; a Reply that ends others is then finished only just after the newer one's: the LiftLog app
/// takes a finished call as the sign to stop listening, also to the calls that still run. Every
/// failure becomes a sentence in the reply. Lives on the session's shard; close() before
/// destruction.
class Coach {
 public:
  /// `services` outlive it.
  Coach(const Services& services, Speaker speaker);
  Coach(Services&& temporary, Speaker speaker) = delete;
  Coach(const Coach&) = delete;
  Coach& operator=(const Coach&) = delete;
  ~Coach();

  /// Starts a new chat in this locale and lets the coach introduce itself.
  void introduce(std::string_view locale, WeightUnit unit, std::unique_ptr<Reply> reply);
  /// From the next message on in this locale and with this unit. What is empty or unknown stays as
  /// it is.
  void prefer(std::string_view locale, WeightUnit unit);
  /// Answers a message.
  void send_message(std::string text, std::unique_ptr<Reply> reply, Said said = {});
  /// Forgets the chat. A running turn is silenced for good.
  void restart();
  /// The same for what was said before the running turn, which goes on.
  void forget_past();
  /// Ends the running turn; what was said stays. Does nothing between turns.
  void stop();
  /// The server ends: a running answer is finished with a sentence that says so.
  void shut_down();
  /// The client has taken everything that waited.
  void on_room();

  /// Told of turns from now on; outlives the coach. Null: nobody.
  void observe(TurnObserver* observer) noexcept;
  /// The chat without what the running turn says.
  [[nodiscard]] Snapshot snapshot() const;
  /// Goes on with a chat that began elsewhere: before the first turn here.
  void restore(Snapshot snapshot);
  /// What was said before: it comes late, and takes the place of what restore() brought. A turn may
  /// run.
  void put_before(Snapshot snapshot);
  /// Shows the last answer of the chat once more, free of charge. There is one.
  void repeat_last(std::unique_ptr<Reply> reply);
  /// Shows an answer that is being given elsewhere; then the chat goes on with what came of it.
  void rejoin(std::unique_ptr<RunningAnswer> answer, std::unique_ptr<Reply> reply);
  /// The running answer goes there from now on: its client is gone. What else waited for that
  /// client is finished. Does nothing between turns.
  void redirect(std::unique_ptr<Reply> reply);
  /// A turn of this coach runs, and not only an answer that is given elsewhere.
  [[nodiscard]] bool answering() const noexcept;
  /// What the user said in the turn that runs; empty: none runs, or the coach introduces itself.
  [[nodiscard]] std::string_view question() const noexcept;

  /// A turn runs, or a reply is not finished yet.
  [[nodiscard]] bool busy() const noexcept;
  [[nodiscard]] std::size_t turns() const noexcept;

  /// Ends everything and waits for it. Once, last.
  Task<void> close();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spotter::chat
