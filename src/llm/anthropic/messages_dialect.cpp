#include "llm/anthropic/messages_dialect.hpp"

#include "llm/anthropic/errors.hpp"

#include <utility>
#include <variant>

namespace spotter::llm::anthropic {

using codec::JsonValue;
using http::Answer;
using http::Said;

namespace {

/// Whatever comes first begins the answer; only a message has a name.
void begin(const Payload& said, Answer& answer) {
  const auto* message = std::get_if<MessageStart>(&said);
  if (const auto* whole = std::get_if<WholeMessage>(&said)) message = &whole->start;
  if (message != nullptr) {
    answer.start(message->id, message->model);
  } else {
    answer.start({}, {});
  }
}

/// Calls one of several functions, by the type of what it is given.
template <class... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

}  // namespace

Said MessagesDialect::read(const JsonValue& payload, Answer& answer) {
  const Overloaded reader{
      [](const Nothing&) { return Said::nothing; },
      [&](const MessageStart& start) { return on_start(start, answer); },
      [&](const BlockStart& start) { return on_block(start.index, start.block, answer); },
      [&](const BlockDelta& delta) { return on_delta(delta, answer); },
      [&](const BlockStop& stop) { return on_stop(stop.index, answer); },
      [&](const MessageDelta& delta) { return on_message_delta(delta, answer); },
      [&](const MessageStop&) { return on_end(answer); },
      [&](const WholeMessage& whole) { return on_whole(whole, answer); }};
  const Payload said = read_payload(payload);
  if (!std::holds_alternative<Nothing>(said)) begin(said, answer);
  return std::visit(reader, said);
}

void MessagesDialect::read_usage(const JsonValue& payload, Answer& answer) {
  count(payload.get("usage"), answer);
}

Failed MessagesDialect::failure_of(const http::ServerError& error) {
  Refused refused = refused_by(error);
  tools_refused_ = refused.names_tools;
  return std::move(refused.failed);
}

void MessagesDialect::count(const std::optional<JsonValue>& usage, Answer& answer) {
  if (!usage || usage->type() != JsonValue::Type::object) return;
  counts_.take(*usage);
  answer.usage(counts_.usage());
}

Said MessagesDialect::on_start(const MessageStart& start, Answer& answer) {
  count(start.usage, answer);
  return Said::something;
}

Said MessagesDialect::on_block(std::int64_t index, const Block& block, Answer& answer) {
  switch (block.kind) {
    case Block::Kind::text:
      answer.text(block.text);
      break;
    case Block::Kind::thinking:
      answer.reasoning(block.text);
      break;
    case Block::Kind::tool_use:
      // A call that names no tool calls nobody.
      if (block.name.empty()) break;
      calls_[index] = block.input ? block.input->to_json() : std::string();
      if (!answer.tool({index, block.call_id, block.name, {}})) return Said::too_much;
      break;
    case Block::Kind::other:
      break;
  }
  return Said::something;
}

Said MessagesDialect::on_delta(const BlockDelta& delta, Answer& answer) {
  const std::size_t pieces = answer.pieces();
  switch (delta.kind) {
    case BlockDelta::Kind::text:
      answer.text(delta.fragment);
      break;
    case BlockDelta::Kind::thinking:
      answer.reasoning(delta.fragment);
      break;
    case BlockDelta::Kind::arguments: {
      // Tools that the server runs by itself have arguments too.
      const auto call = calls_.find(delta.index);
      if (call == calls_.end() || delta.fragment.empty()) break;
      call->second.clear();
      if (!answer.tool({delta.index, {}, {}, delta.fragment})) return Said::too_much;
      break;
    }
    case BlockDelta::Kind::other:
      return Said::something;
  }
  return answer.pieces() == pieces ? Said::nothing : Said::something;
}

/// False: over a limit.
bool MessagesDialect::say_input(std::int64_t index, Answer& answer) {
  const auto call = calls_.extract(index);
  if (call.empty() || call.mapped().empty()) return true;
  return answer.tool({index, {}, {}, call.mapped()});
}

Said MessagesDialect::on_stop(std::int64_t index, Answer& answer) {
  if (!say_input(index, answer)) return Said::too_much;
  answer.end_tool(index);
  return Said::something;
}

Said MessagesDialect::on_message_delta(const MessageDelta& delta, Answer& answer) {
  count(delta.usage, answer);
  if (!delta.stop_reason.empty()) answer.reason(reason_of(delta.stop_reason));
  return Said::something;
}

Said MessagesDialect::on_end(Answer& answer) {
  while (!calls_.empty()) {
    if (!say_input(calls_.begin()->first, answer)) return Said::too_much;
  }
  return Said::all;
}

Said MessagesDialect::on_whole(const WholeMessage& whole, Answer& answer) {
  on_start(whole.start, answer);
  std::int64_t index = 0;
  for (const Block& block : whole.blocks) {
    if (on_block(index, block, answer) == Said::too_much) return Said::too_much;
    if (on_stop(index, answer) == Said::too_much) return Said::too_much;
    ++index;
  }
  if (!whole.stop_reason.empty()) answer.reason(reason_of(whole.stop_reason));
  return Said::all;
}

}  // namespace spotter::llm::anthropic
