#pragma once

#include <spotter/base/secret.hpp>
#include <spotter/llm/settings.hpp>
#include <spotter/llm/stream_timers.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace spotter::llm::openai {

/// What a server takes and what it refuses: OpenAI's own service and the many that speak its
/// dialect differ.
struct Capabilities {
  /// Ollama ignores `max_completion_tokens` without a word; OpenAI's reasoning models refuse
  /// `max_tokens`.
  std::string max_tokens_field = "max_tokens";
  std::string system_role = "system";
  /// Sent as `reasoning_effort`; empty: left out.
  std::string reasoning_effort;
  /// Sent as `temperature`; nothing: left out. OpenAI's models take it only without reasoning.
  std::optional<double> temperature{};
  /// `store`, `safety_identifier` and `stream_options.include_obfuscation` exist.
  bool hosted_fields = false;
  /// Chat templates of local models insist on user and assistant taking turns, the user first.
  bool user_speaks_first = true;

  bool operator==(const Capabilities&) const = default;
};

/// A Chat Completions server and the model to ask there.
struct Settings {
  std::string base_url = "https://api.openai.com/v1";  ///< `/chat/completions` is appended
  Secret api_key;                                      ///< empty: no Authorization header
  std::string model;
  std::optional<Capabilities> capabilities;  ///< nothing: capabilities_of(base_url)
  Timeouts timeouts;
  AnswerLimits limits;
  /// Of a request body; beyond it Failed{request_too_large} without asking anybody.
  std::size_t request_bytes_max = std::size_t{1024} * 1024;
};

/// The URL's host is api.openai.com.
bool is_public_api(std::string_view base_url);

/// The URL's host is this machine or in a private network, as far as its spelling tells: a
/// loopback, private or link-local address, a name without a dot, or one below .localhost, .local,
/// .internal, .lan or .home.arpa.
bool is_local(std::string_view base_url);

/// OpenAI's own, else what every compatible server understands.
Capabilities capabilities_of(std::string_view base_url);

/// Whether the server is local, and whether the model thinks before it speaks.
Pace pace_of(const Settings& settings);

}  // namespace spotter::llm::openai
