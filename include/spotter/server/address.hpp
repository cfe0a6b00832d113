#pragma once

#include <string>

namespace spotter::server {

/// What limits count a client's address by: whoever has one address of IPv6 has its /64.
std::string counted_address(const std::string& address);

}  // namespace spotter::server
