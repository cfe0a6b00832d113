#pragma once

#include "chat/plan_answer.hpp"

#include <spotter/chat/coach.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace spotter::chat {

/// Why a turn ended, for the log. Closed set.
enum class Outcome {
  answered,
  stopped,     ///< by the user
  superseded,  ///< by a newer call
  restarted,
  disconnected,
  shut_down,  ///< the server ended
  cut_off,    ///< the upstream broke off after words were shown
  too_long,   ///< the model's output limit, or ours
  blocked,    ///< content filter
  upstream_failed,
  quota_used_up,
  too_many_turns,
  message_refused,  ///< empty or too long
  internal_error
};
std::string_view name_of(Outcome outcome) noexcept;

/// What a turn is asked.
struct Question {
  llm::Intent intent = llm::Intent::answer;
  std::string text;  ///< as it goes to the model and into the history
  std::string locale;
  WeightUnit unit = WeightUnit::unknown;
  bool changes_plan = false;  ///< the user has shared one of their own in this chat
};

/// One question and its answer, from the quota to the last frame. Lives on the session's shard,
/// owned by its coach, which keeps it until run() has returned.
class Turn {
 public:
  /// Told once, when the answer is complete or has been ended: time to finish the reply.
  using OnOver = std::function<void(Turn&)>;

  /// All references outlive the turn. `names`: the exercises that the user named in this chat.
  Turn(const Services& services, const Speaker& speaker, History& history,
       exercises::NameKeeper& names, Question question, std::unique_ptr<Reply> reply,
       OnOver on_over);

  /// Does it all. Returns when nothing of the turn runs any more.
  Task<void> run();

  /// Ends the turn from outside: stopped, superseded, restarted or disconnected. Synchronous: when
  /// it returns the upstream call is over, the history is final and nothing more will be shown.
  /// Repeated calls do nothing.
  void end(Outcome outcome);

  /// run() should look again: the client has room.
  void wake() noexcept { wake_.notify(); }

  [[nodiscard]] Outcome outcome() const noexcept { return outcome_; }
  [[nodiscard]] std::unique_ptr<Reply> take_reply() noexcept { return std::move(reply_); }

 private:
  [[nodiscard]] std::optional<std::string> objection() const;
  Task<void> answer();
  Task<bool> take_generation();
  void open_stream();
  void drain();
  void on_event(llm::Event event);
  void on_text(std::string_view fragment);
  void on_tool(const llm::ToolBegin& begin);
  void on_tool(const llm::ToolArgs& more);
  void on_finished(llm::FinishReason reason);
  void on_failed(const llm::Failed& failure);
  void present();
  [[nodiscard]] TimePoint next_look() const;
  [[nodiscard]] bool has_news() const noexcept;
  void show_now();
  [[nodiscard]] plan::Plan checked(plan::Plan plan);
  void show_last_plan(std::string_view sentence);
  void conclude(Outcome outcome, std::string_view sentence_key,
                std::initializer_list<prompts::Slot> slots = {});
  void remember();
  void log_end() const;
  [[nodiscard]] std::string sentence(std::string_view key,
                                     std::initializer_list<prompts::Slot> slots) const;
  [[nodiscard]] std::string duration_text(Duration wait) const;

  const Services& services_;
  const Speaker& speaker_;
  History& history_;
  exercises::NameKeeper& names_;
  Question question_;
  std::unique_ptr<Reply> reply_;
  OnOver on_over_;
  shard::Signal wake_;
  rate_limit::GenerationId id_;
  rate_limit::Budget budget_;
  std::unique_ptr<llm::Stream> stream_;
  std::string prompt_version_;  ///< of the prompt that stream_ was opened with

  std::optional<PlanAnswer> plan_;
  std::size_t text_before_plan_ = 0;  ///< bytes of text_
  std::size_t repairs_ = 0;           ///< that the linter made
  std::size_t faults_ = 0;            ///< that it left
  plan::Plan final_plan_;             ///< as it was shown last; once the turn is over
  std::string text_;                  ///< the answer so far
  std::size_t shown_bytes_ = 0;       ///< of text_
  bool visible_ = false;              ///< more than blanks was shown
  std::optional<TimePoint> shown_at_;
  std::optional<TimePoint> first_text_at_;
  TimePoint began_at_;
  std::optional<llm::Usage> usage_;
  std::string failure_;  ///< the provider's class and code, for the log
  bool taken_ = false;
  bool over_ = false;
  Outcome outcome_ = Outcome::answered;
};

}  // namespace spotter::chat
