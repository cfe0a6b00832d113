#include "chat/turn.hpp"

#include <spotter/base/text.hpp>
#include <spotter/lint/linter.hpp>

#include <array>
#include <ctime>

namespace spotter::chat {
namespace {

using std::chrono::milliseconds;

/// Bytes of English text per token, roughly; for turns whose provider never told its usage.
constexpr std::size_t kBytesPerToken = 4;

/// The sentence for a failure before the first word.
std::string_view sentence_key_for(llm::FailureClass cause) noexcept {
  switch (cause) {
    case llm::FailureClass::auth:
    case llm::FailureClass::permission:
    case llm::FailureClass::billing:
    case llm::FailureClass::not_found:
    case llm::FailureClass::invalid_request:
    case llm::FailureClass::request_too_large:
      return "upstream_refused";
    case llm::FailureClass::context_length:
      return "history_too_long";
    case llm::FailureClass::blocked:
      return "answer_blocked";
    case llm::FailureClass::rate_limit:
    case llm::FailureClass::overloaded:
      return "upstream_busy";
    case llm::FailureClass::timeout:
      return "timeout";
    case llm::FailureClass::empty:
      return "answer_empty";
    case llm::FailureClass::server:
    case llm::FailureClass::network:
    case llm::FailureClass::protocol:
    case llm::FailureClass::truncated:
    case llm::FailureClass::malformed_tool_call:
    case llm::FailureClass::cancelled:
      return "upstream_down";
  }
  return "internal_error";
}

std::string date_of(WallTime now) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 16> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d", &parts)};
}

std::int64_t millis_between(TimePoint from, TimePoint to) {
  return std::chrono::duration_cast<milliseconds>(to - from).count();
}

}  // namespace

std::string_view name_of(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::answered:
      return "answered";
    case Outcome::stopped:
      return "stopped";
    case Outcome::superseded:
      return "superseded";
    case Outcome::restarted:
      return "restarted";
    case Outcome::disconnected:
      return "disconnected";
    case Outcome::shut_down:
      return "shut_down";
    case Outcome::cut_off:
      return "cut_off";
    case Outcome::too_long:
      return "too_long";
    case Outcome::blocked:
      return "blocked";
    case Outcome::upstream_failed:
      return "upstream_failed";
    case Outcome::quota_used_up:
      return "quota_used_up";
    case Outcome::too_many_turns:
      return "too_many_turns";
    case Outcome::message_refused:
      return "message_refused";
    case Outcome::internal_error:
      return "internal_error";
  }
  return "unknown";
}

Turn::Turn(const Services& services, const Speaker& speaker, History& history,
           exercises::NameKeeper& names, Question question, std::unique_ptr<Reply> reply,
           OnOver on_over)
    : services_(services),
      speaker_(speaker),
      history_(history),
      names_(names),
      question_(std::move(question)),
      reply_(std::move(reply)),
      on_over_(std::move(on_over)),
      wake_(services.executor),
      id_(services.next_turn_id()),
      budget_{speaker.subject, speaker.generations_max},
      began_at_(services.clock.now()) {}

Task<void> Turn::run() {
  std::exception_ptr bug;
  try {
    co_await answer();
  } catch (...) {
    bug = std::current_exception();
  }
  if (bug) {
    // The user still gets an end to the call, the operator the reason.
    end(Outcome::internal_error);
    services_.on_bug(bug);
  }
  if (taken_) {
    // One visible word is what the user pays for.
    const auto settlement =
        visible_ ? rate_limit::Settlement::charged : rate_limit::Settlement::given_back;
    co_await services_.limiter.settle(budget_, id_, settlement);
  }
}

Task<void> Turn::answer() {
  if (over_) co_return;
  if (const auto refusal = objection()) {
    conclude(Outcome::message_refused, *refusal,
             {{"limit", std::to_string(services_.settings.message_characters_max)}});
    co_return;
  }
  if (!co_await take_generation()) co_return;
  open_stream();
  while (!over_) {
    drain();
    if (over_) break;
    present();
    co_await wake_.wait_until(next_look());
  }
}

std::optional<std::string> Turn::objection() const {
  if (question_.intent == llm::Intent::introduce) return std::nullopt;
  if (trimmed(question_.text).empty()) return "message_empty";
  if (count_code_points(question_.text) > services_.settings.message_characters_max) {
    return "message_too_long";
  }
  return std::nullopt;
}

