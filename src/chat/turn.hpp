#pragma once

#include "chat/answering.hpp"
#include "chat/outcome.hpp"
#include "chat/review.hpp"
#include "chat/spoken.hpp"

#include <spotter/chat/coach.hpp>
#include <spotter/trainer/listener.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace spotter::chat {

/// What a turn is asked.
struct Question {
  llm::Intent intent = llm::Intent::answer;
  std::string text;  ///< as it goes to the model and into the history
  std::string locale;
  WeightUnit unit = WeightUnit::unknown;
  /// The form that `text` was made of: the answer must be a plan.
  std::optional<plan::Brief> form = {};
  bool frames_are_seen = true;  ///< whoever filled in the form watches the plan grow
  std::optional<rate_limit::GenerationId> id = {};  ///< of the turn; nothing: the next one
  std::string_view opening = {};  ///< the key of a sentence that stands before the answer
};

/// The id of the prompt that a form is rendered with.
std::string_view prompt_of(const plan::Brief& brief) noexcept;

/// One question and its answer, from the quota to the last frame. A model may be asked more than
/// once for it: for the rest of a plan that its output limit cut off, and once more when a plan
/// breaks the rules or cannot be read. Lives on the session's shard, owned by whoever asks, who
/// keeps it until run() has returned.
class Turn final : public Answering {
 public:
  /// What is known of a chat from before the turn. All of it outlives the turn.
  struct Memory {
    History& history;
    exercises::NameKeeper& names;  ///< that the user gave their exercises
    trainer::Listener& listener;   ///< what the user wishes
  };

  /// All references outlive the turn.
  Turn(const Services& services, const Speaker& speaker, Memory memory, Question question,
       std::unique_ptr<Reply> reply, OnOver on_over);
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() override;

  Task<void> run() override;

  /// When it returns the upstream call is over and the history is final.
  void end(Outcome outcome) override;
  void wake() noexcept override;
  std::unique_ptr<Reply> redirect(std::unique_ptr<Reply> reply) override;

  [[nodiscard]] Outcome outcome() const noexcept { return outcome_; }
  std::unique_ptr<Reply> take_reply() noexcept override { return std::move(reply_); }
  [[nodiscard]] rate_limit::GenerationId id() const noexcept { return id_; }
  /// The plan that was handed over, once the turn is over; without sessions: none.
  [[nodiscard]] const plan::Plan& final_plan() const noexcept { return final_plan_; }
  /// Why the upstream failed, if that ended the turn.
  [[nodiscard]] const std::optional<llm::Failed>& failure() const noexcept { return failure_; }
  /// When the quota lets one more generation in, if that ended the turn.
  [[nodiscard]] Duration retry_after() const noexcept { return retry_after_; }
  [[nodiscard]] Ending ending() const override;

 private:
  [[nodiscard]] std::optional<std::string> objection() const;
  [[nodiscard]] bool warn(const llm::Request& request);
  [[nodiscard]] bool is_turned_away();
  Task<void> answer();
  Task<bool> may_talk();
  Task<bool> take_generation();
  [[nodiscard]] bool is_charged() const noexcept;

  // One round: from a request to its last event.
  [[nodiscard]] llm::Request first_request() const;
  void open_stream(llm::Request request);
  std::string prompt(std::string_view id, std::initializer_list<prompts::Slot> slots);
  void note_prompt(std::string_view id);
  void open_next_round(std::string_view result, std::string prompt);
  [[nodiscard]] bool may_read_on() const noexcept;
  void drain();
  void catch_up() noexcept;
  void on_event(llm::Event&& event);
  void on_words(std::string_view fragment);
  void on_arguments(const llm::ToolArgs& more);
  void on_usage(const llm::Usage& usage);
  void on_finished(llm::FinishReason reason);
  void on_failed(const llm::Failed& failure);

  void on_answering(const llm::Answering& who);

  // What a finished round leads to.
  [[nodiscard]] bool may_ask() const noexcept;
  [[nodiscard]] bool begin_again(const llm::Failed& failure);
  void fall_back_on_half();
  void want_rest(bool cut_off);
  void judge_plan();
  void ask_for_readable_call();
  void ask_again(std::string_view prompt_id, std::initializer_list<prompts::Slot> slots);
  void take_second();
  [[nodiscard]] const trainer::Wish& wish() const noexcept;
  [[nodiscard]] const Review& review();
  void stand_in();

