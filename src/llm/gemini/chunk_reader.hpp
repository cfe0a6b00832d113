#pragma once

#include <spotter/codec/json.hpp>
#include <spotter/llm/event.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace spotter::llm::gemini {

/// A piece of what the model says. Strings with marks (codec/surrogates.hpp).
struct Part {
  codec::JsonValue raw;
  std::string_view text;                 ///< may be empty
  bool thought = false;                  ///< the text is the model's thinking
  bool has_signature = false;            ///< must be given back as it came
  std::optional<codec::JsonValue> call;  ///< `functionCall`; its text, if any, comes first
};

/// One `GenerateContentResponse`. Views live until the parser's next parse.
struct Chunk {
  std::string_view response_id;
  std::string_view model;
  bool has_candidate = false;
  std::vector<Part> parts;
  std::string_view finish_reason;  ///< empty: not finished
  std::string_view block_reason;   ///< the question was refused
  std::optional<codec::JsonValue> usage;
};

/// Nothing: JSON, but no part of an answer. Unknown fields are ignored; so are candidates other
/// than the first one. Errors are not looked for.
std::optional<Chunk> read_chunk(const codec::JsonValue& payload);

/// Running totals of one call: of each field the last value counts.
class TokenCounts {
 public:
  void take(const codec::JsonValue& usage_metadata);
  [[nodiscard]] bool known() const noexcept { return known_; }
  /// Gemini counts thoughts apart from the rest of the output.
  [[nodiscard]] Usage usage() const noexcept;

 private:
  std::int64_t prompt_ = 0;
  std::int64_t tool_prompt_ = 0;
  std::int64_t cached_ = 0;
  std::int64_t candidates_ = 0;
  std::int64_t thoughts_ = 0;
  bool known_ = false;
};

}  // namespace spotter::llm::gemini
