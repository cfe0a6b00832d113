#include "chat/turn.hpp"

namespace spotter::chat {
namespace {

using std::chrono::milliseconds;

/// Bytes of English text per token, roughly; for turns whose provider never told its usage.
constexpr std::size_t kBytesPerToken = 4;

std::int64_t millis_between(TimePoint from, TimePoint to) {
  return std::chrono::duration_cast<milliseconds>(to - from).count();
}

/// The provider's class and code.
std::string failure_text(const std::optional<llm::Failed>& failure) {
  if (!failure) return {};
  std::string text(name_of(failure->cause));
  if (!failure->code.empty()) text.append(":").append(failure->code);
  return text;
}

}  // namespace

void Turn::log_end() const {
  const auto now = services_.clock.now();
  const bool estimated = !usage_ || usage_->estimated;
  const auto output = usage_
                          ? usage_->output
                          : static_cast<std::int64_t>(
                                (spoken_.words().size() + spoken_.plan_bytes()) / kBytesPerToken);
  services_.log.event(
      outcome_ == Outcome::upstream_failed || outcome_ == Outcome::cut_off ? telemetry::Level::warn
                                                                           : telemetry::Level::info,
      "turn_finished",
      {{speaker_.id_kind, speaker_.session_id},
       {"turn", log_id_},
       {"subject", std::string_view(speaker_.subject).substr(0, 8)},
       {"outcome", name_of(outcome_)},
       {"provider", provider_},
       {"model", model_},
       {"prompt", prompt_versions_},
       {"duration_ms", millis_between(began_at_, now)},
       {"first_token_ms", first_word_at_ ? millis_between(began_at_, *first_word_at_) : -1},
       {"input_tokens", usage_ ? usage_->input : 0},
       {"output_tokens", output},
       {"tokens_estimated", estimated},
       {"rounds", 1 + continuations_ + (asked_again_ ? 1 : 0)},
       {"beginnings", beginnings_},
       {"rules_instead", rules_instead_},
       {"plan_frames", frames_},
       {"plan_repairs", reviewed_ ? reviewed_->repairs : 0},
       {"plan_faults", reviewed_ ? reviewed_->errors.size() + reviewed_->warnings.size() : 0},
       {"plan_stood_in", stood_in_},
       {"failure", failure_text(failure_)}});
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
