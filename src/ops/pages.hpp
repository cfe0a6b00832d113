#pragma once

#include <spotter/server/router.hpp>

#include <string>

namespace spotter::ops {

/// A page in JSON that nobody keeps.
server::Response json_page(int status, std::string body);

}  // namespace spotter::ops
