#include "app/values.hpp"
#include "support/source_tree.hpp"
#include "support/temporary.hpp"

#include <spotter/app/settings.hpp>
#include <spotter/crypto/random.hpp>

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

using namespace spotter;
using namespace spotter::app;
using testing::TemporaryFile;

namespace {

using Environment = std::map<std::string, std::string>;

Inputs inputs_with(Environment environment) {
  Inputs inputs;
  inputs.cores = 2;
  inputs.environment = [environment = std::move(environment)](const std::string& name) {
    const auto found = environment.find(name);
    return found == environment.end() ? std::nullopt : std::optional<std::string>(found->second);
  };
  return inputs;
}

struct Attempt {
  std::optional<Loaded> loaded;
  std::string why;
};

Attempt load(const Inputs& inputs) {
  crypto::SystemEntropy entropy;
  Attempt attempt;
  attempt.loaded = load_settings(inputs, entropy, attempt.why);
  return attempt;
}

Settings load_good(Environment environment) {
  auto attempt = load(inputs_with(std::move(environment)));
  INFO(attempt.why);
  REQUIRE(attempt.loaded);
  return attempt.loaded->settings;
}

std::string load_bad(Environment environment) {
  const auto attempt = load(inputs_with(std::move(environment)));
  REQUIRE_FALSE(attempt.loaded);
  REQUIRE(attempt.why.find('\n') == std::string::npos);
  return attempt.why;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE(
    "without any setting the server runs on loopback with the offline coach and a key of its own",
    "[app]") {
  const auto settings = load_good({});
  REQUIRE(settings.server.address == "127.0.0.1");
  REQUIRE(settings.server.port == 8080);
  REQUIRE(settings.threads == 2);
  REQUIRE(settings.providers == std::vector<std::string>{"offline"});
  REQUIRE(settings.web_key_is_random);
  REQUIRE(settings.web_key.reveal().size() == 16);
  REQUIRE(settings.secret.reveal().size() == 32);
}

TEST_CASE("an open address makes no key by itself", "[app]") {
  const auto settings = load_good({{"PORT", "9000"}});
  REQUIRE(settings.server.address == "0.0.0.0");
  REQUIRE(settings.server.port == 9000);
  REQUIRE(settings.web_key.empty());
}

TEST_CASE("a key or a base URL puts the model first", "[app]") {
  REQUIRE(load_good({{"OPENAI_API_KEY", "sk-1"}}).providers ==
          std::vector<std::string>{"openai", "offline"});
  const auto local = load_good({{"OPENAI_BASE_URL", "http://127.0.0.1:11434/v1/"}});
  REQUIRE(local.providers.front() == "openai");
  REQUIRE(local.openai.base_url == "http://127.0.0.1:11434/v1");
  REQUIRE(load_good({{"OPENAI_API_KEY", "sk-1"}, {"SPOTTER_PROVIDERS", "offline"}}).providers ==
          std::vector<std::string>{"offline"});
}

TEST_CASE("every provider with a key answers, in a fixed order, unless another is given", "[app]") {
  const auto gemini = load_good({{"GEMINI_API_KEY", "g-1"}});
  REQUIRE(gemini.providers == std::vector<std::string>{"gemini", "offline"});
  REQUIRE(gemini.gemini.base_url == "https://generativelanguage.googleapis.com/v1beta");
  REQUIRE(gemini.gemini.model == "gemini-3.5-flash-lite");
  REQUIRE(gemini.gemini.api_key.reveal() == "g-1");
  REQUIRE(load_good({{"GEMINI_API_KEY", "g-1"}, {"OPENAI_API_KEY", "sk-1"}}).providers ==
          std::vector<std::string>{"openai", "gemini", "offline"});
  REQUIRE(load_good({{"GEMINI_API_KEY", "g-1"},
                     {"OPENAI_API_KEY", "sk-1"},
                     {"SPOTTER_PROVIDERS", "gemini, openai"}})
              .providers == std::vector<std::string>{"gemini", "openai"});
  const auto other = load_good({{"GEMINI_BASE_URL", "http://127.0.0.1:1/v1beta/"},
                                {"GEMINI_MODEL", "gemini-4-argon"},
                                {"SPOTTER_UPSTREAM_STALL_MS", "1234"}});
  REQUIRE(other.providers == std::vector<std::string>{"offline"});
  REQUIRE(other.gemini.base_url == "http://127.0.0.1:1/v1beta");
  REQUIRE(other.gemini.model == "gemini-4-argon");
  REQUIRE(other.gemini.timeouts.stall == std::chrono::milliseconds(1234));
}

TEST_CASE("Anthropic answers after Gemini, once it has a key", "[app]") {
  const auto anthropic = load_good({{"ANTHROPIC_API_KEY", "sk-ant-1"}});
  REQUIRE(anthropic.providers == std::vector<std::string>{"anthropic", "offline"});
  REQUIRE(anthropic.anthropic.api_key.reveal() == "sk-ant-1");
  REQUIRE(anthropic.anthropic.base_url == "https://api.anthropic.com");
  REQUIRE(anthropic.anthropic.model == "claude-haiku-5-5");
  REQUIRE(load_good({{"ANTHROPIC_API_KEY", "sk-ant-1"}, {"GEMINI_API_KEY", "g-1"}}).providers ==
          std::vector<std::string>{"gemini", "anthropic", "offline"});
  const auto other = load_good({{"ANTHROPIC_BASE_URL", "http://127.0.0.1:1/"},
                                {"ANTHROPIC_MODEL", "claude-sonnet-5-5"},
                                {"SPOTTER_UPSTREAM_STALL_MS", "1234"}});
  REQUIRE(other.providers == std::vector<std::string>{"offline"});
  REQUIRE(other.anthropic.base_url == "http://127.0.0.1:1");
  REQUIRE(other.anthropic.model == "claude-sonnet-5-5");
  REQUIRE(other.anthropic.timeouts.stall == std::chrono::milliseconds(1234));
  REQUIRE(contains(load_bad({{"SPOTTER_PROVIDERS", "anthropic"}}), "ANTHROPIC_API_KEY"));
  REQUIRE(contains(load_bad({{"ANTHROPIC_BASE_URL", "http://example.com"}}), "not encrypted"));
}

TEST_CASE("an unusable value stops the start with one line that names it and what is accepted",
          "[app]") {
  const auto why = load_bad({{"SPOTTER_THREADS", "many"}});
  REQUIRE(contains(why, "server.threads"));
  REQUIRE(contains(why, "SPOTTER_THREADS"));
  REQUIRE(contains(why, "'many'"));
  REQUIRE(contains(why, "1 to 256"));
  for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{
           {"SPOTTER_LISTEN", "localhost:1"},
           {"SPOTTER_LISTEN", "127.0.0.1"},
           {"PORT", "65536"},
           {"LOG_LEVEL", "loud"},
           {"LOG_FORMAT", "xml"},
           {"SPOTTER_PROVIDERS", "openia"},
           {"TEST_MODE", "maybe"},
           {"OPENAI_BASE_URL", "ftp://x/v1"},
           {"GEMINI_BASE_URL", "x/v1beta"},
           {"GEMINI_MODEL", "models/../x"},
           {"GEMINI_MODEL", "x?key=1"},
           {"SPOTTER_UPSTREAM_HTTP", "3"},
           {"SPOTTER_RATE_LIMIT_WEB", "0"},
           {"SPOTTER_FRAME_INTERVAL_MS", "-1"},
           {"GOOGLE_PLAY_VOIDED_POLL_SECONDS", "59"},
           {"GOOGLE_PLAY_VOIDED_POLL_SECONDS", "86401"},
           {"OPENAI_API", "telex"},
           {"OPENAI_SERVER", "nobody"}}) {
    INFO(name << "=" << value);
    REQUIRE(contains(load_bad({{name, value}}), value));
  }
}

TEST_CASE("how to speak to a model is known at the start, or why it cannot be", "[app]") {
  using llm::openai::Api;
  const auto open_ai = load_good({{"OPENAI_API_KEY", "sk-1"}});
  REQUIRE(open_ai.openai.api == Api::automatic);
  REQUIRE(open_ai.openai.capabilities->responses);
  const auto chat = load_good({{"OPENAI_API_KEY", "sk-1"}, {"OPENAI_API", "chat"}});
  REQUIRE(chat.openai.api == Api::chat);
  REQUIRE_FALSE(chat.openai.capabilities->responses);
  REQUIRE_FALSE(
      load_good({{"OPENAI_BASE_URL", "http://127.0.0.1:11434/v1"}}).openai.capabilities->responses);
  const auto named =
      load_good({{"OPENAI_BASE_URL", "https://example.org/v1"}, {"OPENAI_SERVER", "openai"}});
  REQUIRE(named.openai.server == "openai");
  REQUIRE(named.openai.capabilities->store);
  REQUIRE(load_good({{"OPENAI_BASE_URL", "https://example.org/v1"}, {"OPENAI_SERVER", "auto"}})
              .openai.server.empty());

  const auto why = load_bad(
      {{"OPENAI_API_KEY", "sk-1"}, {"OPENAI_MODEL", "gpt-6-astra"}, {"OPENAI_API", "chat"}});
  REQUIRE(contains(why, "'gpt-6-astra'"));
  REQUIRE(contains(why, "OPENAI_API"));
  REQUIRE(contains(load_bad({{"OPENAI_API_KEY", "sk-1"}, {"SPOTTER_MODELS_FILE", "/nonexistent"}}),
                   "/nonexistent"));
  // Who is not asked needs none of it.
  load_good({{"SPOTTER_MODELS_FILE", "/nonexistent"}});
}

TEST_CASE("the way to upstreams is the environment's, unless another is given", "[app]") {
  const auto proxies_of = [](const auto& environment) {
    return load_good(environment).upstream.proxies;
  };
  const Environment environment{{"HTTPS_PROXY", "http://secure.example:1"},
                                {"http_proxy", "clear.example:2"},
                                {"NO_PROXY", "10.0.0.0/8"}};
  CHECK(proxies_of(environment).for_https.reveal() == "http://secure.example:1");
  CHECK(proxies_of(environment).for_http.reveal() == "clear.example:2");
  CHECK(proxies_of(environment).except == "10.0.0.0/8");
  auto with = environment;
  with["SPOTTER_UPSTREAM_PROXY"] = "none";
  CHECK(proxies_of(with).for_https.empty());
  CHECK(proxies_of(with).for_http.empty());
  with["SPOTTER_UPSTREAM_PROXY"] = "http://me:secret@own.example";
  CHECK(proxies_of(with).for_https.reveal() == "http://me:secret@own.example");
  CHECK(proxies_of(with).for_http.reveal() == "http://me:secret@own.example");
  CHECK(proxies_of(with).except == "10.0.0.0/8");
  CHECK(proxies_of(Environment{{"HTTP_PROXY", "http://cgi.example"}}).for_http.empty());
  const Environment all{{"ALL_PROXY", "socks5://a.example"}};
  CHECK(proxies_of(all).for_https.reveal() == "socks5://a.example");
  CHECK(proxies_of(all).for_http.reveal() == "socks5://a.example");
  const Environment both{{"https_proxy", "http://small.example"},
                         {"HTTPS_PROXY", "http://large.example"}};
  CHECK(proxies_of(both).for_https.reveal() == "http://small.example");
}

TEST_CASE("a proxy that cannot be used stops the start, and is not repeated", "[app]") {
  const auto why = load_bad({{"SPOTTER_UPSTREAM_PROXY", "ftp://me:secret@a.example"}});
  CHECK(contains(why, "SPOTTER_UPSTREAM_PROXY"));
  CHECK_FALSE(contains(why, "secret"));
  const auto of_environment = load_bad({{"HTTPS_PROXY", "ftp://me:secret@a.example"}});
  CHECK(contains(of_environment, "HTTPS_PROXY"));
  CHECK_FALSE(contains(of_environment, "secret"));
  load_good({{"HTTPS_PROXY", "ftp://a.example"}, {"SPOTTER_UPSTREAM_PROXY", "none"}});
}

TEST_CASE("chats are recorded in production only if somebody insists", "[app]") {
  const auto fault_with = [](const char* format, const char* confirm) {
    return fault_in_recording(load_good({{"SPOTTER_RECORD_DIR", "/tmp"},
                                         {"LOG_FORMAT", format},
                                         {"SPOTTER_RECORD_CONFIRM", confirm}}));
  };
  CHECK(contains(fault_with("json", ""), "SPOTTER_RECORD_CONFIRM"));
  CHECK(contains(fault_with("json", "no"), "SPOTTER_RECORD_CONFIRM"));
  CHECK(fault_with("json", "yes").empty());
  CHECK(fault_with("text", "").empty());
  CHECK(fault_in_recording(load_good({{"LOG_FORMAT", "json"}})).empty());
  CHECK(load_good({{"SPOTTER_RECORD_DIR", "/tmp"}}).upstream.recording.folder == "/tmp");
}

TEST_CASE("keys and addresses that cannot work stop the start", "[app]") {
  CHECK(contains(load_bad({{"OPENAI_API_KEY", "sk-1\nX-Evil: 1"}}), "OPENAI_API_KEY"));
  CHECK(load_good({{"OPENAI_API_KEY", "sk-1\n"}}).openai.api_key.reveal() == "sk-1");
  for (const char* url : {"https://host:99999/v1", "https://host:/v1", "https://host:http/v1"})
    CHECK(contains(load_bad({{"OPENAI_BASE_URL", url}}), "OPENAI_BASE_URL"));
  load_good({{"OPENAI_BASE_URL", "http://[::1]:8000/v1"}});
  load_good({{"OPENAI_BASE_URL", "http://[::1]/v1"}});
}

TEST_CASE("a shared key that can be guessed is warned of, and not shown", "[app]") {
  const auto warning = warning_about_web_key(load_good({{"WEB_AUTH_KEY", "fifteen-letters"}}));
  CHECK(contains(warning, "WEB_AUTH_KEY"));
  CHECK_FALSE(contains(warning, "fifteen"));
  CHECK(warning_about_web_key(load_good({{"WEB_AUTH_KEY", "sixteen--letters"}})).empty());
  CHECK(warning_about_web_key(load_good({})).empty());
  CHECK(load_good({{"SPOTTER_FAILED_WEBHOOKS_PER_MINUTE", "7"}})
            .abuse_limits.failed_webhooks_per_minute == 7);
}

TEST_CASE("nobody stands behind the offline coach", "[app]") {
  const auto why = load_bad({{"OPENAI_API_KEY", "sk-1"}, {"SPOTTER_PROVIDERS", "offline,openai"}});
  CHECK(contains(why, "offline"));
  CHECK(contains(load_bad({{"OPENAI_API_KEY", "k"}, {"SPOTTER_PROVIDERS", "openai,openai"}}),
                 "SPOTTER_PROVIDERS"));
}

TEST_CASE("a secret is masked in the error about it", "[app]") {
  const auto why = load_bad({{"SPOTTER_SECRET", "tooshort"}});
  REQUIRE_FALSE(contains(why, "tooshort"));
  REQUIRE(contains(why, "***"));
  REQUIRE(load_good({{"WEB_AUTH_KEY", "   "}, {"SPOTTER_LISTEN", "0.0.0.0:8080"}}).web_key.empty());
  REQUIRE_FALSE(contains(load_bad({{"WEB_AUTH_KEY", "two words"}}), "two words"));
}

TEST_CASE("clear text goes to loopback, and to private networks only when that is allowed",
          "[app]") {
  REQUIRE(contains(load_bad({{"OPENAI_BASE_URL", "http://example.com/v1"}}), "not encrypted"));
  const auto why = load_bad({{"GEMINI_BASE_URL", "http://example.com/v1beta"}});
  REQUIRE(contains(why, "gemini.base_url: 'http://example.com/v1beta' is not encrypted"));
  REQUIRE(
      contains(load_bad({{"OPENAI_BASE_URL", "http://10.0.0.5:8000/v1"}}), "allow_private_http"));
  load_good({{"OPENAI_BASE_URL", "http://10.0.0.5:8000/v1"},
             {"SPOTTER_UPSTREAM_ALLOW_PRIVATE_HTTP", "true"}});
  load_bad(
      {{"OPENAI_BASE_URL", "http://8.8.8.8/v1"}, {"SPOTTER_UPSTREAM_ALLOW_PRIVATE_HTTP", "true"}});
  load_good({{"OPENAI_BASE_URL", "http://[::1]:1234/v1"}});
}

TEST_CASE("what a file says is repeated in one line that moves no cursor", "[app]") {
  const auto fault_in = [](const std::string& text) {
    const TemporaryFile file(text);
    Inputs inputs = inputs_with({});
    inputs.config_file = file.path();
    const auto attempt = load(inputs);
    REQUIRE_FALSE(attempt.loaded);
    return attempt.why;
  };
  REQUIRE(contains(fault_in("\"a\\nb\" = 1\n"), "'a\\u000Ab'"));
  REQUIRE(contains(fault_in("[server]\nlisten = \"no\\u001B[2Jwhere\"\n"), "'no\\u001B[2Jwhere'"));
}

TEST_CASE("file, environment and command line win over each other in this order", "[app]") {
  const TemporaryFile file(
      "[server]\nlisten = \"127.0.0.1:1000\"\nthreads = 3\n[log]\nlevel = \"warn\"\n");
  auto inputs = inputs_with({{"SPOTTER_THREADS", "4"}});
  inputs.config_file = file.path();
  inputs.listen = "127.0.0.1:2000";
  const auto attempt = load(inputs);
  INFO(attempt.why);
  REQUIRE(attempt.loaded);
  REQUIRE(attempt.loaded->settings.server.port == 2000);
  REQUIRE(attempt.loaded->settings.threads == 4);
  REQUIRE(attempt.loaded->settings.log.levels.all == telemetry::Level::warn);
  for (const auto& setting : attempt.loaded->effective) {
    if (setting.key == "log.level") REQUIRE(contains(setting.source, file.path()));
    if (setting.key == "server.threads") REQUIRE(setting.source == "environment SPOTTER_THREADS");
    if (setting.key == "server.listen") REQUIRE(setting.source == "command line");
  }
}

TEST_CASE("rooms may have levels of their own, and unknown ones name the nearest", "[app]") {
  const auto settings = load_good({{"LOG_LEVEL", "warn,purchase=debug,llm/failover=trace"}});
  REQUIRE(settings.log.levels.all == telemetry::Level::warn);
  REQUIRE(settings.log.levels.rooms.size() == 2);
  const std::string why = load_bad({{"LOG_LEVEL", "info,converstion=debug"}});
  REQUIRE(contains(why, "log.level"));
  REQUIRE(contains(why, "did you mean 'conversation'?"));
  REQUIRE(contains(load_bad({{"LOG_LEVEL", "loud"}}), "'loud' is no level"));
  const auto files =
      load_good({{"SPOTTER_LOG_FILE", "/var/log/a"}, {"SPOTTER_LOG_ERROR_FILE", "e"}});
  REQUIRE(files.log.file == "/var/log/a");
  REQUIRE(files.log.error_file == "e");
}

TEST_CASE("an unknown key in the file is an error that names the nearest known one", "[app]") {
  const TemporaryFile file("[server]\nlissten = \"127.0.0.1:1\"\n");
  auto inputs = inputs_with({});
  inputs.config_file = file.path();
  const auto attempt = load(inputs);
  REQUIRE_FALSE(attempt.loaded);
  REQUIRE(contains(attempt.why, "server.lissten"));
  REQUIRE(contains(attempt.why, "server.listen"));
}

TEST_CASE("a file that is no TOML is an error with its line", "[app]") {
  const TemporaryFile file("[server\n");
  auto inputs = inputs_with({});
  inputs.config_file = file.path();
  const auto attempt = load(inputs);
  REQUIRE_FALSE(attempt.loaded);
  REQUIRE(contains(attempt.why, "line 1"));
}

TEST_CASE("a secret may come from a file, but not from two places", "[app]") {
  const TemporaryFile file("key-from-file\n");
  REQUIRE(load_good({{"WEB_AUTH_KEY_FILE", file.path()}}).web_key.reveal() == "key-from-file");
  REQUIRE(contains(load_bad({{"WEB_AUTH_KEY_FILE", file.path()}, {"WEB_AUTH_KEY", "other"}}),
                   "both set"));
  REQUIRE(contains(load_bad({{"WEB_AUTH_KEY_FILE", "/nonexistent"}}), "/nonexistent"));
  // As it is while somebody writes a new one.
  const TemporaryFile empty(" \n");
  REQUIRE(contains(load_bad({{"WEB_AUTH_KEY_FILE", empty.path()}}), "is empty"));
}

TEST_CASE("a configuration that is no file is refused, not taken for an empty one", "[app]") {
  Inputs inputs = inputs_with({});
  inputs.config_file = std::filesystem::temp_directory_path().string();
  const auto attempt = load(inputs);
  REQUIRE_FALSE(attempt.loaded);
  REQUIRE(contains(attempt.why, "cannot be read"));
}

TEST_CASE("what stands for a user in a URL is not shown", "[app]") {
  const std::string why = load_bad({{"OPENAI_BASE_URL", "https://me:hidden@host/v1"}});
  CHECK(contains(why, "https://***@host/v1"));
  CHECK_FALSE(contains(why, "hidden"));
  CHECK(without_secrets("https://host/v1/@x") == "https://host/v1/@x");
  CHECK(without_secrets("a@b") == "a@b");
  CHECK(without_secrets("https://host/v1?api-key=PASSWORD") == "https://host/v1?***");
  CHECK(without_secrets("https://u:p@host?a=b@c#d") == "https://***@host?***");
  CHECK(without_secrets("what? none") == "what? none");
  CHECK(without_secrets("https://a@b@host") == "https://***@host");
}

TEST_CASE("the test hub is for loopback addresses, and for scaled time", "[app]") {
  const Settings scaled =
      load_good({{"SPOTTER_TEST_HUB", "on"}, {"SPOTTER_TEST_HUB_TIME_SCALE", "0.05"}});
  REQUIRE(scaled.test_hub);
  REQUIRE(scaled.test_hub_time_scale == 0.05);
  REQUIRE(scaled.server.close_timeout == std::chrono::milliseconds(250));
  REQUIRE_FALSE(load_good({{"SPOTTER_TEST_HUB_TIME_SCALE", "0.05"}}).test_hub);
  REQUIRE(contains(load_bad({{"SPOTTER_TEST_HUB", "on"}, {"SPOTTER_LISTEN", "0.0.0.0:8080"}}),
                   "loopback"));
  for (const auto* bad : {"0", "1.5", "-1", "fast", "nan"})
    REQUIRE(contains(load_bad({{"SPOTTER_TEST_HUB_TIME_SCALE", bad}}), "test.hub_time_scale"));
}

TEST_CASE("what belongs together is checked together", "[app]") {
  REQUIRE(contains(load_bad({{"SPOTTER_TLS_CERT_FILE", "cert.pem"}}), "belong together"));
  REQUIRE(contains(load_bad({{"SPOTTER_PROVIDERS", "openai"}}), "OPENAI_API_KEY"));
  REQUIRE(contains(load_bad({{"SPOTTER_PROVIDERS", "gemini,offline"}}), "GEMINI_API_KEY"));
}

TEST_CASE("a store is set up whole or not at all, and Redis by a URL that can be used", "[app]") {
  REQUIRE(contains(load_bad({{"REVENUECAT_API_KEY", "sk_1234567890"}}), "REVENUECAT_PROJECT_ID"));
  REQUIRE(contains(load_bad({{"APPLE_BUNDLE_ID", "com.example.app"}, {"APPLE_KEY_ID", "K"}}),
                   "APPLE_ISSUER_ID"));
  REQUIRE(contains(load_bad({{"REDIS_URL", "rediss://:word@host"}}), "REDIS_URL"));
  REQUIRE_FALSE(contains(load_bad({{"REDIS_URL", "rediss://:word@host"}}), "word@"));
  const auto attempt = load(inputs_with(
      {{"SPOTTER_REDIS_KEY_PREFIX", "mine:"}, {"REDIS_URL", "redis://u:word@host:1234/2"}}));
  REQUIRE(attempt.loaded);
  const auto& redis = attempt.loaded->settings.redis;
  REQUIRE(redis);
  CHECK(redis->key_prefix == "mine:");
  CHECK(redis->endpoint.port == 1234);
  CHECK(redis->db == 2);
}

TEST_CASE("with a store there is no key of the run's own", "[app]") {
  CHECK(load(inputs_with({})).loaded->settings.web_key_is_random);
  const auto attempt = load(inputs_with({{"APPLE_BUNDLE_ID", "com.example.app"}}));
  REQUIRE(attempt.loaded);
  CHECK(attempt.loaded->settings.web_key.empty());
}

TEST_CASE("effective settings are listed with secrets masked, unused ones are named", "[app]") {
  const auto attempt = load(inputs_with(
      {{"WEB_AUTH_KEY", "sesame"}, {"ADMIN_KEY", "open-the-back-door"}, {"DATABASE_URL", "x"}}));
  REQUIRE(attempt.loaded);
  for (const auto& setting : attempt.loaded->effective) {
    REQUIRE_FALSE(contains(setting.value, "sesame"));
    REQUIRE_FALSE(contains(setting.value, "back-door"));
  }
  REQUIRE(attempt.loaded->unused == std::vector<std::string>{"DATABASE_URL"});
}

TEST_CASE("the administrator's key is long, and not that of the users", "[app]") {
  CHECK(load_good({}).admin_key.empty());
  CHECK(load_good({{"ADMIN_KEY", "  "}}).admin_key.empty());
  CHECK(load_good({{"ADMIN_KEY", "sixteen-letters!"}}).admin_key.reveal() == "sixteen-letters!");
  for (const auto* bad : {"fifteen-letters", "sixteen letters!!"}) {
    const auto attempt = load(inputs_with({{"ADMIN_KEY", bad}}));
    REQUIRE_FALSE(attempt.loaded);
    CHECK(contains(attempt.why, "admin.key (environment ADMIN_KEY): '***'"));
    CHECK(contains(attempt.why, "16 to 256"));
    CHECK_FALSE(contains(attempt.why, bad));
  }
  const auto same =
      load(inputs_with({{"ADMIN_KEY", "sixteen-letters!"}, {"WEB_AUTH_KEY", "sixteen-letters!"}}));
  REQUIRE_FALSE(same.loaded);
  CHECK(contains(same.why, "are the same"));
}

TEST_CASE("the two files of the log are two", "[app]") {
  CHECK(load_good({{"SPOTTER_LOG_FILE", "a.log"}, {"SPOTTER_LOG_ERROR_FILE", "b.log"}}).log.file ==
        "a.log");
  const auto same =
      load(inputs_with({{"SPOTTER_LOG_FILE", "a.log"}, {"SPOTTER_LOG_ERROR_FILE", "a.log"}}));
  REQUIRE_FALSE(same.loaded);
  CHECK(contains(same.why, "log.error_file (SPOTTER_LOG_ERROR_FILE) are the same"));
}

TEST_CASE("a refused URL does not show what is in its query", "[app]") {
  const auto attempt = load(inputs_with(
      {{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "https://c.example/v1/traces?api-key=PASSWORD2"}}));
  REQUIRE_FALSE(attempt.loaded);
  CHECK(contains(attempt.why, "'https://c.example/v1/traces?***' is not accepted"));
}

TEST_CASE("the document of the settings is the table", "[app]") {
  std::ifstream file(testing::source_path("docs/settings.md"));
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  REQUIRE(contains(text, settings_markdown()));
}

TEST_CASE("traces are off until a collector is named, by OpenTelemetry's own names",
          "[app][trace]") {
  CHECK(load_good({}).traces.url.empty());
  CHECK(load_good({{"OTEL_SERVICE_NAME", "coach"}}).traces.url.empty());
  CHECK(load_good({{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318"}}).traces.url ==
        "http://localhost:4318/v1/traces");
  CHECK(load_good({{"OTEL_EXPORTER_OTLP_ENDPOINT", "https://otel.example/base/"}}).traces.url ==
        "https://otel.example/base/v1/traces");
  CHECK(load_good({{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318"},
                   {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://other:4318/spans"}})
            .traces.url == "http://other:4318/spans");
  CHECK(load_good({{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318"},
                   {"OTEL_SDK_DISABLED", "true"}})
            .traces.url.empty());
  CHECK(contains(load_bad({{"OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4317"}}), "traces.endpoint"));
}

TEST_CASE("what spans say of the process", "[app][trace]") {
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  CHECK(load_good({}).traces.resource ==
        Pairs{{"service.name", "spotter"}, {"service.version", SPOTTER_VERSION}});
  CHECK(load_good({{"OTEL_RESOURCE_ATTRIBUTES", "service.name=a, host.name = b%20c ,"}})
            .traces.resource ==
        Pairs{{"service.name", "a"}, {"host.name", "b c"}, {"service.version", SPOTTER_VERSION}});
  CHECK(load_good({{"OTEL_RESOURCE_ATTRIBUTES", "service.name=a,service.version=9"},
                   {"OTEL_SERVICE_NAME", "coach"}})
            .traces.resource == Pairs{{"service.name", "coach"}, {"service.version", "9"}});
  CHECK(load_good({{"OTEL_RESOURCE_ATTRIBUTES", "a=caf%C3%A9"}}).traces.resource[1] ==
        std::pair<std::string, std::string>("a", "caf\xC3\xA9"));
  for (const char* bad : {"novalue", "=v", "k=%2", "k=%zz", "k=%0a", "k=%ff", "k=%7f"}) {
    INFO(bad);
    CHECK(contains(load_bad({{"OTEL_RESOURCE_ATTRIBUTES", bad}}), "traces.resource_attributes"));
  }
}

TEST_CASE("samplers have OpenTelemetry's names", "[app][trace]") {
  struct Row {
    const char* name;
    bool parent_based;
    double ratio;
  };
  for (const Row& row :
       {Row{"always_on", false, 1}, Row{"always_off", false, 0}, Row{"traceidratio", false, 0.25},
        Row{"parentbased_always_on", true, 1}, Row{"parentbased_always_off", true, 0},
        Row{"parentbased_traceidratio", true, 0.25}}) {
    INFO(row.name);
    const auto sampler =
        load_good({{"OTEL_TRACES_SAMPLER", row.name}, {"OTEL_TRACES_SAMPLER_ARG", "0.25"}})
            .tracer.sampler;
    CHECK(sampler.parent_based == row.parent_based);
    CHECK(sampler.ratio == row.ratio);
  }
  CHECK(load_good({}).tracer.sampler.parent_based);
  CHECK(load_good({}).tracer.sampler.ratio == 1);
  CHECK(load_good({{"OTEL_TRACES_SAMPLER", "traceidratio"}}).tracer.sampler.ratio == 1);
  CHECK(contains(load_bad({{"OTEL_TRACES_SAMPLER", "jaeger_remote"}}), "traces.sampler"));
  for (const char* bad : {"1.5", "-1", "half"})
    CHECK(contains(load_bad({{"OTEL_TRACES_SAMPLER_ARG", bad}}), "traces.sampler_arg"));
}

TEST_CASE("headers for a collector are secrets, and go to nobody in clear", "[app][trace]") {
  const Environment keyed{{"OTEL_EXPORTER_OTLP_ENDPOINT", "https://otel.example"},
                          {"OTEL_EXPORTER_OTLP_HEADERS", "x-key=top%20secret,y=2"}};
  const auto headers = load_good(keyed).traces.headers;
  REQUIRE(headers.size() == 2);
  CHECK(headers[0].first == "x-key");
  CHECK(headers[0].second.reveal() == "top secret");
  const auto attempt = load(inputs_with(keyed));
  for (const auto& effective : attempt.loaded->effective)
    CHECK_FALSE(contains(effective.value, "secret"));
  for (const char* bad : {"a b=secret", "k=secret%0d%0aHost: x", "secret"}) {
    const std::string why = load_bad({{"OTEL_EXPORTER_OTLP_HEADERS", bad}});
    CHECK(contains(why, "traces.headers"));
    CHECK_FALSE(contains(why, "secret"));
  }
  Environment clear = keyed;
  clear["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://otel.example";
  CHECK(contains(load_bad(clear), "not encrypted"));
  clear["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:4318";
  CHECK(load_good(clear).traces.url == "http://127.0.0.1:4318/v1/traces");
  clear["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://10.1.2.3:4318";
  CHECK(contains(load_bad(clear), "not encrypted"));
  clear["SPOTTER_UPSTREAM_ALLOW_PRIVATE_HTTP"] = "true";
  CHECK(load_good(clear).traces.url == "http://10.1.2.3:4318/v1/traces");
}

TEST_CASE("who traces is told which of OpenTelemetry's names do nothing", "[app][trace]") {
  Environment environment{{"OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"}};
  CHECK(load(inputs_with(environment)).loaded->unused.empty());
  environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://localhost:4317";
  CHECK(load(inputs_with(environment)).loaded->unused ==
        std::vector<std::string>{"OTEL_EXPORTER_OTLP_PROTOCOL"});
}
