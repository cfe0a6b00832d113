#include "app/collector_names.hpp"
#include "support/manual_clock.hpp"

#include <catch2/catch.hpp>

using namespace spotter;
using namespace std::chrono_literals;

TEST_CASE("one lookup of a collector's name is for all shards, good or bad, for a while", "[app]") {
  testing::ManualClock clock;
  int asked = 0;
  shard::Addresses there;
  app::CollectorNames names(
      [&](const std::string&) {
        ++asked;
        clock.advance(20s);
        return there;
      },
      clock);
  for (int shard = 0; shard < 4; ++shard)
    CHECK(names.look_up("collector.example").empty());
  CHECK(asked == 1);
  clock.advance(app::CollectorNames::kLifetime);
  there = {"192.0.2.7"};
  for (int shard = 0; shard < 4; ++shard)
    CHECK(names.look_up("collector.example") == there);
  CHECK(asked == 2);
  CHECK(names.look_up("proxy.example") == there);
  CHECK(asked == 3);
}
