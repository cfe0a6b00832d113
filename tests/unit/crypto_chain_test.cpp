#include "support/apple_fixtures.hpp"
#include "support/source_tree.hpp"

#include <spotter/base/date.hpp>
#include <spotter/base/file.hpp>
#include <spotter/base/text.hpp>
#include <spotter/crypto/certificate_chain.hpp>
#include <spotter/crypto/compact_jws.hpp>

#include <catch2/catch.hpp>

using namespace spotter;
using namespace spotter::crypto;
using namespace spotter::testing;

namespace {

constexpr const char* kLeafMark = "1.2.840.113635.100.6.11.1";
constexpr const char* kIntermediateMark = "1.2.840.113635.100.6.2.1";

WallTime at(std::string_view text) {
  return parse_rfc3339(text).value();
}

ChainVerifier verifier_of(const std::string& roots_pem) {
  auto made = ChainVerifier::make({roots_pem, kLeafMark, kIntermediateMark});
  REQUIRE(made);
  return std::move(*made);
}

std::string file(const std::string& path) {
  return read_file(testing::source_path(path), 100'000).value();
}

std::string der_in(const std::string& pem) {
  const auto begin = pem.find('\n') + 1;
  std::string text = pem.substr(begin, pem.find("-----END") - begin);
  text.erase(std::remove(text.begin(), text.end(), '\n'), text.end());
  return from_base64(text).value();
}

}  // namespace

TEST_CASE("the chain that Apple signed with in 2025 is good then, and not in 2028", "[crypto]") {
  const auto root = file("data/apple_root_ca_g3.pem");
  const auto trust = verifier_of(root);
  CHECK(trust.fingerprints() == "63343abfb89a6a03ebb57e9b3f5fa7be7c4f5c756f3017b3a8c488c3653e9179");
  const ChainBytes chain{der_in(file("tests/data/apple/signing_2025.pem")),
                         der_in(file("tests/data/apple/worldwide_g6.pem")), der_in(root)};
  CHECK(chain[2].size() == 583);
  const auto good = trust.verify(chain, at("2025-11-01T02:09:35Z"));
  REQUIRE(good);
  CHECK(good->covers(at("2027-10-13T17:47:22Z")));
  CHECK_FALSE(good->covers(at("2027-10-13T17:47:23Z")));
  CHECK_FALSE(trust.verify(chain, at("2028-01-01T00:00:00Z")));
  CHECK_FALSE(trust.verify(chain, at("2025-09-19T19:44:50Z")));
}

TEST_CASE("only a whole chain with its marks under the pinned root is good", "[crypto]") {
  const auto& apple = apple_fixtures();
  const auto trust = verifier_of(apple.root_pem());
  const WallTime now = at("2026-01-15T12:00:00Z");
  CHECK(trust.verify(apple.chain(AppleChain::good), now));
  CHECK(trust.verify(apple.chain(AppleChain::leaf_expired), at("2021-06-15T00:00:00Z")));
  for (const auto bad :
       {AppleChain::leaf_expired, AppleChain::leaf_unmarked, AppleChain::intermediate_unmarked,
        AppleChain::intermediate_no_authority, AppleChain::leaf_p384, AppleChain::others,
        AppleChain::others_under_root}) {
    INFO("chain " << static_cast<int>(bad));
    CHECK_FALSE(trust.verify(apple.chain(bad), now));
  }
}

TEST_CASE("a chain in another order, cut short or with something behind it is none", "[crypto]") {
  const auto& apple = apple_fixtures();
  const auto trust = verifier_of(apple.root_pem());
  const WallTime now = at("2026-01-15T12:00:00Z");
  const ChainBytes good = apple.chain(AppleChain::good);
  CHECK_FALSE(trust.verify({good[1], good[0], good[2]}, now));
  CHECK_FALSE(trust.verify({good[0], good[2], good[2]}, now));
  CHECK_FALSE(trust.verify({good[1], good[2], good[2]}, now));
  CHECK_FALSE(trust.verify({good[0], good[1], good[1]}, now));
  CHECK_FALSE(trust.verify({good[0] + '\0', good[1], good[2]}, now));
  CHECK_FALSE(trust.verify({good[0], good[1] + good[1], good[2]}, now));
  CHECK_FALSE(trust.verify({good[0].substr(0, 100), good[1], good[2]}, now));
  CHECK_FALSE(trust.verify({"", "", good[2]}, now));
  CHECK_FALSE(trust.ends_in_root({good[0], good[1], ""}));
  CHECK(trust.ends_in_root(good));
}

TEST_CASE("a pinned root must be a certificate", "[crypto]") {
  const std::string pem = apple_fixtures().root_pem();
  CHECK_FALSE(ChainVerifier::make({"", kLeafMark, kIntermediateMark}));
  CHECK_FALSE(ChainVerifier::make({"no certificate", kLeafMark, kIntermediateMark}));
  CHECK_FALSE(ChainVerifier::make({pem.substr(0, pem.size() / 2), kLeafMark, kIntermediateMark}));
  CHECK_FALSE(ChainVerifier::make({pem, "no oid", kIntermediateMark}));
  const auto other = file("data/apple_root_ca_g3.pem");
  CHECK(verifier_of(pem + other).fingerprints().size() == 2 * 64 + 1);
}

TEST_CASE("300 signatures of the leaf are found good, and none of another key", "[crypto]") {
  const auto& apple = apple_fixtures();
  const auto trust = verifier_of(apple.root_pem());
  const auto chain = trust.verify(apple.chain(AppleChain::good), at("2026-01-15T12:00:00Z"));
  REQUIRE(chain);
  std::size_t good = 0;
  for (int i = 0; i < 300; ++i) {
    // One in 128 has a number with a zero in front.
    const std::string bytes = "document " + std::to_string(i);
    const std::string signature = apple.raw_signature(bytes, AppleChain::good);
    good += signature.size() == 64 && chain->signed_by_leaf(bytes, signature) ? 1U : 0U;
  }
  CHECK(good == 300);
  const std::string signature = apple.raw_signature("bytes", AppleChain::good);
  CHECK_FALSE(chain->signed_by_leaf("bytez", signature));
  CHECK_FALSE(chain->signed_by_leaf("bytes", apple.raw_signature("bytes", AppleChain::others)));
  CHECK_FALSE(chain->signed_by_leaf("bytes", apple.der_signature("bytes", AppleChain::good)));
  CHECK_FALSE(chain->signed_by_leaf("bytes", apple.raw_signature("bytes", AppleChain::leaf_p384)));
  CHECK_FALSE(chain->signed_by_leaf("bytes", std::string(64, '\0')));
  CHECK_FALSE(chain->signed_by_leaf("bytes", std::string(64, '\xFF')));
  CHECK_FALSE(chain->signed_by_leaf("bytes", ""));
}

TEST_CASE("a chain is remembered for a quarter of an hour, 32 of them", "[crypto]") {
  const auto& apple = apple_fixtures();
  const auto trust = verifier_of(apple.root_pem());
  const ChainBytes bytes = apple.chain(AppleChain::good);
  const auto verified = trust.verify(bytes, at("2026-01-15T12:00:00Z"));
  ChainCache cache;
  const TimePoint start{std::chrono::hours(1)};
  cache.keep(bytes, verified, start);
  CHECK(cache.find(bytes, start + ChainCache::kAge - Duration(1)) == verified);
  CHECK_FALSE(cache.find({bytes[1], bytes[0], bytes[2]}, start));
  CHECK_FALSE(cache.find(bytes, start + ChainCache::kAge));
  CHECK(cache.size() == 0);

  cache.keep(bytes, verified, start);
  for (std::size_t i = 0; i + 1 < ChainCache::kChainsMax; ++i)
    cache.keep({std::to_string(i), "", ""}, verified, start);
  REQUIRE(cache.find(bytes, start));
  cache.keep({"one more", "", ""}, verified, start);
  CHECK(cache.size() == ChainCache::kChainsMax);
  CHECK(cache.find(bytes, start));
  CHECK_FALSE(cache.find({"0", "", ""}, start));
}

TEST_CASE("a compact JWS has three parts in strict base64url", "[crypto]") {
  const auto jws = split_jws("e30.eyJhIjoxfQ.AQID");
  REQUIRE(jws);
  CHECK(jws->header == "{}");
  CHECK(jws->payload == "{\"a\":1}");
  CHECK(jws->signature == "\x01\x02\x03");
  CHECK(jws->signed_bytes == "e30.eyJhIjoxfQ");
  for (const char* bad : {"", ".", "..", "e30.e30", "e30.e30.", ".e30.AQID", "e30..AQID",
                          "e30.e30.AQID.AQID", "e30=.e30.AQID", "e30.e30.AQ==", "e31.e30.AQID",
                          "e30.e30.AQI\n", "e30.e30.AQ+D", "e30.e30.AQ/D", " e30.e30.AQID"}) {
    INFO(bad);
    CHECK_FALSE(split_jws(bad));
  }
}
