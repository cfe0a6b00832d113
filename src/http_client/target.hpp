#pragma once

#include <spotter/base/error.hpp>

#include <cstdint>
#include <string>

namespace spotter::http_client {

/// Where a URL points to.
struct Target {
  std::string host;  ///< without brackets
  std::uint16_t port = 0;
  bool tls = false;
  bool address = false;   ///< the host is an IP address: there is nothing to look up
  std::string authority;  ///< host as the URL has it, and the port if it is not the scheme's
  std::string path;       ///< with the query; never empty
};

/// Errors: Errc::invalid_argument for anything but an http or https URL whose host is ASCII,
/// without user name and password (they would travel into logs).
Result<Target> parse_target(const std::string& url);

/// Whether an IP address in its text form is this machine's own (127.0.0.0/8 or ::1).
bool is_loopback(const std::string& address);

}  // namespace spotter::http_client
