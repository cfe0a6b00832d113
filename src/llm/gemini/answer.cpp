#include "llm/gemini/answer.hpp"

#include <spotter/base/text.hpp>

#include <utility>
#include <variant>

namespace spotter::llm::gemini {
namespace {

/// Ids and model names are for logs; longer ones are no names.
constexpr std::size_t kNameBytesMax = 256;

std::string short_name(std::string_view marked) {
  return std::string(utf8_prefix(codec::join_halves(marked), kNameBytesMax));
}

bool says_nothing(FinishReason reason) noexcept {
  return reason == FinishReason::stop || reason == FinishReason::other;
}

}  // namespace

void Answer::start(std::string_view response_id, std::string_view model) {
  if (over_ || std::exchange(started_, true)) return;
  events_.push(Started{short_name(response_id), short_name(model)});
}

std::string Answer::text(std::string_view fragment) {
  pieces_ += fragment.empty() ? 0 : 1;
  Text text;
  text_.feed(fragment, text.fragment);
  if (over_ || text.fragment.empty()) return {};
  visible_ = true;
  std::string emitted = text.fragment;
  events_.push(std::move(text));
  return emitted;
}

void Answer::reasoning(std::string_view fragment) {
  pieces_ += fragment.empty() ? 0 : 1;
  Reasoning reasoning;
  reasoning_.feed(fragment, reasoning.fragment);
  if (!over_ && !reasoning.fragment.empty()) events_.push(std::move(reasoning));
}

bool Answer::begin(std::string_view call_id, std::string_view name) {
  if (over_) return true;
  if (calls_ >= limits_.tool_slots_max) return false;
  ++pieces_;
  visible_ = true;
  std::string id(call_id);
  if (id.empty()) id = "call_" + std::to_string(calls_);
  events_.push(ToolBegin{calls_, std::move(id), std::string(name)});
  ++calls_;
  return true;
}

bool Answer::whole_call(std::string_view call_id, std::string_view name, std::string arguments,
                        bool ok) {
  const std::size_t slot = calls_;
  if (!begin(call_id, name)) return false;
  if (over_) return true;
  events_.push(ToolArgs{slot, arguments});
  events_.push(ToolEnd{slot, std::move(arguments), ok});
  return true;
}

bool Answer::begin_call(std::string_view call_id, std::string_view name) {
  end_texts();
  slot_ = calls_;
  return begin(call_id, name);
}

bool Answer::arguments(std::string_view fragment) {
  if (over_ || !slot_ || fragment.empty()) return true;
  ++pieces_;
  if (++fragments_ > limits_.tool_fragments_max) return false;
  std::string joined;
  arguments_joiner_.feed(fragment, joined);
  if (joined.empty()) return true;
  arguments_ += joined;
  events_.push(ToolArgs{*slot_, std::move(joined)});
  return true;
}

/// Halves that waited for their other one stay alone.
void Answer::end_texts() {
  Reasoning reasoning;
  reasoning_.end(reasoning.fragment);
  if (!over_ && !reasoning.fragment.empty()) events_.push(std::move(reasoning));
  Text text;
  text_.end(text.fragment);
  if (over_ || text.fragment.empty()) return;
  visible_ = true;
  events_.push(std::move(text));
}

void Answer::end_call(codec::JsonParser& parser) {
  std::string rest;
  arguments_joiner_.end(rest);
  if (!rest.empty()) {
    arguments_ += rest;
    events_.push(ToolArgs{*slot_, std::move(rest)});
  }
  // A call without arguments is a call with none.
  if (trimmed(arguments_).empty()) arguments_ = "{}";
  const auto document = parser.parse(arguments_);
  const bool ok = document && document->type() == codec::JsonValue::Type::object;
  events_.push(ToolEnd{*slot_, std::move(arguments_), ok});
}

void Answer::finish(FinishReason reason, codec::JsonParser& parser) {
  if (over_) return;
  end_texts();
  // Whoever was asked for arguments and gave none did not answer.
  const bool nothing = slot_ ? trimmed(arguments_).empty() : !visible_;
  if (nothing && says_nothing(reason)) {
    Failed empty;
    empty.cause = FailureClass::empty;
    fail(std::move(empty));
    return;
  }
  if (slot_) end_call(parser);
  if (reason == FinishReason::stop && calls_ > 0) reason = FinishReason::tool_calls;
  end(Finished{reason});
}

void Answer::fail(Failed failed) {
  if (over_) return;
  // A half that nobody will complete is no reason to call a failure visible.
  if (visible_) end_texts();
  failed.visible = visible_;
  end(std::move(failed));
}

void Answer::end(Event terminal) {
  if (usage_) events_.push(*usage_);
  events_.push(std::move(terminal));
  over_ = true;
}

void Answer::cancel() {
  if (terminal_taken_) return;
  events_.clear();
  Failed failed;
  failed.cause = FailureClass::cancelled;
  failed.visible = visible_;
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

}  // namespace spotter::llm::gemini
