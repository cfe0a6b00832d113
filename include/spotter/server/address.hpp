#pragma once

#include <string>

namespace spotter::server {

/// What limits count a client's address by: whoever has one address of IPv6 has its /64.
std::string counted_address(const std::string& address);

/// Of this machine, or of a private network: loopback, RFC 1918, unique local (RFC 4193),
/// link-local. No for what is no address.
bool is_private_address(const std::string& address);

}  // namespace spotter::server
