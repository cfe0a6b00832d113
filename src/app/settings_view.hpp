#pragma once

#include <spotter/admin/admin.hpp>
#include <spotter/app/settings.hpp>

#include <memory>
#include <string_view>
#include <vector>

namespace spotter::app {

/// The settings that run, as check-config prints them, for administrators.
std::shared_ptr<const admin::SettingsView> view_of(
    const Loaded& running, const std::vector<std::string_view>& needs_restart);

}  // namespace spotter::app
