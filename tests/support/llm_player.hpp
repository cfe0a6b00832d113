#pragma once

#include "support/llm_transcript.hpp"

#include <spotter/llm/http/decoder.hpp>

#include <chrono>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

namespace spotter::testing {

/// When players begin.
inline constexpr TimePoint kPlayStart{std::chrono::hours(1000)};

/// The head of a transcript's response.
llm::http::ResponseHead head_of(const LlmTranscript& transcript);

/// Plays transcripts to a decoder and keeps the events that it makes of them.
class LlmPlayer {
 public:
  explicit LlmPlayer(llm::http::Decoder& decoder) : decoder_(decoder) {}

  /// Each response in pieces of `piece` bytes. `spare` answers a call that is wanted beyond them.
  /// Checks that nothing comes after the terminal event, whatever still arrives.
  std::vector<std::string> play(const LlmTranscript& transcript, std::size_t piece,
                                const LlmTranscript* spare = nullptr);

 private:
  void respond(const LlmTranscript& transcript, std::size_t piece);
  void end(LlmTranscript::End how);
  void take();

  llm::http::Decoder& decoder_;
  std::vector<llm::Event> events_;
};

/// Changes, removes or repeats a few bytes.
void damage(std::string& body, std::minstd_rand& random);

/// Exactly one terminal event, the last one; only valid text, and no empty fragments.
bool well_formed(const std::vector<std::string>& events);

}  // namespace spotter::testing