Task<bool> Turn::take_generation() {
  const auto decision = co_await services_.limiter.take(budget_, id_);
  taken_ = decision && decision->allowed();
  if (over_) co_return false;  // ended while we asked: run() gives it back
  if (!decision) {
    conclude(Outcome::internal_error, "internal_error");
  } else if (decision->refusal == rate_limit::Refusal::used_up) {
    conclude(Outcome::quota_used_up, "quota_used_up",
             {{"when", duration_text(decision->retry_after)}});
  } else if (decision->refusal == rate_limit::Refusal::too_many_running) {
    conclude(Outcome::too_many_turns, "too_many_turns");
  }
  co_return !over_;
}

void Turn::open_stream() {
  const auto& settings = services_.settings;
  llm::Request request;
  request.intent = question_.intent;
  prompt_version_ = services_.catalog.prompt_version("coach");
  request.system =
      services_.catalog.prompt("coach", {{"locale", question_.locale},
                                         {"date", date_of(services_.clock.wall_now())},
                                         {"unit", std::string(name_of(question_.unit))}});
  if (question_.intent == llm::Intent::answer) {
    request.tools = {{plan::kToolName, plan::tool_description(), plan::tool_schema()}};
  }
  request.messages = history_.messages_with(question_.text);
  request.locale = question_.locale;
  request.weight_unit = question_.unit == WeightUnit::unknown ? "" : name_of(question_.unit);
  request.user_hash = speaker_.subject;
  request.output_tokens_max = settings.output_tokens_max;
  stream_ = services_.provider.open(std::move(request), began_at_ + settings.turn_timeout, wake_);
}

void Turn::drain() {
  const auto may_read_on = [this] {
    // Words beside a plan never show: what bounds them is the limit of the answer.
    const bool has_plan = plan_ && plan_->has_exercise();
    return has_plan || text_.size() - shown_bytes_ <= services_.settings.read_ahead_bytes_max;
  };
  while (!over_ && may_read_on()) {
    auto event = stream_->try_next();
    if (!event) return;
    on_event(std::move(*event));
  }
}

void Turn::on_event(llm::Event event) {
  if (auto* text = std::get_if<llm::Text>(&event)) {
    on_text(text->fragment);
  } else if (auto* refusal = std::get_if<llm::Refusal>(&event)) {
    on_text(refusal->fragment);
  } else if (const auto* begin = std::get_if<llm::ToolBegin>(&event)) {
    on_tool(*begin);
  } else if (const auto* more = std::get_if<llm::ToolArgs>(&event)) {
    on_tool(*more);
  } else if (auto* usage = std::get_if<llm::Usage>(&event)) {
    usage_ = *usage;
  } else if (auto* finished = std::get_if<llm::Finished>(&event)) {
    on_finished(finished->reason);
  } else if (auto* failed = std::get_if<llm::Failed>(&event)) {
    on_failed(*failed);
  }
  // Started and Reasoning say nothing to the user. That a call ended shows in its arguments.
}

/// One plan an answer: the first that has anything. Calls of tools that were never offered are
/// nothing.
void Turn::on_tool(const llm::ToolBegin& begin) {
  const bool has_plan = plan_ && plan_->has_exercise();
  if (has_plan || begin.name != plan::kToolName) return;
  plan_.emplace(begin.slot, names_);
  text_before_plan_ = text_.size();
}

void Turn::on_tool(const llm::ToolArgs& more) {
  if (!plan_ || more.slot != plan_->slot()) return;
  if (!first_text_at_) first_text_at_ = services_.clock.now();
  if (plan_->bytes() + more.fragment.size() > services_.settings.plan_bytes_max) {
    return conclude(Outcome::too_long, "answer_too_long");
  }
  plan_->feed(more.fragment);
}

void Turn::on_text(std::string_view fragment) {
  if (!first_text_at_) first_text_at_ = services_.clock.now();
  const std::size_t left = services_.settings.answer_bytes_max - text_.size();
  append_readable(text_, utf8_prefix(fragment, left));
  if (fragment.size() > left) {
    conclude(Outcome::too_long, "answer_too_long");
  } else if (services_.settings.frame_interval.count() == 0) {
    present();
  }
}

