#include "chat/turn.hpp"

#include <spotter/base/text.hpp>
#include <spotter/trainer/coach.hpp>
#include <spotter/trainer/wanted.hpp>

#include <algorithm>
#include <utility>

namespace spotter::chat {
namespace {

/// Frames of several turns that may go out at about the same time do so together, with one wake-up
/// of the loop. Such moments are an eighth of the interval apart, or less: who waits for a second
/// need not wait for long for the next one.
constexpr int kBeatsPerInterval = 8;
constexpr auto kBeatMax = std::chrono::milliseconds(5);
/// A frame that is later than it could be by less does not delay the next ones: 1 ms of 40.
constexpr int kLatePerInterval = 40;
constexpr auto kLateMax = std::chrono::milliseconds(1);
/// Reading rests no longer: where frames are rare, an end is still noticed soon.
constexpr auto kRestMax = std::chrono::milliseconds(50);

Duration beat_of(Duration interval) {
  return std::clamp<Duration>(interval / kBeatsPerInterval, Duration(1), kBeatMax);
}

/// All that somebody could write into a form.
std::string words_in(const plan::Brief& brief) {
  std::string words;
  const auto add = [&](const std::vector<std::string>& labels) {
    for (const std::string& label : labels)
      words.append(label).append(".\n");
  };
  if (const auto* week = std::get_if<plan::WeekBrief>(&brief.wanted)) add(week->goals);
  if (const auto* session = std::get_if<plan::SessionBrief>(&brief.wanted)) add(session->areas);
  return words.append(brief.info);
}

}  // namespace

Turn::Turn(const Services& services, const Speaker& speaker, Memory memory, Question question,
           std::unique_ptr<Reply> reply, OnOver on_over)
    : services_(services),
      speaker_(speaker),
      history_(memory.history),
      names_(memory.names),
      listener_(memory.listener),
      question_(std::move(question)),
      reply_(std::move(reply)),
      on_over_(std::move(on_over)),
      wake_(services.executor),
      id_(question_.id ? *question_.id : services.next_turn_id()),
      log_id_(services.process + std::to_string(id_)),
      span_(speaker.trace.begin("turn", telemetry::SpanKind::internal)),
      budget_{speaker.subject, speaker.generations_max, span_.parent()},
      provider_(services.provider.name()),
      model_(services.provider.model()),
      spoken_(names_, {services.settings.answer_bytes_max, services.settings.plan_bytes_max}),
      began_at_(services.clock.now()) {
  if (!question_.opening.empty()) opening_ = sentence(question_.opening);
  services_.metrics.running.add(1);
  begin_span();
  services_.log.event(telemetry::Level::debug, "turn_begun",
                      {{speaker_.id_kind, speaker_.session_id},
                       {"turn", log_id_},
                       {"subject", std::string_view(speaker_.subject).substr(0, 8)}});
}

Turn::~Turn() {
  services_.metrics.running.add(-1);
}

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
    const auto settlement =
        is_charged() ? rate_limit::Settlement::charged : rate_limit::Settlement::given_back;
    services_.metrics.settled(settlement).add();
    co_await services_.limiter.settle(budget_, id_, settlement);
  }
  end_span();
}

/// One visible word is what the user pays for; a form pays for its plan. What the rules do instead
/// of a model is free.
bool Turn::is_charged() const noexcept {
  if (stood_in_ || rules_instead_) return false;
  // We have ended it, and nobody has had a word of it.
  const bool cut = outcome_ == Outcome::shut_down || outcome_ == Outcome::disconnected;
  if (cut && !sent_) return false;
  if (question_.form && outcome_ != Outcome::answered) {
    return visible_ && outcome_ == Outcome::disconnected && question_.frames_are_seen;
  }
  return visible_;
}

Ending Turn::ending() const {
  Ending ending;
  ending.outcome = outcome_;
  ending.charged = taken_ && is_charged();
  if (quota_) {
    const bool given_back = quota_->allowed() && !ending.charged;
    ending.remaining = quota_->remaining;
    if (ending.remaining && given_back) ++*ending.remaining;
    if (ending.remaining == std::size_t{0}) ending.next_free_in = quota_->retry_after;
  }
  if (usage_) ending.tokens = Tokens{usage_->input, usage_->output, usage_->estimated};
  return ending;
}

