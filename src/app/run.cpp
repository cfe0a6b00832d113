#include "app/application.hpp"
#include "app/end_signals.hpp"
#include "app/log_rooms.hpp"
#include "app/reload.hpp"
#include "app/shard_services.hpp"
#include "app/values.hpp"

#include <spotter/app/run.hpp>
#include <spotter/crypto/random.hpp>
#include <spotter/server/server.hpp>
#include <spotter/telemetry/logs.hpp>

#include <CLI/CLI.hpp>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <malloc.h>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

namespace spotter::app {
namespace {

std::optional<std::string> environment_value(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return value;
}

/// As many descriptors as the system lets us have: each session costs one.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

/// Large buffers, as each call to an upstream has one, are the system's, and go back to it when
/// they are freed. glibc would learn from the first one that it is to keep such memory for the
/// next, and each page that was ever written to would stay resident.
void give_large_buffers_back() {
  constexpr int kLargeBytes = 128 * 1024;  // glibc's own number, before it learns
  constexpr int kKeptBytes = 16 * 1024 * 1024;
  ::mallopt(M_MMAP_THRESHOLD, kLargeBytes);
  // The other number that it no longer learns: what lies free at the end of a heap and is kept, as
  // each answer that begins would need it back from the system, page by page.
  ::mallopt(M_TRIM_THRESHOLD, kKeptBytes);
}

int fail(std::string_view why) {
  std::fprintf(stderr, "spotterd: %.*s\n", static_cast<int>(why.size()), why.data());
  return 1;
}

std::string url_of(const Settings& settings, std::uint16_t port) {
  const auto& server = settings.server;
  const bool any = server.address == "0.0.0.0" || server.address == "::";
  const bool v6 = server.address.find(':') != std::string::npos && !any;
  const std::string host = any ? "127.0.0.1" : v6 ? "[" + server.address + "]" : server.address;
  return std::string(server.tls_cert_file.empty() ? "http://" : "https://") + host + ":" +
         std::to_string(port);
}

/// What only opening the files can tell; empty: nothing.
std::string fault_in(const Settings& settings) {
  std::string why = fault_in_files(settings);
  if (why.empty() && !settings.prompts_dir.empty() &&
      !prompts::load_catalog(settings.prompts_dir, why)) {
    return "chat.prompts_dir (SPOTTER_PROMPTS_DIR): " + why;
  }
  return why;
}

int check_config(const Loaded& loaded) {
  for (const Effective& setting : loaded.effective) {
    std::printf("%-36.*s %-32s (%s)\n", static_cast<int>(setting.key.size()), setting.key.data(),
                setting.value.c_str(), setting.source.c_str());
  }
  for (const std::string& name : loaded.unused) {
    std::printf("warning: %s is set, but this version does not use it\n", name.c_str());
  }
  for (const std::string& warning :
       {warning_about_sharing(loaded.settings), warning_about_web_key(loaded.settings)}) {
    if (!warning.empty()) std::printf("warning: %s\n", warning.c_str());
  }
  const std::string why = fault_in(loaded.settings);
  if (!why.empty()) return fail(why);
  return 0;
}

int healthcheck(const Settings& settings) {
  const std::string url = url_of(settings, settings.server.port) + "/health/ready";
  // The local server's certificate names its public host, not the loopback address.
  const auto status = http_client::get_status(url, std::chrono::seconds(3), false);
  if (!status) return fail("no answer from " + url);
  if (*status != 200) return fail("not ready: " + url + " answers " + std::to_string(*status));
  std::printf("ready\n");
  return 0;
}

void announce(const Loaded& loaded, telemetry::Log& log, const std::string& url,
              std::uint16_t port) {
  const Settings& settings = loaded.settings;
  using telemetry::Level;
  log.event(Level::info, "listening",
            {{"address", settings.server.address},
             {"port", port},
             {"tls", !settings.server.tls_cert_file.empty()},
             {"shards", settings.threads},
             {"version", SPOTTER_VERSION},
             {"answering", settings.providers.front()}});
  for (const auto& seat : seats_of(settings)) {
    const bool priced =
        seat.model.empty() ||
        settings.prices.cost_of(seat.model, {}, std::chrono::system_clock::now()).has_value();
    if (settings.usd_per_day && !priced) {
      log.event(Level::warn, "budget_blind",
                {{"provider", seat.provider},
                 {"model", seat.model},
                 {"why", "its price is not known; see SPOTTER_PRICES_FILE"}});
    }
  }
  if (settings.test_hub) log.event(Level::warn, "test_hub_open", {{"setting", "SPOTTER_TEST_HUB"}});
  if (settings.test_mode) log.event(Level::warn, "quotas_off", {{"setting", "TEST_MODE"}});
  if (!settings.upstream.recording.folder.empty()) {
    log.event(Level::warn, "recording_chats",
              {{"setting", "SPOTTER_RECORD_DIR"},
               {"folder", settings.upstream.recording.folder},
               {"effect", "what models answer is written into files"}});
  }
  if (const auto why = warning_about_sharing(settings); !why.empty())
    log.event(Level::warn, "answers_not_shared", {{"why", why}});
  for (const std::string& why :
       {purchase::apple::warning_in(settings.apple), warning_about_web_key(settings)}) {
    if (!why.empty()) log.event(Level::warn, "setting_risky", {{"why", why}});
  }
  if (settings.web_key.empty() && !has_store(settings)) {
    log.event(Level::warn, "no_store",
              {{"setting", "WEB_AUTH_KEY"}, {"effect", "every client is refused with 401"}});
  }
  for (const std::string& name : loaded.unused) {
    log.event(Level::warn, "setting_unused",
              {{"setting", name}, {"why", "this version of spotterd does not use it"}});
  }
  if (settings.web_key_is_random) {
    // For the person who started it, on standard output: the log never sees it.
    std::printf(
        "Spotter listens on %s\nNo WEB_AUTH_KEY is set, so this run has a key of its own:\n\n"
        "    Web %s\n\n"
        "To chat, in Spotter's source folder:  WEB_AUTH_KEY=%s ./dev chat %s\n",
        url.c_str(), settings.web_key.reveal().c_str(), settings.web_key.reveal().c_str(),
        url.c_str());
    std::fflush(stdout);
  }
}

int serve(const Inputs& inputs, const Loaded& loaded) {
  const EndSignals end_signals;
  std::string why = fault_in(loaded.settings);
  if (!why.empty()) return fail(why);
  const SystemClock clock;
  const auto logs =
      telemetry::Logs::open(loaded.settings.log, {kLogRooms, kLogRecords, kLogPaced}, clock, why);
  if (!logs) return fail(why);
  std::shared_ptr<const prompts::Catalog> catalog = prompts::make_built_in_catalog();
  if (!loaded.settings.prompts_dir.empty()) {
    auto own = prompts::load_catalog(loaded.settings.prompts_dir, why);
    if (!own) return fail("chat.prompts_dir (SPOTTER_PROMPTS_DIR): " + why);
    catalog = std::move(*own);
  }
  const Start start{inputs, loaded, catalog};
  Application application(end_signals, start, *logs);
  if (!application.start(why)) return fail(why);
  announce(loaded, logs->room("app"), url_of(loaded.settings, application.port()),
           application.port());
  const bool ended = application.serve();
  const bool told = logs->close(kLogEnd);
  if (!ended || !told) std::_Exit(0);
  return 0;
}

}  // namespace

int run(int argc, const char* const* argv) {
  CLI::App cli("Spotter: a real-time AI coaching server", "spotterd");
  Inputs inputs;
  bool show_version = false;
  cli.add_option("--config", inputs.config_file, "Settings file (TOML)")->check(CLI::ExistingFile);
  cli.add_option("--listen", inputs.listen, "ADDRESS:PORT");
  cli.add_flag("--version", show_version, "Print the version and exit");
  cli.footer(settings_help());
  cli.fallthrough();  // options may follow the subcommand, which takes this over when it is added
  auto* check =
      cli.add_subcommand("check-config", "Print the effective settings and where they come from");
  auto* health = cli.add_subcommand("healthcheck", "Exit 0 when the local server is ready");
  auto* document = cli.add_subcommand("settings", "Print the settings table as Markdown");
  cli.require_subcommand(0, 1);
  try {
    cli.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return cli.exit(error) == 0 ? 0 : 2;
  }
  if (show_version) {
    std::printf("spotterd %s\n", SPOTTER_VERSION);
    return 0;
  }
  if (document->parsed()) {
    std::fputs(settings_markdown().c_str(), stdout);
    return 0;
  }
  std::signal(SIGPIPE, SIG_IGN);
  raise_descriptor_limit();
  give_large_buffers_back();
  inputs.environment = environment_value;
  inputs.log_to_terminal = ::isatty(STDERR_FILENO) == 1;
  inputs.cores = shard::core_count();
  try {
    crypto::SystemEntropy entropy;
    std::string why;
    const auto loaded = load_settings(inputs, entropy, why);
    if (!loaded) return fail(why);
    if (check->parsed()) return check_config(*loaded);
    if (health->parsed()) return healthcheck(loaded->settings);
    return serve(inputs, *loaded);
  } catch (const std::exception& exception) {
    return fail(exception.what());
  }
}

}  // namespace spotter::app
