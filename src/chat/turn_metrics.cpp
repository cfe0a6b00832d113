#include "chat/turn.hpp"

// What is counted of a turn.
namespace spotter::chat {

TurnKind Turn::kind() const noexcept {
  if (question_.form) {
    return std::holds_alternative<plan::WeekBrief>(question_.form->wanted) ? TurnKind::workout
                                                                           : TurnKind::session;
  }
  return question_.intent == llm::Intent::introduce ? TurnKind::introduction : TurnKind::message;
}

void Turn::count_decision(const Result<rate_limit::Decision>& decision) {
  QuotaDecision what = QuotaDecision::failed;
  if (decision) {
    switch (decision->refusal) {
      case rate_limit::Refusal::none:
        what = QuotaDecision::allowed;
        break;
      case rate_limit::Refusal::used_up:
        what = QuotaDecision::used_up;
        break;
      case rate_limit::Refusal::too_many_running:
        what = QuotaDecision::too_many_running;
        break;
    }
  }
  services_.metrics.quota(what).add();
}

void Turn::count_delta(const llm::Event& event) {
  if (!std::holds_alternative<llm::Text>(event) && !std::holds_alternative<llm::Refusal>(event) &&
      !std::holds_alternative<llm::ToolArgs>(event)) {
    return;
  }
  stream_spoke_ = true;
  services_.metrics.deltas.add();
  if (quiet_) return;
  ++unshown_;
  // Who works by rules has no socket that it comes from.
  if (!unshown_since_) unshown_since_ = stream_->heard_at().value_or(services_.clock.now());
}

void Turn::count_frame(FrameKind kind) {
  services_.metrics.frames(kind).add();
  if (unshown_ > 1) services_.metrics.conflated.add(unshown_ - 1);
  unshown_ = 0;
  if (!untaken_since_) untaken_since_ = unshown_since_;
  unshown_since_.reset();
}

/// The client has room: what waited is in its socket if nothing waits any more.
void Turn::count_taken() {
  if (!untaken_since_ || over_ || reply_->room() != Room::empty) return;
  services_.metrics.added_latency.observe(services_.clock.now() - *untaken_since_);
  untaken_since_.reset();
}

void Turn::count_end() {
  Metrics& metrics = services_.metrics;
  const TurnKind what = kind();
  metrics.turns(what, outcome_).add();
  metrics.duration(what).observe(services_.clock.now() - began_at_);
  if (first_word_at_) metrics.first_word(what).observe(*first_word_at_ - began_at_);
  metrics.begun_again.add(static_cast<std::uint64_t>(beginnings_ - 1));
  if (rules_instead_ || stood_in_) metrics.stood_in.add();
}

}  // namespace spotter::chat
