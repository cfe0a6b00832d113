#pragma once

#include <spotter/llm/event.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace spotter::testing {

/// What an upstream sends, byte by byte, and the events that must come of it. Kept in text files,
/// one a case:
///
///     # one line that says what happens
///     status 200                                 (default 200)
///     header content-type: text/event-stream     (default, when no header is given)
///     line-ends crlf                             (lf, crlf or cr; default lf)
///     bom                                        (a UTF-8 byte order mark comes first)
///     no-final-newline                           (the last line has no end)
///     end reset                                  (clean, reset, idle or unreachable; default
///     clean)
///     == body
///     data: ...
///     == events
///     started
///     text "Hello"
///     finished stop
///
/// An answer that takes several calls has the next response after a line `== then`, with directives
/// and a body of its own.
///
/// What a server of ours recorded (SPOTTER_RECORD_DIR) has a section `== timing` before the body,
/// with a line for each read of it: milliseconds since the request began, and bytes. Its body is as
/// long as they say, whatever it holds, and it needs no events; they may be added below it.
struct LlmTranscript {
  enum class End { clean, reset, idle, unreachable };

  /// Bytes of the body that came at once.
  struct Read {
    std::chrono::milliseconds at{};  ///< since the request began
    std::size_t bytes = 0;
  };

  std::string name;   ///< of the file, without its folder and ending
  std::string title;  ///< the first line
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  End end = End::clean;
  std::vector<std::string> events;
  std::vector<Read> reads;          ///< of a recorded body, in order; else none
  std::vector<LlmTranscript> then;  ///< further responses; they have neither name nor events

  /// First header of that name (in lower case); empty when absent.
  [[nodiscard]] std::string header(const std::string& name) const;
};

/// All transcripts of a folder below tests/data, by name. Throws std::runtime_error for a file that
/// does not follow the format.
std::vector<LlmTranscript> load_llm_transcripts(const std::string& folder);

/// One transcript by its path, recorded ones too. Throws likewise.
LlmTranscript load_llm_transcript(const std::string& path);

/// Events in the words of the transcripts: neighbouring fragments of one kind are joined, and all
/// argument pieces of one tool slot; `started` is written without its fields.
std::vector<std::string> canonical(const std::vector<llm::Event>& events);

}  // namespace spotter::testing
