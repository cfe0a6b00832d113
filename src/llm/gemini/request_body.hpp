#pragma once

#include <spotter/base/error.hpp>
#include <spotter/codec/json.hpp>
#include <spotter/llm/gemini/settings.hpp>
#include <spotter/llm/provider.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::llm::gemini {

/// What the model said in the first call of an answer, to be given back with the second. Parts with
/// a signature go back as they came and where they came: the server refuses the request otherwise.
class SaidContent {
 public:
  /// Plain words; neighbours become one part.
  void add_text(std::string_view text);
  /// A part in JSON, as it came.
  void add_part(std::string_view json);
  /// A tool call in JSON. An id that the server did not give is empty.
  void add_call(std::string_view json, std::string call_id, std::string name);

  struct Call {
    std::string call_id;
    std::string name;
  };
  [[nodiscard]] const std::vector<Call>& calls() const noexcept { return calls_; }
  /// The parts in JSON, comma separated.
  [[nodiscard]] std::string parts() const;

 private:
  std::string parts_;  ///< finished ones
  std::string text_;   ///< the words since the last of them
  std::vector<Call> calls_;
};

/// The body that asks for words. Tools are offered by name and description only: what a call of
/// them is to hold is asked for in a request of its own.
///
/// In all requests: blank messages are left out, neighbours of one role share a content, and the
/// user comes first, as the server insists. Calls of the history go out as such, with their
/// arguments in the result. Errors: Errc::too_large over settings.request_bytes_max.
Result<std::string> write_words_request(const Request& request, const Settings& settings,
                                        codec::JsonParser& parser);

/// Which arguments are to be written.
struct WantedArguments {
  const Tool& tool;
  /// What the model said before, with its call; nullptr: it was not asked.
  const SaidContent* said = nullptr;
  std::size_t call = 0;         ///< of said->calls()
  std::string_view open_api{};  ///< the lowered schema; empty: the tool's own is sent
};

/// The body that asks for a tool's arguments as a JSON text, which is streamed. It offers no tools.
Result<std::string> write_arguments_request(const Request& request, const Settings& settings,
                                            const WantedArguments& wanted,
                                            codec::JsonParser& parser);

}  // namespace spotter::llm::gemini
