#include "support/llm_transcript.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <string>

using namespace spotter;

TEST_CASE("each numbered case of the dialects has its transcript", "[llm]") {
  std::set<std::string> names;
  for (const char* folder : {"openai", "openai_responses", "gemini", "anthropic"}) {
    for (const auto& transcript : testing::load_llm_transcripts(folder)) {
      names.insert(transcript.name);
    }
  }
  for (int number = 1; number <= 69; ++number) {
    const std::string name = (number < 10 ? "C0" : "C") + std::to_string(number);
    INFO(name);
    CHECK(names.contains(name));
  }
}
