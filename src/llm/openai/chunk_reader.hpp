#pragma once

#include "llm/openai/answer.hpp"

#include <spotter/codec/json.hpp>

namespace spotter::llm::openai {

/// What a payload was.
enum class Chunk {
  unknown,      ///< JSON, but no chunk of an answer: ignored
  empty,        ///< a chunk that says nothing about the answer
  model_spoke,  ///< a chunk with something new, or the first with a choice
  over_limit    ///< it broke a limit of the answer
};

/// Reads a `chat.completion.chunk`, or a whole `chat.completion`, into the answer. Errors in it are
/// not looked for. The document was parsed with Halves::keep. Unknown fields are ignored; so are
/// choices other than the first one.
Chunk read_chunk(const codec::JsonValue& payload, Answer& answer);

/// Reads only the usage of a payload, if it has some.
void read_usage(const codec::JsonValue& payload, Answer& answer);

}  // namespace spotter::llm::openai
