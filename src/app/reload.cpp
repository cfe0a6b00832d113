#include "app/reload.hpp"

#include <spotter/crypto/random.hpp>
#include <spotter/http_client/http_client.hpp>

#include <boost/asio/post.hpp>

#include <utility>
#include <vector>

namespace spotter::app {
namespace {

template <class Words>
std::string joined(const Words& words) {
  std::string text;
  for (const auto& word : words)
    text.append(text.empty() ? "" : " ").append(word);
  return text;
}

/// Settings that name what is read anew whether their text has changed or not.
std::vector<std::string_view> files_of(const Settings& settings) {
  std::vector<std::string_view> files;
  if (!settings.prompts_dir.empty()) files.emplace_back("chat.prompts_dir");
  if (!settings.prices_file.empty()) files.emplace_back("ledger.prices_file");
  if (!settings.server.tls_cert_file.empty()) {
    files.emplace_back("server.tls_cert_file");
    files.emplace_back("server.tls_key_file");
  }
  return files;
}

std::shared_ptr<const Fresh> read_all(const Inputs& inputs, const Settings& start,
                                      std::string& why) {
  crypto::SystemEntropy entropy;
  auto loaded = load_settings(inputs, entropy, why);
  if (!loaded) return nullptr;
  Settings& settings = loaded->settings;
  if (settings.web_key_is_random)
    settings.web_key = start.web_key_is_random ? start.web_key : Secret();
  if (settings.secret_is_random && start.secret_is_random) settings.secret = start.secret;
  why = fault_in_files(settings);
  if (!why.empty()) return nullptr;
  auto fresh = std::make_shared<Fresh>();
  if (settings.prompts_dir.empty()) {
    fresh->catalog = prompts::make_built_in_catalog();
  } else {
    auto catalog = prompts::load_catalog(settings.prompts_dir, why);
    if (!catalog) {
      why.insert(0, "chat.prompts_dir (SPOTTER_PROMPTS_DIR): ");
      return nullptr;
    }
    fresh->catalog = std::move(*catalog);
  }
  auto tls = server::load_tls(settings.server, why);
  if (!tls) return nullptr;
  fresh->tls = std::move(*tls);
  fresh->loaded = *std::move(loaded);
  return fresh;
}

}  // namespace

std::string fault_in_files(const Settings& settings) {
  std::string why = server::fault_in(settings.server);
  if (!why.empty()) return why;
  why = fault_in_recording(settings);
  if (!why.empty()) return why;
  why = http_client::fault_in(settings.upstream.recording);
  if (!why.empty()) return "upstream.record_dir (SPOTTER_RECORD_DIR): " + why;
  why = http_client::fault_in(settings.upstream);
  if (!why.empty()) return "upstream.ca_file (SPOTTER_UPSTREAM_CA_FILE): " + why;
  return {};
}

std::shared_ptr<const Fresh> read_again(const Inputs& inputs, const Settings& start,
                                        std::string& why) {
  try {
    return read_all(inputs, start, why);
  } catch (const std::exception& exception) {
    why = exception.what();
    return nullptr;
  }
}

Reloader::Reloader(Place place, const Inputs& inputs, const Loaded& running)
    : place_(std::move(place)), log_(place_.logs.room("app")), inputs_(inputs), running_(running) {}

void Reloader::request() {
  // Whatever else comes of it: somebody may have renamed them.
  place_.logs.reopen();
  if (stopped_) return;
  if (busy_) {
    again_ = true;
    return;
  }
  busy_ = true;
  read();
}

void Reloader::read() {
  place_.manager.reloading();
  const bool queued = place_.workers.post([this] {
    std::string why;
    auto fresh = read_again(inputs_, running_.settings, why);
    asio::post(place_.main,
               [this, fresh = std::move(fresh), why = std::move(why)] { on_read(fresh, why); });
  });
  if (!queued) on_read(nullptr, "too much other work waits; send the signal again");
}

void Reloader::on_read(const std::shared_ptr<const Fresh>& fresh, const std::string& why) {
  if (!fresh) {
    log_.event(telemetry::Level::warn, "reload_refused", {{"why", why}});
    end("Serving; the last reload was refused, see the log");
    return;
  }
  place_.logs.levels().configure(fresh->loaded.settings.log.levels);
  place_.apply(fresh, [this, fresh] {
    report(*fresh);
    end("Serving");
  });
}

void Reloader::report(const Fresh& fresh) {
  const Difference found = difference(running_, fresh.loaded);
  take_over(running_, fresh.loaded, found);
  place_.on_changed(running_, found);
  const Settings& settings = fresh.loaded.settings;
  using telemetry::Level;
  log_.event(found.needs_restart.empty() ? Level::info : Level::warn, "reloaded",
             {{"changed", joined(found.live)},
              {"read_again", joined(files_of(settings))},
              {"needs_restart", joined(found.needs_restart)},
              {"prompts", joined(fresh.catalog->versions())}});
  if (settings.test_mode) log_.event(Level::warn, "quotas_off", {{"setting", "TEST_MODE"}});
  if (const auto risk = warning_about_web_key(settings); !risk.empty())
    log_.event(Level::warn, "setting_risky", {{"why", risk}});
}

void Reloader::end(std::string_view status) {
  if (!stopped_) place_.manager.ready(status);
  if (std::exchange(again_, false) && !stopped_) {
    read();
    return;
  }
  busy_ = false;
  place_.on_idle();
}

}  // namespace spotter::app
