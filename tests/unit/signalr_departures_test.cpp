#include "signalr/departures.hpp"

#include <spotter/crypto/random.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <numeric>

using namespace spotter;
using namespace spotter::signalr;
using namespace std::chrono_literals;

TEST_CASE("sessions leave all over the time that there is, and not together", "[signalr]") {
  crypto::SystemEntropy entropy;
  const auto moments = make_departures(1'000, 10s, entropy);
  REQUIRE(moments.size() == 1'000);
  CHECK(std::is_sorted(moments.begin(), moments.end()));
  CHECK(moments.front() >= Duration::zero());
  CHECK(moments.back() <= 10s);
  // In no tenth of the time are there twice as many as there should be, or less than half.
  for (int tenth = 0; tenth < 10; ++tenth) {
    const auto count = std::count_if(moments.begin(), moments.end(), [&](Duration moment) {
      return moment > tenth * 1s && moment <= (tenth + 1) * 1s;
    });
    CHECK(count > 50);
    CHECK(count < 200);
  }
  CHECK(make_departures(0, 10s, entropy).empty());
}

TEST_CASE("who leaves first says nothing about who came first", "[signalr]") {
  crypto::SystemEntropy entropy;
  std::vector<int> all(200);
  std::iota(all.begin(), all.end(), 0);
  auto mixed = all;
  shuffle(mixed, entropy);
  CHECK(mixed != all);
  std::sort(mixed.begin(), mixed.end());
  CHECK(mixed == all);
  std::vector<int> none;
  shuffle(none, entropy);
  CHECK(none.empty());
}
