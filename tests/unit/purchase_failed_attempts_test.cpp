#include <spotter/purchase/entitlements/failed_attempts.hpp>

#include <catch2/catch.hpp>

#include <string>

using namespace spotter;
using namespace spotter::purchase::entitlements;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint kStart{std::chrono::hours(1)};

crypto::Sha256 token(int number) {
  return crypto::sha256(std::to_string(number));
}

FailedAttempts with_three() {
  return FailedAttempts({3, 10min, 2});
}

}  // namespace

TEST_CASE("who tried so many different credentials is barred until the window has drained",
          "[purchase]") {
  auto attempts = with_three();
  for (int i = 0; i < 3; ++i) {
    CHECK_FALSE(attempts.barred_for("a", kStart));
    attempts.add("a", token(i), kStart + std::chrono::minutes(i));
  }
  CHECK(attempts.barred_for("a", kStart + 2min) == Duration(8min));
  CHECK_FALSE(attempts.barred_for("b", kStart + 2min));
  CHECK_FALSE(attempts.barred_for("a", kStart + 10min));
  attempts.add("a", token(9), kStart + 10min);
  CHECK(attempts.barred_for("a", kStart + 10min) == Duration(1min));
}

TEST_CASE("an app that shows the same credential again and again tries nothing", "[purchase]") {
  auto attempts = with_three();
  for (int i = 0; i < 50; ++i)
    attempts.add("a", token(1), kStart);
  CHECK_FALSE(attempts.barred_for("a", kStart));
}

TEST_CASE("addresses are remembered up to a number, and forgotten when they were quiet",
          "[purchase]") {
  auto attempts = with_three();
  attempts.add("a", token(1), kStart);
  attempts.add("b", token(1), kStart);
  attempts.add("c", token(1), kStart);
  CHECK(attempts.addresses() == 2);
  CHECK_FALSE(attempts.barred_for("b", kStart + 10min));
  CHECK_FALSE(attempts.barred_for("c", kStart + 10min));
  CHECK(attempts.addresses() == 0);
}

TEST_CASE("a limit that is lowered bars who has reached it already", "[purchase]") {
  auto attempts = with_three();
  attempts.add("a", token(1), kStart);
  attempts.add("a", token(2), kStart + 1min);
  CHECK_FALSE(attempts.barred_for("a", kStart + 1min));
  attempts.set_attempts_max(1);
  // Until the newer of the two is forgotten: then there is room for one.
  CHECK(attempts.barred_for("a", kStart + 1min) == Duration(10min));
  attempts.set_attempts_max(3);
  CHECK_FALSE(attempts.barred_for("a", kStart + 1min));
}
