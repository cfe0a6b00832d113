#include "app/settings_view.hpp"

namespace spotter::app {

std::shared_ptr<const admin::SettingsView> view_of(
    const Loaded& running, const std::vector<std::string_view>& needs_restart) {
  auto view = std::make_shared<admin::SettingsView>();
  for (const Effective& setting : running.effective) {
    view->settings.push_back({std::string(setting.key), std::string(setting.environment),
                              setting.value, setting.source});
  }
  view->needs_restart.assign(needs_restart.begin(), needs_restart.end());
  return view;
}

}  // namespace spotter::app
