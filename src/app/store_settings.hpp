#pragma once

#include "app/settings_table.hpp"

#include <span>

namespace spotter::app {

/// The rows of the settings table about the stores of purchases.
std::span<const Row> store_settings();

}  // namespace spotter::app
