#include "app/provider_kinds.hpp"
#include "app/settings_table.hpp"
#include "app/trace_settings.hpp"
#include "app/values.hpp"

#include <spotter/app/settings.hpp>
#include <spotter/base/file.hpp>
#include <spotter/base/spelling.hpp>
#include <spotter/base/text.hpp>

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <sstream>

namespace spotter::app {
namespace {

struct Value {
  std::string text;
  std::string source;
};
using Values = std::map<std::string_view, Value>;  ///< by key of the table

constexpr std::size_t kConfigFileBytesMax = std::size_t{1024} * 1024;
constexpr std::size_t kSecretFileBytesMax = 64 * 1024;
/// What a shared key should have at least.
constexpr std::size_t kWebKeyCharacters = 16;

/// Names of Spotter's outer surface that belong to parts which this version does not have.
constexpr std::array kUnusedNames = {"DATABASE_URL", "SPOTTER_TEST_CLOCK"};

/// OpenTelemetry's names for what Spotter does in one way only. They matter to who traces.
constexpr std::array kUnusedTraceNames = {"OTEL_EXPORTER_OTLP_PROTOCOL",
                                          "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
                                          "OTEL_EXPORTER_OTLP_TRACES_HEADERS",
                                          "OTEL_EXPORTER_OTLP_COMPRESSION",
                                          "OTEL_EXPORTER_OTLP_CERTIFICATE",
                                          "OTEL_TRACES_EXPORTER",
                                          "OTEL_PROPAGATORS"};

const Row* find_row(std::string_view key) {
  const auto table = settings_table();
  const auto found =
      std::find_if(table.begin(), table.end(), [&](const Row& row) { return row.key == key; });
  return found == table.end() ? nullptr : &*found;
}

std::string_view nearest_key(std::string_view key) {
  std::vector<std::string_view> keys;
  for (const Row& row : settings_table())
    keys.push_back(row.key);
  return nearest_name(key, keys);
}

std::optional<std::string> text_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return std::to_string(number->get());
  if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
  const auto* list = node.as_array();
  if (list == nullptr) return std::nullopt;
  std::string joined;
  for (const auto& element : *list) {
    const auto* text = element.as_string();
    if (text == nullptr) return std::nullopt;
    joined.append(joined.empty() ? "" : ",").append(text->get());
  }
  return joined;
}

bool take_file_value(const std::string& file, const std::string& key, const toml::node& node,
                     Values& values, std::string& why) {
  const Row* row = find_row(key);
  if (row == nullptr) {
    why = file + ": unknown setting '" + key + "'; did you mean '" + std::string(nearest_key(key)) +
          "'?";
    return false;
  }
  auto text = text_of(node);
  if (!text) {
    why = file + ": setting '" + key + "' must be " + std::string(row->accepted);
    return false;
  }
  values[row->key] = Value{std::move(*text), "file " + file};
  return true;
}

bool read_config(const std::string& file, Values& values, std::string& why) {
  const auto text = read_file(file, kConfigFileBytesMax);
  if (!text) {
    why = file + ": the file cannot be read or is larger than 1 MiB";
    return false;
  }
  toml::table document;
  try {
    document = toml::parse(*text, file);
  } catch (const toml::parse_error& error) {
    std::ostringstream said;
    said << file << ": " << error.description() << " (line " << error.source().begin.line << ")";
    why = said.str();
    return false;
  }
  for (const auto& [table_name, node] : document) {
    const std::string table(table_name.str());
    const auto* members = node.as_table();
    if (members == nullptr) {
      if (!take_file_value(file, table, node, values, why)) return false;
      continue;
    }
    for (const auto& [name, member] : *members) {
      if (!take_file_value(file, table + "." + std::string(name.str()), member, values, why))
        return false;
    }
  }
  return true;
}

/// The value of a secret's NAME_FILE.
std::optional<std::string> read_secret_file(const std::string& name, const std::string& path,
                                            std::string& why) {
  const auto text = read_file(path, kSecretFileBytesMax);
  if (!text) {
    why = name + ": the file '" + path + "' cannot be read or is larger than 64 KiB";
    return std::nullopt;
  }
  // Somebody is about to write it: whoever reads again must not take that for "no key".
  std::string secret(trimmed(*text));
  if (secret.empty()) {
    why = name + ": the file '" + path + "' is empty; leave " + name +
          " out where there is no secret";
    return std::nullopt;
  }
  return secret;
}

bool read_environment(const Inputs& inputs, Values& values, std::string& why) {
  for (const Row& row : settings_table()) {
    const std::string name(row.environment);
    auto value = inputs.environment(name);
    std::string source = "environment " + name;
    if (row.secrecy == Row::Secrecy::secret) {
      const std::string file_name = name + "_FILE";
      if (const auto path = inputs.environment(file_name); path && !path->empty()) {
        if (value && !value->empty()) {
          why = name + " and " + file_name + " are both set; give one of them";
          return false;
        }
        value = read_secret_file(file_name, *path, why);
        if (!value) return false;
        source = "environment " + file_name;
      }
    }
    // An empty variable is how compose files and shells say "not set".
    if (value && !value->empty()) values[row.key] = Value{std::move(*value), std::move(source)};
  }
  return true;
}

/// For a line that people read on a terminal: a file may hold any character, also those that move
/// the cursor. Control characters stand as TOML writes them.
std::string in_one_line(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string line;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f)
      line.push_back(c);
    else
      line.append("\\u00").append({kDigits[byte >> 4U], kDigits[byte & 0xfU]});
  }
  return line;
}

