#include "admin/routes.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <string>
#include <utility>

using namespace spotter;
using admin::match;

TEST_CASE("a path of the administration fits its pattern, and gives the name in it", "[admin]") {
  CHECK(match("sessions", "sessions") == "");
  CHECK(match("sessions", "Sessions") == "");
  CHECK_FALSE(match("sessions", "session"));
  CHECK_FALSE(match("sessions", ""));
  CHECK(match("sessions/*", "sessions/aB-_9") == "aB-_9");
  CHECK_FALSE(match("sessions/*", "sessions/"));
  CHECK_FALSE(match("sessions/*", "sessions"));
  CHECK_FALSE(match("sessions/*", "sessions/a/b"));
  CHECK(match("providers/*/breaker", "PROVIDERS/openai/Breaker") == "openai");
  CHECK_FALSE(match("providers/*/breaker", "providers//breaker"));
  CHECK_FALSE(match("providers/*/breaker", "providers/breaker"));
  CHECK_FALSE(match("providers/*/breaker", "providers/a/b/breaker"));
  CHECK(match("log-levels/**", "log-levels/purchase/apple") == "purchase/apple");
  CHECK_FALSE(match("log-levels/**", "log-levels/"));
}

TEST_CASE("each path takes its methods, and says which", "[admin]") {
  CHECK(admin::allowed_methods("sessions") == "GET, HEAD, OPTIONS");
  CHECK(admin::allowed_methods("sessions/*") == "GET, HEAD, DELETE, OPTIONS");
  CHECK(admin::allowed_methods("providers/*/breaker") == "PUT, OPTIONS");
  CHECK(admin::allowed_methods("drain") == "GET, HEAD, POST, OPTIONS");
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const admin::Entry& entry : admin::routes()) {
    INFO(entry.method << ' ' << entry.path);
    CHECK(seen.emplace(entry.path, entry.method).second);
    CHECK(entry.answer != nullptr);
  }
}
