#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

namespace spotter::llm {

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

}  // namespace spotter::llm
