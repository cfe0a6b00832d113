#include <spotter/api/authentication.hpp>

#include <catch2/catch.hpp>

using namespace spotter;
using namespace spotter::api;

namespace {
server::Request request(std::string target, std::vector<server::Header> headers = {}) {
  server::Request made;
  made.method = "GET";
  made.target = std::move(target);
  made.headers = std::move(headers);
  return made;
}
}  // namespace

TEST_CASE("the credential comes from the header, or from the query where that counts", "[api]") {
  const auto by_header = request("/ai-chat", {{"authorization", "Bearer Web key"}});
  REQUIRE(credential_of(by_header, QueryToken::ignored)->token.reveal() == "key");
  const auto by_query = request("/ai-chat?id=x&access_token=Web%20k%2Bey");
  REQUIRE(credential_of(by_query, QueryToken::accepted)->token.reveal() == "k+ey");
  REQUIRE_FALSE(credential_of(by_query, QueryToken::ignored));
  REQUIRE(credential_of(request("/ai-chat?access_token=Web+key"), QueryToken::accepted));
}

TEST_CASE("a bad header is final, and a repeated query token is none", "[api]") {
  REQUIRE_FALSE(
      credential_of(request("/ai-chat?access_token=Web%20key", {{"Authorization", "nonsense"}}),
                    QueryToken::accepted));
  REQUIRE_FALSE(credential_of(request("/ai-chat?access_token=Web%20key", {{"Authorization", ""}}),
                              QueryToken::accepted));
  REQUIRE_FALSE(credential_of(request("/ai-chat?access_token=Web%20a&access_token=Web%20b"),
                              QueryToken::accepted));
  REQUIRE_FALSE(credential_of(request("/ai-chat?access_token=Web%2"), QueryToken::accepted));
}
