#pragma once

#include "chat/answering.hpp"

#include <spotter/chat/coach.hpp>
#include <spotter/chat/running_answer.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace spotter::chat {

/// An answer that began on a connection that is gone, shown on this one. It costs nothing: the turn
/// that gives it was counted where it began.
class Rejoined final : public Answering {
 public:
  /// Told of the chat as the answer left it, before run() returns; nothing: the answer is lost.
  using OnChat = std::function<void(std::optional<Snapshot>)>;

  /// `services` outlives this.
  Rejoined(const Services& services, std::string locale, std::unique_ptr<RunningAnswer> source,
           std::unique_ptr<Reply> reply, OnOver on_over, OnChat on_chat);

  Task<void> run() override;
  /// The answer is ended where it is given as well, except that it goes on when only this
  /// connection is lost.
  void end(Outcome outcome) override;
  void wake() noexcept override { wake_.notify(); }
  std::unique_ptr<Reply> redirect(std::unique_ptr<Reply> reply) override;
  std::unique_ptr<Reply> take_reply() noexcept override { return std::move(reply_); }
  [[nodiscard]] Ending ending() const override { return ending_; }

 private:
  Task<void> show(const AnswerNews& news);
  void conclude(Ending ending);
  void say(std::string_view key);

  const Services& services_;
  std::string locale_;
  std::unique_ptr<RunningAnswer> source_;
  std::unique_ptr<Reply> reply_;
  OnOver on_over_;
  OnChat on_chat_;
  shard::Signal wake_;
  std::uint64_t seen_ = 0;
  std::uint64_t beginning_ = 0;
  std::string text_;  ///< that is shown
  bool plan_shown_ = false;
  bool over_ = false;
  bool left_ = false;
  Ending ending_;
};

}  // namespace spotter::chat
