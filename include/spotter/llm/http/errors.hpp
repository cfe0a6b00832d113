#pragma once

#include <spotter/codec/json.hpp>
#include <spotter/llm/event.hpp>

#include <optional>

namespace spotter::llm::http {

/// A server says that it failed.
struct ServerError {
  int status = 0;  ///< 0: within a response whose status was good
  /// What it says about it: the error object, or all of what came. Lives until the parser's next
  /// parse. Nothing: no JSON.
  std::optional<codec::JsonValue> error;
};

/// The error of a payload, whichever of its shapes it has: `{"error":{...}}`, `{"error":"text"}`,
/// the same in an array, `{"type":"error",...}`, vLLM's older `{"object":"error",...}`. Nothing:
/// the payload is not an error.
std::optional<codec::JsonValue> error_in(const codec::JsonValue& payload);

/// What a failure is, and the provider's own word for it. The words of the error decide, the most
/// telling first; then numbers in it that are HTTP statuses; then the response's status. In a good
/// response an error that nobody knows is a server's fault. `visible` and the advice on retrying
/// are left to others.
Failed classify(const ServerError& error);

}  // namespace spotter::llm::http
