#include "llm/openai/chat_dialect.hpp"
#include "llm/openai/timeouts.hpp"
#include "support/llm_player.hpp"
#include "support/transcript_checks.hpp"

#include <spotter/llm/http/one_call.hpp>

#include <catch2/catch.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

using namespace spotter;
using namespace spotter::llm;
using namespace spotter::llm::openai;
using testing::LlmTranscript;

namespace {

std::vector<std::string> play(const LlmTranscript& transcript, std::size_t piece,
                              const LlmTranscript* /*spare*/) {
  const Settings settings;
  http::Parsers parsers;
  http::OneCallDecoder decoder(http_client::Request{}, std::make_unique<ChatDialect>(),
                               resolve_timeouts(settings, Capabilities{}), settings.limits, parsers,
                               testing::kPlayStart, TimePoint::max());
  return testing::LlmPlayer(decoder).play(transcript, piece);
}

}  // namespace

TEST_CASE("each transcript of a Chat Completions server becomes its events", "[openai]") {
  testing::check_transcripts("openai", 41, play);
}

TEST_CASE("a transcript that comes in small pieces becomes the same events", "[openai]") {
  testing::check_transcripts_in_pieces("openai", play);
}

TEST_CASE("a damaged transcript still ends once, and with valid text", "[openai]") {
  testing::check_damaged_transcripts("openai", play);
}
