#include "admin/key_check.hpp"

#include <spotter/crypto/random.hpp>

#include <catch2/catch.hpp>

using namespace spotter;
using admin::bearer_key;
using admin::KeyCheck;

TEST_CASE("only the key opens, and without one nothing does", "[admin]") {
  crypto::SystemEntropy entropy;
  KeyCheck check(entropy);
  CHECK_FALSE(check.has_key());
  CHECK_FALSE(check.opens(""));
  check.set_key(Secret("sixteen-letters!"));
  CHECK(check.has_key());
  CHECK(check.opens("sixteen-letters!"));
  for (const auto* wrong : {"", "sixteen-letters", "sixteen-letters!!", "Sixteen-letters!", "x"})
    CHECK_FALSE(check.opens(wrong));
  check.set_key(Secret("another-key-of-ours"));
  CHECK_FALSE(check.opens("sixteen-letters!"));
  CHECK(check.opens("another-key-of-ours"));
  check.set_key(Secret());
  CHECK_FALSE(check.opens("another-key-of-ours"));
  CHECK_FALSE(check.has_key());
}

TEST_CASE("a key is read from the scheme Bearer, and from no other", "[admin]") {
  CHECK(bearer_key("Bearer some-key") == "some-key");
  CHECK(bearer_key("  bEARER   some-key ") == "some-key");
  CHECK(bearer_key("Bearer a b") == "a b");
  for (const auto* none : {"", "Bearer", "Bearer ", "Bearersome-key", "Basic some-key", "some-key"})
    CHECK(bearer_key(none).empty());
}

TEST_CASE("a key is told apart by eight digits of its hash", "[admin]") {
  CHECK(admin::mark_of("abc") == "ba7816bf");  // FIPS 180-2, appendix B.1
  CHECK(admin::mark_of("").empty());
}
