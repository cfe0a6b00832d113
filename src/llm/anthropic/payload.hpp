#pragma once

#include <spotter/codec/json.hpp>
#include <spotter/llm/event.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

namespace spotter::llm::anthropic {

// What the payloads of a stream say. Strings with marks (codec/surrogates.hpp); they and values
// live until the parser's next parse.

/// What a content block holds, as far as anybody wants to know.
struct Block {
  enum class Kind {
    text,
    thinking,
    tool_use,
    other  ///< redacted thinking, and what is not known
  };
  Kind kind = Kind::other;
  std::string_view text;     ///< of text and thinking
  std::string_view call_id;  ///< of tool_use, as `name` and `input`
  std::string_view name;
  std::optional<codec::JsonValue> input;  ///< if it holds anything
};

struct MessageStart {
  std::string_view id;
  std::string_view model;
  std::optional<codec::JsonValue> usage;
};
/// A block begins under a number.
struct BlockStart {
  std::int64_t index = 0;
  Block block;
};
/// A piece of a block.
struct BlockDelta {
  enum class Kind {
    text,
    thinking,
    arguments,
    other  ///< signatures, citations, and what is not known
  };
  std::int64_t index = 0;
  Kind kind = Kind::other;
  std::string_view fragment;
};
struct BlockStop {
  std::int64_t index = 0;
};
/// How the message ends, and its counters so far. There may be several.
struct MessageDelta {
  std::string_view stop_reason;  ///< empty: not yet
  std::optional<codec::JsonValue> usage;
};
struct MessageStop {};
/// The answer of a server that does not stream.
struct WholeMessage {
  MessageStart start;
  std::vector<Block> blocks;
  std::string_view stop_reason;
};
/// Pings, and events that are not known: they may come at any time.
struct Nothing {};

using Payload = std::variant<Nothing, MessageStart, BlockStart, BlockDelta, BlockStop, MessageDelta,
                             MessageStop, WholeMessage>;

/// What a payload is, by the `type` that it says of itself: proxies strip the names of events.
/// Errors are not looked for.
Payload read_payload(const codec::JsonValue& payload);

/// What the word for an end means.
FinishReason reason_of(std::string_view stop_reason) noexcept;

/// The counters of a message. Each that comes again has grown: the last value of each counts.
class TokenCounts {
 public:
  void take(const codec::JsonValue& usage);
  /// Input that was read from the cache, or written to it, is counted apart by the server.
  [[nodiscard]] Usage usage() const noexcept;

 private:
  std::int64_t input_ = 0;
  std::int64_t cache_write_ = 0;
  std::int64_t cache_read_ = 0;
  std::int64_t output_ = 0;
  std::int64_t thinking_ = 0;
};

}  // namespace spotter::llm::anthropic