Task<void> Turn::answer() {
  if (over_) co_return;
  if (const auto refusal = objection()) {
    conclude(
        Outcome::message_refused,
        sentence(*refusal, {{"limit", std::to_string(services_.settings.message_characters_max)}}));
    co_return;
  }
  llm::Request request = first_request();
  if (question_.form) {
    wish_ = trainer::wish_of(request, services_.knowledge);
  } else if (question_.intent == llm::Intent::answer) {
    heard_.emplace(listener_.listen(question_.text, question_.locale));
  }
  if (warn(request)) co_return;
  if (is_turned_away()) co_return;
  if (!co_await may_talk()) co_return;
  if (!co_await take_generation()) co_return;
  note_prompt("coach");
  if (question_.intent == llm::Intent::introduce) note_prompt("introduce");
  if (question_.form) note_prompt(prompt_of(*question_.form));
  open_stream(std::move(request));
  while (!over_) {
    // What is true now may not be a moment later: nobody sleeps until there is more without having
    // read what there is.
    std::optional<TimePoint> until = rest();
    if (!until) {
      drain();
      if (over_) break;
      present();
      until = rest();
    }
    const TimePoint when = until ? *until : next_look();
    co_await wake_.wait_until(when);
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

/// Chest pain does not wait for a model, nor for a quota.
bool Turn::warn(const llm::Request& request) {
  if (question_.intent == llm::Intent::introduce) return false;
  std::string warning = question_.form
                            ? trainer::warning_for(words_in(*question_.form), question_.locale,
                                                   services_.knowledge, services_.catalog)
                            : trainer::warning_for(*heard_, services_.catalog);
  if (warning.empty() && !question_.form && trainer::is_too_young(wish()))
    warning = trainer::too_young_text(request, services_.knowledge, services_.catalog);
  if (warning.empty()) return false;
  conclude(Outcome::warned, std::move(warning));
  return true;
}

/// A sentence at once, and nobody is asked for anything.
bool Turn::is_turned_away() {
  const auto wait = services_.turn_away ? services_.turn_away() : std::nullopt;
  if (!wait) return false;
  retry_after_ = *wait;
  conclude(Outcome::overloaded, sentence("server_busy"));
  return true;
}

/// The purchase is looked at again: it may have ended since the chat began. The connection stays;
/// as soon as the store says yes again, so do we.
Task<bool> Turn::may_talk() {
  if (!speaker_.look_again) co_return true;
  auto looking = speaker_.look_again(log_id_, span_.parent());
  const Right right = co_await std::move(looking);
  if (over_) co_return false;
  if (right == Right::gone) conclude(Outcome::entitlement_gone, sentence("entitlement_gone"));
  if (right == Right::unchecked)
    conclude(Outcome::entitlement_unchecked, sentence("entitlement_unchecked"));
  co_return !over_;
}

Task<bool> Turn::take_generation() {
  const auto decision = co_await services_.limiter.take(budget_, id_);
  taken_ = decision && decision->allowed();
  count_decision(decision);
  if (over_) co_return false;  // ended while we asked: run() gives it back
  if (decision && budget_.generations_max > 0) quota_ = *decision;
  if (!decision) {
    conclude(Outcome::internal_error, sentence("internal_error"));
  } else if (decision->refusal == rate_limit::Refusal::used_up) {
    retry_after_ = decision->retry_after;
    conclude(Outcome::quota_used_up,
             sentence("quota_used_up", {{"when", duration_text(decision->retry_after)}}));
  } else if (decision->refusal == rate_limit::Refusal::too_many_running) {
    conclude(Outcome::too_many_turns, sentence("too_many_turns"));
  }
  co_return !over_;
}

void Turn::wake() noexcept {
  count_taken();
  // Most often the client has taken all that there is, and nothing waits for that.
  if (has_news() || held_back_) wake_.notify();
}

/// Words beside a plan never show: what bounds them is the limit of the answer.
bool Turn::may_read_on() const noexcept {
  return plan_shown_ || spoken_.has_plan() ||
         spoken_.words().size() - spoken_.shown_bytes() <= services_.settings.read_ahead_bytes_max;
}

void Turn::drain() {
  looked_at_ = services_.clock.now();
  while (!over_ && may_read_on()) {
    auto event = stream_->try_next();
    if (!event) {
      held_back_ = false;
      return;
    }
    on_event(std::move(*event));
  }
  held_back_ = true;
}

/// Before an end that shows what there is: what came while reading was put off has been said, too.
/// How the stream ended no longer matters.
void Turn::catch_up() noexcept {
  if (over_ || !stream_ || !reads_late()) return;
  try {
    while (!over_ && may_read_on()) {
      auto event = stream_->try_next();
      if (!event || std::holds_alternative<llm::Finished>(*event) ||
          std::holds_alternative<llm::Failed>(*event)) {
        return;
      }
      on_event(std::move(*event));
    }
  } catch (...) {
    services_.on_bug(std::current_exception());  // and the turn ends without these words
  }
}

void Turn::on_event(llm::Event&& event) {
  count_delta(event);
  if (const auto* who = std::get_if<llm::Answering>(&event)) {
    on_answering(*who);
  } else if (auto* text = std::get_if<llm::Text>(&event)) {
    on_words(text->fragment);
  } else if (auto* refusal = std::get_if<llm::Refusal>(&event)) {
    on_words(refusal->fragment);
  } else if (const auto* begin = std::get_if<llm::ToolBegin>(&event)) {
    spoken_.begin_call(*begin);
  } else if (const auto* more = std::get_if<llm::ToolArgs>(&event)) {
    on_arguments(*more);
  } else if (auto* usage = std::get_if<llm::Usage>(&event)) {
    on_usage(*usage);
  } else if (auto* finished = std::get_if<llm::Finished>(&event)) {
    on_finished(finished->reason);
  } else if (auto* failed = std::get_if<llm::Failed>(&event)) {
    on_failed(*failed);
  }
  // Started and Reasoning say nothing to the user. That a call ended shows in its arguments.
}

void Turn::on_words(std::string_view fragment) {
  if (quiet_) return;  // nobody asked for words
  note_first_word();
  if (spoken_.add_words(fragment) == Spoken::Fit::too_long) {
    conclude(Outcome::too_long, sentence("answer_too_long"));
  } else if (services_.settings.frame_interval.count() == 0) {
    present();
  }
}

void Turn::on_arguments(const llm::ToolArgs& more) {
  note_first_word();
  if (spoken_.add_arguments(more) == Spoken::Fit::too_long)
    conclude(Outcome::too_long, sentence("answer_too_long"));
}

void Turn::on_usage(const llm::Usage& usage) {
  if (!usage_) {
    usage_ = usage;
    return;
  }
  usage_->input += usage.input;
  usage_->cached += usage.cached;
  usage_->cache_write += usage.cache_write;
  usage_->output += usage.output;
  usage_->reasoning += usage.reasoning;
  usage_->estimated = usage_->estimated || usage.estimated;
}

bool Turn::has_news() const noexcept {
  if (quiet_) return false;
  if (spoken_.has_plan()) return spoken_.plan().due();
  return !plan_shown_ && spoken_.showable().size() > spoken_.shown_bytes();
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
  if (shown_at_ && services_.clock.now() < next_frame()) return;
  show_now();
}

/// When a frame may follow the one that was shown last.
TimePoint Turn::next_frame() const {
  const Duration interval = services_.settings.frame_interval;
  const Duration beat = beat_of(interval);
  const Duration due = shown_at_->time_since_epoch() + interval;
  return TimePoint((due + beat - Duration(1)) / beat * beat);
}

/// A frame has gone out, and nobody would see before the next one what the stream has to say
/// meanwhile: that is read then, all at once.
bool Turn::reads_late() const noexcept {
  const bool paced = services_.settings.frame_interval.count() > 0 && question_.frames_are_seen;
  return paced && shown_at_ && stream_spoke_ && !quiet_;
}

/// Until when the stream is left alone; nothing: it is to be read.
std::optional<TimePoint> Turn::rest() const {
  if (!reads_late()) return std::nullopt;
  const TimePoint until = std::min<TimePoint>(next_frame(), looked_at_ + kRestMax);
  if (services_.clock.now() >= until || stream_->is_whole()) return std::nullopt;
  return until;
}

TimePoint Turn::next_look() const {
  if (!has_news() || reply_->room() != Room::empty || !shown_at_) return TimePoint::max();
  return next_frame();
}

void Turn::show_now() {
  if (spoken_.has_plan()) {
    spoken_.plan().show_growing(*reply_);
    count_frame(FrameKind::plan);
    ++frames_;
    plan_shown_ = true;
    visible_ = true;
  } else {
    const std::string_view words = spoken_.showable();
    show_words(words);
    spoken_.mark_shown(words.size());
    visible_ = visible_ || !trimmed(words).empty();
  }
  note_shown();
}

/// What was shown a moment late does not delay all that follows.
void Turn::note_shown() {
  const TimePoint now = services_.clock.now();
  const Duration interval = services_.settings.frame_interval;
  const Duration late_max = std::min<Duration>(interval / kLatePerInterval, kLateMax);
  const bool in_time = late_max.count() > 0 && shown_at_ && now < next_frame() + late_max;
  shown_at_ = in_time ? std::min(now, next_frame()) : now;
}

void Turn::show_words(std::string_view words) {
  if (std::exchange(start_over_, false)) reply_->start_over();
  if (opening_.empty()) {
    reply_->show(words);
  } else {
    reply_->show(std::string(opening_).append("\n\n").append(words));
  }
  count_frame(FrameKind::text);
}

void Turn::note_sent() noexcept {
  sent_ = sent_ || (visible_ && reply_->was_sent());
}

std::unique_ptr<Reply> Turn::redirect(std::unique_ptr<Reply> reply) {
  note_sent();
  auto before = std::exchange(reply_, std::move(reply));
  if (spoken_.has_plan()) {
    spoken_.plan().show_growing(*reply_);
  } else if (reviewed_) {
    reply_->show(reviewed_->plan, PlanStage::growing);
  } else {
    // A half answer stays until the one that takes its place has a word.
    const Spoken& shown = half_ && start_over_ ? *half_ : spoken_;
    const bool starts_over = std::exchange(start_over_, false);
    if (shown.shown_bytes() > 0)
      show_words(std::string_view(shown.words()).substr(0, shown.shown_bytes()));
    start_over_ = starts_over;
  }
  wake_.notify();
  return before;
}

void Turn::end(Outcome outcome) {
  if (outcome == Outcome::stopped || outcome == Outcome::shut_down) catch_up();
  std::string said;
  if (outcome == Outcome::internal_error) said = sentence("internal_error");
  if (outcome == Outcome::shut_down) said = sentence("shutting_down");
  conclude(outcome, std::move(said));
}

void Turn::conclude(Outcome outcome, std::string said) {
  if (over_) return;
  over_ = true;
  outcome_ = outcome;
  if (stream_) stream_->cancel();
  spoken_.break_off();
  fall_back_on_half();
  const bool silent = outcome == Outcome::restarted || outcome == Outcome::disconnected ||
                      outcome == Outcome::superseded;
  if (!silent) show_end(said.empty() ? farewell() : said);
  note_sent();
  remember(std::move(said));
  log_end();
  count_end();
  wake_.notify();
  on_over_(*this);
}

/// Under the last answer of the day: nobody likes to find that out with the next question. A plan
/// is kept for longer than a day, and says nothing of it.
std::string Turn::farewell() const {
  const bool is_last = quota_ && quota_->remaining == 0 && !rules_instead_;
  const bool is_text = !reviewed_ && !spoken_.has_plan() && !question_.form;
  if (!is_last || !is_text || outcome_ != Outcome::answered) return {};
  return sentence("quota_last", {{"when", duration_text(quota_->retry_after)}});
}

void Turn::show_end(std::string_view said) {
  if (reviewed_ || spoken_.has_plan()) {
    show_last_plan(said);
    return;
  }
  if (spoken_.words().size() > spoken_.shown_bytes()) show_now();
  if (said.empty()) return;
  std::string all = spoken_.words();
  if (!all.empty()) all.append("\n\n");
  show_words(all.append(said));
}

/// The frame that stays: what is whole of the plan, and all words that belong to it, because no
/// text may follow.
void Turn::show_last_plan(std::string_view said) {
  if (!reviewed_) {
    whole_ = spoken_.plan().complete();
    reviewed_ = review().of(spoken_.plan().whole());
  }
  if (!stood_in_) {
    review().make_safe(*reviewed_);
    const bool unfit =
        question_.form && outcome_ == Outcome::answered && !reviewed_->errors.empty();
    if (unfit || reviewed_->plan.sessions.empty()) stand_in();
  }
  final_plan_ = reviewed_->plan;
  if (!stood_in_) {
    // A short word before a plan ("Here you go.") was for the moment; more belongs to the plan.
    constexpr std::size_t kShortBytes = 120;
    constexpr std::size_t kWordsCharactersMax = 600;
    const std::string_view words = readable_part(spoken_.words());
    if (words.size() > kShortBytes)
      add_to_description(final_plan_, first_characters(words, kWordsCharactersMax));
    add_to_description(final_plan_, first_characters(spoken_.words_after(), kWordsCharactersMax));
  }
  // What we say of it is for the user; the model must not find it in its plan.
  plan::Plan shown = final_plan_;
  if (stood_in_) {
    add_to_description(shown, sentence("plan_stand_in"));
  } else if (whole_ && may_ask()) {
    add_to_description(shown, notes_on(*reviewed_, services_.catalog, question_.locale));
  }
  add_to_description(shown, opening_);
  add_to_description(shown, said);
  if (question_.form) final_plan_ = shown;
  reply_->show(shown, PlanStage::last);
  count_frame(FrameKind::plan);
  plan_shown_ = true;
  visible_ = true;
}

}  // namespace spotter::chat
