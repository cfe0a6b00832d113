#include "llm/openai/responses_dialect.hpp"

#include <spotter/codec/surrogates.hpp>
#include <spotter/llm/http/errors.hpp>
#include <spotter/llm/http/json_members.hpp>

#include <array>
#include <functional>
#include <utility>

namespace spotter::llm::openai {
namespace {

using codec::JsonValue;
using http::Answer;
using http::count_of;
using http::is_object;
using http::Said;
using http::text_of;

std::int64_t number_of(const JsonValue& object, std::string_view key) {
  return count_of(object, key);
}

void emit(bool refusal, std::string_view text, Answer& answer) {
  if (refusal) {
    answer.refusal(text);
  } else {
    answer.text(text);
  }
}

void end_call(std::int64_t index, const std::string& whole, Answer& answer) {
  if (whole.empty()) return answer.end_tool(index);
  answer.end_tool(index, whole);
}

FinishReason reason_of_incomplete(const JsonValue& response) {
  const auto details = response.get("incomplete_details");
  const auto word = details ? text_of(*details, "reason") : std::string_view();
  if (word == "max_output_tokens") return FinishReason::length;
  if (word == "content_filter") return FinishReason::content_filter;
  return FinishReason::other;
}

}  // namespace

void ResponsesDialect::read_usage(const JsonValue& payload, Answer& answer) {
  const JsonValue response = payload.get("response").value_or(payload);
  const auto object = response.get("usage");
  if (!is_object(object)) return;
  const auto input = object->get("input_tokens_details");
  const auto output = object->get("output_tokens_details");
  Usage usage;
  usage.input = count_of(object, "input_tokens");
  usage.cached = count_of(input, "cached_tokens");
  usage.cache_write = count_of(input, "cache_write_tokens");
  usage.output = count_of(object, "output_tokens");
  usage.reasoning = count_of(output, "reasoning_tokens");
  answer.usage(usage);
}

Said ResponsesDialect::read_done_mark(Answer& answer) {
  answer.fail(FailureClass::truncated);
  return Said::nothing;
}

http::PayloadMembers ResponsesDialect::members() const {
  static constexpr std::array<std::string_view, 2> kMeaningless{"obfuscation", "sequence_number"};
  return {"delta", kMeaningless};
}

Said ResponsesDialect::read_more(std::string_view words, Answer& answer) {
  add(last_, words, answer);
  return Said::something;
}

Said ResponsesDialect::read(const JsonValue& payload, Answer& answer) {
  constexpr std::string_view kPrefix = "response.";
  if (text_of(payload, "object") == "response") {
    answer.start(text_of(payload, "id"), text_of(payload, "model"));
    return end(payload, "completed", answer);
  }
  std::string_view type = text_of(payload, "type");
  if (!type.starts_with(kPrefix)) return Said::nothing;
  type.remove_prefix(kPrefix.size());
  const bool first = !answer.started();
  const auto pieces = answer.pieces();
  const auto response = payload.get("response");
  const JsonValue named = response.value_or(JsonValue());
  answer.start(text_of(named, "id"), text_of(named, "model"));
  if (type == "completed" || type == "incomplete" || type == "failed" || type == "cancelled") {
    return end(named, type, answer);
  }
  if (!read_event(type, payload, answer)) return Said::too_much;
  return first || answer.pieces() != pieces ? Said::something : Said::nothing;
}

bool ResponsesDialect::read_event(std::string_view type, const JsonValue& payload, Answer& answer) {
  const std::int64_t index = number_of(payload, "output_index");
  const std::int64_t part = number_of(payload, "content_index");
  const std::string_view delta = text_of(payload, "delta");
  if (type == "output_text.delta") {
    add({false, index, part}, delta, answer);
  } else if (type == "refusal.delta") {
    add({true, index, part}, delta, answer);
  } else if (type == "reasoning_summary_text.delta" || type == "reasoning_text.delta") {
    answer.reasoning(delta);
  } else if (type == "function_call_arguments.delta") {
    return answer.tool({.index = index, .arguments = delta});
  } else if (type == "function_call_arguments.done") {
    whole_arguments_[index] = text_of(payload, "arguments");
  } else if (type == "output_text.done") {
    complete({false, index, part}, text_of(payload, "text"), answer);
  } else if (type == "refusal.done") {
    complete({true, index, part}, text_of(payload, "refusal"), answer);
  } else if (type == "content_part.done") {
    complete_part(index, part, payload.get("part").value_or(JsonValue()), answer);
  } else if (type == "output_item.added") {
    return begin_item(index, payload.get("item").value_or(JsonValue()), answer);
  } else if (type == "output_item.done") {
    return end_item(index, payload.get("item").value_or(JsonValue()), answer);
  }
  return true;
}

bool ResponsesDialect::begin_item(std::int64_t index, const JsonValue& item, Answer& answer) {
  if (text_of(item, "type") != "function_call") return true;
  return answer.tool(
      {.index = index, .call_id = text_of(item, "call_id"), .name = text_of(item, "name")});
}

bool ResponsesDialect::end_item(std::int64_t index, const JsonValue& item, Answer& answer) {
  const auto type = text_of(item, "type");
  if (type == "function_call") {
    if (!begin_item(index, item, answer)) return false;
    // Some servers leave the arguments out that they streamed.
    std::string whole(text_of(item, "arguments"));
    if (const auto known = whole_arguments_.find(index);
        whole.empty() && known != whole_arguments_.end()) {
      whole = known->second;
    }
    whole_arguments_.erase(index);
    end_call(index, whole, answer);
  } else if (const auto content = item.get("content"); content && type == "message") {
    std::int64_t part = 0;
    const auto complete_next = [&](JsonValue value) {
      complete_part(index, part++, value, answer);
    };
    content->for_each(std::ref(complete_next));
  }
  return true;
}

void ResponsesDialect::add(const Place& place, std::string_view delta, Answer& answer) {
  said_[place] += delta;
  last_ = place;
  emit(place.refusal, delta, answer);
}

void ResponsesDialect::complete(const Place& place, std::string_view whole, Answer& answer) {
  std::string& said = said_[place];
  if (said == whole) return;
  if (said.empty()) return add(place, whole, answer);
  const std::string before = codec::join_halves(said);
  const std::string now = codec::join_halves(whole);
  // Other words than those that were emitted come too late.
  if (!now.starts_with(before)) return;
  said = whole;
  emit(place.refusal, std::string_view(now).substr(before.size()), answer);
}

void ResponsesDialect::complete_part(std::int64_t item, std::int64_t part, const JsonValue& value,
                                     Answer& answer) {
  const auto type = text_of(value, "type");
  if (type == "output_text") complete({false, item, part}, text_of(value, "text"), answer);
  if (type == "refusal") complete({true, item, part}, text_of(value, "refusal"), answer);
}

/// Some gateways say `response.completed` however it ended: the response's own status counts.
Said ResponsesDialect::end(const JsonValue& response, std::string_view status, Answer& answer) {
  read_usage(response, answer);
  if (const auto own = text_of(response, "status");
      own == "completed" || own == "incomplete" || own == "failed" || own == "cancelled") {
    status = own;
  }
  if (status == "failed") {
    answer.fail(http::classify({0, response.get("error")}));
    return Said::all;
  }
  if (status == "cancelled") {
    answer.fail(FailureClass::cancelled);
    return Said::all;
  }
  if (!read_output(response, answer)) return Said::too_much;
  for (const auto& [index, whole] : whole_arguments_)
    end_call(index, whole, answer);
  answer.reason(status == "incomplete" ? reason_of_incomplete(response) : FinishReason::stop);
  return Said::all;
}

/// A response that says nothing before its end says it there. One that said something is not read
/// again: its items may be numbered otherwise.
bool ResponsesDialect::read_output(const JsonValue& response, Answer& answer) {
  const auto output = response.get("output");
  if (!output || answer.visible()) return true;
  bool within_limits = true;
  std::int64_t index = 0;
  const auto read_item = [&](JsonValue item) {
    within_limits = within_limits && end_item(index++, item, answer);
  };
  output->for_each(std::ref(read_item));
  return within_limits;
}

}  // namespace spotter::llm::openai
