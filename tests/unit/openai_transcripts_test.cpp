#include "llm/openai/chat_decoder.hpp"
#include "llm/openai/timeouts.hpp"
#include "support/llm_transcript.hpp"

#include <spotter/codec/utf8.hpp>
#include <spotter/llm/retry_after.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <vector>

using namespace spotter;
using namespace spotter::llm;
using namespace spotter::llm::openai;
using testing::LlmTranscript;

namespace {

constexpr TimePoint kStart{std::chrono::hours(1000)};

/// A decoder that takes what it is given and keeps all its events.
class Player {
 public:
  explicit Player(const Settings& settings = {})
      : decoder_(resolve_timeouts(settings), settings.limits, parser_, kStart, TimePoint::max()) {}

  /// In pieces of `piece` bytes.
  std::vector<std::string> play(const LlmTranscript& transcript, std::size_t piece) {
    if (transcript.end == LlmTranscript::End::unreachable) {
      const Error error{Errc::unreachable, "no connection"};
      decoder_.on_end(&error, kStart);
      return events();
    }
    decoder_.on_head(head_of(transcript), kStart);
    std::string_view body = transcript.body;
    while (!body.empty()) {
      const std::size_t size = std::min(piece, body.size());
      decoder_.on_bytes(body.substr(0, size), kStart);
      body.remove_prefix(size);
      take();
    }
    end(transcript.end);
    return events();
  }

 private:
  static ResponseHead head_of(const LlmTranscript& transcript) {
    ResponseHead head;
    head.status = transcript.status;
    head.content_type = transcript.header("content-type");
    head.content_encoding = transcript.header("content-encoding");
    head.retry_after = read_retry_after(transcript.header("retry-after-ms"),
                                        transcript.header("retry-after"), WallTime());
    return head;
  }

  void end(LlmTranscript::End how) {
    const Error reset{Errc::reset, "reset"};
    switch (how) {
      case LlmTranscript::End::clean:
        decoder_.on_end(nullptr, kStart);
        break;
      case LlmTranscript::End::reset:
        decoder_.on_end(&reset, kStart);
        break;
      case LlmTranscript::End::idle:
        decoder_.on_tick(decoder_.next_deadline());
        break;
      case LlmTranscript::End::unreachable:
        break;
    }
  }

  void take() {
    while (auto event = decoder_.try_next())
      events_.push_back(std::move(*event));
  }

  std::vector<std::string> events() {
    take();
    CHECK(decoder_.over());
    CHECK(decoder_.next_deadline() == TimePoint::max());
    // Nothing comes after the end, whatever still arrives.
    decoder_.on_bytes("data: {\"choices\":[{\"delta\":{\"content\":\"late\"}}]}\n\n", kStart);
    decoder_.on_end(nullptr, kStart);
    decoder_.on_tick(TimePoint::max());
    decoder_.cancel();
    CHECK_FALSE(decoder_.try_next());
    return testing::canonical(events_);
  }

  codec::JsonParser parser_{128};
  ChatDecoder decoder_;
  std::vector<Event> events_;
};

bool valid_fragments(const std::vector<std::string>& lines) {
  return std::none_of(lines.begin(), lines.end(), [](const std::string& line) {
    return line == "text \"\"" || line == "refusal \"\"" || line == "reasoning \"\"";
  });
}

}  // namespace

TEST_CASE("each transcript of a Chat Completions server becomes its events", "[openai]") {
  const auto transcripts = testing::load_llm_transcripts("openai");
  REQUIRE(transcripts.size() >= 41);
  for (const auto& transcript : transcripts) {
    INFO(transcript.name << ": " << transcript.title);
    const auto events = Player().play(transcript, transcript.body.size() + 1);
    CHECK(events == transcript.events);
    CHECK(valid_fragments(events));
  }
}

TEST_CASE("a transcript that comes in small pieces becomes the same events", "[openai]") {
  for (const auto& transcript : testing::load_llm_transcripts("openai")) {
    INFO(transcript.name << ": " << transcript.title);
    for (const std::size_t piece : {1U, 2U, 3U, 7U, 64U}) {
      CHECK(Player().play(transcript, piece) == transcript.events);
    }
  }
}

TEST_CASE("a damaged transcript still ends once, and with valid text", "[openai]") {
  std::minstd_rand random(42);
  const auto below = [&](std::size_t limit) { return static_cast<std::size_t>(random()) % limit; };
  for (auto transcript : testing::load_llm_transcripts("openai")) {
    if (transcript.body.empty()) continue;
    INFO(transcript.name << ": " << transcript.title);
    const std::string whole = transcript.body;
    for (int damage = 0; damage < 10; ++damage) {
      transcript.body = whole;
      for (std::size_t i = 0; i < 1 + below(3); ++i) {
        const std::size_t at = below(transcript.body.size());
        switch (below(3)) {
          case 0:
            transcript.body[at] = static_cast<char>(below(256));
            break;
          case 1:
            transcript.body.erase(at, 1 + below(20));
            break;
          default:
            transcript.body.insert(at, transcript.body, below(at + 1), 1 + below(20));
            break;
        }
        if (transcript.body.empty()) transcript.body = "x";
      }
      const auto events = Player().play(transcript, 1 + below(50));
      REQUIRE_FALSE(events.empty());
      const auto terminals = std::count_if(events.begin(), events.end(), [](const auto& line) {
        return line.starts_with("finished ") || line.starts_with("failed ");
      });
      CHECK(terminals == 1);
      CHECK((events.back().starts_with("finished ") || events.back().starts_with("failed ")));
      CHECK(std::all_of(events.begin(), events.end(), codec::valid_utf8));
      CHECK(valid_fragments(events));
    }
  }
}

TEST_CASE("the cases C01 to C41 are all there", "[openai]") {
  const auto transcripts = testing::load_llm_transcripts("openai");
  for (int number = 1; number <= 41; ++number) {
    const std::string name = (number < 10 ? "C0" : "C") + std::to_string(number);
    INFO(name);
    CHECK(std::any_of(transcripts.begin(), transcripts.end(),
                      [&](const LlmTranscript& transcript) { return transcript.name == name; }));
  }
}
