#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace spotter::llm {

/// What every provider's answer is translated to. One stream yields: Started at most once, then
/// fragments, then Usage at most once, then exactly one of Finished and Failed, and nothing after
/// it. Where several providers stand in for each other, Answering comes before each of them, and
/// Usage once for each.

/// From here on somebody else answers, or the first one: what follows is theirs. Made by whoever
/// chooses between providers; a provider itself never sends it.
struct Answering {
  std::string_view provider;  ///< Provider::name(); lives as long as the provider
  std::string_view model;     ///< Provider::model(); empty: works by rules
  enum class Reason {
    first_choice,
    after_failure,  ///< those before could not
    over_budget     ///< those before cost money, and the day's is spent
  };
  Reason reason = Reason::first_choice;
};
/// The first well-formed payload that is not an error arrived.
struct Started {
  std::string response_id;  ///< may be empty
  std::string model;        ///< may be empty
};
/// A piece of the answer: never empty, never cut inside a code point.
struct Text {
  std::string fragment;
};
/// The model's words for "no"; shown to the user as the answer.
struct Refusal {
  std::string fragment;
};
/// The model's thinking; not shown.
struct Reasoning {
  std::string fragment;
};
/// A tool call begins. Slots count 0, 1, 2 in the order of their beginning; the name is never
/// empty.
struct ToolBegin {
  std::size_t slot = 0;
  std::string call_id;
  std::string name;
};
/// Raw JSON text of a call's arguments, in pieces.
struct ToolArgs {
  std::size_t slot = 0;
  std::string fragment;
};
/// A call is complete. `ok`: the arguments parse as a JSON object.
struct ToolEnd {
  std::size_t slot = 0;
  std::string arguments;
  bool ok = false;
};
/// Tokens; part-of relations as commented. `estimated`: counted by us because the provider never
/// told.
struct Usage {
  std::int64_t input = 0;        ///< all input
  std::int64_t cached = 0;       ///< part of input
  std::int64_t cache_write = 0;  ///< part of input
  std::int64_t output = 0;       ///< all output
  std::int64_t reasoning = 0;    ///< part of output
  bool estimated = false;
};

enum class FinishReason { stop, tool_calls, length, content_filter, refusal, pause, other };

/// The answer ended as the provider wanted it to.
struct Finished {
  FinishReason reason = FinishReason::stop;
};

enum class FailureClass {
  auth,
  permission,
  billing,
  not_found,
  invalid_request,
  context_length,
  request_too_large,
  blocked,
  rate_limit,
  overloaded,
  server,
  timeout,
  network,
  protocol,
  truncated,
  empty,
  malformed_tool_call,
  cancelled
};

/// The answer broke off, or never began.
struct Failed {
  FailureClass cause = FailureClass::server;
  std::string code;      ///< the provider's own word or number, for the log; may be empty
  bool visible = false;  ///< text, refusal or a tool call had been emitted
  std::optional<std::chrono::milliseconds> retry_after;  ///< the provider's advice
  std::optional<bool> should_retry{};  ///< the provider's word on it (`x-should-retry`)
};

using Event = std::variant<Answering, Started, Text, Refusal, Reasoning, ToolBegin, ToolArgs,
                           ToolEnd, Usage, Finished, Failed>;

/// Whether the cause may heal by itself. Says nothing about whether a retry is wise: it is not once
/// something was visible.
bool retryable(FailureClass cause) noexcept;

/// Closed label sets for logs and metrics.
std::string_view name_of(FailureClass cause) noexcept;
std::string_view name_of(FinishReason reason) noexcept;

}  // namespace spotter::llm
