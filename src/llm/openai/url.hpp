#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spotter::llm::openai {

struct HostAndPort {
  std::string host;  ///< in lower case, without brackets and without the dot of a rooted name
  std::optional<std::uint16_t> port;  ///< as written
};

HostAndPort host_and_port_of(std::string_view url);

}  // namespace spotter::llm::openai