/// For people: secrets masked.
std::string shown(const Row& row, const std::string& text) {
  return row.secrecy == Row::Secrecy::secret ? "***" : in_one_line(without_secrets(text));
}

bool apply_values(const Values& values, Settings& settings, std::string& why) {
  for (const Row& row : settings_table()) {
    const auto found = values.find(row.key);
    if (found == values.end()) continue;
    if (row.key == "server.port" && values.contains("server.listen")) continue;
    const auto& [text, source] = found->second;
    if (row.apply(settings, text)) continue;
    why = std::string(row.key) + " (" + source + "): '" + shown(row, text) +
          "' is not accepted; it must be " + std::string(row.accepted);
    if (row.fault != nullptr) why += ": " + row.fault(text);
    return false;
  }
  return true;
}

/// Clear text goes to nobody outside; slashes at the end go away.
bool check_base_url(std::string_view key, std::string& url, const Settings& settings,
                    std::string& why) {
  if (url.starts_with("http://")) {
    const std::string host = host_of(url);
    if (!is_loopback_host(host) && !(settings.allow_private_http && is_private_host(host))) {
      why.assign(key).append(": '").append(without_secrets(url));
      why +=
          "' is not encrypted; http:// is accepted for loopback addresses, and with "
          "upstream.allow_private_http for private networks";
      return false;
    }
  }
  while (url.ends_with('/'))
    url.pop_back();
  return true;
}

/// Who answers: those that were named, if they can; else all that can.
bool choose_providers(Settings& settings, std::string& why) {
  std::vector<std::string>& names = settings.providers;
  if (names.empty()) {
    for (const ProviderKind& kind : provider_kinds()) {
      if (kind.usable(settings)) names.emplace_back(kind.name);
    }
  }
  const auto offline = std::find(names.begin(), names.end(), kOffline);
  // Somebody must answer when the day's money is spent.
  if (offline == names.end() && settings.usd_per_day) names.emplace_back(kOffline);
  if (offline != names.end() && offline + 1 != names.end()) {
    why =
        "providers.order: offline always answers, so nobody behind it would ever be asked; name it "
        "last";
    return false;
  }
  for (const std::string& name : names) {
    const ProviderKind& kind = *find_provider_kind(name);
    if (kind.usable(settings)) continue;
    why = "providers.order names " + name + ", which needs " + std::string(kind.needs);
    return false;
  }
  return true;
}

/// The first of these variables that is set, as curl looks for them.
std::string first_of(const Inputs& inputs, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const auto value = inputs.environment(name);
    if (value && !value->empty()) return *value;
  }
  return {};
}

/// The way to upstreams. HTTP_PROXY in capitals is not looked at: in CGI a client can set it.
bool choose_proxies(const Inputs& inputs, Settings& settings, std::string& why) {
  auto& proxies = settings.upstream.proxies;
  const std::string& chosen = settings.proxy.reveal();
  if (chosen == "none") return true;
  proxies.except = first_of(inputs, {"no_proxy", "NO_PROXY"});
  if (!chosen.empty() && chosen != "environment") {
    proxies.for_https = proxies.for_http = settings.proxy;
    return true;
  }
  proxies.for_https =
      Secret(first_of(inputs, {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}));
  proxies.for_http = Secret(first_of(inputs, {"http_proxy", "all_proxy", "ALL_PROXY"}));
  for (const Secret* proxy : {&proxies.for_https, &proxies.for_http}) {
    if (proxy->empty() || http_client::is_usable_proxy(proxy->reveal())) continue;
    why =
        "a proxy of the environment (HTTPS_PROXY, http_proxy or ALL_PROXY) is not usable; it must "
        "be a URL with http, https or socks5, or upstream.proxy (SPOTTER_UPSTREAM_PROXY) none";
    return false;
  }
  return true;
}

