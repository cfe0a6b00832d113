#include <spotter/base/text.hpp>
#include <spotter/crypto/digest.hpp>
#include <spotter/crypto/random.hpp>
#include <spotter/crypto/sealer.hpp>

#include <catch2/catch.hpp>

using namespace spotter;
using namespace spotter::crypto;

TEST_CASE("digests agree with the published vectors", "[crypto]") {
  REQUIRE(to_hex(sha256("abc")) ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  // RFC 4231, case 2.
  REQUIRE(to_hex(sha1("abc")) == "a9993e364706816aba3e25717850c26c9cd0d89d");
  REQUIRE(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  // RFC 4231, case 6: a key that is longer than a block.
  REQUIRE(to_hex(hmac_sha256(std::string(131, '\xaa'),
                             "Test Using Larger Than Block-Size Key - Hash Key First")) ==
          "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("texts compare equal only when they are", "[crypto]") {
  REQUIRE(constant_time_equal("key", "key"));
  REQUIRE_FALSE(constant_time_equal("key", "kez"));
  REQUIRE_FALSE(constant_time_equal("key", "ke"));
  REQUIRE_FALSE(constant_time_equal("", "k"));
}

TEST_CASE("a sealed value opens with its secret and purpose only, and only unchanged", "[crypto]") {
  SystemEntropy entropy;
  const Secret secret(std::string(32, 's'));
  const Sealer sealer(secret, "test");
  const std::string sealed = sealer.seal("value", entropy);
  REQUIRE(sealer.open(sealed) == "value");
  REQUIRE(sealed != sealer.seal("value", entropy));
  REQUIRE_FALSE(Sealer(secret, "other").open(sealed));
  REQUIRE_FALSE(Sealer(Secret(std::string(32, 't')), "test").open(sealed));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    REQUIRE_FALSE(sealer.open(changed));
  }
  REQUIRE_FALSE(sealer.open("short"));
}
