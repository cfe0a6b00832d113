#pragma once

#include "llm/anthropic/payload.hpp"

#include <spotter/codec/json.hpp>
#include <spotter/llm/http/one_call.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace spotter::llm::anthropic {

/// What the payloads of one message mean.
class MessagesDialect : public http::Dialect {
 public:
  http::Said read(const codec::JsonValue& payload, http::Answer& answer) override;
  [[nodiscard]] http::PayloadMembers members() const override { return {"text", {}}; }
  /// A proxy that knows another dialect better added it.
  http::Said read_done_mark(http::Answer&) override { return http::Said::nothing; }
  void read_usage(const codec::JsonValue& payload, http::Answer& answer) override;
  Failed failure_of(const http::ServerError& error) override;

  /// The server refused the request for the form of its tools.
  [[nodiscard]] bool tools_refused() const noexcept { return tools_refused_; }

 private:
  http::Said on_start(const MessageStart& start, http::Answer& answer);
  http::Said on_block(std::int64_t index, const Block& block, http::Answer& answer);
  http::Said on_delta(const BlockDelta& delta, http::Answer& answer);
  http::Said on_stop(std::int64_t index, http::Answer& answer);
  http::Said on_message_delta(const MessageDelta& delta, http::Answer& answer);
  http::Said on_whole(const WholeMessage& whole, http::Answer& answer);
  http::Said on_end(http::Answer& answer);
  void count(const std::optional<codec::JsonValue>& usage, http::Answer& answer);
  bool say_input(std::int64_t index, http::Answer& answer);

  TokenCounts counts_;
  /// The tool calls that are open, by the index of their block, with the arguments that came at its
  /// start: they stand if no pieces follow.
  std::map<std::int64_t, std::string> calls_;
  bool tools_refused_ = false;
};

}  // namespace spotter::llm::anthropic