bool read_prices(Settings& settings, std::string& why) {
  if (settings.prices_file.empty()) {
    settings.prices = ledger::PriceList::built_in();
    return true;
  }
  constexpr std::size_t kPricesBytesMax = std::size_t{4} * 1024 * 1024;
  const auto text = read_file(settings.prices_file, kPricesBytesMax);
  if (!text) {
    why = "ledger.prices_file: the file '" + settings.prices_file +
          "' cannot be read or is larger than 4 MiB";
    return false;
  }
  std::string fault;
  auto prices = ledger::PriceList::parse(*text, fault);
  if (!prices) {
    why = "ledger.prices_file: '" + settings.prices_file + "': " + fault;
    return false;
  }
  settings.prices = *std::move(prices);
  return true;
}

/// How to speak to OpenAI's model, if it is asked at all. Reads the models file.
bool choose_dialect(Settings& settings, std::string& why) {
  const auto& names = settings.providers;
  if (std::find(names.begin(), names.end(), "openai") == names.end()) return true;
  settings.openai.capabilities = llm::openai::choose_capabilities(settings.openai, why);
  return settings.openai.capabilities.has_value();
}

/// Each store is set up whole, or not at all. Reads key files.
bool check_stores(const Settings& settings, std::string& why) {
  if (purchase::google::is_configured(settings.google_play) ||
      purchase::google::has_push(settings.google_play))
    why = purchase::google::fault_in(settings.google_play);
  if (why.empty()) why = purchase::apple::fault_in(settings.apple);
  if (why.empty() && (purchase::revenue_cat::is_configured(settings.revenuecat) ||
                      purchase::revenue_cat::has_webhook(settings.revenuecat)))
    why = purchase::revenue_cat::fault_in(settings.revenuecat);
  return why.empty();
}

/// What no single value can tell.
bool check_together(Settings& settings, std::string& why) {
  if (settings.server.tls_cert_file.empty() != settings.server.tls_key_file.empty()) {
    why = "server.tls_cert_file and server.tls_key_file belong together; only one of them is set";
    return false;
  }
  if (!settings.admin_key.empty() && settings.admin_key.reveal() == settings.web_key.reveal()) {
    why =
        "admin.key (ADMIN_KEY) and web.auth_key (WEB_AUTH_KEY) are the same: every user would "
        "be an administrator; give two keys";
    return false;
  }
  if (!settings.log.file.empty() && settings.log.file == settings.log.error_file) {
    why =
        "log.file (SPOTTER_LOG_FILE) and log.error_file (SPOTTER_LOG_ERROR_FILE) are the same: "
        "warnings and errors would be there twice; give two files";
    return false;
  }
  if (settings.redis) {
    settings.redis->key_prefix = settings.redis_key_prefix;
    settings.redis->command_timeout = settings.redis_timeout;
    settings.redis->ping_every = settings.redis_timeout;
  }
  if (settings.test_hub) {
    if (!is_loopback(settings.server.address)) {
      why = "test.hub is open to everybody, so server.listen must be a loopback address";
      return false;
    }
    auto& close = settings.server.close_timeout;
    close =
        std::chrono::duration_cast<std::chrono::milliseconds>(close * settings.test_hub_time_scale);
  }
  if (!read_prices(settings, why) || !resolve_traces(settings, why)) return false;
  const bool urls_fine =
      check_base_url("openai.base_url", settings.openai.base_url, settings, why) &&
      check_base_url("gemini.base_url", settings.gemini.base_url, settings, why) &&
      check_base_url("anthropic.base_url", settings.anthropic.base_url, settings, why);
  return urls_fine && check_stores(settings, why) && choose_providers(settings, why) &&
         choose_dialect(settings, why);
}

void fill_random(Settings& settings, Entropy& entropy) {
  if (settings.secret.empty()) {
    std::array<std::byte, 32> bytes{};
    entropy.fill(bytes);
    settings.secret =
        Secret(std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
    settings.secret_is_random = true;
  }
  if (settings.web_key.empty() && !has_store(settings) && is_loopback(settings.server.address)) {
    std::array<std::byte, 12> bytes{};
    entropy.fill(bytes);
    settings.web_key = Secret(to_base64url(bytes));
    settings.web_key_is_random = true;
  }
}

std::vector<Effective> list_effective(const Values& values) {
  std::vector<Effective> list;
  for (const Row& row : settings_table()) {
    const auto found = values.find(row.key);
    Effective effective{row.key, row.environment, std::string(row.standard), "default"};
    if (found != values.end()) {
      effective.value = shown(row, found->second.text);
      effective.source = found->second.source;
    }
    list.push_back(std::move(effective));
  }
  return list;
}

}  // namespace

