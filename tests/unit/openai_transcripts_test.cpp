#include "llm/openai/chat_dialect.hpp"
#include "llm/openai/timeouts.hpp"
#include "support/llm_player.hpp"

#include <spotter/llm/http/one_call.hpp>

#include <catch2/catch.hpp>

#include <cstddef>
#include <memory>
#include <random>
#include <string>
#include <vector>

using namespace spotter;
using namespace spotter::llm;
using namespace spotter::llm::openai;
using testing::LlmTranscript;

namespace {

std::vector<std::string> play(const LlmTranscript& transcript, std::size_t piece) {
  const Settings settings;
  http::Parsers parsers;
  http::OneCallDecoder decoder(http_client::Request{}, std::make_unique<ChatDialect>(),
                               resolve_timeouts(settings, Capabilities{}), settings.limits, parsers,
                               testing::kPlayStart, TimePoint::max());
  return testing::LlmPlayer(decoder).play(transcript, piece);
}

}  // namespace

TEST_CASE("each transcript of a Chat Completions server becomes its events", "[openai]") {
  const auto transcripts = testing::load_llm_transcripts("openai");
  REQUIRE(transcripts.size() >= 41);
  for (const auto& transcript : transcripts) {
    INFO(transcript.name << ": " << transcript.title);
    const auto events = play(transcript, transcript.body.size() + 1);
    CHECK(events == transcript.events);
    CHECK(testing::well_formed(events));
  }
}

TEST_CASE("a transcript that comes in small pieces becomes the same events", "[openai]") {
  for (const auto& transcript : testing::load_llm_transcripts("openai")) {
    INFO(transcript.name << ": " << transcript.title);
    for (const std::size_t piece : {1U, 2U, 3U, 7U, 64U}) {
      CHECK(play(transcript, piece) == transcript.events);
    }
  }
}

TEST_CASE("a damaged transcript still ends once, and with valid text", "[openai]") {
  std::minstd_rand random(42);
  for (auto transcript : testing::load_llm_transcripts("openai")) {
    if (transcript.body.empty()) continue;
    INFO(transcript.name << ": " << transcript.title);
    const std::string whole = transcript.body;
    for (int i = 0; i < 10; ++i) {
      transcript.body = whole;
      testing::damage(transcript.body, random);
      testing::damage(transcript.body, random);
      const std::size_t piece = 1 + static_cast<std::size_t>(random()) % 50;
      CHECK(testing::well_formed(play(transcript, piece)));
    }
  }
}
