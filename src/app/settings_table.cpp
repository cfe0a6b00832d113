#include "app/settings_table.hpp"

#include "app/log_rooms.hpp"
#include "app/provider_kinds.hpp"
#include "app/setters.hpp"
#include "app/store_settings.hpp"
#include "app/trace_settings.hpp"
#include "app/values.hpp"

#include <spotter/base/text.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <vector>

namespace spotter::app {
namespace {

using Secrecy = Row::Secrecy;
using std::chrono::milliseconds;

constexpr std::uint64_t kDayMs = 24ULL * 3600 * 1000;

bool set_budget(Settings& settings, std::string_view text) {
  const auto dollars = read_decimal(text);
  if (!dollars || *dollars <= 0) return false;
  settings.usd_per_day = *dollars;
  return true;
}

bool set_listen(Settings& settings, std::string_view text) {
  const auto listen = read_address_and_port(text);
  if (!listen) return false;
  settings.server.address = listen->address;
  settings.server.port = listen->port;
  return true;
}

bool set_port(Settings& settings, std::string_view text) {
  const auto port = read_number(text, 0, 65535);
  if (!port) return false;
  settings.server.address = "0.0.0.0";
  settings.server.port = static_cast<std::uint16_t>(*port);
  return true;
}

bool set_websocket_compression(Settings& settings, std::string_view text) {
  using server::Compression;
  if (text != "on" && text != "off") return false;
  settings.server.websocket_compression = text == "on" ? Compression::on : Compression::off;
  return true;
}

bool set_metrics(Settings& settings, std::string_view text) {
  using ops::metrics::Access;
  constexpr std::array<std::pair<std::string_view, Access>, 3> kAccess = {
      {{"off", Access::off}, {"private", Access::private_only}, {"on", Access::open}}};
  for (const auto& [name, access] : kAccess) {
    if (name != text) continue;
    settings.metrics = access;
    return true;
  }
  return false;
}

bool set_providers(Settings& settings, std::string_view text) {
  const auto names = read_list(text);
  for (const auto& name : names) {
    if (find_provider_kind(name) == nullptr) return false;
  }
  settings.providers = names;
  return !names.empty() && std::set(names.begin(), names.end()).size() == names.size();
}

bool set_openai_api(Settings& settings, std::string_view text) {
  using llm::openai::Api;
  constexpr std::array<std::pair<std::string_view, Api>, 3> kApis = {
      {{"auto", Api::automatic}, {"responses", Api::responses}, {"chat", Api::chat}}};
  for (const auto& [name, api] : kApis) {
    if (name != text) continue;
    settings.openai.api = api;
    return true;
  }
  return false;
}

bool set_openai_server(Settings& settings, std::string_view text) {
  constexpr std::array<std::string_view, 7> kServers = {"openai", "openrouter", "litellm", "ollama",
                                                        "vllm",   "llamacpp",   "other"};
  const bool known = std::find(kServers.begin(), kServers.end(), text) != kServers.end();
  settings.openai.server = known ? text : std::string_view();
  return known || text == "auto";
}

bool set_upstream_http(Settings& settings, std::string_view text) {
  using http_client::Version;
  constexpr std::array<std::pair<std::string_view, Version>, 4> kVersions = {
      {{"auto", Version::automatic},
       {"1.1", Version::http_1_1},
       {"2", Version::automatic},
       {"h2c", Version::h2c}}};
  for (const auto& [name, version] : kVersions) {
    if (name != text) continue;
    settings.upstream.version = version;
    return true;
  }
  return false;
}

bool set_proxy(Settings& settings, std::string_view text) {
  settings.proxy = Secret(std::string(text));
  return text == "environment" || text == "none" || http_client::is_usable_proxy(std::string(text));
}

bool set_memory_limit(Settings& settings, std::string_view text) {
  settings.memory_limit.reset();
  if (text == "auto") return true;
  if (text == "off") {
    settings.memory_limit = 0;
    return true;
  }
  const auto mebibytes = read_number(text, 1, 16'777'216);
  if (!mebibytes) return false;
  settings.memory_limit = *mebibytes * 1024 * 1024;
  return true;
}

bool set_log_level(Settings& settings, std::string_view text) {
  std::string why;
  auto levels = telemetry::parse_levels(text, kLogRooms, why);
  if (levels) settings.log.levels = *std::move(levels);
  return why.empty();
}

std::string fault_in_log_level(std::string_view text) {
  std::string why;
  static_cast<void>(telemetry::parse_levels(text, kLogRooms, why));
  return why;
}

bool set_log_format(Settings& settings, std::string_view text) {
  if (text != "text" && text != "json") return false;
  settings.log.format = text == "text" ? telemetry::Format::text : telemetry::Format::json;
  return true;
}

bool set_hub_transports(Settings& settings, std::string_view text) {
  const auto names = read_list(text);
  signalr::Settings& hubs = settings.hub_transports;
  hubs.web_sockets = hubs.server_sent_events = hubs.long_polling = false;
  for (const auto& name : names) {
    if (name == "websockets") {
      hubs.web_sockets = true;
    } else if (name == "sse") {
      hubs.server_sent_events = true;
    } else if (name == "longpolling") {
      hubs.long_polling = true;
    } else {
      return false;
    }
  }
  return !names.empty();
}

bool set_test_hub_time_scale(Settings& settings, std::string_view text) {
  const auto value = read_decimal(text);
  if (!value || *value < 0.01 || *value > 1) return false;
  settings.test_hub_time_scale = *value;
  return true;
}

bool set_secret(Settings& settings, std::string_view text) {
  auto bytes = read_key_bytes(text);
  if (!bytes) return false;
  settings.secret = Secret(std::move(*bytes));
  return true;
}

/// Keys come from files and environments, with line ends; inside of one they would be a header of
/// their own.
bool set_api_key(Secret& target, std::string_view text) {
  constexpr std::size_t kBytesMax = 4096;
  text = trimmed(text);
  const bool printable =
      std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x21 && c <= 0x7E; });
  if (!printable || text.size() > kBytesMax) return false;
  target = Secret(std::string(text));
  return true;
}

