#pragma once

#include "redis/link.hpp"

#include <spotter/redis/client.hpp>
#include <spotter/shard/alarm.hpp>

#include <deque>
#include <optional>

namespace spotter::redis {

/// A command under way. Shared by the task that waits for it, which may go first, and the line.
struct Waiting {
  explicit Waiting(ShardExecutor executor) : answered(executor) {}

  /// Until there is a result.
  static Task<Result<Reply>> result_of(std::shared_ptr<Waiting> waiting);

  shard::Signal answered;
  std::optional<Result<Reply>> result;
  Reply raw;  ///< of a greeting: its errors are read by their text
  TimePoint sent_at;
  TimePoint deadline = TimePoint::max();
  bool ours = false;  ///< a greeting or a heartbeat: nobody's call
};

/// What is behind a Client.
class Client::Core final : public Link::Listener, public std::enable_shared_from_this<Core> {
 public:
  Core(ShardExecutor executor, shard::WorkerPool& workers, const Clock& clock, Entropy& entropy,
       telemetry::Log& log, Settings settings);
  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;
  ~Core() override;

  /// Holds this while it runs.
  static Task<void> run(std::shared_ptr<Core> self);
  void stop();

  /// Queues a command of somebody's.
  Result<std::shared_ptr<Waiting>> send(const std::vector<std::string>& args);

  [[nodiscard]] const Settings& settings() const noexcept { return settings_; }
  [[nodiscard]] bool is_usable() const noexcept { return state_ == State::connected && !lost_; }
  [[nodiscard]] Standing standing() const;
  [[nodiscard]] const Metrics& metrics() const noexcept { return metrics_; }

  void on_reply(Reply* reply) override;
  void on_lost(std::string_view reason) override;

 private:
  Result<std::shared_ptr<Waiting>> try_send(const std::vector<std::string>& args);
  Task<std::vector<std::string>> resolve();
  Task<void> connect();
  Task<void> greet(std::string address);
  Task<void> stay_connected();
  Task<void> pause();
  std::shared_ptr<Waiting> queue(const std::vector<std::string>& args, Duration timeout);
  void enter_connected();
  void enter_away();
  void lose(std::string_view reason);
  void close_link();
  void look_at_deadline();
  void ping_if_quiet();
  void end(Waiting& waiting, Result<Reply> result);
  [[nodiscard]] Error error_of_lost(const Waiting& waiting) const;

  ShardExecutor executor_;
  shard::WorkerPool& workers_;
  const Clock& clock_;
  Entropy& entropy_;
  telemetry::Log& log_;
  Settings settings_;

  shard::Signal changed_;  ///< what run() sleeps on
  shard::Alarm alarm_;     ///< the oldest command's deadline
  std::unique_ptr<Link> link_;
  std::deque<std::shared_ptr<Waiting>> in_flight_;  ///< oldest first: answers come in order

  State state_ = State::connecting;
  TimePoint since_;
  std::string_view reason_;       ///< why the link is, or is about to be, closed
  std::string_view told_reason_;  ///< of the last redis_away
  int failures_ = 0;              ///< in a row; a connection that served nobody is one of them
  bool lost_ = false;             ///< no more commands on this link
  bool served_ = false;           ///< this link has answered somebody
  bool stopping_ = false;
  TimePoint last_answer_at_;
  resilience::RecentCalls calls_;
  Metrics metrics_;
};

}  // namespace spotter::redis
