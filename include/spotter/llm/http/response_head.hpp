#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/llm/provider.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace spotter::llm::http {

/// What matters of a response's head.
struct ResponseHead {
  int status = 0;
  std::string content_type;
  std::string content_encoding;
  std::optional<std::chrono::milliseconds> retry_after{};
  std::optional<bool> should_retry{};
  RateLimits rate_limits{};
};

/// The value of a header by its name in lower case; empty when absent.
using HeaderOf = std::function<std::string_view(std::string_view)>;

ResponseHead read_head(int status, const HeaderOf& header, WallTime now);

/// The limits that `x-ratelimit-*` (OpenAI and who follows it) or `anthropic-ratelimit-*` tell.
/// Values that make no sense are left out: some servers send -1 or 0 for what they do not know.
RateLimits read_rate_limits(const HeaderOf& header, WallTime now);

/// A span of time as OpenAI writes it: `12ms`, `1s`, `6m0s`, `1h2m3.5s`; a plain number is seconds.
/// Nothing for what is malformed or not above zero. At most a day.
std::optional<std::chrono::milliseconds> parse_span(std::string_view text);

}  // namespace spotter::llm::http
