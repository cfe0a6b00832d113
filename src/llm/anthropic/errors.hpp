#pragma once

#include <spotter/llm/event.hpp>
#include <spotter/llm/http/errors.hpp>

namespace spotter::llm::anthropic {

/// A failure as the server tells it. `failed.visible` and the advice on retrying are left to
/// others.
struct Refused {
  Failed failed;
  bool names_tools = false;  ///< the request was refused for the form of a tool in it
};

/// `http::classify`, and what Anthropic says in messages only.
Refused refused_by(const http::ServerError& error);

}  // namespace spotter::llm::anthropic
