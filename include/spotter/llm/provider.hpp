#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/llm/event.hpp>
#include <spotter/plan/brief.hpp>
#include <spotter/shard/signal.hpp>
#include <spotter/telemetry/trace.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::llm {

enum class Role { user, assistant };

/// A tool that the model called, and that was carried out. A value.
struct ToolCall {
  std::string name;
  std::string arguments;  ///< a JSON object
  std::string result;     ///< what the model is told came of it

  friend bool operator==(const ToolCall&, const ToolCall&) = default;
};

/// One message of the conversation, oldest first in a Request. UTF-8.
struct Message {
  Role role = Role::user;
  std::string text;
  std::optional<ToolCall> call = {};  ///< the assistant's, after its text
};

/// A tool that the model may call. All views live longer than any request.
struct Tool {
  std::string_view name;
  std::string_view description;
  std::string_view schema;  ///< JSON Schema of the arguments, all members required
};

/// What the turn is about, for providers that work by rules. A model reads it in the prompt.
enum class Intent { introduce, answer };

/// One generation that a turn asks for. A value.
struct Request {
  Intent intent = Intent::answer;
  std::string system;             ///< the rendered system prompt
  std::vector<Message> messages;  ///< ends with a user message; no two neighbours of one role
  /// What the user said before `messages`, oldest first, as far as it is remembered: for providers
  /// that work by rules.
  std::vector<std::string> earlier;
  std::vector<Tool> tools;     ///< at most one call of each is wanted
  bool tool_required = false;  ///< the answer must be a call of the one tool
  /// What the last message says, if it was made of a form: for providers that work by rules.
  std::optional<plan::Brief> brief;
  std::string locale;            ///< BCP 47, canonical case; never empty
  std::string weight_unit;       ///< "kilograms", "pounds", or empty when it is not known
  std::string user_hash;         ///< opaque stable id of the payer for the provider's abuse checks
  std::string_view store{};      ///< where the payer paid, of a closed set; for the accounts
  std::string turn{};            ///< id of the turn that asks, for the log; no provider sees it
  std::string_view not_first{};  ///< a provider whose answer just broke off: others go first
  bool models_only = false;      ///< whoever works by rules cannot go on where a model was
  std::size_t output_tokens_max = 0;
  telemetry::SpanParent trace{};  ///< what calls for it belong to
};

/// Bytes of all its texts: what its body takes at least.
std::size_t text_bytes(const Request& request) noexcept;

/// Stands in for the user where a provider wants to hear one first and there is none.
inline constexpr std::string_view kOpeningWords = "Hello.";

/// What a provider's headers say of the limits it sets us (`x-ratelimit-*`,
/// `anthropic-ratelimit-*`). Nothing: it did not say.
struct RateLimits {
  std::optional<std::int64_t> requests_max{};
  std::optional<std::int64_t> requests_left{};
  std::optional<std::int64_t> tokens_max{};
  std::optional<std::int64_t> tokens_left{};
  /// Until requests_left, or tokens_left, is requests_max again; the longer of the two.
  std::optional<std::chrono::milliseconds> reset_in{};

  friend bool operator==(const RateLimits&, const RateLimits&) = default;
};

/// One answer while it is being made. Lives on the shard that opened it. Destroying it cancels.
class Stream {
 public:
  virtual ~Stream() = default;

  /// The next event, if one is there. After Finished or Failed: never again one. Each call may read
  /// on from the upstream, so whoever stops calling stops the upstream in the end.
  virtual std::optional<Event> try_next() = 0;

  /// Ends the upstream call at once. What was not taken yet is dropped; the next event, if the
  /// terminal one was not taken, is Failed{cancelled}.
  virtual void cancel() noexcept = 0;

  /// All that will ever come is here already: who puts reading off gains nothing by it.
  [[nodiscard]] virtual bool is_whole() const noexcept { return false; }

  /// As the response's headers said; the empty ones before they came, and of who sets no limits.
  [[nodiscard]] virtual RateLimits rate_limits() const { return {}; }

  /// When the bytes came off the socket that the last event was made of; nothing: of none.
  [[nodiscard]] virtual std::optional<TimePoint> heard_at() const { return {}; }
};

/// Somebody who answers. One per shard and model; all calls on its shard.
class Provider {
 public:
  virtual ~Provider() = default;

  /// Closed set: "openai", "gemini", "offline", ...
  [[nodiscard]] virtual std::string_view name() const noexcept = 0;
  /// The configured model; empty when there is none.
  [[nodiscard]] virtual std::string_view model() const noexcept = 0;

  /// Starts an answer. Never fails itself: what goes wrong arrives as the stream's first event.
  /// `ready` is raised whenever try_next() may have something new; it must outlive the stream.
  /// `deadline` is the latest moment at which the stream ends by itself (with Failed{timeout}).
  virtual std::unique_ptr<Stream> open(Request request, TimePoint deadline,
                                       shard::Signal& ready) = 0;
};

}  // namespace spotter::llm
