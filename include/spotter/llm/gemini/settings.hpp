#pragma once

#include <spotter/base/secret.hpp>
#include <spotter/llm/settings.hpp>
#include <spotter/llm/stream_timers.hpp>

#include <cstddef>
#include <string>

namespace spotter::llm::gemini {

/// Google's Gemini API and the model to ask there.
struct Settings {
  /// `/models/MODEL:streamGenerateContent` is appended.
  std::string base_url = "https://generativelanguage.googleapis.com/v1beta";
  Secret api_key;
  std::string model;  ///< an id: letters, digits, '.', '_', '-'
  /// Sent as `thinkingLevel` (LOW, MEDIUM, HIGH; some models MINIMAL); empty: left out, the model
  /// thinks as much as it is used to.
  std::string thinking_level;
  Timeouts timeouts;
  AnswerLimits limits;
  /// Of a request body; beyond it Failed{request_too_large} without asking anybody.
  std::size_t request_bytes_max = std::size_t{1024} * 1024;
};

/// Models that are not lite are taken to think.
Pace pace_of(const Settings& settings);

}  // namespace spotter::llm::gemini
