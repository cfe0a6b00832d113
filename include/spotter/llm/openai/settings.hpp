#pragma once

#include <spotter/base/secret.hpp>

#include <chrono>
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

/// How long which silence is borne. Each expiry is Failed{timeout}, except as said. What is not set
/// depends on the server and the model: a local server may be loading its model, a model that
/// reasons is silent while it does.
struct Timeouts {
  /// Request sent to response headers, connecting included: 30 s; reasoning 60 s, local 120 s.
  std::optional<std::chrono::milliseconds> headers;
  /// Headers to the first chunk: 30 s; reasoning or local 120 s.
  std::optional<std::chrono::milliseconds> first_token;
  /// From one chunk of the model to the next: 45 s; reasoning 90 s. Comments, pings and empty
  /// chunks do not count.
  std::optional<std::chrono::milliseconds> stall;
  /// Without any byte: 30 s; reasoning 90 s.
  std::optional<std::chrono::milliseconds> byte_silence;
  /// The whole call.
  std::chrono::milliseconds total{300'000};
  /// After the finish reason, for usage and `[DONE]`; then the answer is finished without them.
  std::chrono::milliseconds usage_wait{2'000};
  /// After `[DONE]`, for the end of the body, so that the connection can be used again; then
  /// finished.
  std::chrono::milliseconds body_end_wait{50};
  /// For the body of an HTTP error; then its status must do.
  std::chrono::milliseconds error_body_wait{5'000};
};

/// Over one of these: Failed{protocol}, except as said.
struct AnswerLimits {
  std::size_t event_bytes_max = std::size_t{8} * 1024 * 1024;
  std::size_t stream_bytes_max = std::size_t{16} * 1024 * 1024;
  std::size_t tool_slots_max = 128;
  std::size_t tool_fragments_max = 65'536;  ///< argument pieces of one call
  /// Of the body of an HTTP error; what is longer is cut.
  std::size_t error_body_bytes_max = std::size_t{64} * 1024;
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

}  // namespace spotter::llm::openai
