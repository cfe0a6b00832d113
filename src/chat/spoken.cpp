#include "chat/spoken.hpp"

#include <spotter/base/text.hpp>
#include <spotter/plan/draft.hpp>

#include <algorithm>
#include <limits>

namespace spotter::chat {
namespace {

/// No call of a tool has it.
constexpr std::size_t kNoSlot = std::numeric_limits<std::size_t>::max();
constexpr std::string_view kFence = "```";
/// JSON that has no exercise by then is no plan: nobody waits for it any longer.
constexpr std::size_t kHeldBytesMax = 8 * 1024;

bool is_blank(std::string_view text) noexcept {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

/// Where the line begins that holds `at`.
std::size_t line_begin(std::string_view text, std::size_t at) noexcept {
  const std::size_t end = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  return end == std::string_view::npos ? 0 : end + 1;
}

/// Where the fence begins, if the line before is one; else `line`.
std::size_t with_fence(std::string_view text, std::size_t line) noexcept {
  if (line == 0) return line;
  const std::size_t before = line_begin(text, line - 1);
  return text.substr(before).starts_with(kFence) ? before : line;
}

/// Where the last line begins if it is a fence, or may become one; else the end.
std::size_t open_fence(std::string_view text) noexcept {
  constexpr std::size_t kFenceLineMax = 32;  // "```json" and blanks
  const std::size_t from = text.size() - std::min(text.size(), kFenceLineMax);
  std::size_t line = line_begin(text.substr(from), text.size() - from) + from;
  if (is_blank(text.substr(line)) && line > from) line = line_begin(text, line - 1);
  const bool at_line = line == 0 || text[line - 1] == '\n';
  const std::string_view last = text.substr(line);
  const bool may_be = kFence.starts_with(last) || last.starts_with(kFence);
  return at_line && !last.empty() && may_be ? line : text.size();
}

}  // namespace

Spoken::Fit Spoken::add_words(std::string_view fragment) {
  const std::size_t left = limits_.words_bytes_max - words_.size() - words_after_.size();
  const Fit fit = fragment.size() > left ? Fit::too_long : Fit::fits;
  fragment = utf8_prefix(fragment, left);
  if (in_words_) {
    feed_plan_in_words(fragment);
  } else if (has_plan()) {
    append_readable(words_after_, fragment);
  } else {
    const std::size_t from = words_.size();
    append_readable(words_, fragment);
    if (held_) {
      feed_plan_in_words(std::string(words_, from));
    } else if (may_be_words_ && !has_call()) {
      look_for_plan(from);
    }
  }
  return fit;
}

std::string_view Spoken::showable() const noexcept {
  const std::string_view words = words_;
  if (held_from_) return words.substr(0, *held_from_);
  return may_be_words_ ? words.substr(0, open_fence(words)) : words;
}

std::string_view Spoken::words_after() const noexcept {
  std::string_view words = trimmed(words_after_);
  const bool was_in_words = plan_ && plan_->slot() == kNoSlot;
  if (was_in_words && words.starts_with(kFence)) words.remove_prefix(kFence.size());
  return words;
}

/// A plan in words is an object that begins a line. A fence before it goes with it.
void Spoken::look_for_plan(std::size_t from) {
  const std::string_view words = words_;
  for (std::size_t at = words.find('{', from); at != std::string_view::npos;
       at = words.find('{', at + 1)) {
    const std::size_t line = line_begin(words, at);
    if (!is_blank(words.substr(line, at - line))) continue;
    held_from_ = with_fence(words, line);
    held_.emplace(kNoSlot, names_);
    may_be_words_ = false;
    feed_plan_in_words(std::string(words.substr(at)));
    return;
  }
}

/// In pieces that end with a brace, because only there the plan can end.
void Spoken::feed_plan_in_words(std::string_view more) {
  while (!more.empty()) {
    PlanAnswer& plan = in_words_ ? *plan_ : *held_;
    const std::size_t brace = more.find('}');
    const std::size_t size = brace == std::string_view::npos ? more.size() : brace + 1;
    plan.feed(more.substr(0, size));
    plan_bytes_ += size;
    more.remove_prefix(size);
    if (!in_words_ && plan.has_exercise()) {
      words_.resize(*held_from_);
      plan_ = std::move(held_);
      held_.reset();
      held_from_.reset();
      in_words_ = true;
      awaiting_call_ = false;
    }
    const PlanAnswer& now = in_words_ ? *plan_ : *held_;
    if (now.open() && (in_words_ || words_.size() - *held_from_ <= kHeldBytesMax)) continue;
    if (!in_words_) {  // no plan: all of it is words, and is there already
      held_.reset();
      held_from_.reset();
      return;
    }
    in_words_ = false;
    append_readable(words_after_, more);
    return;
  }
}

void Spoken::begin_call(const llm::ToolBegin& begin) {
  if (begin.name != plan::kToolName) return;
  if (!awaiting_call_ && has_plan()) return;
  if (plan_ && has_plan()) {
    plan_->expect_rest(begin.slot);
  } else {
    plan_.emplace(begin.slot, names_);
  }
  awaiting_call_ = false;
}

Spoken::Fit Spoken::add_arguments(const llm::ToolArgs& more) {
  if (!plan_ || more.slot != plan_->slot()) return Fit::fits;
  if (plan_bytes_ + more.fragment.size() > limits_.plan_bytes_max) return Fit::too_long;
  plan_bytes_ += more.fragment.size();
  plan_->feed(more.fragment);
  return Fit::fits;
}

void Spoken::end_round() {
  may_be_words_ = false;
  held_.reset();
  held_from_.reset();
  in_words_ = false;
}

void Spoken::continue_plan() {
  end_round();
  awaiting_call_ = true;
}

void Spoken::forget_plan() {
  end_round();
  may_be_words_ = true;
  plan_.reset();
  awaiting_call_ = true;
}

}  // namespace spotter::chat
