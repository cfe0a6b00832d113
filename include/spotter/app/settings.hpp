#pragma once

#include <spotter/api/chat_endpoint.hpp>
#include <spotter/base/secret.hpp>
#include <spotter/chat/settings.hpp>
#include <spotter/conversation/settings.hpp>
#include <spotter/http_client/http_client.hpp>
#include <spotter/hub/settings.hpp>
#include <spotter/ledger/prices.hpp>
#include <spotter/llm/anthropic/settings.hpp>
#include <spotter/llm/failover/policy.hpp>
#include <spotter/llm/gemini/settings.hpp>
#include <spotter/llm/openai/settings.hpp>
#include <spotter/ops/metrics/access.hpp>
#include <spotter/purchase/apple/settings.hpp>
#include <spotter/purchase/entitlements/entitlements.hpp>
#include <spotter/purchase/google/settings.hpp>
#include <spotter/purchase/revenue_cat/settings.hpp>
#include <spotter/redis/settings.hpp>
#include <spotter/resilience/overload.hpp>
#include <spotter/server/router.hpp>
#include <spotter/server/settings.hpp>
#include <spotter/signalr/settings.hpp>
#include <spotter/telemetry/logs.hpp>
#include <spotter/telemetry/otlp/settings.hpp>
#include <spotter/telemetry/trace.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::app {

/// How the coach's hubs are offered where nothing else is said: a phone may lose its network in the
/// middle of an answer.
inline signalr::Settings transports_of_hubs() {
  signalr::Settings settings;
  settings.stateful_reconnect = true;
  return settings;
}

/// Which traces are recorded, as OpenTelemetry's names have it.
struct TraceSampling {
  enum class Root { all, none, ratio } root = Root::all;
  bool parent_based = true;
  double ratio = 1;
};

/// Every room's settings, made from defaults, file, environment and command line.
struct Settings {
  std::size_t threads = 1;
  std::vector<std::string> providers;  ///< in order of preference
  Secret web_key;                      ///< empty: the Web store is refused
  bool web_key_is_random = false;      ///< made for this run, to be printed
  Secret admin_key;                    ///< empty: there is nothing at /admin
  Secret secret;                       ///< seals connection tokens, and what Redis keeps
  bool secret_is_random = false;       ///< made for this run: no other process knows it
  bool test_mode = false;              ///< no quotas
  std::size_t turns_per_payer = 256;   ///< at the same time, with or without quotas
  bool test_hub = false;               ///< there is one at /test-hub
  double test_hub_time_scale = 1;      ///< of its variant `quick`
  std::string state_dir = ".";         ///< small durable state of a single instance
  std::string prompts_dir;
  std::chrono::seconds drain_timeout{25};
  /// Of it, how long new sessions are still taken. Nothing: none on a loopback address, else 3 s.
  std::optional<std::chrono::seconds> drain_delay;
  telemetry::LogSettings log;

  server::Settings server;
  server::CorsPolicy cors;
  ops::metrics::Access metrics = ops::metrics::Access::private_only;
  hub::Settings hub;
  signalr::Settings hub_transports = transports_of_hubs();  ///< of the coach's hubs
  chat::Settings chat;
  conversation::Settings conversations;  ///< of the whole process
  api::Quotas quotas;
  std::optional<redis::Settings> redis;  ///< nothing: what many processes share is of this one
  std::string redis_key_prefix = "spotter:";
  std::chrono::milliseconds redis_timeout{500};
  std::size_t instances = 1;  ///< processes that share the quotas
  api::AbuseLimits::Settings abuse_limits;
  purchase::entitlements::Settings entitlements;
  purchase::google::Settings google_play;
  purchase::apple::Settings apple;
  purchase::revenue_cat::Settings revenuecat;
  llm::openai::Settings openai;
  llm::gemini::Settings gemini;
  llm::anthropic::Settings anthropic;
  llm::failover::Policy failover;
  resilience::Overload::Settings overload;
  /// Bytes that the process may take; 0: no limit. Nothing: what the system allows.
  std::optional<std::uint64_t> memory_limit;
  Duration first_word_within = std::chrono::seconds(10);  ///< see failover.first_word_ms
  std::optional<double> usd_per_day;                      ///< nothing: no budget
  std::string prices_file;                                ///< empty: the built-in list
  ledger::PriceList prices;                               ///< what it says
  http_client::Settings upstream;
  bool allow_private_http = false;   ///< http:// upstreams on private networks
  bool warm_upstreams = false;       ///< connect to them at the start
  Secret proxy;                      ///< "environment" (or empty), "none", or a URL
  bool record_confirmed = false;     ///< record what models answer, wherever this runs
  telemetry::otlp::Settings traces;  ///< its URL is empty: nothing is traced
  telemetry::Tracer::Settings tracer;
  std::string traces_endpoint;  ///< of all signals; that of traces follows from it
  std::string traces_service_name;
  bool traces_disabled = false;
  TraceSampling trace_sampling;
};

/// Whether purchases of any store are looked at; the shared key is none.
bool has_store(const Settings& settings) noexcept;

/// Where a value came from.
enum class Source { built_in, file, environment, command_line };

/// One effective setting, for check-config.
struct Effective {
  std::string_view key;
  std::string_view environment;
  std::string value;  ///< secrets masked
  std::string source;
};

struct Loaded {
  Settings settings;
  std::vector<Effective> effective;
  /// The texts of the settings that were given, by key: what a later reading is compared with.
  std::map<std::string_view, Secret> given;
  /// Environment names that are set, that belong to Spotter, and that this version does not use.
  std::vector<std::string> unused;
};

/// What the process was started with; injected so that tests need no environment.
struct Inputs {
  std::string config_file;  ///< empty: none
  std::string listen;       ///< --listen; empty: not given
  std::function<std::optional<std::string>(const std::string&)> environment;
  bool log_to_terminal = false;
  std::size_t cores = 1;
};

/// Reads everything. On failure nothing, and `why` is one line that names the setting, the value
/// (masked if secret) and what is accepted. Blocks (files).
std::optional<Loaded> load_settings(const Inputs& inputs, Entropy& entropy, std::string& why);

/// Chats in files are for developers: where logs are made for machines, somebody has to insist. One
/// line; empty when all is well.
std::string fault_in_recording(const Settings& settings);

/// A shared key that can be guessed, told without showing it. One line; empty: it is long enough.
std::string warning_about_web_key(const Settings& settings);

/// What several processes cannot share although they could. One line; empty: nothing.
std::string warning_about_sharing(const Settings& settings);

/// The table as text for people: `--help` and docs/settings.md.
std::string settings_help();
std::string settings_markdown();

}  // namespace spotter::app
