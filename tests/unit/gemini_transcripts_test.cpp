#include "llm/gemini/answer_decoder.hpp"
#include "llm/gemini/timeouts.hpp"
#include "support/llm_player.hpp"
#include "support/transcript_checks.hpp"

#include <catch2/catch.hpp>

#include <cstddef>
#include <string>
#include <vector>

using namespace spotter;
using namespace spotter::llm;
using namespace spotter::llm::gemini;
using testing::LlmTranscript;

namespace {

std::vector<std::string> play(const LlmTranscript& transcript, std::size_t piece,
                              const LlmTranscript* spare) {
  const Settings settings;
  const ResolvedTimeouts timeouts = resolve_timeouts(settings);
  Schemas schemas;
  http::Parsers parsers;
  AnswerDecoder decoder(Common{settings, timeouts, schemas, parsers},
                        testing::question_of_transcripts(), testing::kPlayStart, TimePoint::max());
  return testing::LlmPlayer(decoder).play(transcript, piece, spare);
}

}  // namespace

TEST_CASE("each transcript of Gemini becomes its events", "[gemini]") {
  testing::check_transcripts("gemini", 70, play);
}

TEST_CASE("a transcript of Gemini becomes the same events wherever its bytes are cut", "[gemini]") {
  testing::check_transcripts_in_pieces("gemini", play);
}

TEST_CASE("a cut at any byte of a plan changes nothing", "[gemini]") {
  for (const auto& transcript : testing::load_llm_transcripts("gemini")) {
    if (transcript.name != "plan" && transcript.name != "plan-half-surrogates") continue;
    INFO(transcript.name << ": " << transcript.title);
    for (std::size_t at = 1; at < transcript.body.size(); ++at) {
      REQUIRE(play(transcript, at, nullptr) == transcript.events);
    }
  }
}

TEST_CASE("a damaged transcript of Gemini ends once, and with valid text", "[gemini]") {
  testing::check_damaged_transcripts("gemini", play);
}
