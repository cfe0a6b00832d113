#include "llm/gemini/answer_decoder.hpp"
#include "llm/gemini/timeouts.hpp"
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
using namespace spotter::llm::gemini;
using testing::LlmTranscript;

namespace {

constexpr TimePoint kStart{std::chrono::hours(1000)};

Request question() {
  Request request;
  request.messages = {{Role::user, "Make me a plan."}};
  request.tools = {{"create_workout_plan", "Makes a plan.",
                    R"({"type":"object","properties":{"goal":{"type":"string"}},)"
                    R"("required":["goal"],"additionalProperties":false})"}};
  return request;
}

/// A decoder that takes what it is given and keeps all its events.
class Player {
 public:
  /// Each response in pieces of `piece` bytes. `spare` answers a call that is wanted beyond them.
  std::vector<std::string> play(const LlmTranscript& transcript, std::size_t piece,
                                const LlmTranscript* spare = nullptr) {
    respond(transcript, piece);
    for (const LlmTranscript& next : transcript.then)
      respond(next, piece);
    if (spare != nullptr && decoder_.wants_call()) respond(*spare, piece);
    return events();
  }

 private:
  void respond(const LlmTranscript& transcript, std::size_t piece) {
    REQUIRE(decoder_.wants_call());
    REQUIRE(decoder_.begin_call(kStart));
    REQUIRE_FALSE(decoder_.wants_call());
    if (transcript.end == LlmTranscript::End::unreachable) {
      const Error error{Errc::unreachable, "no connection"};
      decoder_.on_end(&error, kStart);
      return take();
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
    take();
  }

  static ResponseHead head_of(const LlmTranscript& transcript) {
    ResponseHead head;
    head.status = transcript.status;
    head.content_type = transcript.header("content-type");
    head.content_encoding = transcript.header("content-encoding");
    head.retry_after = read_retry_after({}, transcript.header("retry-after"), WallTime());
    return head;
  }

  void end(LlmTranscript::End how) {
    const Error reset{Errc::reset, "reset"};
    switch (how) {
      case LlmTranscript::End::clean:
        return decoder_.on_end(nullptr, kStart);
      case LlmTranscript::End::reset:
        return decoder_.on_end(&reset, kStart);
      case LlmTranscript::End::idle:
        return decoder_.on_tick(decoder_.next_deadline());
      case LlmTranscript::End::unreachable:
        return;
    }
  }

  void take() {
    while (auto event = decoder_.try_next())
      events_.push_back(std::move(*event));
  }

  std::vector<std::string> events() {
    CHECK(decoder_.over());
    CHECK_FALSE(decoder_.wants_call());
    CHECK(decoder_.next_deadline() == TimePoint::max());
    // Nothing comes after the end, whatever still arrives.
    decoder_.on_bytes("data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"x\"}]}}]}\n\n",
                      kStart);
    decoder_.on_end(nullptr, kStart);
    decoder_.on_tick(TimePoint::max());
    decoder_.cancel();
    CHECK_FALSE(decoder_.try_next());
    return testing::canonical(events_);
  }

  Settings settings_;
  ResolvedTimeouts timeouts_ = resolve_timeouts(settings_);
  Schemas schemas_;
  codec::JsonParser parser_{128};
  AnswerDecoder decoder_{Common{settings_, timeouts_, schemas_, parser_}, question(), kStart,
                         TimePoint::max()};
  std::vector<Event> events_;
};

bool ends_once(const std::vector<std::string>& events) {
  const auto is_terminal = [](const std::string& line) {
    return line.starts_with("finished ") || line.starts_with("failed ");
  };
  return !events.empty() && is_terminal(events.back()) &&
         std::count_if(events.begin(), events.end(), is_terminal) == 1;
}

void damage(std::string& body, std::minstd_rand& random) {
  const auto below = [&](std::size_t limit) { return static_cast<std::size_t>(random()) % limit; };
  const std::size_t at = below(body.size());
  switch (below(3)) {
    case 0:
      body[at] = static_cast<char>(below(256));
      break;
    case 1:
      body.erase(at, 1 + below(20));
      break;
    default:
      body.insert(at, std::string(body), below(at + 1), 1 + below(20));
      break;
  }
  if (body.empty()) body = "x";
}

}  // namespace

TEST_CASE("each transcript of Gemini becomes its events", "[gemini]") {
  const auto transcripts = testing::load_llm_transcripts("gemini");
  REQUIRE(transcripts.size() >= 70);
  for (const auto& transcript : transcripts) {
    INFO(transcript.name << ": " << transcript.title);
    CHECK(Player().play(transcript, std::size_t{1} << 20U) == transcript.events);
  }
}

TEST_CASE("a transcript of Gemini becomes the same events wherever its bytes are cut", "[gemini]") {
  for (const auto& transcript : testing::load_llm_transcripts("gemini")) {
    INFO(transcript.name << ": " << transcript.title);
    for (const std::size_t piece : {1U, 2U, 3U, 7U, 64U}) {
      CHECK(Player().play(transcript, piece) == transcript.events);
    }
  }
}

TEST_CASE("a cut at any byte of a plan changes nothing", "[gemini]") {
  for (const auto& transcript : testing::load_llm_transcripts("gemini")) {
    if (transcript.name != "plan" && transcript.name != "plan-half-surrogates") continue;
    INFO(transcript.name << ": " << transcript.title);
    for (std::size_t at = 1; at < transcript.body.size(); ++at) {
      REQUIRE(Player().play(transcript, at) == transcript.events);
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
      damage(transcript.body, random);
      damage(transcript.body, random);
      // A damaged call may turn into a wish for arguments.
      const LlmTranscript nothing;
      const std::size_t piece = 1 + static_cast<std::size_t>(random()) % 50;
      const auto events = Player().play(transcript, piece, &nothing);
      CHECK(ends_once(events));
      CHECK(std::all_of(events.begin(), events.end(), codec::valid_utf8));
    }
  }
}

TEST_CASE("the Gemini cases C49 to C62 are all there", "[gemini]") {
  const auto transcripts = testing::load_llm_transcripts("gemini");
  for (int number = 49; number <= 62; ++number) {
    const std::string name = "C" + std::to_string(number);
    INFO(name);
    CHECK(std::any_of(transcripts.begin(), transcripts.end(),
                      [&](const LlmTranscript& transcript) { return transcript.name == name; }));
  }
}
