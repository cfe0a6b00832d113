#include "llm/anthropic/messages_decoder.hpp"
#include "llm/anthropic/timeouts.hpp"
#include "support/llm_player.hpp"
#include "support/transcript_checks.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

using namespace spotter;
using namespace spotter::llm;
using namespace spotter::llm::anthropic;
using testing::LlmTranscript;

namespace {

std::vector<std::string> play(const LlmTranscript& transcript, std::size_t piece,
                              const LlmTranscript* spare) {
  const Settings settings;
  const ResolvedTimeouts timeouts = resolve_timeouts(settings);
  ToolForm tool_form = ToolForm::strict;
  http::Parsers parsers;
  MessagesDecoder decoder(Common{settings, timeouts, tool_form, parsers},
                          testing::question_of_transcripts(), testing::kPlayStart,
                          TimePoint::max());
  return testing::LlmPlayer(decoder).play(transcript, piece, spare);
}

}  // namespace

TEST_CASE("each transcript of Anthropic becomes its events", "[anthropic]") {
  testing::check_transcripts("anthropic", 100, play);
}

TEST_CASE("a transcript of Anthropic becomes the same events wherever its bytes are cut",
          "[anthropic]") {
  testing::check_transcripts_in_pieces("anthropic", play);
}

TEST_CASE("a cut at any byte of a call changes nothing", "[anthropic]") {
  for (const auto& transcript : testing::load_llm_transcripts("anthropic")) {
    if (transcript.name != "C64" && transcript.name != "half-surrogates-in-args") continue;
    INFO(transcript.name << ": " << transcript.title);
    for (std::size_t at = 1; at < transcript.body.size(); ++at) {
      REQUIRE(play(transcript, at, nullptr) == transcript.events);
    }
  }
}

TEST_CASE("a damaged transcript of Anthropic ends once, and with valid text", "[anthropic]") {
  testing::check_damaged_transcripts("anthropic", play);
}

TEST_CASE("the Anthropic cases C63 to C69 are all there", "[anthropic]") {
  const auto transcripts = testing::load_llm_transcripts("anthropic");
  for (int number = 63; number <= 69; ++number) {
    const std::string name = "C" + std::to_string(number);
    INFO(name);
    CHECK(std::any_of(transcripts.begin(), transcripts.end(),
                      [&](const LlmTranscript& transcript) { return transcript.name == name; }));
  }
}