/// Blank is as good as absent: a variable that a deployment has and does not fill.
bool set_shared_key(Secret& target, std::string_view text, std::size_t least) {
  if (text.find_first_not_of(" \t") == std::string_view::npos) text = {};
  if (text.size() > 256 || (!text.empty() && text.size() < least)) return false;
  for (const char c : text) {
    if (c < 0x21 || c > 0x7E) return false;
  }
  target = Secret(std::string(text));
  return true;
}

bool set_web_key(Settings& settings, std::string_view text) {
  return set_shared_key(settings.web_key, text, 1);
}

bool set_admin_key(Settings& settings, std::string_view text) {
  constexpr std::size_t kCharactersMin = 16;  // it is all that stands before /admin
  return set_shared_key(settings.admin_key, text, kCharactersMin);
}

/// "*", or scheme://host[:port] as browsers send it.
bool is_origin(std::string_view text) {
  return text == "*" ||
         (is_url(text) && text.find('/', text.find("://") + 3) == std::string_view::npos);
}

/// What may stand in the path of a URL as it is.
bool is_model_id(std::string_view text) {
  const auto is_id_char = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  };
  return !text.empty() && text.find("..") == std::string_view::npos &&
         std::all_of(text.begin(), text.end(), is_id_char);
}

constexpr std::string_view kMilliseconds = "milliseconds, 1 to 86400000";

