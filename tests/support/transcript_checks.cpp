#include "support/transcript_checks.hpp"

#include "support/llm_player.hpp"

#include <catch2/catch.hpp>

#include <random>

namespace spotter::testing {

llm::Request question_of_transcripts() {
  llm::Request request;
  request.messages = {{llm::Role::user, "Make me a plan."}};
  request.tools = {{"create_workout_plan", "Makes a plan.",
                    R"({"type":"object","properties":{"goal":{"type":"string"}},)"
                    R"("required":["goal"],"additionalProperties":false})"}};
  return request;
}

void check_transcripts(const std::string& folder, std::size_t at_least,
                       const PlayTranscript& play) {
  const auto transcripts = load_llm_transcripts(folder);
  REQUIRE(transcripts.size() >= at_least);
  for (const auto& transcript : transcripts) {
    INFO(transcript.name << ": " << transcript.title);
    const auto events = play(transcript, transcript.body.size() + (std::size_t{1} << 20U), nullptr);
    CHECK(events == transcript.events);
    CHECK(well_formed(events));
  }
}

void check_transcripts_in_pieces(const std::string& folder, const PlayTranscript& play) {
  for (const auto& transcript : load_llm_transcripts(folder)) {
    INFO(transcript.name << ": " << transcript.title);
    for (const std::size_t piece : {1U, 2U, 3U, 7U, 64U}) {
      CHECK(play(transcript, piece, nullptr) == transcript.events);
    }
  }
}

void check_damaged_transcripts(const std::string& folder, const PlayTranscript& play) {
  std::minstd_rand random(42);
  for (auto transcript : load_llm_transcripts(folder)) {
    if (transcript.body.empty() || !transcript.then.empty()) continue;
    INFO(transcript.name << ": " << transcript.title);
    const std::string whole = transcript.body;
    for (int i = 0; i < 10; ++i) {
      transcript.body = whole;
      damage(transcript.body, random);
      damage(transcript.body, random);
      // A damaged call may turn into a wish for another one.
      const LlmTranscript nothing;
      const std::size_t piece = 1 + static_cast<std::size_t>(random()) % 50;
      CHECK(well_formed(play(transcript, piece, &nothing)));
    }
  }
}

}  // namespace spotter::testing
