#pragma once

#include <spotter/app/settings.hpp>

#include <span>
#include <string_view>
#include <vector>

namespace spotter::app {

/// Keys of the settings that a reload takes over while the process serves; all others need a
/// restart. docs/draining.md says of each what becomes of what runs.
std::span<const std::string_view> live_settings() noexcept;
bool is_live(std::string_view key) noexcept;

/// Keys of the settings whose texts differ, in the order of the table. Never their values.
struct Difference {
  std::vector<std::string_view> live;
  std::vector<std::string_view> needs_restart;
};
/// A live setting needs a restart where it switches on or off what is built at the start: TLS, the
/// day's budget.
Difference difference(const Loaded& running, const Loaded& fresh);

/// What `running` is compared with next time: of `fresh`, what was taken over.
void take_over(Loaded& running, const Loaded& fresh, const Difference& difference);

}  // namespace spotter::app
