#pragma once

#include <spotter/codec/json.hpp>
#include <spotter/codec/surrogates.hpp>
#include <spotter/llm/event.hpp>
#include <spotter/llm/event_queue.hpp>
#include <spotter/llm/http/tool_slots.hpp>
#include <spotter/llm/settings.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spotter::llm::http {

/// Turns what a model says, in whichever dialect, into events in their order, and sees to it that
/// there is one terminal event and nothing after it. A machine. Texts come with marks
/// (codec/surrogates.hpp).
class Answer {
 public:
  /// Tool calls' arguments are checked with `arguments_parser` during calls, so it is not the one
  /// that the payloads come from.
  Answer(const AnswerLimits& limits, codec::JsonParser& arguments_parser)
      : tools_(events_, limits, arguments_parser) {}
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;

  /// Only the first call counts.
  void start(std::string_view response_id, std::string_view model);
  /// Half an emoji waits for its other half.
  void text(std::string_view fragment);
  /// The same, and tells what of the text was emitted.
  void text(std::string_view fragment, std::string& emitted);
  void refusal(std::string_view fragment);
  void reasoning(std::string_view fragment);
  /// No more texts come before something else does: halves that still wait stay alone.
  void end_texts();

  /// A piece of a tool call. False: over a limit.
  bool tool(const ToolFragment& fragment);
  /// The call of this index is complete. What the server says its arguments are in `whole` counts
  /// more than their pieces. Calls that are not ended by this end with the answer.
  void end_tool(std::int64_t index, std::optional<std::string_view> whole = std::nullopt);

  /// The last one counts; one of zeros does not replace a better one.
  void usage(const Usage& usage);
  /// Only the first call counts.
  void reason(FinishReason reason);

  /// A payload is read: what it says is noted from here on.
  void begin_payload() noexcept;
  /// The words of this payload, if it said no more than one piece of text; good until the next
  /// one.
  [[nodiscard]] std::optional<std::string_view> said_only() const noexcept;

  [[nodiscard]] bool started() const noexcept { return started_; }
  /// Grows with everything that the model says: a piece of text or of a call, a reason. What the
  /// server counts is not the model's.
  [[nodiscard]] std::size_t pieces() const noexcept { return pieces_; }
  [[nodiscard]] bool has_reason() const noexcept { return reason_.has_value(); }
  [[nodiscard]] std::size_t tools_begun() const noexcept { return tools_.begun(); }
  /// Text, refusal or a tool call was emitted.
  [[nodiscard]] bool visible() const noexcept { return visible_ || tools_.begun() > 0; }
  /// The terminal event was made.
  [[nodiscard]] bool over() const noexcept { return over_; }

  /// The answer is complete, with the reason that was given or `other`.
  void finish();
  /// `failed.visible` is filled in.
  void fail(Failed failed);
  void fail(FailureClass cause);
  /// Drops what nobody took yet, and ends with Failed{cancelled} unless the terminal event was
  /// taken.
  void cancel();

  std::optional<Event> try_next();

 private:
  [[nodiscard]] FinishReason final_reason() const;
  void end(Event terminal);

  EventQueue events_;
  ToolSlots tools_;
  codec::HalfJoiner text_;
  codec::HalfJoiner refusal_;
  codec::HalfJoiner reasoning_;
  std::optional<Usage> usage_;
  std::optional<FinishReason> reason_;
  std::size_t pieces_ = 0;
  std::string_view words_;  ///< of this payload's text
  std::size_t said_ = 0;    ///< how much this payload said, of any kind
  bool started_ = false;
  bool visible_ = false;
  bool has_text_ = false;
  bool has_refusal_ = false;
  bool over_ = false;
  bool terminal_taken_ = false;
};

}  // namespace spotter::llm::http
