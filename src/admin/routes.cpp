#include "admin/routes.hpp"

#include <spotter/base/text.hpp>

#include <array>

namespace spotter::admin {
namespace {

constexpr std::array kRoutes = {
    Entry{"sessions", "GET", list_sessions},
    Entry{"sessions/*", "GET", show_session},
    Entry{"sessions/*", "DELETE", close_session},
    Entry{"providers", "GET", list_providers},
    Entry{"providers/*/breaker", "PUT", set_breaker},
    Entry{"quotas/*", "GET", show_quota},
    Entry{"quotas/*", "DELETE", reset_quota},
    Entry{"log-levels", "GET", list_log_levels},
    Entry{"log-levels", "PUT", set_log_level},
    Entry{"log-levels", "DELETE", reset_log_level},
    Entry{"log-levels/**", "PUT", set_log_level},
    Entry{"log-levels/**", "DELETE", reset_log_level},
    Entry{"settings", "GET", list_settings},
    Entry{"drain", "GET", show_drain},
    Entry{"drain", "POST", begin_drain},
};

}  // namespace

std::span<const Entry> routes() noexcept {
  return kRoutes;
}

std::optional<std::string_view> match(std::string_view pattern, std::string_view path) noexcept {
  const auto star = pattern.find('*');
  if (star == std::string_view::npos) {
    if (!equals_ignoring_case(pattern, path)) return std::nullopt;
    return std::string_view();
  }
  const std::string_view before = pattern.substr(0, star);
  const bool with_slashes = pattern.ends_with("**");
  const std::string_view after = with_slashes ? std::string_view() : pattern.substr(star + 1);
  if (path.size() <= before.size() + after.size()) return std::nullopt;
  const std::string_view name =
      path.substr(before.size(), path.size() - before.size() - after.size());
  const bool fits = equals_ignoring_case(path.substr(0, before.size()), before) &&
                    equals_ignoring_case(path.substr(path.size() - after.size()), after);
  if (!fits || (!with_slashes && name.find('/') != std::string_view::npos)) return std::nullopt;
  return name;
}

std::string allowed_methods(std::string_view path) {
  std::string allowed;
  for (const Entry& entry : kRoutes) {
    if (entry.path != path) continue;
    allowed.append(entry.method).append(entry.method == "GET" ? ", HEAD, " : ", ");
  }
  return allowed.append("OPTIONS");
}

}  // namespace spotter::admin
