#include "llm/gemini/answer_decoder.hpp"
#include "llm/gemini/timeouts.hpp"
#include "support/llm_player.hpp"

#include <catch2/catch.hpp>

#include <cstddef>
#include <random>
#include <string>
#include <vector>

using namespace spotter;
using namespace spotter::llm;
using namespace spotter::llm::gemini;
using testing::LlmTranscript;

namespace {

Request question() {
  Request request;
  request.messages = {{Role::user, "Make me a plan."}};
  request.tools = {{"create_workout_plan", "Makes a plan.",
                    R"({"type":"object","properties":{"goal":{"type":"string"}},)"
                    R"("required":["goal"],"additionalProperties":false})"}};
  return request;
}

std::vector<std::string> play(const LlmTranscript& transcript, std::size_t piece,
                              const LlmTranscript* spare = nullptr) {
  const Settings settings;
  const ResolvedTimeouts timeouts = resolve_timeouts(settings);
  Schemas schemas;
  http::Parsers parsers;
  AnswerDecoder decoder(Common{settings, timeouts, schemas, parsers}, question(),
                        testing::kPlayStart, TimePoint::max());
  return testing::LlmPlayer(decoder).play(transcript, piece, spare);
}

}  // namespace

TEST_CASE("each transcript of Gemini becomes its events", "[gemini]") {
  const auto transcripts = testing::load_llm_transcripts("gemini");
  REQUIRE(transcripts.size() >= 70);
  for (const auto& transcript : transcripts) {
    INFO(transcript.name << ": " << transcript.title);
    CHECK(play(transcript, std::size_t{1} << 20U) == transcript.events);
  }
}

TEST_CASE("a transcript of Gemini becomes the same events wherever its bytes are cut", "[gemini]") {
  for (const auto& transcript : testing::load_llm_transcripts("gemini")) {
    INFO(transcript.name << ": " << transcript.title);
    for (const std::size_t piece : {1U, 2U, 3U, 7U, 64U}) {
      CHECK(play(transcript, piece) == transcript.events);
    }
  }
}

TEST_CASE("a cut at any byte of a plan changes nothing", "[gemini]") {
  for (const auto& transcript : testing::load_llm_transcripts("gemini")) {
    if (transcript.name != "plan" && transcript.name != "plan-half-surrogates") continue;
    INFO(transcript.name << ": " << transcript.title);
    for (std::size_t at = 1; at < transcript.body.size(); ++at) {
      REQUIRE(play(transcript, at) == transcript.events);
    }
  }
}

TEST_CASE("a damaged transcript of Gemini ends once, and with valid text", "[gemini]") {
  std::minstd_rand random(42);
  for (auto transcript : testing::load_llm_transcripts("gemini")) {
    if (transcript.body.empty() || !transcript.then.empty()) continue;
    INFO(transcript.name << ": " << transcript.title);
    const std::string whole = transcript.body;
    for (int i = 0; i < 10; ++i) {
      transcript.body = whole;
      testing::damage(transcript.body, random);
      testing::damage(transcript.body, random);
      // A damaged call may turn into a wish for arguments.
      const LlmTranscript nothing;
      const std::size_t piece = 1 + static_cast<std::size_t>(random()) % 50;
      CHECK(testing::well_formed(play(transcript, piece, &nothing)));
    }
  }
}
