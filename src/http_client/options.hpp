#pragma once

#include "http_client/clear_http2.hpp"
#include "http_client/curl_handle.hpp"
#include "http_client/resolver.hpp"
#include "http_client/target.hpp"

#include <spotter/http_client/http_client.hpp>

#include <chrono>

namespace spotter::http_client {

/// Options of a request that curl keeps pointers to: they live until its transfer ended.
struct OptionLists {
  StringList headers;
  StringList addresses;
};

/// Whether method and headers can be sent as they are: no line breaks or other control characters
/// that would make further headers of them (RFC 9110, 5.5).
bool is_sendable(const Request& request);

/// What holds for each call of this room: verified TLS 1.2 or later, no redirects, no proxy, no
/// signals.
void apply_house_rules(CURL* easy, const std::string& ca_file);

/// Whether calls take the roles of ClearHttp2.
bool needs_roles(const Settings& settings, const Target& target) noexcept;

/// How a call gets its connection.
struct Connecting {
  const Target& target;
  const Addresses& addresses;  ///< of the host, when it is a name
  std::chrono::milliseconds time_left;
  ClearHttp2::Entrant::Role role;  ///< matters only if needs_roles
};

/// Version, keep-alive, connection reuse and time-outs.
void apply_connection(CURL* easy, const Settings& settings, const Connecting& how,
                      OptionLists& lists);

/// URL, method, headers and body. `request` lives until the transfer ended.
void apply_request(CURL* easy, const Request& request, OptionLists& lists);

}  // namespace spotter::http_client
