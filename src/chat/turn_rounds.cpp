#include "chat/turn.hpp"

#include <spotter/base/date.hpp>
#include <spotter/base/text.hpp>
#include <spotter/trainer/coach.hpp>
#include <spotter/trainer/wanted.hpp>

#include <algorithm>
#include <utility>

// What a turn asks a model, and what follows from how it ended.
namespace spotter::chat {
namespace {

/// A plan that two more answers do not finish is not worth a third.
constexpr int kContinuationsMax = 2;
/// An answer that broke off is begun again so often, less one.
constexpr int kBeginningsMax = 4;

lint::Wanted wanted_for(const Question& question, const trainer::Wish& wish) {
  lint::Wanted wanted = trainer::wanted_by(wish);
  // A form says what there is. In a chat "barbell squats" names an exercise, and not all that
  // somebody has: the model reads that better.
  if (!question.form) wanted.equipment.reset();
  wanted.unit = question.unit == WeightUnit::pounds ? lint::Unit::pounds : lint::Unit::kilograms;
  return wanted;
}

std::string names_of(const std::vector<plan::Session>& sessions) {
  std::string names;
  for (const plan::Session& session : sessions) {
    if (!names.empty()) names.append(", ");
    names.append("\"").append(session.name).append("\"");
  }
  return names;
}

}  // namespace

/// The rendered prompt, whose version the log will name.
std::string Turn::prompt(std::string_view id, std::initializer_list<prompts::Slot> slots) {
  note_prompt(id);
  return services_.catalog.prompt(id, slots);
}

void Turn::note_prompt(std::string_view id) {
  const std::string_view version = services_.catalog.prompt_version(id);
  if (prompt_versions_.find(version) != std::string::npos) return;
  if (!prompt_versions_.empty()) prompt_versions_.push_back(' ');
  prompt_versions_.append(version);
}

llm::Request Turn::first_request() const {
  llm::Request request;
  request.trace = span_.parent();
  request.intent = question_.intent;
  request.system =
      services_.catalog.prompt("coach", {{"locale", question_.locale},
                                         {"date", day_of(services_.clock.wall_now())},
                                         {"unit", std::string(name_of(question_.unit))}});
  if (question_.intent == llm::Intent::answer) {
    request.tools = {{plan::kToolName, plan::tool_description(), plan::tool_schema()}};
  }
  request.tool_required = question_.form.has_value();
  request.brief = question_.form;
  request.earlier = history_.earlier();
  request.messages = history_.messages_with(question_.text);
  request.locale = question_.locale;
  request.weight_unit = question_.unit == WeightUnit::unknown ? "" : name_of(question_.unit);
  request.user_hash = speaker_.subject;
  request.store = speaker_.store;
  request.turn = log_id_;
  request.output_tokens_max = services_.settings.output_tokens_max;
  return request;
}

void Turn::open_stream(llm::Request request) {
  stream_spoke_ = false;
  stream_ = services_.provider.open(std::move(request), began_at_ + services_.settings.turn_timeout,
                                    wake_);
}

/// The conversation goes on with what the model has said so far, as it would have if the user had
/// seen it, and with a message of ours.
void Turn::open_next_round(std::string_view result, std::string prompt) {
  llm::Request request = first_request();
  llm::Message said{llm::Role::assistant, spoken_.words(), {}};
  if (spoken_.has_plan()) {
    const plan::Plan plan = reviewed_ ? reviewed_->plan : spoken_.plan().whole();
    said.call =
        llm::ToolCall{std::string(plan::kToolName), plan::draft_of(plan), std::string(result)};
  }
  if (!said.text.empty() || said.call) {
    request.messages.push_back(std::move(said));
    request.messages.push_back({llm::Role::user, std::move(prompt), {}});
  } else {
    request.messages.back().text.append("\n\n").append(prompt);
  }
  request.tool_required = true;
  request.models_only = true;
  if (failure_) request.not_first = provider_;
  open_stream(std::move(request));
}

void Turn::on_finished(llm::FinishReason reason) {
  spoken_.end_round();
  if (asked_again_) return take_second();
  switch (reason) {
    case llm::FinishReason::content_filter:
      if (spoken_.has_plan() && spoken_.plan().complete()) break;
      return conclude(Outcome::blocked, sentence("answer_blocked"));
    case llm::FinishReason::length:
      if (spoken_.has_plan() && !spoken_.plan().complete()) return want_rest(true);
      if (!spoken_.has_plan()) return conclude(Outcome::too_long, sentence("answer_too_long"));
      break;
    case llm::FinishReason::stop:
    case llm::FinishReason::tool_calls:
    case llm::FinishReason::refusal:
    case llm::FinishReason::pause:
    case llm::FinishReason::other:
      break;
  }
  if (spoken_.has_plan()) {
    if (!spoken_.plan().complete()) return want_rest(false);
    return judge_plan();
  }
  if (spoken_.has_call()) return ask_for_readable_call();
  if (question_.form || spoken_.has_unread_plan()) return ask_again("plan_in_text", {});
  if (trimmed(spoken_.words()).empty()) {
    return conclude(Outcome::upstream_failed, sentence("answer_empty"));
  }
  conclude(Outcome::answered);
}

void Turn::on_failed(const llm::Failed& failure) {
  spoken_.end_round();
  failure_ = failure;
  // A call that the provider itself could not read is the model's fault, and may come out better.
  const bool called = spoken_.has_call() || asked_again_;
  const bool unreadable = failure.cause == llm::FailureClass::malformed_tool_call ||
                          (failure.cause == llm::FailureClass::empty && called);
  if (asked_again_ && (reviewed_ || unreadable)) return take_second();
  if (spoken_.has_plan() && spoken_.plan().complete()) return judge_plan();
  if (unreadable) return spoken_.has_plan() ? want_rest(false) : ask_for_readable_call();
  if (spoken_.has_plan() && failure.cause != llm::FailureClass::cancelled) return want_rest(false);
  if (begin_again(failure)) return;
  const bool half_said = half_ && !trimmed(half_->words()).empty();
  if (half_said || spoken_.has_plan() || !trimmed(spoken_.words()).empty()) {
    return conclude(Outcome::cut_off, sentence("answer_cut_off"));
  }
  conclude(Outcome::upstream_failed, sentence(sentence_key_for(failure.cause)));
}

void Turn::on_answering(const llm::Answering& who) {
  provider_ = who.provider;
  model_ = who.model;
  rules_instead_ = model_.empty() && who.reason != llm::Answering::Reason::first_choice;
  if (!rules_instead_) return;
  const bool spent = who.reason == llm::Answering::Reason::over_budget;
  opening_.clear();
  if (!question_.opening.empty()) opening_.append(sentence(question_.opening)).append("\n\n");
  opening_.append(sentence(spent ? "offline_over_budget" : "offline_stands_in"));
}

/// Somebody who works by rules says the same again.
bool Turn::may_ask() const noexcept {
  return !model_.empty();
}

/// Another answer in place of one that broke off: frames are cumulative, so it takes its place on
/// the screen, with its first word. Until then, and if nothing comes, the half stays.
bool Turn::begin_again(const llm::Failed& failure) {
  const bool is_first_round = continuations_ == 0 && !asked_again_;
  const bool late = services_.clock.now() >= began_at_ + services_.settings.turn_timeout;
  const bool said = !trimmed(spoken_.words()).empty() || spoken_.has_call();
  if (late || !said || !is_first_round || plan_shown_ || !may_ask() ||
      failure.cause == llm::FailureClass::cancelled || beginnings_ == kBeginningsMax) {
    return false;
  }
  ++beginnings_;
  if (!half_ || spoken_.words().size() > half_->words().size()) half_ = std::move(spoken_);
  spoken_ =
      Spoken(names_, {services_.settings.answer_bytes_max, services_.settings.plan_bytes_max});
  start_over_ = true;
  llm::Request request = first_request();
  request.not_first = provider_;
  // What was shown of a model's answer is not replaced by what the rules say.
  request.models_only = visible_;
  open_stream(std::move(request));
  return true;
}

/// The answer is over, and what broke off before it said more than what came after.
void Turn::fall_back_on_half() {
  const bool better = spoken_.has_plan() || reviewed_ || outcome_ == Outcome::answered ||
                      outcome_ == Outcome::too_long || !half_ ||
                      spoken_.words().size() >= half_->words().size();
  if (better) return;
  spoken_ = *std::move(half_);
  spoken_.break_off();
  spoken_.mark_shown(0);
  start_over_ = true;
}

/// Goes on from the last whole exercise of a plan that ended too early: at the output limit, or
/// because it is no JSON from there on.
void Turn::want_rest(bool cut_off) {
  if (!may_ask() || continuations_ == kContinuationsMax) {
    if (cut_off) return conclude(Outcome::too_long, sentence("answer_too_long"));
    return conclude(Outcome::cut_off, sentence("plan_incomplete"));
  }
  ++continuations_;
  const plan::Plan plan = spoken_.plan().whole();
  const plan::Session& last = plan.sessions.back();
  open_next_round("It was cut off here.",
                  prompt("continue_plan", {{"have_sessions", names_of(plan.sessions)},
                                           {"last_session", last.name},
                                           {"last_exercise", last.exercises.back().name}}));
  spoken_.continue_plan();
}

void Turn::judge_plan() {
  reviewed_ = review().of(spoken_.plan().whole());
  whole_ = true;
  if (reviewed_->errors.empty() || !may_ask()) return conclude(Outcome::answered);
  ask_again("mend", {{"reasons", reasons_of(*reviewed_)}});
}

void Turn::ask_for_readable_call() {
  ask_again("mend",
            {{"reasons", "- The arguments of the call had no exercise that could be read."}});
}

void Turn::ask_again(std::string_view prompt_id, std::initializer_list<prompts::Slot> slots) {
  asked_again_ = true;
  if (!may_ask()) return take_second();
  open_next_round("It was checked, and is not shown as final.", prompt(prompt_id, slots));
  quiet_ = plan_shown_;
  spoken_.forget_plan();
}

/// The better of the two plans; if there is none, one by rules.
void Turn::take_second() {
  if (spoken_.has_plan() && spoken_.plan().complete()) {
    Reviewed second = review().of(spoken_.plan().whole());
    if (!reviewed_ || second.errors.size() <= reviewed_->errors.size())
      reviewed_ = std::move(second);
    whole_ = true;
  }
  if (!reviewed_) stand_in();
  if (!reviewed_) return conclude(Outcome::upstream_failed, sentence("plan_incomplete"));
  conclude(Outcome::answered);
}

/// That of the form, or of the chat.
const trainer::Wish& Turn::wish() const noexcept {
  return heard_ ? heard_->wish() : wish_;
}

const Review& Turn::review() {
  if (!review_) {
    review_.emplace(services_.knowledge.exercises, names_, wanted_for(question_, wish()));
  }
  return *review_;
}

/// The plan that the rules make, instead of the model's.
void Turn::stand_in() {
  trainer::Answer answer =
      trainer::reply_to(first_request(), services_.knowledge, services_.catalog);
  if (!answer.plan) return;
  stood_in_ = true;
  whole_ = true;
  reviewed_ = Reviewed{std::move(*answer.plan), 0, {}, {}};
}

void Turn::remember(std::string said) {
  // Nobody said what asks the coach to introduce itself; without an answer it only would be in the
  // way of what the user says next.
  if (question_.intent == llm::Intent::introduce && spoken_.words().empty()) return;
  Exchange exchange{std::move(question_.text),
                    spoken_.words(),
                    false,
                    {},
                    question_.intent == llm::Intent::introduce};
  if (outcome_ == Outcome::warned) exchange.assistant = std::move(said);
  if (reviewed_ || spoken_.has_plan()) {
    if (final_plan_.sessions.empty())
      final_plan_ = reviewed_ ? reviewed_->plan : spoken_.plan().whole();
    exchange.call =
        llm::ToolCall{std::string(plan::kToolName), plan::draft_of(final_plan_),
                      whole_ ? "The user sees this plan and can save it."
                             : "The plan was cut off here; the user sees this part of it."};
    // From now on they may be in the user's log: the next plan spells them alike.
    for (const plan::Session& session : final_plan_.sessions) {
      for (const plan::Exercise& exercise : session.exercises)
        names_.add_written(exercise.name);
    }
  }
  switch (outcome_) {
    case Outcome::answered:
    case Outcome::warned:
      break;
    case Outcome::too_long:
    case Outcome::cut_off:
    case Outcome::stopped:
    case Outcome::shut_down:
    case Outcome::superseded:
    case Outcome::disconnected:
      exchange.interrupted = true;
      break;
    case Outcome::blocked:
      if (exchange.assistant.empty() && !exchange.call) return;
      exchange.interrupted = true;
      break;
    case Outcome::restarted:
    case Outcome::upstream_failed:
    case Outcome::quota_used_up:
    case Outcome::too_many_turns:
    case Outcome::overloaded:
    case Outcome::entitlement_gone:
    case Outcome::entitlement_unchecked:
    case Outcome::message_refused:
    case Outcome::internal_error:
      return;
  }
  if (heard_) {
    listener_.hear(exchange.user, *std::exchange(heard_, std::nullopt));
  } else if (question_.intent == llm::Intent::answer && !question_.form) {
    listener_.hear(exchange.user);  // ended before it was read
  }
  history_.add(std::move(exchange));
}

}  // namespace spotter::chat
