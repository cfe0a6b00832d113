#include <spotter/base/text.hpp>
#include <spotter/llm/http/answer.hpp>

#include <utility>
#include <variant>

namespace spotter::llm::http {
namespace {

/// Ids and model names are for logs; longer ones are no names.
constexpr std::size_t kNameBytesMax = 256;

std::string short_name(std::string_view marked) {
  return std::string(utf8_prefix(codec::join_halves(marked), kNameBytesMax));
}

bool all_zero(const Usage& usage) noexcept {
  return usage.input == 0 && usage.output == 0 && usage.cached == 0 && usage.cache_write == 0 &&
         usage.reasoning == 0;
}

}  // namespace

void Answer::begin_payload() noexcept {
  words_ = {};
  said_ = 0;
}

std::optional<std::string_view> Answer::said_only() const noexcept {
  if (said_ != 1 || words_.empty() || text_.waits()) return std::nullopt;
  return words_;
}

void Answer::start(std::string_view response_id, std::string_view model) {
  if (over_ || std::exchange(started_, true)) return;
  ++said_;
  events_.push(Started{short_name(response_id), short_name(model)});
}

void Answer::text(std::string_view fragment, std::string& emitted) {
  const std::size_t before = events_.waiting();
  text(fragment);
  if (events_.waiting() > before) emitted = std::get<Text>(events_.last()).fragment;
}

void Answer::text(std::string_view fragment) {
  pieces_ += fragment.empty() ? 0 : 1;
  said_ += fragment.empty() ? 0 : 1;
  words_ = fragment;
  Text text;
  text_.feed(fragment, text.fragment);
  if (over_ || text.fragment.empty()) return;
  visible_ = has_text_ = true;
  events_.push(std::move(text));
}

void Answer::refusal(std::string_view fragment) {
  pieces_ += fragment.empty() ? 0 : 1;
  said_ += fragment.empty() ? 0 : 1;
  Refusal refusal;
  refusal_.feed(fragment, refusal.fragment);
  if (over_ || refusal.fragment.empty()) return;
  visible_ = has_refusal_ = true;
  events_.push(std::move(refusal));
}

void Answer::reasoning(std::string_view fragment) {
  pieces_ += fragment.empty() ? 0 : 1;
  said_ += fragment.empty() ? 0 : 1;
  Reasoning reasoning;
  reasoning_.feed(fragment, reasoning.fragment);
  if (!over_ && !reasoning.fragment.empty()) events_.push(std::move(reasoning));
}

bool Answer::tool(const ToolFragment& fragment) {
  if (over_) return true;
  ++pieces_;
  ++said_;
  return tools_.on_fragment(fragment);
}

void Answer::end_tool(std::int64_t index, std::optional<std::string_view> whole) {
  if (over_) return;
  ++pieces_;
  ++said_;
  tools_.end(index, whole);
}

void Answer::usage(const Usage& usage) {
  ++said_;
  if (!usage_ || !all_zero(usage)) usage_ = usage;
}

void Answer::reason(FinishReason reason) {
  ++pieces_;
  ++said_;
  if (!reason_) reason_ = reason;
}

FinishReason Answer::final_reason() const {
  const FinishReason reason = reason_.value_or(FinishReason::other);
  if (tools_.begun() > 0) return reason == FinishReason::stop ? FinishReason::tool_calls : reason;
  if (reason == FinishReason::tool_calls) return FinishReason::stop;
  return reason;
}

void Answer::end_texts() {
  if (over_) return;
  Reasoning reasoning;
  reasoning_.end(reasoning.fragment);
  if (!reasoning.fragment.empty()) events_.push(std::move(reasoning));
  Text text;
  text_.end(text.fragment);
  if (!text.fragment.empty()) {
    visible_ = has_text_ = true;
    events_.push(std::move(text));
  }
  Refusal refusal;
  refusal_.end(refusal.fragment);
  if (!refusal.fragment.empty()) {
    visible_ = has_refusal_ = true;
    events_.push(std::move(refusal));
  }
}

void Answer::finish() {
  if (over_) return;
  end_texts();
  FinishReason reason = final_reason();
  const bool says_nothing = reason == FinishReason::stop || reason == FinishReason::other;
  if (says_nothing && !visible()) return fail(FailureClass::empty);
  if (reason == FinishReason::stop && has_refusal_ && !has_text_) reason = FinishReason::refusal;
  tools_.finish();
  end(Finished{reason});
}

void Answer::fail(Failed failed) {
  if (over_) return;
  // A half that nobody will complete is no reason to call a failure visible.
  if (visible()) end_texts();
  failed.visible = visible();
  end(std::move(failed));
}

void Answer::fail(FailureClass cause) {
  Failed failed;
  failed.cause = cause;
  fail(std::move(failed));
}

void Answer::end(Event terminal) {
  ++said_;
  if (usage_) events_.push(*usage_);
  events_.push(std::move(terminal));
  over_ = true;
}

void Answer::cancel() {
  if (terminal_taken_) return;
  events_.clear();
  Failed failed;
  failed.cause = FailureClass::cancelled;
  failed.visible = visible();
  events_.push(std::move(failed));
  over_ = true;
}

std::optional<Event> Answer::try_next() {
  auto event = events_.pop();
  if (event &&
      (std::holds_alternative<Finished>(*event) || std::holds_alternative<Failed>(*event))) {
    terminal_taken_ = true;
  }
  return event;
}

}  // namespace spotter::llm::http
