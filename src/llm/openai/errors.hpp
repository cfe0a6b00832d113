#pragma once

#include <spotter/codec/json.hpp>
#include <spotter/llm/event.hpp>

#include <optional>
#include <string_view>

namespace spotter::llm::openai {

/// What a failure is, and the provider's own word for it. `visible` and `retry_after` are left to
/// others.

/// The error object of a payload, whichever of its shapes it has: `{"error":{...}}`,
/// `{"error":"text"}`, vLLM's older `{"object":"error",...}`. Nothing: the payload is not an error.
std::optional<codec::JsonValue> error_in(const codec::JsonValue& payload) noexcept;

/// An error inside a stream whose HTTP status was good. A code that nobody knows is a server's
/// fault.
Failed classify_stream_error(const codec::JsonValue& error);

/// An answer with a bad HTTP status, and its body as far as it came (JSON, HTML, nothing).
Failed classify_http_error(int status, std::string_view body, codec::JsonParser& parser);

}  // namespace spotter::llm::openai
