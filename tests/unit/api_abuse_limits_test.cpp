#include <spotter/api/abuse_limits.hpp>
#include <spotter/api/line_pace.hpp>

#include <catch2/catch.hpp>

using namespace spotter;
using namespace spotter::api;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint kStart{std::chrono::hours(1)};

}  // namespace

TEST_CASE("an address that negotiates without end waits, and the others do not", "[api]") {
  AbuseLimits limits({.negotiations_per_minute = 60, .sessions_per_payer = 1, .addresses_max = 10});
  for (int i = 0; i < 60; ++i)
    CHECK_FALSE(limits.negotiate("a", kStart));
  CHECK(limits.negotiate("a", kStart) == Duration(1s));
  CHECK_FALSE(limits.negotiate("b", kStart));
  CHECK_FALSE(limits.negotiate("a", kStart + 1s));
  CHECK(limits.negotiate("a", kStart + 1s) == Duration(1s));
}

TEST_CASE("addresses are remembered up to a number", "[api]") {
  AbuseLimits limits({.negotiations_per_minute = 60, .sessions_per_payer = 1, .addresses_max = 10});
  for (int i = 0; i < 100; ++i)
    limits.negotiate(std::to_string(i), kStart);
  CHECK(limits.addresses() == 10);
}

TEST_CASE("a payer has so many sessions at the same time, and nothing is kept of who has none",
          "[api]") {
  AbuseLimits limits({.negotiations_per_minute = 60, .sessions_per_payer = 2, .addresses_max = 10});
  CHECK(limits.open("a"));
  CHECK(limits.open("a"));
  CHECK_FALSE(limits.open("a"));
  CHECK(limits.open("b"));
  limits.close("a");
  CHECK(limits.open("a"));
  limits.close("a");
  limits.close("a");
  limits.close("b");
  limits.close("b");
  CHECK(limits.payers() == 0);
}

TEST_CASE("an address whose messages are refused waits, and what is heard costs nothing", "[api]") {
  AbuseLimits limits({.failed_webhooks_per_minute = 60, .addresses_max = 10});
  for (int i = 0; i < 60; ++i) {
    CHECK_FALSE(limits.webhook_wait("a", kStart));
    CHECK_FALSE(limits.webhook_wait("b", kStart));
    limits.webhook_failed("a", kStart);
  }
  CHECK(limits.webhook_wait("a", kStart) == Duration(1s));
  CHECK_FALSE(limits.webhook_wait("b", kStart));
  CHECK_FALSE(limits.negotiate("a", kStart));
  CHECK_FALSE(limits.webhook_wait("a", kStart + 1s));
  CHECK(limits.webhook_addresses() == 1);
  for (int i = 0; i < 100; ++i)
    limits.webhook_failed(std::to_string(i), kStart);
  CHECK(limits.webhook_addresses() == 10);
}

TEST_CASE("a line that strangers cause is written once a minute, with how many were left out",
          "[api]") {
  LinePace pace;
  CHECK(pace.next(kStart) == std::size_t{0});
  for (int i = 0; i < 199; ++i)
    CHECK_FALSE(pace.next(kStart + 59s));
  CHECK(pace.next(kStart + 60s) == std::size_t{199});
  CHECK_FALSE(pace.next(kStart + 119s));
  CHECK(pace.next(kStart + 10min) == std::size_t{1});
}

TEST_CASE("limits that change hold from then on, and open sessions are counted on", "[api]") {
  AbuseLimits limits({.negotiations_per_minute = 1, .sessions_per_payer = 2, .addresses_max = 10});
  CHECK_FALSE(limits.negotiate("a", kStart));
  CHECK(limits.negotiate("a", kStart));
  CHECK(limits.open("p"));
  CHECK(limits.open("p"));
  // The same pace again: nobody begins anew.
  limits.change({.negotiations_per_minute = 1, .sessions_per_payer = 3});
  CHECK(limits.negotiate("a", kStart));
  CHECK(limits.open("p"));
  CHECK_FALSE(limits.open("p"));
  limits.change({.negotiations_per_minute = 2, .sessions_per_payer = 1});
  CHECK_FALSE(limits.negotiate("a", kStart));
  CHECK_FALSE(limits.negotiate("a", kStart));
  CHECK(limits.negotiate("a", kStart));
  limits.close("p");
  limits.close("p");
  CHECK_FALSE(limits.open("p"));
  limits.close("p");
  CHECK(limits.open("p"));
}

TEST_CASE("who shows too many wrong keys waits, also with the right one, and so does who asks much",
          "[api]") {
  AbuseLimits limits(
      {.admin_requests_per_minute = 60, .failed_admin_keys_per_minute = 6, .addresses_max = 10});
  for (int i = 0; i < 6; ++i)
    CHECK_FALSE(limits.administrate("a", false, kStart));
  CHECK(limits.administrate("a", false, kStart) == Duration(10s));
  CHECK(limits.administrate("a", true, kStart) == Duration(10s));
  CHECK_FALSE(limits.administrate("b", true, kStart));
  // What waits costs nothing.
  CHECK_FALSE(limits.administrate("a", true, kStart + 10s));
  for (int i = 0; i < 59; ++i)
    CHECK_FALSE(limits.administrate("b", true, kStart));
  CHECK(limits.administrate("b", true, kStart) == Duration(1s));
  CHECK_FALSE(limits.administrate("b", false, kStart));
}
