#include "server/head_rules.hpp"

#include <catch2/catch.hpp>

using namespace spotter::server;

namespace {

std::string id_in(std::vector<Header> headers) {
  Request request;
  request.headers = std::move(headers);
  return request_id_in(request);
}

}  // namespace

TEST_CASE("a client's request id is taken over if it may go into a log", "[server]") {
  CHECK(id_in({{"x-request-id", "phone-42.a_B"}}) == "phone-42.a_B");
  CHECK(id_in({{"X-Request-Id", std::string(64, 'a')}}) == std::string(64, 'a'));
  CHECK(id_in({}).empty());
  CHECK(id_in({{"X-Request-Id", std::string(65, 'a')}}).empty());
  CHECK(id_in({{"X-Request-Id", "a"}, {"X-Request-Id", "a"}}).empty());
  for (const char* odd : {"", "a b", "a\"b", "a/b", "a=b", "a\nb", "\xC3\xA4", "{a}", "a,b"})
    CHECK(id_in({{"X-Request-Id", odd}}).empty());
}
