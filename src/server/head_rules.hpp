#pragma once

#include <spotter/server/http.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace spotter::server {

/// Rules for the head of a request that the parser does not know, and what refusals say.

std::size_t header_section_bytes(const Request& request);
std::size_t header_count(const Request& request, std::string_view name);

/// How long the body is must be beyond doubt: what two parsers may read differently is how requests
/// are smuggled (RFC 9112 section 6.1). `version`: 10 or 11. 0: fine, else the status.
int check_framing(const Request& request, unsigned version);

/// The id that the client gave its request: one X-Request-Id of 1 to 64 letters, digits and "._-".
/// Empty: there is none that may go into a log.
std::string request_id_in(const Request& request);

/// A handshake that RFC 6455 section 4.2.1 would accept.
bool is_valid_upgrade(const Request& request);

/// A sentence for a request that is not served.
std::string_view why_refused(int status);

}  // namespace spotter::server
