#pragma once

#include <spotter/codec/json.hpp>
#include <spotter/codec/surrogates.hpp>
#include <spotter/llm/event.hpp>
#include <spotter/llm/event_queue.hpp>
#include <spotter/llm/settings.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace spotter::llm::gemini {

/// Turns what the chunks of one or two calls say into events in their order, and sees to it that
/// there is one terminal event and nothing after it. A machine. Texts come with marks
/// (codec/surrogates.hpp).
class Answer {
 public:
  explicit Answer(const AnswerLimits& limits) : limits_(limits) {}
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;

  /// Only the first call counts.
  void start(std::string_view response_id, std::string_view model);
  /// What of the text was emitted: half an emoji waits for its other half.
  std::string text(std::string_view fragment);
  void reasoning(std::string_view fragment);

  /// A tool call that came whole. An empty id gets one. False: over a limit.
  bool whole_call(std::string_view call_id, std::string_view name, std::string arguments, bool ok);
  /// A tool call whose arguments come in pieces, until the end of the answer. One at most. Half an
  /// emoji of the text before it stays alone.
  bool begin_call(std::string_view call_id, std::string_view name);
  bool arguments(std::string_view fragment);
  [[nodiscard]] bool call_begun() const noexcept { return slot_.has_value(); }

  /// The last one counts.
  void usage(const Usage& usage) { usage_ = usage; }

  /// Grows with everything that the model says: a piece of text, a thought, a call.
  [[nodiscard]] std::size_t pieces() const noexcept { return pieces_; }
  /// Text or a tool call was emitted.
  [[nodiscard]] bool visible() const noexcept { return visible_; }
  /// The terminal event was made.
  [[nodiscard]] bool over() const noexcept { return over_; }

  /// The answer is complete. The arguments of the call that began are checked with `parser`.
  void finish(FinishReason reason, codec::JsonParser& parser);
  /// `failed.visible` is filled in.
  void fail(Failed failed);
  /// Drops what nobody took yet, and ends with Failed{cancelled} unless the terminal event was
  /// taken.
  void cancel();

  std::optional<Event> try_next();

 private:
  bool begin(std::string_view call_id, std::string_view name);
  void end_texts();
  void end_call(codec::JsonParser& parser);
  void end(Event terminal);

  AnswerLimits limits_;
  EventQueue events_;
  codec::HalfJoiner text_;
  codec::HalfJoiner reasoning_;
  codec::HalfJoiner arguments_joiner_;
  std::optional<Usage> usage_;
  std::optional<std::size_t> slot_;  ///< of the call that began
  std::string arguments_;
  std::size_t fragments_ = 0;
  std::size_t calls_ = 0;
  std::size_t pieces_ = 0;
  bool started_ = false;
  bool visible_ = false;
  bool over_ = false;
  bool terminal_taken_ = false;
};

}  // namespace spotter::llm::gemini
