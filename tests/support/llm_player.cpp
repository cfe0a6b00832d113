#include "support/llm_player.hpp"

#include <spotter/codec/utf8.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <string_view>
#include <utility>

namespace spotter::testing {

llm::http::ResponseHead head_of(const LlmTranscript& transcript) {
  const auto header = [&](std::string_view name) -> std::string_view {
    const auto found = std::find_if(transcript.headers.begin(), transcript.headers.end(),
                                    [&](const auto& known) { return known.first == name; });
    return found == transcript.headers.end() ? std::string_view() : found->second;
  };
  return llm::http::read_head(transcript.status, header, WallTime());
}

std::vector<std::string> LlmPlayer::play(const LlmTranscript& transcript, std::size_t piece,
                                         const LlmTranscript* spare) {
  respond(transcript, piece);
  for (const LlmTranscript& next : transcript.then)
    respond(next, piece);
  if (spare != nullptr && decoder_.wants_call()) respond(*spare, piece);
  CHECK(decoder_.over());
  CHECK_FALSE(decoder_.wants_call());
  CHECK(decoder_.next_deadline() == TimePoint::max());
  decoder_.on_bytes(transcript.body, kPlayStart);
  decoder_.on_end(nullptr, kPlayStart);
  decoder_.on_tick(TimePoint::max());
  decoder_.cancel();
  CHECK_FALSE(decoder_.try_next());
  return canonical(events_);
}

void LlmPlayer::respond(const LlmTranscript& transcript, std::size_t piece) {
  REQUIRE(decoder_.wants_call());
  REQUIRE(decoder_.begin_call(kPlayStart));
  REQUIRE_FALSE(decoder_.wants_call());
  if (transcript.end == LlmTranscript::End::unreachable) {
    const Error error{Errc::unreachable, "no connection"};
    decoder_.on_end(&error, kPlayStart);
    return take();
  }
  decoder_.on_head(head_of(transcript), kPlayStart);
  std::string_view body = transcript.body;
  while (!body.empty()) {
    const std::size_t size = std::min(piece, body.size());
    decoder_.on_bytes(body.substr(0, size), kPlayStart);
    body.remove_prefix(size);
    take();
  }
  end(transcript.end);
  take();
}

void LlmPlayer::end(LlmTranscript::End how) {
  const Error reset{Errc::reset, "reset"};
  switch (how) {
    case LlmTranscript::End::clean:
      return decoder_.on_end(nullptr, kPlayStart);
    case LlmTranscript::End::reset:
      return decoder_.on_end(&reset, kPlayStart);
    case LlmTranscript::End::idle:
      return decoder_.on_tick(decoder_.next_deadline());
    case LlmTranscript::End::unreachable:
      return;
  }
}

void LlmPlayer::take() {
  while (auto event = decoder_.try_next())
    events_.push_back(std::move(*event));
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

bool well_formed(const std::vector<std::string>& events) {
  const auto is_terminal = [](const std::string& line) {
    return line.starts_with("finished ") || line.starts_with("failed ");
  };
  const auto is_empty = [](const std::string& line) {
    return line == "text \"\"" || line == "refusal \"\"" || line == "reasoning \"\"";
  };
  return !events.empty() && is_terminal(events.back()) &&
         std::count_if(events.begin(), events.end(), is_terminal) == 1 &&
         std::none_of(events.begin(), events.end(), is_empty) &&
         std::all_of(events.begin(), events.end(), codec::valid_utf8);
}

}  // namespace spotter::testing
