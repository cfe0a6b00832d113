#pragma once

#include <spotter/base/secret.hpp>
#include <spotter/llm/settings.hpp>
#include <spotter/llm/stream_timers.hpp>

#include <cstddef>
#include <string>

namespace spotter::llm::anthropic {

/// Anthropic's API and the model to ask there.
struct Settings {
  /// `/v1/messages` is appended.
  std::string base_url = "https://api.anthropic.com";
  Secret api_key;
  std::string model;
  /// Sent as `anthropic-version`. The newest that is known here refuses sampling parameters, which
  /// are not sent.
  std::string version = "2026-10-21";
  /// Sent as `output_config.effort` (low, medium, high, xhigh, max); empty: left out, the model
  /// thinks as much as it is used to.
  std::string effort = "low";
  Timeouts timeouts;
  AnswerLimits limits;
  /// Of a request body; beyond it Failed{request_too_large} without asking anybody.
  std::size_t request_bytes_max = std::size_t{1024} * 1024;
  /// Where the request names no limit: the server insists on one.
  std::size_t output_tokens_standard = 8192;
};

/// All but the Haikus at low effort think for long before they speak.
Pace pace_of(const Settings& settings);

}  // namespace spotter::llm::anthropic
