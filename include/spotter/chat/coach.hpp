#pragma once

#include <spotter/chat/history.hpp>
#include <spotter/chat/metrics.hpp>
#include <spotter/chat/reply.hpp>
#include <spotter/chat/settings.hpp>
#include <spotter/exercises/catalogue.hpp>
#include <spotter/llm/provider.hpp>
#include <spotter/prompts/catalog.hpp>
#include <spotter/rate_limit/limiter.hpp>
#include <spotter/shard/task_group.hpp>
#include <spotter/telemetry/log.hpp>
#include <spotter/trainer/knowledge.hpp>

#include <cstdint>
#include <functional>
#include <memory>
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
};

/// The unit in which somebody wants weights, as far as their app said it.
enum class WeightUnit { unknown, kilograms, pounds };
/// "kilograms", "pounds", "not known": for the prompt.
std::string_view name_of(WeightUnit unit) noexcept;

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
  /// outlives it.
  std::function<Task<Right>()> look_again{};
};

/// The coach of one connection: one chat, one turn at a time. A newer turn supersedes the running
/// one; a Reply that ends others is then finished only just after the newer one's: the LiftLog app
/// takes a finished call as the sign to stop listening, also to the calls that still run. Every
/// failure becomes a sentence in the reply. Lives on the session's shard; close() before
/// destruction.
class Coach {
 public:
  Coach(const Services& services, Speaker speaker);
  Coach(const Coach&) = delete;
  Coach& operator=(const Coach&) = delete;
  ~Coach();

  /// Starts a new chat in this locale and lets the coach introduce itself.
  void introduce(std::string_view locale, WeightUnit unit, std::unique_ptr<Reply> reply);
  /// From the next message on in this locale and with this unit. What is empty or unknown stays as
  /// it is.
  void prefer(std::string_view locale, WeightUnit unit);
  /// Answers a message.
  void send_message(std::string text, std::unique_ptr<Reply> reply);
  /// Forgets the chat. A running turn is silenced for good.
  void restart();
  /// Ends the running turn; what was said stays. Does nothing between turns.
  void stop();
  /// The server ends: a running answer is finished with a sentence that says so.
  void shut_down();
  /// The client has taken everything that waited.
  void on_room();
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