  // What the client sees.
  void present();
  [[nodiscard]] TimePoint next_frame() const;
  [[nodiscard]] bool reads_late() const noexcept;
  [[nodiscard]] std::optional<TimePoint> rest() const;
  [[nodiscard]] TimePoint next_look() const;
  [[nodiscard]] bool has_news() const noexcept;
  void show_now();
  void note_shown();
  void show_words(std::string_view words);
  [[nodiscard]] std::string farewell() const;
  void show_end(std::string_view said);
  void show_last_plan(std::string_view said);
  void conclude(Outcome outcome, std::string said = {});
  void remember(std::string said);
  void log_end() const;

  // What is traced of it.
  void begin_span();
  void end_span();
  void note_first_word();
  void note_sent() noexcept;

  // What is counted of it.
  [[nodiscard]] TurnKind kind() const noexcept;
  void count_decision(const Result<rate_limit::Decision>& decision);
  void count_delta(const llm::Event& event);
  void count_frame(FrameKind kind);
  void count_taken();
  void count_end();
  [[nodiscard]] std::string sentence(std::string_view key,
                                     std::initializer_list<prompts::Slot> slots = {}) const;
  [[nodiscard]] std::string duration_text(Duration wait) const;

  const Services& services_;
  const Speaker& speaker_;
  History& history_;
  exercises::NameKeeper& names_;
  trainer::Listener& listener_;
  Question question_;
  std::unique_ptr<Reply> reply_;
  OnOver on_over_;
  shard::Signal wake_;
  rate_limit::GenerationId id_;
  std::string log_id_;  ///< the same for logs, where ids of all processes meet
  telemetry::Span span_;
  rate_limit::Budget budget_;
  std::optional<rate_limit::Decision> quota_;  ///< that let it begin, or not; nothing: no limit
  std::unique_ptr<llm::Stream> stream_;
  bool stream_spoke_ = false;    ///< this one: until then who answers is still being found
  std::string prompt_versions_;  ///< of all that was asked with, in order

  std::optional<trainer::Heard> heard_;  ///< the message as the rules read it
  trainer::Wish wish_;                   ///< what a form wants, as they read that
  std::string_view provider_;            ///< who answers
  std::string_view model_;               ///< empty: by rules
  std::string opening_;                  ///< a sentence of ours, to be shown before the answer
  Spoken spoken_;
  /// An answer that broke off and is still what the client sees, while another one begins.
  std::optional<Spoken> half_;
  int beginnings_ = 1;
  bool start_over_ = false;  ///< what is shown next is another answer
  bool visible_ = false;     ///< more than blanks was shown
  bool sent_ = false;        ///< and went to a client
  bool plan_shown_ = false;  ///< from then on no words
  bool quiet_ = false;       ///< this round mends a plan that is shown whole
  bool asked_again_ = false;
  int continuations_ = 0;
  std::optional<Review> review_;
  std::optional<Reviewed> reviewed_;  ///< the best whole plan so far; at the end what there is
  bool whole_ = false;                ///< reviewed_ is not cut off
  bool stood_in_ = false;             ///< the plan is the rules', not the model's
  bool rules_instead_ = false;        ///< those by rules answer because no model could
  plan::Plan final_plan_;
  std::size_t frames_ = 0;                  ///< of plans that grew
  std::size_t unshown_ = 0;                 ///< deltas since the last frame
  std::optional<TimePoint> unshown_since_;  ///< when the first of them came
  std::optional<TimePoint> untaken_since_;  ///< the same of a frame that the client has yet to take
  std::optional<TimePoint> shown_at_;
  TimePoint looked_at_;  ///< for what the stream has
  std::optional<TimePoint> first_word_at_;
  TimePoint began_at_;
  std::optional<llm::Usage> usage_;
  std::optional<llm::Failed> failure_;
  Duration retry_after_{};
  bool taken_ = false;
  bool over_ = false;
  bool held_back_ = false;  ///< the stream has more, and nobody reads it until more was shown
  Outcome outcome_ = Outcome::answered;
};

}  // namespace spotter::chat
