#pragma once

#include <spotter/codec/json.hpp>
#include <spotter/llm/event.hpp>

#include <optional>
#include <string_view>

namespace spotter::llm::anthropic {

/// A failure as the server tells it. `failed.visible` and `retry_after` are left to others.
struct Refused {
  Failed failed;
  bool names_tools = false;  ///< the request was refused for the form of a tool in it
};

/// The error object of a payload. Nothing: the payload is not an error.
std::optional<codec::JsonValue> error_in(const codec::JsonValue& payload);

/// An error inside a stream whose HTTP status was good. One that nobody knows is a server's fault.
Refused classify_stream_error(const codec::JsonValue& error);

/// An answer with a bad HTTP status, and its body as far as it came (JSON, HTML, nothing).
Refused classify_http_error(int status, std::string_view body, codec::JsonParser& parser);

}  // namespace spotter::llm::anthropic
