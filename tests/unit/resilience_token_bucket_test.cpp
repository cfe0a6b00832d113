#include <spotter/resilience/token_bucket.hpp>

#include <catch2/catch.hpp>

using namespace spotter;
using namespace spotter::resilience;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint kStart{std::chrono::hours(1)};
constexpr Duration kPatient = 1h;

}  // namespace

TEST_CASE("a full bucket lets so many calls through at once, and then one after the other",
          "[resilience]") {
  TokenBucket bucket({2, 3}, kStart);
  for (int call = 0; call < 3; ++call)
    CHECK(bucket.reserve(kStart, kPatient) == Duration::zero());
  CHECK(bucket.reserve(kStart, kPatient) == Duration(500ms));
  CHECK(bucket.reserve(kStart, kPatient) == Duration(1000ms));
  // The turns that were kept are taken before anybody new.
  CHECK(bucket.reserve(kStart + 1s, kPatient) == Duration(500ms));
}

TEST_CASE("a bucket that is left alone is full again, and no fuller", "[resilience]") {
  TokenBucket bucket({1, 2}, kStart);
  const TimePoint later = kStart + 1h;
  CHECK(bucket.reserve(later, kPatient) == Duration::zero());
  CHECK(bucket.reserve(later, kPatient) == Duration::zero());
  CHECK(bucket.reserve(later, kPatient) == Duration(1s));
}

TEST_CASE("who cannot wait so long takes no turn", "[resilience]") {
  TokenBucket bucket({1, 1}, kStart);
  CHECK(bucket.reserve(kStart, 0s) == Duration::zero());
  CHECK_FALSE(bucket.reserve(kStart, 999ms));
  CHECK(bucket.reserve(kStart, 1s) == Duration(1s));
}

TEST_CASE("a bucket that is slowed down gives half as much for that time", "[resilience]") {
  TokenBucket bucket({10, 1}, kStart);
  bucket.slow_down(kStart + 10s);
  CHECK(bucket.reserve(kStart, kPatient) == Duration::zero());
  CHECK(bucket.reserve(kStart, kPatient) == Duration(200ms));
  CHECK(bucket.reserve(kStart + 20s, kPatient) == Duration::zero());
  CHECK(bucket.reserve(kStart + 20s, kPatient) == Duration(100ms));
}
