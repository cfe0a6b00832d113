#pragma once

#include "http_client/clear_http2.hpp"
#include "http_client/curl_handle.hpp"
#include "http_client/proxy.hpp"
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

/// What holds for each call of this room: verified TLS 1.2 or later, no redirects, no signals, no
/// proxy but the one that apply_connection is given.
void apply_house_rules(CURL* easy, const std::string& ca_file);

/// Whether calls take the roles of ClearHttp2. A proxy is spoken to in HTTP/1.1.
bool needs_roles(const Settings& settings, const Target& target, const Proxy* proxy) noexcept;

/// How a call gets its connection.
struct Connecting {
  const Target& target;
  const Proxy* proxy;          ///< null: none
  const Addresses& addresses;  ///< of the host, or of the proxy's, when it is a name
  std::chrono::milliseconds time_left;
  ClearHttp2::Entrant::Role role;  ///< matters only if needs_roles
};

/// Version, keep-alive, connection reuse, time-outs and proxy.
void apply_connection(CURL* easy, const Settings& settings, const Connecting& how,
                      OptionLists& lists);

/// URL, method, headers and body. `request` lives until the transfer ended.
void apply_request(CURL* easy, const Request& request, OptionLists& lists);

}  // namespace spotter::http_client
