#pragma once

#include "admin/resources.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace spotter::admin {

/// One method of one path. In `path`, behind "/admin/", `*` stands for a name without a slash, and
/// `**` at the end for one that may have some.
struct Entry {
  std::string_view path;
  std::string_view method;
  Task<server::Response> (*answer)(Place& place, const Call& call);
};

/// The administration as a table; the entries of a path are neighbours.
std::span<const Entry> routes() noexcept;

/// What the path, as sent and without "/admin/" and a slash at its end, has in the place of the
/// star: empty where the pattern has none; nothing: it does not fit. Letters of the fixed parts fit
/// in any case.
std::optional<std::string_view> match(std::string_view pattern, std::string_view path) noexcept;

/// "GET, HEAD, DELETE, OPTIONS" of all entries with that path.
std::string allowed_methods(std::string_view path);

}  // namespace spotter::admin
