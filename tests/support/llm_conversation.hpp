#pragma once

#include <spotter/llm/provider.hpp>

namespace spotter::testing {

/// A chat of three messages with what a request's body must take care of: quotes, lines, emoji.
inline llm::Request conversation() {
  llm::Request request;
  request.system = "You are a coach.";
  request.messages = {{llm::Role::user, "I want to get stronger."},
                      {llm::Role::assistant, "How many days?"},
                      {llm::Role::user, "Three \"hard\" ones.\n🏋"}};
  request.locale = "en";
  request.output_tokens_max = 2048;
  return request;
}

}  // namespace spotter::testing
