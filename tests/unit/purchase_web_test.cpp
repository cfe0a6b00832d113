#include "support/loop.hpp"

#include <spotter/purchase/web/web_verifier.hpp>

#include <catch2/catch.hpp>

#include <string>

using namespace spotter;
using namespace spotter::purchase;

namespace {

struct World {
  Entitlement show(const std::string& key) {
    auto examined = loop.run(verifier->examine({Store::web, Secret(key)}, TimePoint::max()));
    return std::get<Entitlement>(examined);
  }
  testing::Loop loop;
  std::unique_ptr<web::WebVerifier> verifier = web::make_verifier(Secret("sesame"));
};

}  // namespace

TEST_CASE("a key that takes another's place lets in, and the other ends", "[purchase]") {
  World world;
  const Subject before = world.show("sesame").subject;
  CHECK(world.show("sesame").verdict() == Verdict::entitled);
  world.verifier->set_key(Secret("simsalabim"));
  CHECK(world.show("sesame").reason == Reason::token_mismatch);
  CHECK(world.show("simsalabim").verdict() == Verdict::entitled);
  // Its generations are counted anew.
  CHECK_FALSE(world.show("simsalabim").subject == before);
}

TEST_CASE("without a key nobody is let in, with an empty one neither", "[purchase]") {
  World world;
  world.verifier->set_key(Secret());
  CHECK(world.show("sesame").reason == Reason::store_disabled);
  CHECK(world.show("").reason == Reason::store_disabled);
}