bool has_store(const Settings& settings) noexcept {
  return purchase::google::is_configured(settings.google_play) ||
         purchase::apple::is_configured(settings.apple) ||
         purchase::revenue_cat::is_configured(settings.revenuecat);
}

namespace {

std::optional<Loaded> load_all(const Inputs& inputs, Entropy& entropy, std::string& why) {
  Values values;
  if (!inputs.config_file.empty() && !read_config(inputs.config_file, values, why))
    return std::nullopt;
  if (!read_environment(inputs, values, why)) return std::nullopt;
  if (!inputs.listen.empty()) values["server.listen"] = Value{inputs.listen, "command line"};

  Loaded loaded;
  loaded.settings.openai.model = "gpt-6-luna";
  loaded.settings.gemini.model = "gemini-3.5-flash-lite";
  loaded.settings.anthropic.model = "claude-haiku-5-5";
  loaded.settings.threads = std::max<std::size_t>(inputs.cores, 1);
  loaded.settings.log.format =
      inputs.log_to_terminal ? telemetry::Format::text : telemetry::Format::json;
  if (!apply_values(values, loaded.settings, why)) return std::nullopt;
  if (!check_together(loaded.settings, why)) return std::nullopt;
  if (!choose_proxies(inputs, loaded.settings, why)) return std::nullopt;
  loaded.settings.gemini.timeouts = loaded.settings.openai.timeouts;
  loaded.settings.anthropic.timeouts = loaded.settings.openai.timeouts;
  fill_random(loaded.settings, entropy);
  loaded.effective = list_effective(values);
  for (const auto& [key, value] : values)
    loaded.given.emplace(key, value.text);
  const auto note_unused = [&](const std::string& name) {
    const auto value = inputs.environment(name);
    if (value && !value->empty()) loaded.unused.push_back(name);
  };
  for (const std::string name : kUnusedNames) {
    note_unused(name);
    note_unused(name + "_FILE");
  }
  if (!loaded.settings.traces.url.empty())
    std::for_each(kUnusedTraceNames.begin(), kUnusedTraceNames.end(), note_unused);
  return loaded;
}

}  // namespace

std::optional<Loaded> load_settings(const Inputs& inputs, Entropy& entropy, std::string& why) {
  auto loaded = load_all(inputs, entropy, why);
  if (!loaded) why = in_one_line(why);
  return loaded;
}

std::string fault_in_recording(const Settings& settings) {
  const bool wants = !settings.upstream.recording.folder.empty();
  const bool production = settings.log.format == telemetry::Format::json;
  if (!wants || !production || settings.record_confirmed) return {};
  return "upstream.record_dir (SPOTTER_RECORD_DIR) writes what models answer into files, and "
         "LOG_FORMAT is json, as in production; if that is meant, set upstream.record_confirm "
         "(SPOTTER_RECORD_CONFIRM) to yes";
}

std::string warning_about_web_key(const Settings& settings) {
  const std::size_t size = settings.web_key.reveal().size();
  if (settings.web_key_is_random || size == 0 || size >= kWebKeyCharacters) return {};
  return "WEB_AUTH_KEY has fewer than " + std::to_string(kWebKeyCharacters) +
         " characters: who guesses it is a payer";
}

std::string warning_about_sharing(const Settings& settings) {
  if (!settings.redis || !settings.secret_is_random) return {};
  if (!has_store(settings)) {
    return "REDIS_URL is set and SPOTTER_SECRET is not: chats are kept in this process only, and "
           "end with it";
  }
  return "REDIS_URL is set and SPOTTER_SECRET is not: chats and what stores answer are kept in "
         "this "
         "process only, and other processes do not hear what is to be forgotten";
}

std::string settings_help() {
  std::ostringstream text;
  text << "Settings (file key, environment name, default). Order: default < --config file < "
          "environment < command line.\n";
  for (const Row& row : settings_table()) {
    text << "\n  " << row.key << "  " << row.environment;
    if (!row.standard.empty()) text << "  [" << row.standard << "]";
    text << "\n      " << row.sentence << " Accepted: " << row.accepted << ".";
    if (row.secrecy == Row::Secrecy::secret) text << " Also as " << row.environment << "_FILE.";
    text << "\n";
  }
  return text.str();
}

std::string settings_markdown() {
  std::ostringstream text;
  text << "| file key | environment | default | meaning |\n| --- | --- | --- | --- |\n";
  for (const Row& row : settings_table()) {
    text << "| `" << row.key << "` | `" << row.environment << "`";
    if (row.secrecy == Row::Secrecy::secret) text << " or `" << row.environment << "_FILE`";
    text << " | " << row.standard << " | " << row.sentence << " Accepted: " << row.accepted
         << ". |\n";
  }
  return text.str();
}

}  // namespace spotter::app
