#pragma once

#include <spotter/llm/event.hpp>
#include <spotter/llm/http/errors.hpp>

namespace spotter::llm::gemini {

/// A failure as the server tells it. `failed.visible` is left to others.
struct Refused {
  Failed failed;
  bool names_schema = false;  ///< the request was refused for a schema in it
};

/// Reads a google.rpc.Status, whose details say most. In a good response an error that nobody knows
/// is a server's fault.
Refused read_error(const http::ServerError& error);

}  // namespace spotter::llm::gemini