const std::array kTable = {
    Row{"server.listen", "SPOTTER_LISTEN", "127.0.0.1:8080", "ADDRESS:PORT with a literal address",
        "Where to listen. Port 0 takes any free one.", Secrecy::open, set_listen},
    Row{"server.port", "PORT", "", "a port, 0 to 65535",
        "The port alone, as container platforms give it: listens on 0.0.0.0. SPOTTER_LISTEN wins.",
        Secrecy::open, set_port},
    Row{"server.threads", "SPOTTER_THREADS", "(cores)", "1 to 256", "Shards: one event loop each.",
        Secrecy::open,
        [](Settings& s, std::string_view v) { return set_count(s.threads, v, 1, 256); }},
    Row{"server.max_connections", "SPOTTER_MAX_CONNECTIONS", "(90 % of the descriptor limit)",
        "1 to 10000000", "Connections in all; one more is answered with 503 and Retry-After.",
        Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_count(s.server.connections_max, v, 1, 10'000'000);
        }},
    Row{"server.max_connections_per_address", "SPOTTER_MAX_CONNECTIONS_PER_ADDRESS", "256",
        "1 to 10000000", "Connections from one address; trusted proxies are exempt.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_count(s.server.connections_per_address_max, v, 1, 10'000'000);
        }},
    Row{"server.trusted_proxies", "SPOTTER_TRUSTED_PROXIES", "", "networks such as 10.0.0.0/8, comma separated",
        "Networks whose X-Forwarded-For is believed.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          s.server.trusted_proxies = read_list(v);
          return true;
        }},
    Row{"server.allowed_origins", "SPOTTER_ALLOWED_ORIGINS", "*", "* or origins, comma separated",
        "Pages of these origins may use the hubs from a browser (CORS).", Secrecy::open,
        [](Settings& s, std::string_view v) {
          s.cors.allowed_origins = read_list(v);
          return !s.cors.allowed_origins.empty() &&
                 std::all_of(s.cors.allowed_origins.begin(), s.cors.allowed_origins.end(), is_origin);
        }},
    Row{"server.metrics", "SPOTTER_METRICS", "private", "off, private or on",
        "Who may read /metrics: nobody; who comes from a loopback or private address and not through a proxy; everybody.",
        Secrecy::open, set_metrics},
    Row{"server.tls_cert_file", "SPOTTER_TLS_CERT_FILE", "", "a PEM file",
        "Certificate chain; with it and the key Spotter serves TLS (1.2 and later).", Secrecy::open,
        [](Settings& s, std::string_view v) {
          s.server.tls_cert_file = v;
          return true;
        }},
    Row{"server.tls_key_file", "SPOTTER_TLS_KEY_FILE", "", "a PEM file", "The certificate's key.",
        Secrecy::open,
        [](Settings& s, std::string_view v) {
          s.server.tls_key_file = v;
          return true;
        }},
    Row{"server.drain_timeout", "SPOTTER_DRAIN_TIMEOUT", "25", "seconds, 0 to 3600",
        "How long running answers may go on after SIGTERM.", Secrecy::open,
        [](Settings& s, std::string_view v) { return set_duration(s.drain_timeout, v, 0, 3600); }},
    Row{"server.drain_delay", "SPOTTER_DRAIN_DELAY", "(0 on a loopback address, else 3)", "seconds, 0 to 3600",
        "Of that, how long new sessions are still taken after the readiness page says 503.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_duration(s.drain_delay.emplace(), v, 0, 3600);
        }},
    Row{"server.send_timeout_ms", "SPOTTER_SEND_TIMEOUT_MS", "10000", kMilliseconds,
        "A client that takes nothing for this long is dropped.", Secrecy::open,
        [](Settings& s, std::string_view v) { return set_duration(s.hub.send_timeout, v, 1, kDayMs); }},
    Row{"server.hub_transports", "SPOTTER_HUB_TRANSPORTS", "websockets,sse,longpolling",
        "some of websockets, sse and longpolling, comma separated",
        "Transports that negotiation offers; with several instances, see docs/signalr.md.",
        Secrecy::open, set_hub_transports},
    Row{"server.websocket_compression", "SPOTTER_WEBSOCKET_COMPRESSION", "off", "on or off",
        "Compresses WebSocket messages for clients that offer permessage-deflate.", Secrecy::open,
        set_websocket_compression},
    Row{"server.secret", "SPOTTER_SECRET", "(random per process)", "32 bytes or more in hex or base64",
        "Seals connection tokens, and what stores answered in Redis; the same on all instances.",
        Secrecy::secret, set_secret},
    Row{"web.auth_key", "WEB_AUTH_KEY", "(random on a loopback address, else refused)",
        "1 to 256 printable characters without spaces", "Key of the Web store.", Secrecy::secret,
        set_web_key},
    Row{"admin.key", "ADMIN_KEY", "(there is nothing at /admin)",
        "16 to 256 printable characters without spaces",
        "Key of the administration, see docs/admin.md.", Secrecy::secret, set_admin_key},
    Row{"limits.web", "SPOTTER_RATE_LIMIT_WEB", "100", "1 to 1000000",
        "Generations that the Web key may start in any 24 h.", Secrecy::open,
        [](Settings& s, std::string_view v) { return set_count(s.quotas.web, v, 1, 1'000'000); }},
    Row{"limits.mobile", "SPOTTER_RATE_LIMIT_MOBILE", "20", "1 to 1000000",
        "Generations that a purchase token may start in any 24 h.", Secrecy::open,
        [](Settings& s, std::string_view v) { return set_count(s.quotas.mobile, v, 1, 1'000'000); }},
    Row{"limits.test_mode", "TEST_MODE", "false", "true or false", "Switches the quotas off.",
        Secrecy::open, [](Settings& s, std::string_view v) { return set_switch(s.test_mode, v); }},
    Row{"test.hub", "SPOTTER_TEST_HUB", "off", "on or off",
        "Mounts the hub of ./dev conformance at /test-hub, open to everybody. Never in production.",
        Secrecy::open, [](Settings& s, std::string_view v) { return set_switch(s.test_hub, v); }},
    Row{"test.hub_time_scale", "SPOTTER_TEST_HUB_TIME_SCALE", "1", "a number, 0.01 to 1",
        "What the timers of /test-hub/quick, and the wait for close frames, are multiplied by.",
        Secrecy::open, set_test_hub_time_scale},
    Row{"chat.frame_interval_ms", "SPOTTER_FRAME_INTERVAL_MS", "40", "milliseconds, 0 to 10000",
        "Least time between two frames of an answer; 0 sends one per delta.", Secrecy::open,
        [](Settings& s, std::string_view v) { return set_duration(s.chat.frame_interval, v, 0, 10'000); }},
    Row{"chat.conversation_ttl", "SPOTTER_CONVERSATION_TTL", "1800", "seconds, 60 to 86400",
        "How long a chat is kept that nobody talks in, so that a new connection can go on with it.",
        Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_duration(s.conversations.lifetime, v, 60, 86'400);
        }},
    Row{"chat.resume_grace", "SPOTTER_RESUME_GRACE", "120", "seconds, 0 to 600",
        "How long an answer goes on whose client is gone; 0 ends it at once.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_duration(s.conversations.grace, v, 0, 600);
        }},
    Row{"chat.prompts_dir", "SPOTTER_PROMPTS_DIR", "(built in)", "a folder",
        "Prompt templates and sentences instead of the built-in ones. SIGHUP reads them again.",
        Secrecy::open,
        [](Settings& s, std::string_view v) {
          s.prompts_dir = v;
          return true;
        }},
    Row{"providers.order", "SPOTTER_PROVIDERS",
        "(openai if it has a key or a base URL, gemini and anthropic if they have keys, then offline)",
        "openai, gemini, anthropic and offline, comma separated", "Who answers, in order of preference.", Secrecy::open,
        set_providers},
    Row{"openai.api_key", "OPENAI_API_KEY", "", "printable characters without spaces, up to 4096", "Key of the OpenAI-compatible API.",
        Secrecy::secret,
        [](Settings& s, std::string_view v) { return set_api_key(s.openai.api_key, v); }},
    Row{"openai.base_url", "OPENAI_BASE_URL", "https://api.openai.com/v1",
        "a URL that includes /v1; http:// on loopback only, see upstream.allow_private_http",
        "Any OpenAI-compatible server works.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          s.openai.base_url = v;
          return is_url(v);
        }},
    Row{"openai.model", "OPENAI_MODEL", "gpt-6-luna", "a model name", "The model that answers.",
        Secrecy::open,
        [](Settings& s, std::string_view v) {
          s.openai.model = v;
          return !v.empty();
        }},
    Row{"openai.api", "OPENAI_API", "auto", "auto, responses or chat",
        "The API dialect; auto is Responses on api.openai.com, Chat Completions elsewhere.",
        Secrecy::open, set_openai_api},
    Row{"openai.server", "OPENAI_SERVER", "auto",
        "auto, openai, openrouter, litellm, ollama, vllm, llamacpp or other",
        "Which server it is, as far as fields go that not all of them know; auto goes by host and port.",
        Secrecy::open, set_openai_server},
    Row{"providers.models_file", "SPOTTER_MODELS_FILE", "(built in)", "a JSON file",
        "What models and servers of OpenAI's dialects take, instead of data/models.json.",
        Secrecy::open,
        [](Settings& s, std::string_view v) {
          s.openai.models_file = v;
          return true;
        }},
    Row{"gemini.api_key", "GEMINI_API_KEY", "", "printable characters without spaces, up to 4096", "Key of Google's Gemini API.",
        Secrecy::secret,
        [](Settings& s, std::string_view v) { return set_api_key(s.gemini.api_key, v); }},
    Row{"gemini.base_url", "GEMINI_BASE_URL", "https://generativelanguage.googleapis.com/v1beta",
        "a URL that includes the version; http:// on loopback only, see upstream.allow_private_http",
        "Where the Gemini API is.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          s.gemini.base_url = v;
          return is_url(v);
        }},
    Row{"gemini.model", "GEMINI_MODEL", "gemini-3.5-flash-lite",
        "a model's id: letters, digits, '.', '_' and '-'", "The Gemini model that answers.",
        Secrecy::open,
        [](Settings& s, std::string_view v) {
          s.gemini.model = v;
          return is_model_id(v);
        }},
    Row{"anthropic.api_key", "ANTHROPIC_API_KEY", "", "printable characters without spaces, up to 4096", "Key of Anthropic's API.",
        Secrecy::secret,
        [](Settings& s, std::string_view v) { return set_api_key(s.anthropic.api_key, v); }},
    Row{"anthropic.base_url", "ANTHROPIC_BASE_URL", "https://api.anthropic.com",
        "a URL without /v1; http:// on loopback only, see upstream.allow_private_http",
        "Where Anthropic's API is.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          s.anthropic.base_url = v;
          return is_url(v);
        }},
    Row{"anthropic.model", "ANTHROPIC_MODEL", "claude-haiku-5-5", "a model name",
        "The Anthropic model that answers.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          s.anthropic.model = v;
          return !v.empty();
        }},
    Row{"upstream.http", "SPOTTER_UPSTREAM_HTTP", "auto", "auto, 1.1, 2 or h2c",
        "HTTP version to upstreams; auto, and 2, let TLS decide and speak 1.1 on clear text.", Secrecy::open,
        set_upstream_http},
    Row{"upstream.allow_private_http", "SPOTTER_UPSTREAM_ALLOW_PRIVATE_HTTP", "false", "true or false",
        "Accept http:// upstreams on private networks too.", Secrecy::open,
        [](Settings& s, std::string_view v) { return set_switch(s.allow_private_http, v); }},
    Row{"upstream.ca_file", "SPOTTER_UPSTREAM_CA_FILE", "(the system's)", "a PEM file",
        "Authorities that upstream certificates are checked against.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          s.upstream.ca_file = v;
          return true;
        }},
    Row{"upstream.proxy", "SPOTTER_UPSTREAM_PROXY", "environment",
        "environment, none, or the URL of a proxy (http, https or socks5)",
        "The way to upstreams; the environment's HTTPS_PROXY, http_proxy and ALL_PROXY by default, "
        "and NO_PROXY always.",
        Secrecy::secret, set_proxy},
    Row{"upstream.record_dir", "SPOTTER_RECORD_DIR", "", "a folder",
        "For developers: what models answer is written into files here.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          s.upstream.recording.folder = v;
          return true;
        }},
    Row{"upstream.record_confirm", "SPOTTER_RECORD_CONFIRM", "no", "yes or no",
        "Record even where logs are JSON, as in production.", Secrecy::open,
        [](Settings& s, std::string_view v) { return set_switch(s.record_confirmed, v); }},
    Row{"upstream.warm", "SPOTTER_UPSTREAM_WARM", "false", "true or false",
        "Open a connection to each model's server at the start: the first question then waits for "
        "none.",
        Secrecy::open,
        [](Settings& s, std::string_view v) { return set_switch(s.warm_upstreams, v); }},
    Row{"upstream.connect_ms", "SPOTTER_UPSTREAM_CONNECT_MS", "5000", kMilliseconds,
        "Name, TCP and TLS together.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_duration(s.upstream.connect_timeout, v, 1, kDayMs);
        }},
    Row{"upstream.headers_ms", "SPOTTER_UPSTREAM_HEADERS_MS", "30000 (local servers 120000)",
        kMilliseconds, "Request sent to response headers.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_duration(s.openai.timeouts.headers, v, 1, kDayMs);
        }},
    Row{"upstream.first_token_ms", "SPOTTER_UPSTREAM_FIRST_TOKEN_MS", "30000 (local servers 120000)",
        kMilliseconds, "Headers to the first piece of the answer.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_duration(s.openai.timeouts.first_token, v, 1, kDayMs);
        }},
    Row{"upstream.stall_ms", "SPOTTER_UPSTREAM_STALL_MS", "45000", kMilliseconds,
        "Longest silence between two pieces of the answer; comments do not count.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_duration(s.openai.timeouts.stall, v, 1, kDayMs);
        }},
    Row{"upstream.silence_ms", "SPOTTER_UPSTREAM_SILENCE_MS", "30000", kMilliseconds,
        "Longest silence between two bytes.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_duration(s.openai.timeouts.byte_silence, v, 1, kDayMs);
        }},
    Row{"upstream.total_ms", "SPOTTER_UPSTREAM_TOTAL_MS", "300000", kMilliseconds,
        "Longest answer from question to end.", Secrecy::open,
        [](Settings& s, std::string_view v) { return set_duration(s.chat.turn_timeout, v, 1, kDayMs) &&
                 set_duration(s.openai.timeouts.total, v, 1, kDayMs);
        }},
    Row{"failover.first_word_ms", "SPOTTER_FIRST_WORD_MS", "10000", kMilliseconds,
        "How long a model may take to its first word when others could answer; three times that if "
        "it reasons, or if its server is local and may be loading it.",
        Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_duration(s.first_word_within, milliseconds(1), v, 1, kDayMs);
        }},
    Row{"failover.start_window_ms", "SPOTTER_START_WINDOW_MS", "20000", kMilliseconds,
        "New attempts begin until so long after the question.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_duration(s.failover.start_window, milliseconds(1), v, 1, kDayMs);
        }},
    Row{"failover.hedge_after_ms", "SPOTTER_HEDGE_AFTER_MS", "(off)", kMilliseconds,
        "A second model is asked when the first has not said a word for so long; costs tokens.",
        Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_duration(s.failover.hedge_after.emplace(), milliseconds(1), v, 1, kDayMs);
        }},
    Row{"failover.retry_base_ms", "SPOTTER_RETRY_BASE_MS", "500", "milliseconds, 1 to 8000",
        "Longest pause before the second attempt; doubles with each, up to 8 s.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_duration(s.failover.backoff.base, milliseconds(1), v, 1, 8000);
        }},
    Row{"failover.retry_percent", "SPOTTER_RETRY_PERCENT", "30", "0 to 100",
        "Second attempts in the process, per hundred first ones.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_percent(s.failover.retry_budget.earned_per_call, v);
        }},
    Row{"breaker.failures", "SPOTTER_BREAKER_FAILURES", "5", "1 to 1000",
        "So many failures in a row keep calls away from a provider.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_int(s.failover.breaker.failures_in_a_row, v, 1, 1000);
        }},
    Row{"breaker.window_ms", "SPOTTER_BREAKER_WINDOW_MS", "60000", "milliseconds, 6 to 86400000",
        "Or too large a part of the calls of this window.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_duration(s.failover.breaker.window, milliseconds(1), v, 6, kDayMs);
        }},
    Row{"breaker.window_percent", "SPOTTER_BREAKER_WINDOW_PERCENT", "50", "0 to 100",
        "How large a part that is.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_percent(s.failover.breaker.window_failure_rate, v);
        }},
    Row{"breaker.window_calls", "SPOTTER_BREAKER_WINDOW_CALLS", "20", "1 to 1000000",
        "And how many calls there must be.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_int(s.failover.breaker.window_calls_min, v, 1, 1'000'000);
        }},
    Row{"breaker.cool_down_ms", "SPOTTER_BREAKER_COOL_DOWN_MS", "30000", kMilliseconds,
        "Until the first probe; doubles with each that fails.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_duration(s.failover.breaker.cool_down, milliseconds(1), v, 1, kDayMs);
        }},
    Row{"breaker.cool_down_max_ms", "SPOTTER_BREAKER_COOL_DOWN_MAX_MS", "300000", kMilliseconds,
        "At most, also when a provider asks to be left alone for longer.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_duration(s.failover.breaker.cool_down_max, milliseconds(1), v, 1, kDayMs);
        }},
    Row{"breaker.misconfigured_ms", "SPOTTER_BREAKER_MISCONFIGURED_MS", "300000", kMilliseconds,
        "Between probes of a provider that refuses its key, account or model.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_duration(s.failover.breaker.misconfigured_for, milliseconds(1), v, 1, kDayMs);
        }},
    Row{"bulkhead.running_max", "SPOTTER_PROVIDER_CALLS_MAX", "256", "1 to 100000",
        "Calls at once to a provider; fewer while it groans.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_count(s.failover.bulkhead.running_max, v, 1, 100'000);
        }},
    Row{"bulkhead.waiting_max", "SPOTTER_PROVIDER_WAITING_MAX", "256", "0 to 100000",
        "Calls that wait for one of them.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_count(s.failover.bulkhead.waiting_max, v, 0, 100'000);
        }},
    Row{"bulkhead.waiting_per_token_max", "SPOTTER_PROVIDER_WAITING_PER_TOKEN_MAX", "32",
        "0 to 100000", "Of them, those of one purchase token.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_count(s.failover.bulkhead.waiting_per_payer_max, v, 0, 100'000);
        }},
    Row{"bulkhead.wait_ms", "SPOTTER_PROVIDER_WAIT_MS", "5000", kMilliseconds,
        "And how long; then another provider is asked.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_duration(s.failover.queue_wait_max, milliseconds(1), v, 1, kDayMs);
        }},
    Row{"ledger.daily_budget_usd", "SPOTTER_DAILY_BUDGET_USD", "(none)", "dollars above 0",
        "Estimated spend a day (UTC) and process; then the offline coach answers.", Secrecy::open,
        set_budget},
    Row{"ledger.prices_file", "SPOTTER_PRICES_FILE", "(built in)", "a JSON file",
        "Prices of models in place of data/prices.json.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          s.prices_file = v;
          return true;
        }},
    Row{"overload.session_lag_ms", "SPOTTER_OVERLOAD_SESSION_LAG_MS", "200", "milliseconds, 0 to 60000",
        "While an event loop stays so late, new sessions are turned away; 0: never for that.",
        Secrecy::open,
        [](Settings& s, std::string_view v) { return set_duration(s.overload.session_lag, v, 0, 60'000); }},
    Row{"overload.turn_lag_ms", "SPOTTER_OVERLOAD_TURN_LAG_MS", "500", "milliseconds, 0 to 60000",
        "While it stays so late, new turns are, too; 0: never for that.", Secrecy::open,
        [](Settings& s, std::string_view v) { return set_duration(s.overload.turn_lag, v, 0, 60'000); }},
    Row{"overload.memory_limit_mb", "SPOTTER_MEMORY_LIMIT_MB", "auto", "auto, off, or MiB, 1 to 16777216",
        "Memory of the process: from 80 % new sessions are turned away, from 90 % new turns; auto: what "
        "the control group or the machine allows.",
        Secrecy::open, set_memory_limit},
    Row{"log.level", "LOG_LEVEL", "info",
        "trace, debug, info, warn or error, and others for rooms: info,chat=debug,purchase=trace",
        "Least level that is logged.", Secrecy::open, set_log_level, fault_in_log_level},
    Row{"log.format", "LOG_FORMAT", "(text on a terminal, else json)", "text or json",
        "How log lines look.", Secrecy::open, set_log_format},
    Row{"log.file", "SPOTTER_LOG_FILE", "(standard error)", "a path in a folder that exists",
        "Where all lines go, appended; opened anew on SIGHUP.", Secrecy::open,
        [](Settings& s, std::string_view v) { return set_text(s.log.file, v); }},
    Row{"log.error_file", "SPOTTER_LOG_ERROR_FILE", "(none)", "a path in a folder that exists",
        "Where warnings and errors go as well; opened anew on SIGHUP.", Secrecy::open,
        [](Settings& s, std::string_view v) { return set_text(s.log.error_file, v); }},
};

}  // namespace

std::span<const Row> settings_table() {
  static const std::vector<Row> kAll = [] {
    std::vector<Row> all(kTable.begin(), kTable.end());
    const auto stores = store_settings();
    all.insert(all.end(), stores.begin(), stores.end());
    const auto traces = trace_settings();
    all.insert(all.end(), traces.begin(), traces.end());
    return all;
  }();
  return kAll;
}

}  // namespace spotter::app
