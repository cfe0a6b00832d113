#pragma once

#include <spotter/server/router.hpp>

#include <string_view>

namespace spotter::apidocs {

/// Adds what describes the API: /openapi.json, /asyncapi.json, and /apidocs/, a page that shows
/// both to people. They are part of the binary. `version` is the server's own, which both documents
/// carry; it outlives the router.
void add_routes(server::Router& router, std::string_view version);

}  // namespace spotter::apidocs
