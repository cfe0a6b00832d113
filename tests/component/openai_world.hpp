#pragma once

#include "support/provider_world.hpp"

#include <spotter/llm/openai/provider.hpp>

#include <string_view>

namespace spotter::testing {

inline constexpr std::string_view kOpenAiKey = "sk-test-0123456789abcdef";

inline llm::Request question_of_payer() {
  llm::Request request = question();
  request.user_hash = "payer";
  return request;
}

struct OpenAiWorld : ProviderWorld<llm::openai::Settings, llm::openai::make_provider> {
  OpenAiWorld() : ProviderWorld("/v1", kOpenAiKey, "some-model", question_of_payer()) {}
};

}  // namespace spotter::testing
