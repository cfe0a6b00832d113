#pragma once

#include <spotter/chat/ending.hpp>
#include <spotter/chat/reply.hpp>
#include <spotter/chat/snapshot.hpp>
#include <spotter/plan/plan.hpp>
#include <spotter/shard/signal.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace spotter::chat {

/// What an answer has come to so far. A value.
struct AnswerNews {
  std::uint64_t version = 0;    ///< counts up with each change
  std::uint64_t beginning = 0;  ///< counts up when the text has nothing to do with the one before
  std::string text;             ///< all of it so far
  std::optional<plan::Plan> plan;  ///< instead of text, once there is one
  bool over = false;
  Ending ending;      ///< once it is over
  Snapshot snapshot;  ///< of the chat, once it is over
  std::string
      cut;  ///< for whoever keeps the chat: how it is gone on with elsewhere; empty: it is not
};

/// An answer that is given to nobody at the moment: its client has gone, and may come back on
/// another connection. Lives where it is given; the calls come from the shard of the connection
/// that wants it.
class RunningAnswer {
 public:
  virtual ~RunningAnswer() = default;
  /// Waits until there is more than `seen`. Nothing: it is not there any more, or leave() was
  /// called.
  virtual Task<std::optional<AnswerNews>> next(std::uint64_t seen) = 0;
  /// Ends it; its last news comes all the same.
  virtual void end(Outcome outcome) = 0;
  /// Nobody here wants to know any more; a next() under way returns soon. It goes on without us.
  virtual void leave() = 0;
};

/// Takes an answer down while no client is there. Keeps the newest frame only.
class Recorder {
 public:
  explicit Recorder(ShardExecutor executor) : changed_(executor) {}
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  /// Where the answer is to go. The recorder outlives it.
  std::unique_ptr<Reply> make_reply();

  [[nodiscard]] const AnswerNews& news() const noexcept { return news_; }
  /// The chat as the answer left it; before finished().
  void set_snapshot(Snapshot snapshot) { news_.snapshot = std::move(snapshot); }
  void set_cut(std::string cut) { news_.cut = std::move(cut); }
  /// The answer is over; readers are told.
  void finished(const Ending& ending);
  /// Waits for more than `seen`. False: interrupt() came first. One reader at a time; a further one
  /// interrupts who waits.
  Task<bool> wait(std::uint64_t seen);
  /// Who waits returns.
  void interrupt();
  /// Somebody waits.
  [[nodiscard]] bool is_read() const noexcept { return waited_for_; }
  /// What there is so far has gone to a client.
  void mark_sent() noexcept { sent_ = sent_ || !news_.text.empty() || news_.plan; }

 private:
  class Tape;
  void on_change();

  AnswerNews news_;
  shard::Signal changed_;
  std::uint64_t interrupts_ = 0;
  bool waited_for_ = false;
  bool sent_ = false;
};

}  // namespace spotter::chat
