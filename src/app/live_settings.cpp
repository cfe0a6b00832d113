#include "app/live_settings.hpp"

#include "app/settings_table.hpp"

#include <algorithm>
#include <array>

namespace spotter::app {
namespace {

constexpr std::array<std::string_view, 21> kLive = {
    "server.max_connections",
    "server.max_connections_per_address",
    "server.allowed_origins",
    "server.tls_cert_file",
    "server.tls_key_file",
    "server.drain_timeout",
    "server.drain_delay",
    "web.auth_key",
    "admin.key",
    "limits.web",
    "limits.mobile",
    "limits.test_mode",
    "limits.failed_credentials",
    "limits.negotiations_per_minute",
    "limits.failed_webhooks_per_minute",
    "limits.sessions_per_payer",
    "chat.frame_interval_ms",
    "chat.prompts_dir",
    "ledger.daily_budget_usd",
    "ledger.prices_file",
    "log.level",
};

/// Whether the setting switches on or off what is built at the start.
bool is_switched(std::string_view key, const Settings& running, const Settings& fresh) {
  if (key == "server.tls_cert_file" || key == "server.tls_key_file")
    return running.server.tls_cert_file.empty() != fresh.server.tls_cert_file.empty();
  if (key == "ledger.daily_budget_usd")
    return running.usd_per_day.has_value() != fresh.usd_per_day.has_value();
  return false;
}

std::string_view text_of(const Loaded& loaded, std::string_view key) {
  const auto found = loaded.given.find(key);
  return found == loaded.given.end() ? std::string_view() : found->second.reveal();
}

}  // namespace

std::span<const std::string_view> live_settings() noexcept {
  return kLive;
}

bool is_live(std::string_view key) noexcept {
  return std::find(kLive.begin(), kLive.end(), key) != kLive.end();
}

Difference difference(const Loaded& running, const Loaded& fresh) {
  Difference difference;
  for (const Row& row : settings_table()) {
    const bool given = running.given.contains(row.key) == fresh.given.contains(row.key);
    if (given && text_of(running, row.key) == text_of(fresh, row.key)) continue;
    const bool live = is_live(row.key) && !is_switched(row.key, running.settings, fresh.settings);
    (live ? difference.live : difference.needs_restart).push_back(row.key);
  }
  return difference;
}

void take_over(Loaded& running, const Loaded& fresh, const Difference& difference) {
  for (const std::string_view key : difference.live) {
    running.given.erase(key);
    const auto found = fresh.given.find(key);
    if (found != fresh.given.end()) running.given.insert(*found);
    const auto is_it = [&](const Effective& setting) { return setting.key == key; };
    const auto now = std::find_if(fresh.effective.begin(), fresh.effective.end(), is_it);
    const auto before = std::find_if(running.effective.begin(), running.effective.end(), is_it);
    if (now != fresh.effective.end() && before != running.effective.end()) *before = *now;
  }
}

}  // namespace spotter::app
