#include <spotter/purchase/credential.hpp>
#include <spotter/purchase/verifier.hpp>

#include <catch2/catch.hpp>

using namespace spotter::purchase;

TEST_CASE("a credential is a store and a token, with or without Bearer, in any case",
          "[purchase]") {
  for (const auto* text :
       {"Web key-1", "Bearer Web key-1", "bearer WEB key-1", " \tBEARER web key-1\t "}) {
    const auto credential = parse_credential(text);
    INFO(text);
    REQUIRE(credential);
    REQUIRE(credential->store == Store::web);
    REQUIRE(credential->token.reveal() == "key-1");
  }
  REQUIRE(parse_credential("Bearer RevenueCat $RCAnonymousID:ab12")->store == Store::revenue_cat);
  REQUIRE(parse_credential("Google abcdefgh.AO-J1O")->store == Store::google);
}

TEST_CASE("a malformed credential is nothing", "[purchase]") {
  for (const auto* text : {"",
                           "Web",
                           "Bearer",
                           "Bearer Web",
                           "Web  key",
                           "Bearer  Web key",
                           "Web\tkey",
                           "Web key extra",
                           "Bearer Bearer Web key",
                           "0 key",
                           "\"Web\" key",
                           "Webb key",
                           "Web k\xC3\xA9y",
                           "key",
                           "Google short",
                           "Google has/slash-in-it",
                           "RevenueCat a/b",
                           "RevenueCat Anonymous",
                           "RevenueCat undefined",
                           "Apple tooshort"}) {
    INFO(text);
    REQUIRE_FALSE(parse_credential(text));
  }
  REQUIRE_FALSE(parse_credential("Web " + std::string(257, 'k')));
  REQUIRE(parse_credential("Web " + std::string(256, 'k')));
}

TEST_CASE("the three shapes of an Apple token are told from garbage", "[purchase]") {
  const std::string part(100, 'a');
  REQUIRE(parse_credential("Apple " + part + "." + part + "." + part));
  REQUIRE_FALSE(parse_credential("Apple " + part + "." + part + "!." + part));
  REQUIRE(parse_credential("Apple " + std::string(62, 'A') + "=="));
  REQUIRE_FALSE(parse_credential("Apple " + std::string(61, 'A') + "=A="));
  REQUIRE(parse_credential("Apple 1000000012345"));
}

TEST_CASE("a subject hashes its parts so that they cannot run into each other", "[purchase]") {
  REQUIRE(make_subject({"web", "key"}) == make_subject({"web", "key"}));
  REQUIRE_FALSE(make_subject({"web", "key"}) == make_subject({"webk", "ey"}));
  REQUIRE(make_subject({"web", "key"}).short_name().size() == 8);
}
