#pragma once

#include "llm/openai/tool_slots.hpp"

#include <spotter/codec/json.hpp>
#include <spotter/codec/surrogates.hpp>
#include <spotter/llm/event.hpp>
#include <spotter/llm/event_queue.hpp>
#include <spotter/llm/settings.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace spotter::llm::openai {

/// Turns what the chunks say into events in their order, and sees to it that there is one terminal
/// event and nothing after it. A machine. Texts come with marks (codec/surrogates.hpp).
class Answer {
 public:
  explicit Answer(const AnswerLimits& limits) : tools_(events_, limits) {}
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;

  /// Only the first call counts.
  void start(std::string_view response_id, std::string_view model);
  void text(std::string_view fragment);
  void refusal(std::string_view fragment);
  void reasoning(std::string_view fragment);
  /// False: over a limit.
  bool tool(const ToolFragment& fragment);
  /// The last one counts; one of zeros does not replace a better one.
  void usage(const Usage& usage);
  /// Only the first call counts.
  void reason(FinishReason reason);

  [[nodiscard]] bool started() const noexcept { return started_; }
  /// Grows with everything that the model says: a piece of text or of a call, a reason, usage.
  [[nodiscard]] std::size_t pieces() const noexcept { return pieces_; }
  [[nodiscard]] bool has_reason() const noexcept { return reason_.has_value(); }
  /// Text, refusal or a tool call was emitted.
  [[nodiscard]] bool visible() const noexcept { return visible_ || tools_.any_begun(); }
  /// The terminal event was made.
  [[nodiscard]] bool over() const noexcept { return over_; }

  /// The answer is complete, with the reason that was given or `other`. The arguments of calls are
  /// checked with `parser`.
  void finish(codec::JsonParser& parser);
  /// `failed.visible` is filled in.
  void fail(Failed failed);
  /// Drops what nobody took yet, and ends with Failed{cancelled} unless the terminal event was
  /// taken.
  void cancel();

  std::optional<Event> try_next();

 private:
  [[nodiscard]] FinishReason final_reason() const;
  void end_texts();
  void end(Event terminal);

  EventQueue events_;
  ToolSlots tools_;
  codec::HalfJoiner text_;
  codec::HalfJoiner refusal_;
  codec::HalfJoiner reasoning_;
  std::optional<Usage> usage_;
  std::optional<FinishReason> reason_;
  std::size_t pieces_ = 0;
  bool started_ = false;
  bool visible_ = false;
  bool has_text_ = false;
  bool has_refusal_ = false;
  bool over_ = false;
  bool terminal_taken_ = false;
};

}  // namespace spotter::llm::openai
