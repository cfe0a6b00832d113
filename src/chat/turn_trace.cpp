#include "chat/turn.hpp"

// What is traced of a turn: nothing that anybody said.
namespace spotter::chat {

void Turn::begin_span() {
  if (!span_.recording()) return;
  // The calls of models are spans of their own, which say how many tokens they took.
  span_.set("gen_ai.operation.name", "invoke_agent");
  span_.set("gen_ai.agent.name", "coach");
  span_.set("session.id", speaker_.session_id);
  span_.set("spotter.subject", std::string_view(speaker_.subject).substr(0, 8));
  span_.set("spotter.turn.id", id_);
  span_.set("spotter.turn.kind", name_of(kind()));
  const std::string_view method = reply_->called_as();
  if (!method.empty()) span_.set("spotter.hub.method", method);
}

void Turn::note_first_word() {
  if (first_word_at_) return;
  first_word_at_ = services_.clock.now();
  span_.event("first_word");
}

void Turn::end_span() {
  if (span_.recording()) {
    span_.set("spotter.turn.outcome", name_of(outcome_));
    span_.set("spotter.turn.provider", provider_);
    if (!model_.empty()) span_.set("spotter.turn.model", model_);
    span_.set("spotter.turn.rounds", 1 + continuations_ + (asked_again_ ? 1 : 0));
    span_.set("spotter.turn.beginnings", beginnings_);
    span_.set("spotter.turn.charged", taken_ && is_charged());
    if (outcome_ == Outcome::upstream_failed || outcome_ == Outcome::cut_off) {
      span_.fail(failure_ ? name_of(failure_->cause) : name_of(outcome_));
    } else if (outcome_ == Outcome::internal_error) {
      span_.fail(name_of(outcome_));
    }
  }
  span_.end();
}

}  // namespace spotter::chat
