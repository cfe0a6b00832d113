#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace spotter::server {

/// An address in the one form that limits count and logs show: an IPv4 address in its own notation
/// even if it came as IPv6's, and never with a zone, which may be any text. Nothing: it is none.
std::optional<std::string> plain_address(std::string_view text);

/// What limits count a client's address by: whoever has one address of IPv6 has its /64. As it is
/// if it is no address.
std::string counted_address(const std::string& address);

/// Of this machine, or of a private network: loopback, RFC 1918, unique local (RFC 4193),
/// link-local. No for what is no address.
bool is_private_address(const std::string& address);

}  // namespace spotter::server
