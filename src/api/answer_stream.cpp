#include "api/answer_stream.hpp"

#include <spotter/base/date.hpp>
#include <spotter/codec/json_writer.hpp>
#include <spotter/plan/patch.hpp>
#include <spotter/plan/wire.hpp>

#include <chrono>

namespace spotter::api {
namespace {

/// For programs: what they may do next, and what they show. Never renamed; new ones may come.
std::string_view reason_of(chat::Outcome outcome) noexcept {
  switch (outcome) {
    case chat::Outcome::answered:
      return "complete";
    case chat::Outcome::warned:
      return "warning";
    case chat::Outcome::stopped:
    case chat::Outcome::disconnected:
      return "stopped";
    case chat::Outcome::superseded:
      return "superseded";
    case chat::Outcome::restarted:
      return "restarted";
    case chat::Outcome::shut_down:
      return "shutdown";
    case chat::Outcome::cut_off:
      return "cutOff";
    case chat::Outcome::too_long:
      return "length";
    case chat::Outcome::blocked:
      return "blocked";
    case chat::Outcome::upstream_failed:
      return "unavailable";
    case chat::Outcome::quota_used_up:
      return "quota";
    case chat::Outcome::too_many_turns:
    case chat::Outcome::overloaded:
      return "busy";
    case chat::Outcome::entitlement_gone:
      return "entitlement";
    case chat::Outcome::entitlement_unchecked:
      return "entitlementUnchecked";
    case chat::Outcome::message_refused:
      return "messageRefused";
    case chat::Outcome::internal_error:
      return "error";
  }
  return "error";
}

/// {"type":"usage",...}: what is not known is left out.
std::string usage_event(const chat::Ending& ending) {
  std::string event = R"({"type":"usage","charged":)";
  event.append(ending.charged ? "true" : "false");
  if (ending.remaining) {
    event.append(R"(,"remaining":)").append(std::to_string(*ending.remaining));
    if (*ending.remaining == 0) {
      // Rounded up, so that whoever comes back then is let in.
      const auto wait = std::chrono::ceil<std::chrono::seconds>(ending.next_free_in);
      event.append(R"(,"nextFreeInSeconds":)").append(std::to_string(wait.count()));
    }
  }
  if (ending.tokens) {
    event.append(R"(,"tokens":{"input":)").append(std::to_string(ending.tokens->input));
    event.append(R"(,"output":)").append(std::to_string(ending.tokens->output));
    event.append(R"(,"estimated":)").append(ending.tokens->estimated ? "true}" : "false}");
  }
  return event.append("}");
}

}  // namespace

chat::Room room_of(const hub::Client& client) noexcept {
  switch (client.room()) {
    case hub::Room::empty:
      return chat::Room::empty;
    case hub::Room::some:
      return chat::Room::some;
    case hub::Room::full:
      return chat::Room::full;
  }
  return chat::Room::full;
}

chat::Room AnswerStream::room() const noexcept {
  return room_of(call_.client());
}

void AnswerStream::show(std::string_view text) {
  if (text.size() <= shown_bytes_) return;
  std::string event = R"({"type":"text","delta":)";
  codec::append_json_string(event, text.substr(shown_bytes_));
  shown_bytes_ = text.size();
  call_.item(event.append("}"));
}

void AnswerStream::start_over() {
  if (shown_bytes_ == 0 && !plan_) return;
  shown_bytes_ = 0;
  plan_.reset();
  call_.item(R"({"type":"reset"})");
}

std::size_t AnswerStream::show(const plan::Plan& plan, chat::PlanStage stage) {
  const bool is_last = stage == chat::PlanStage::last;
  const bool can_patch = plan_ && !plan_->sessions.empty() && !plan.sessions.empty();
  if (!is_last && can_patch) {
    show_patch(plan);
  } else {
    if (date_.empty()) date_ = day_of(clock_.wall_now());
    std::string event = R"({"type":"plan","plan":{)";
    plan::append_second_shape(event, plan, date_);
    call_.item(event.append(is_last ? R"(},"final":true})" : "}}"));
  }
  plan_ = plan;
  return 0;
}

void AnswerStream::show_patch(const plan::Plan& plan) {
  if (*plan_ == plan) return;
  std::string event = R"({"type":"planPatch","patch":)";
  plan::append_second_shape_patch(event, *plan_, plan);
  call_.item(event.append("}"));
}

void AnswerStream::finish(const chat::Ending& ending) {
  call_.item(usage_event(ending));
  std::string event = R"({"type":"end","reason":)";
  codec::append_json_string(event, reason_of(ending.outcome));
  call_.item(event.append("}"));
  call_.complete();
}

void AnswerStream::require_update(const hub::Call& call, std::int64_t required_version) {
  call.item(R"({"type":"end","reason":"updateRequired","requiredVersion":)" +
            std::to_string(required_version) + "}");
  call.complete();
}

}  // namespace spotter::api
