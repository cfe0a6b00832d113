#pragma once

#include <string>
#include <vector>

namespace spotter::redis {

/// The host's IP addresses in their text form, best first (RFC 6724), eight at most; the host
/// itself when it is one. Empty: no such name, or no answer. Blocks, for seconds when name servers
/// are silent: for workers.
std::vector<std::string> addresses_of(const std::string& host);

/// Whether the host is an IP address: then the above does not block.
bool is_address(const std::string& host);

}  // namespace spotter::redis
