#pragma once

#include "support/redis_server.hpp"
#include "support/source_tree.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>
#include <regex>
#include <string>
#include <vector>

namespace spotter::testing {

/// The commands that docs/redis.md asks an operator to grant: those in the sentence about users.
inline std::vector<std::string> documented_commands() {
  std::ifstream file(source_path("docs/redis.md"));
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto begin = text.find("and need `");
  const auto end = text.find("on keys `spotter:*`", begin);
  if (begin == std::string::npos || end == std::string::npos) return {};
  std::vector<std::string> commands;
  const std::string sentence = text.substr(begin, end - begin);
  const std::regex quoted("`([A-Z]+(\\|[A-Z]+)?)`");
  for (std::sregex_iterator at(sentence.begin(), sentence.end(), quoted), none; at != none; ++at)
    commands.push_back((*at)[1].str());
  return commands;
}

/// Makes the user "operator" with password "p", who may do what is documented, and nothing else.
inline void make_user(const RedisServer& server) {
  std::string rules = "ACL SETUSER operator on '>p' resetkeys '~spotter:*' -@all";
  for (const std::string& command : documented_commands())
    rules.append(" '+").append(command).append("'");
  REQUIRE(server.cli(rules) == "OK");
}

/// What users were refused so far; empty: nothing.
inline std::string refusals(const RedisServer& server) {
  return server.cli("ACL LOG");
}

}  // namespace spotter::testing
