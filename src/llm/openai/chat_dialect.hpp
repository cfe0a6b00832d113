#pragma once

#include <spotter/codec/json.hpp>
#include <spotter/llm/http/one_call.hpp>

namespace spotter::llm::openai {

/// Chat Completions: a stream of `chat.completion.chunk`, or one whole `chat.completion`. Choices
/// other than the first one are ignored.
class ChatDialect : public http::Dialect {
 public:
  http::Said read(const codec::JsonValue& payload, http::Answer& answer) override;
  [[nodiscard]] http::PayloadMembers members() const override;
  /// It ends the answer, whether or not there was a finish reason.
  http::Said read_done_mark(http::Answer&) override { return http::Said::all; }
  void read_usage(const codec::JsonValue& payload, http::Answer& answer) override;
};

}  // namespace spotter::llm::openai
