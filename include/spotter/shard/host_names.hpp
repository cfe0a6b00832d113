#pragma once

#include <string>
#include <vector>

namespace spotter::shard {

/// IP addresses in their text form, best first (RFC 6724).
using Addresses = std::vector<std::string>;

/// Whether the host is an IP address, without brackets: then nothing has to be looked up.
bool is_address(const std::string& host);

/// Asks the system's resolver; eight addresses at most. Empty: no such name, or no answer. Blocks
/// for seconds when name servers are silent: for workers, by offload().
Addresses look_up_by_system(const std::string& host);

}  // namespace spotter::shard
