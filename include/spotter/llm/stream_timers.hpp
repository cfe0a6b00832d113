#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/llm/settings.hpp>

#include <chrono>

namespace spotter::llm {

/// The timeouts of a stream, with those filled in that depend on the server.
struct ResolvedTimeouts {
  std::chrono::milliseconds headers;
  std::chrono::milliseconds first_token;
  std::chrono::milliseconds stall;
  std::chrono::milliseconds first_silence;  ///< byte silence before the first chunk
  std::chrono::milliseconds byte_silence;
  std::chrono::milliseconds usage_wait;
  std::chrono::milliseconds body_end_wait;
  std::chrono::milliseconds error_body_wait;
  std::chrono::milliseconds total;
};

/// What is known of whoever answers.
struct Pace {
  bool local = false;    ///< a server that may be loading its model
  bool reasons = false;  ///< a model that thinks before it speaks
};
ResolvedTimeouts resolve_timeouts(const Timeouts& from, Pace pace);

/// Knows how long a stream may be silent now. A machine without a clock.
class StreamTimers {
 public:
  StreamTimers(const ResolvedTimeouts& timeouts, TimePoint opened, TimePoint deadline);

  void on_headers(TimePoint now);
  /// The headers said that the answer is an error.
  void on_error_headers(TimePoint now);
  void on_bytes(TimePoint now) { last_bytes_ = now; }
  void on_model_spoke(TimePoint now);
  void on_finish_reason(TimePoint now);
  void on_done(TimePoint now);

  /// When patience ends.
  [[nodiscard]] TimePoint due() const noexcept;

 private:
  enum class Phase { headers, error_body, first_token, streaming, finishing, done };
  void enter(Phase phase, TimePoint now);

  ResolvedTimeouts timeouts_;
  TimePoint latest_;  ///< the end of the whole call
  TimePoint since_;   ///< when the phase began, or when the model last spoke
  TimePoint last_bytes_;
  Phase phase_ = Phase::headers;
};

}  // namespace spotter::llm
