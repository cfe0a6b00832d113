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
/// A text with more braces that open nothing is about braces.
constexpr int kAttemptsMax = 16;
constexpr std::string_view kBlanks = " \t\r";

bool is_blank(std::string_view text) noexcept {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

/// Where the line begins that holds `at`.
std::size_t line_begin(std::string_view text, std::size_t at) noexcept {
  const std::size_t end = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  return end == std::string_view::npos ? 0 : end + 1;
}

/// Where what leads to the object begins: blanks before it, and the line of a fence.
std::size_t with_fence(std::string_view text, std::size_t object) noexcept {
  const std::size_t line = line_begin(text, object);
  if (!is_blank(text.substr(line, object - line))) return object;
  if (line == 0) return line;
  const std::size_t before = line_begin(text, line - 1);
  return text.substr(before).starts_with(kFence) ? before : line;
}

/// Where a last line of blanks begins; else the end. It may lead to a plan.
std::size_t open_indent(std::string_view text) noexcept {
  const std::size_t last = text.find_last_not_of(kBlanks);
  if (last == std::string_view::npos) return 0;
  return text[last] == '\n' ? last + 1 : text.size();
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

/// Whether an object that begins at the end of `before` is what a call of a tool would be given:
/// {"name":"create_workout_plan","arguments":{
bool is_wrapped(std::string_view before) noexcept {
  before = trimmed(before);
  if (!before.ends_with(':')) return false;
  before = trimmed(before.substr(0, before.size() - 1));
  for (const std::string_view key : {"\"arguments\"", "\"parameters\"", "\"input\"", "\"plan\""}) {
    if (before.ends_with(key)) return true;
  }
  return false;
}

}  // namespace

std::string_view readable_part(std::string_view text) noexcept {
  constexpr std::string_view kClosing = " \t\r\n`}],";
  constexpr std::string_view kMachine = "`}[]\"<";
  text.remove_prefix(std::min(text.find_first_not_of(kClosing), text.size()));
  text = text.substr(0, text.find('{'));
  for (std::size_t line = 0; line < text.size();) {
    const std::size_t first = text.find_first_not_of(kBlanks, line);
    if (first != std::string_view::npos && kMachine.find(text[first]) != std::string_view::npos) {
      return trimmed(text.substr(0, line));
    }
    const std::size_t end = text.find('\n', line);
    if (end == std::string_view::npos) break;
    line = end + 1;
  }
  return trimmed(text);
}

Spoken::Fit Spoken::add_words(std::string_view fragment) {
  changed();
  if (broken_) return Fit::fits;
  if (in_words_) return feed_plan_in_words(fragment);
  const std::size_t left = limits_.words_bytes_max - words_.size() - words_after_.size();
  const Fit fit = fragment.size() > left ? Fit::too_long : Fit::fits;
  std::string& words = has_plan() ? words_after_ : words_;
  const std::size_t from = words.size();
  make_room(words, std::min(fragment.size(), left));
  append_readable(words, utf8_prefix(fragment, left));
  if (held_) {
    const std::size_t object = held_->object;
    if (feed_plan_in_words(std::string(words, from)) == Fit::too_long) return Fit::too_long;
    if (!held_ && awaiting_call_) look_for_plan(object + 1);
  } else if (awaiting_call_) {
    look_for_plan(from);
  }
  return fit;
}

std::string_view Spoken::showable() const noexcept {
  if (!showable_bytes_) showable_bytes_ = find_showable();
  return std::string_view(words_).substr(0, *showable_bytes_);
}

std::size_t Spoken::find_showable() const noexcept {
  const std::string_view words = words_;
  if (has_plan()) return words.size();
  std::size_t bytes = words.size();
  if (held_) {
    bytes = std::min(bytes, held_->from);
  } else if (awaiting_call_) {
    no_tick_bytes_ = std::min(words.find(kFence.front(), no_tick_bytes_), words.size());
    const bool no_fence = no_tick_bytes_ == words.size();
    bytes = std::min(no_fence ? words.size() : open_fence(words), open_indent(words));
  }
  return std::max(bytes, std::min(shown_bytes_, words.size()));
}

bool Spoken::has_unread_plan() const noexcept {
  const std::size_t object = words_.find('{');
  return object != std::string::npos && (words_.find("\"sessions\"", object) != std::string::npos ||
                                         words_.find("\"exercises\"", object) != std::string::npos);
}

/// Looks at what came from there on for an object, which may be a plan. A fence before it goes with
/// it.
void Spoken::look_for_plan(std::size_t from) {
  const std::string& words = has_plan() ? words_after_ : words_;
  while (attempts_ < kAttemptsMax) {
    const std::size_t object = words.find('{', from);
    if (object == std::string::npos) return;
    ++attempts_;
    const std::size_t leads = with_fence(words, object);
    held_.emplace(Held{has_plan() ? leads : std::max(leads, shown_bytes_), object,
                       PlanAnswer(kNoSlot, *names_)});
    feed_plan_in_words(std::string(words, object));
    if (held_ || in_words_ || broken_ || !awaiting_call_) return;
    from = object + 1;
  }
}

/// The object that ends at the words' `end` may hold the plan instead of being it.
void Spoken::unwrap(std::size_t end) {
  const std::string_view words = has_plan() ? words_after_ : words_;
  const std::size_t inner = words.rfind('{', end - 1);
  if (inner == std::string_view::npos || inner <= held_->object) return;
  if (!is_wrapped(words.substr(held_->object, inner - held_->object))) return;
  held_->object = inner;
  held_->plan = PlanAnswer(kNoSlot, *names_);
  held_->plan.feed("{");
}

/// What was held is a plan, or the rest of one.
void Spoken::take_held() {
  if (has_plan()) {
    words_after_.resize(after_kept_);
    plan_->expect_rest(std::move(held_->plan));
  } else {
    words_.resize(held_->from);
    no_tick_bytes_ = std::min(no_tick_bytes_, words_.size());
    plan_ = std::move(held_->plan);
  }
  held_.reset();
  in_words_ = true;
  awaiting_call_ = false;
}

/// In pieces that end with a brace, because only there an object begins and the plan can end.
Spoken::Fit Spoken::feed_plan_in_words(std::string_view more) {
  const std::size_t words = has_plan() ? words_after_.size() : words_.size();
  while (!more.empty()) {
    PlanAnswer& plan = in_words_ ? *plan_ : held_->plan;
    const std::size_t brace = more.find_first_of("{}");
    const std::size_t size = brace == std::string_view::npos ? more.size() : brace + 1;
    if (plan_bytes_ + size > limits_.plan_bytes_max) return Fit::too_long;
    plan.feed(more.substr(0, size));
    plan_bytes_ += size;
    const bool opens = more[size - 1] == '{';
    more.remove_prefix(size);
    if (!in_words_ && opens) unwrap(words - more.size());
    if (!in_words_ && held_->plan.has_exercise()) take_held();
    const PlanAnswer& now = in_words_ ? *plan_ : held_->plan;
    const std::size_t read = words - more.size();
    if (now.open() && (in_words_ || read - held_->object <= kHeldBytesMax)) continue;
    if (!in_words_) {  // no plan: all of it is words, and is there already
      held_.reset();
      return Fit::fits;
    }
    in_words_ = false;
    broken_ = !now.complete();
    if (!broken_) append_readable(words_after_, more);
    return Fit::fits;
  }
  return Fit::fits;
}

void Spoken::begin_call(const llm::ToolBegin& begin) {
  changed();
  if (begin.name != plan::kToolName) return;
  if (!awaiting_call_ && has_plan()) return;
  // JSON before a call was for it.
  if (held_) let_go();
  if (has_plan()) {
    words_after_.resize(after_kept_);
    plan_->expect_rest(PlanAnswer(begin.slot, *names_));
  } else {
    plan_.emplace(begin.slot, *names_);
  }
  awaiting_call_ = false;
}

Spoken::Fit Spoken::add_arguments(const llm::ToolArgs& more) {
  changed();
  if (!plan_ || more.slot != plan_->slot() || plan_->complete()) return Fit::fits;
  if (plan_bytes_ + more.fragment.size() > limits_.plan_bytes_max) return Fit::too_long;
  plan_bytes_ += more.fragment.size();
  plan_->feed(more.fragment);
  return Fit::fits;
}

/// Forgets what is held, and its words.
void Spoken::let_go() {
  (has_plan() ? words_after_ : words_).resize(held_->from);
  no_tick_bytes_ = std::min(no_tick_bytes_, words_.size());
  held_.reset();
}

void Spoken::end_round() {
  changed();
  if (awaiting_call_ && has_plan()) words_after_.resize(after_kept_);
  awaiting_call_ = false;
  held_.reset();
  in_words_ = false;
  broken_ = false;
}

void Spoken::break_off() {
  changed();
  if (held_) let_go();
  end_round();
}

void Spoken::continue_plan() {
  changed();
  end_round();
  after_kept_ = words_after_.size();
  awaiting_call_ = true;
  attempts_ = 0;
}

void Spoken::forget_plan() {
  changed();
  continue_plan();
  plan_.reset();
}

}  // namespace spotter::chat
