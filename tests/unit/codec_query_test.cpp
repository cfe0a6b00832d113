#include <spotter/codec/query.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <string_view>

using namespace spotter;
using codec::Query;
using codec::split_target;

namespace {

Query parsed(std::string_view text) {
  auto query = Query::parse(text);
  REQUIRE(query.has_value());
  return *query;
}

}  // namespace

TEST_CASE("query parameters are form-decoded once and keep their order", "[codec]") {
  const Query query =
      parsed("id=a+b%20c%2Bd&access_token=Web%20x%2520y&id=2&%69d=3&flag&empty=&a=b=c");
  REQUIRE(query.parameters().size() == 7);
  CHECK(query.get("id") == "a b c+d");
  CHECK(query.count("id") == 3);
  CHECK(query.get("access_token") == "Web x%20y");
  CHECK(query.get("flag") == "");
  CHECK(query.get("empty") == "");
  CHECK(query.get("a") == "b=c");
  CHECK_FALSE(query.get("missing"));
  CHECK(query.count("missing") == 0);
  CHECK(query.parameters()[2].second == "2");
}

TEST_CASE("query names are found whatever their case", "[codec]") {
  const Query query = parsed("Access_Token=x&ACCESS_TOKEN=y");
  CHECK(query.get("access_token") == "x");
  CHECK(query.count("access_token") == 2);
}

TEST_CASE("empty pieces of a query are skipped", "[codec]") {
  CHECK(parsed("").parameters().empty());
  CHECK(parsed("&&").parameters().empty());
  CHECK(parsed("a=1&&b=2&").parameters().size() == 2);
  CHECK(parsed("=x").get("") == "x");
}

TEST_CASE("a percent sign without two digits is refused", "[codec]") {
  const std::string_view text = GENERATE(as<std::string_view>{}, "a=%", "a=%4", "a=%zz", "%=1",
                                         "a=1&b=%2&c=3", "a=%%41", "a=% 1");
  const auto query = Query::parse(text);
  REQUIRE_FALSE(query.has_value());
  CHECK(query.error().code == Errc::malformed);
}

TEST_CASE("decoded bytes may be anything", "[codec]") {
  CHECK(parsed("a=%00%FF%c3%A9").get("a") == std::string_view("\0\xFF\xC3\xA9", 4));
}

TEST_CASE("a query has a limited number of parameters", "[codec]") {
  std::string text = "a=1";
  for (std::size_t i = 1; i < Query::kParametersMax; ++i)
    text += "&a=1";
  CHECK(parsed(text).count("a") == Query::kParametersMax);
  text += "&a=1";
  const auto query = Query::parse(text);
  REQUIRE_FALSE(query.has_value());
  CHECK(query.error().code == Errc::too_large);
}

TEST_CASE("a request target is split into path and query", "[codec]") {
  const auto split = [](std::string_view target) {
    const auto parts = split_target(target);
    return std::string(parts.path) + " | " + std::string(parts.query);
  };
  CHECK(split("/ai-chat?id=1&x=?y") == "/ai-chat | id=1&x=?y");
  CHECK(split("/ai-chat") == "/ai-chat | ");
  CHECK(split("/ai-chat?") == "/ai-chat | ");
  CHECK(split("/a%20b?c") == "/a%20b | c");
  CHECK(split("http://host:80/x/y?z=1") == "/x/y | z=1");
  CHECK(split("http://host") == "/ | ");
  CHECK(split("http://host?q") == "/ | q");
  CHECK(split("/proxy/http://host/x") == "/proxy/http://host/x | ");
  CHECK(split("/?u=http://host/x") == "/ | u=http://host/x");
  CHECK(split("*") == "* | ");
  CHECK(split("") == "/ | ");
}