void Turn::on_finished(llm::FinishReason reason) {
  switch (reason) {
    case llm::FinishReason::length:
      return conclude(Outcome::too_long, "answer_too_long");
    case llm::FinishReason::content_filter:
      return conclude(Outcome::blocked, "answer_blocked");
    case llm::FinishReason::stop:
    case llm::FinishReason::tool_calls:
    case llm::FinishReason::refusal:
    case llm::FinishReason::pause:
    case llm::FinishReason::other:
      break;
  }
  if (plan_ && !plan_->complete()) return conclude(Outcome::cut_off, "plan_incomplete");
  if (plan_ && !plan_->has_exercise()) return conclude(Outcome::upstream_failed, "plan_incomplete");
  if (!plan_ && trimmed(text_).empty()) {
    return conclude(Outcome::upstream_failed, "answer_empty");
  }
  conclude(Outcome::answered, {});
}

void Turn::on_failed(const llm::Failed& failure) {
  failure_ = name_of(failure.cause);
  if (!failure.code.empty()) failure_.append(":").append(failure.code);
  const bool has_plan = plan_ && plan_->has_exercise();
  if (has_plan || !trimmed(text_).empty()) return conclude(Outcome::cut_off, "answer_cut_off");
  conclude(Outcome::upstream_failed, sentence_key_for(failure.cause));
}

bool Turn::has_news() const noexcept {
  if (plan_ && plan_->has_exercise()) return plan_->due();
  return text_.size() != shown_bytes_;
}

void Turn::present() {
  if (!has_news()) return;
  const Room room = reply_->room();
  const auto interval = services_.settings.frame_interval;
  if (interval.count() == 0) {
    if (room != Room::full) show_now();
    return;
  }
  // Never more than one frame of a turn waits: until the client has taken it, newer text replaces
  // nothing but this turn's own memory.
  if (room != Room::empty) return;
  if (shown_at_ && services_.clock.now() < *shown_at_ + interval) return;
  show_now();
}

TimePoint Turn::next_look() const {
  if (!has_news() || reply_->room() != Room::empty || !shown_at_) return TimePoint::max();
  return *shown_at_ + services_.settings.frame_interval;
}

void Turn::show_now() {
  if (plan_ && plan_->has_exercise()) {
    plan_->show_growing(*reply_);
    shown_bytes_ = text_.size();  // no words are shown beside a plan
    visible_ = true;
  } else {
    reply_->show(text_);
    shown_bytes_ = text_.size();
    visible_ = visible_ || !trimmed(text_).empty();
  }
  shown_at_ = services_.clock.now();
}

/// The plan as the rules of training leave it. Only the first plan of a chat: a later one, one that
/// the user shared, and one that is mostly made of their own exercises, was to be changed where
/// they asked and nowhere else.
plan::Plan Turn::checked(plan::Plan plan) {
  if (question_.changes_plan || history_.has_call()) return plan;
  lint::Wanted wanted;
  wanted.unit = question_.unit == WeightUnit::pounds ? lint::Unit::pounds : lint::Unit::kilograms;
  std::size_t exercises = 0;
  for (const plan::Session& session : plan.sessions) {
    for (const plan::Exercise& exercise : session.exercises) {
      ++exercises;
      if (names_.is_users(exercise.name)) wanted.users_names.push_back(exercise.name);
    }
  }
  if (wanted.users_names.size() * 2 > exercises) return plan;
  lint::Report report = lint::lint(std::move(plan), wanted, services_.exercises);
  repairs_ = report.repaired.size();
  faults_ = report.errors.size() + report.warnings.size();
  return std::move(report.plan);
}

/// The frame that stays: what is whole of the plan, and all words that belong to it, because no
/// text may follow.
void Turn::show_last_plan(std::string_view said) {
  final_plan_ = checked(plan_->whole());
  add_to_description(final_plan_, std::string_view(text_).substr(text_before_plan_));
  // What we say of a failure is for the user; the model must not find it in its plan.
  plan::Plan shown = final_plan_;
  add_to_description(shown, said);
  reply_->show(shown);
  visible_ = true;
}

void Turn::end(Outcome outcome) {
  std::string_view sentence_key;
  if (outcome == Outcome::internal_error) sentence_key = "internal_error";
  if (outcome == Outcome::shut_down) sentence_key = "shutting_down";
  conclude(outcome, sentence_key);
}

