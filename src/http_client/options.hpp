#pragma once

#include "http_client/curl_handle.hpp"
#include "http_client/proxy.hpp"
#include "http_client/resolver.hpp"
#include "http_client/target.hpp"

#include <spotter/http_client/http_client.hpp>

#include <chrono>

namespace spotter::http_client {

/// Options that curl keeps pointers to: they live until its transfer ended.
struct OptionLists {
  StringList addresses;
};

/// Whether method and headers can be sent as they are: no line breaks or other control characters
/// that would make further headers of them (RFC 9110, 5.5).
bool is_sendable(const Request& request);

/// What holds for each transfer of this room: verified TLS 1.2 or later, no redirects, no signals,
/// no proxy but the one that apply_connection is given.
void apply_house_rules(CURL* easy, const std::string& ca_file);

/// How a call gets its connection.
struct Connecting {
  const Target& target;
  const Proxy* proxy;          ///< null: none
  const Addresses& addresses;  ///< of the host, or of the proxy's, when it is a name
  std::chrono::milliseconds time_left;

  /// Requests on clear text go to an HTTP proxy as they are, and it passes them on (RFC 9112,
  /// 3.2.2): there is no tunnel.
  [[nodiscard]] bool is_passed_on() const noexcept {
    return proxy != nullptr && !target.tls && proxy->speaks_http();
  }
};

/// To connect and no more: to where, keep-alive, time-outs, proxy.
void apply_connection(CURL* easy, const Connecting& how, const std::string& ca_file,
                      OptionLists& lists);

/// Whether the other end is on this machine.
bool is_local(const Connecting& how);

}  // namespace spotter::http_client
