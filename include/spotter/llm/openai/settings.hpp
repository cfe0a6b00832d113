#pragma once

#include <spotter/base/secret.hpp>
#include <spotter/llm/settings.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spotter::llm::openai {

/// Which of OpenAI's two dialects. `automatic`: the one in which the model on its server does all.
enum class Api { automatic, responses, chat };

/// How to speak to one model on one server: OpenAI's own service and the many that speak its
/// dialects differ, and so do its models. Made of data/models.json.
struct Capabilities {
  bool responses = false;  ///< POST /responses instead of /chat/completions
  /// Ollama ignores `max_completion_tokens` without a word; OpenAI's reasoning models refuse
  /// `max_tokens`. Responses has a name of its own.
  std::string max_tokens_field = "max_tokens";
  std::string system_role = "system";
  std::string reasoning_effort;  ///< empty: left out
  bool reasons = false;          ///< the model thinks before it speaks: it is given more time
  bool temperature = true;       ///< may be sent
  // Fields that a server may not know, and then may refuse.
  bool store = false;
  bool safety_identifier = false;
  bool include_obfuscation = false;
  bool parallel_tool_calls = false;
  bool tool_choice = true;
  bool strict = false;
  /// Chat templates of local models insist on user and assistant taking turns, the user first.
  bool alternates = true;
  std::vector<std::pair<std::string, std::string>> headers{};  ///< sent beside the usual ones

  bool operator==(const Capabilities&) const = default;
};

/// A server that speaks one of OpenAI's dialects, and the model to ask there.
struct Settings {
  /// `/chat/completions` or `/responses` is appended.
  std::string base_url = "https://api.openai.com/v1";
  Secret api_key;  ///< empty: no Authorization header
  std::string model;
  Api api = Api::automatic;
  /// One of the servers of data/models.json; empty: told by host and port of the base URL.
  std::string server;
  std::string models_file;                   ///< instead of data/models.json; empty: built in
  std::optional<double> temperature;         ///< sent to models that take one
  std::optional<Capabilities> capabilities;  ///< nothing: choose_capabilities()
  Timeouts timeouts;
  AnswerLimits limits;
  /// Of a request body; beyond it Failed{request_too_large} without asking anybody.
  std::size_t request_bytes_max = std::size_t{1024} * 1024;
};

/// The URL's host is this machine or in a private network, as far as its spelling tells: a
/// loopback, private or link-local address, a name without a dot, or one below .localhost, .local,
/// .internal, .lan or .home.arpa.
bool is_local(std::string_view base_url);

/// What the settings' model takes on the settings' server. Nothing: `why` tells in one line what is
/// wrong with the models file, or that the model cannot do what we need in that dialect, and what
/// to set. Reads settings.models_file: blocks.
std::optional<Capabilities> choose_capabilities(const Settings& settings, std::string& why);

}  // namespace spotter::llm::openai
