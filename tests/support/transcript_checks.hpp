#pragma once

#include "support/llm_transcript.hpp"

#include <spotter/llm/provider.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace spotter::testing {

/// What the answers in transcripts are to: a wish, with a tool that may be used for it.
llm::Request question_of_transcripts();

/// Plays a transcript to a decoder of its dialect, in pieces of so many bytes; `spare` answers a
/// call that is wanted beyond it.
using PlayTranscript = std::function<std::vector<std::string>(
    const LlmTranscript& transcript, std::size_t piece, const LlmTranscript* spare)>;

/// The transcripts of the folder, `at_least` so many, become their events, and well-formed ones.
void check_transcripts(const std::string& folder, std::size_t at_least, const PlayTranscript& play);

/// They become the same events in pieces of few bytes.
void check_transcripts_in_pieces(const std::string& folder, const PlayTranscript& play);

/// Damaged ones end once, and with valid text.
void check_damaged_transcripts(const std::string& folder, const PlayTranscript& play);

}  // namespace spotter::testing