void Turn::conclude(Outcome outcome, std::string_view sentence_key,
                    std::initializer_list<prompts::Slot> slots) {
  if (over_) return;
  over_ = true;
  outcome_ = outcome;
  if (stream_) stream_->cancel();
  const bool silent = outcome == Outcome::restarted || outcome == Outcome::disconnected ||
                      outcome == Outcome::superseded;
  if (!silent) {
    const std::string said = sentence_key.empty() ? "" : sentence(sentence_key, slots);
    if (plan_ && plan_->has_exercise()) {
      show_last_plan(said);
    } else {
      if (text_.size() != shown_bytes_) show_now();
      if (!said.empty()) reply_->show(text_.empty() ? said : text_ + "\n\n" + said);
    }
  }
  remember();
  log_end();
  wake_.notify();
  on_over_(*this);
}

void Turn::remember() {
  // Nobody said what asks the coach to introduce itself; without an answer it only would be in the
  // way of what the user says next.
  if (question_.intent == llm::Intent::introduce && text_.empty()) return;
  Exchange exchange{std::move(question_.text), text_, false, {}};
  if (plan_ && plan_->has_exercise()) {
    if (final_plan_.sessions.empty()) final_plan_ = plan_->whole();
    const bool whole = outcome_ == Outcome::answered;
    exchange.call =
        llm::ToolCall{std::string(plan::kToolName), plan::draft_of(final_plan_),
                      whole ? "The user sees this plan and can save it."
                            : "The plan was cut off here; the user sees this part of it."};
    // From now on they may be in the user's log: the next plan must spell them alike.
    for (const plan::Session& session : final_plan_.sessions) {
      for (const plan::Exercise& exercise : session.exercises)
        names_.add_known(exercise.name);
    }
  }
  switch (outcome_) {
    case Outcome::answered:
      break;
    case Outcome::too_long:
    case Outcome::cut_off:
    case Outcome::stopped:
    case Outcome::shut_down:
    case Outcome::superseded:
      exchange.interrupted = true;
      break;
    case Outcome::blocked:
      if (exchange.assistant.empty() && !exchange.call) return;
      exchange.interrupted = true;
      break;
    case Outcome::restarted:
    case Outcome::disconnected:
    case Outcome::upstream_failed:
    case Outcome::quota_used_up:
    case Outcome::too_many_turns:
    case Outcome::message_refused:
    case Outcome::internal_error:
      return;
  }
  history_.add(std::move(exchange));
}

void Turn::log_end() const {
  const auto now = services_.clock.now();
  const bool estimated = !usage_ || usage_->estimated;
  const auto output = usage_ ? usage_->output
                             : static_cast<std::int64_t>(
                                   (text_.size() + (plan_ ? plan_->bytes() : 0)) / kBytesPerToken);
  services_.log.event(
      outcome_ == Outcome::upstream_failed || outcome_ == Outcome::cut_off ? telemetry::Level::warn
                                                                           : telemetry::Level::info,
      "turn_finished",
      {{"session", speaker_.session_id},
       {"turn", id_},
       {"subject", std::string_view(speaker_.subject).substr(0, 8)},
       {"outcome", name_of(outcome_)},
       {"provider", services_.provider.name()},
       {"model", services_.provider.model()},
       {"prompt", prompt_version_},
       {"duration_ms", millis_between(began_at_, now)},
       {"first_token_ms", first_text_at_ ? millis_between(began_at_, *first_text_at_) : -1},
       {"input_tokens", usage_ ? usage_->input : 0},
       {"output_tokens", output},
       {"tokens_estimated", estimated},
       {"plan_frames", plan_ ? plan_->frames() : 0},
       {"plan_repairs", repairs_},
       {"plan_faults", faults_},
       {"failure", failure_}});
}

std::string Turn::sentence(std::string_view key, std::initializer_list<prompts::Slot> slots) const {
  return services_.catalog.text("sentences", key, question_.locale, slots);
}

std::string Turn::duration_text(Duration wait) const {
  // Rounded up, so that whoever comes back then is let in.
  const auto minutes = std::chrono::ceil<std::chrono::minutes>(wait).count();
  const auto hours = std::to_string(minutes / 60);
  const auto rest = std::to_string(minutes % 60);
  if (minutes < 60) return sentence("duration_minutes", {{"minutes", rest}});
  if (minutes % 60 == 0) return sentence("duration_hours", {{"hours", hours}});
  return sentence("duration_hours_minutes", {{"hours", hours}, {"minutes", rest}});
}

}  // namespace spotter::chat
