#include "rate_limit/redis/scripts.hpp"

#include <catch2/catch.hpp>

#include <cstdint>
#include <initializer_list>
#include <limits>

using namespace spotter;
using namespace std::chrono_literals;
using spotter::redis::Reply;

namespace {

constexpr std::int64_t kNowUs = 1'767'250'800'000'000;
constexpr std::int64_t kDayUs = 86'400'000'000;

Reply numbers(std::initializer_list<std::int64_t> values) {
  Reply reply;
  reply.kind = Reply::Kind::array;
  for (const std::int64_t value : values) {
    Reply& item = reply.items.emplace_back();
    item.kind = Reply::Kind::integer;
    item.integer = value;
  }
  return reply;
}

}  // namespace

TEST_CASE("an answer of the quota's script is read", "[rate_limit]") {
  const auto heard = rate_limit::redis::read_decision(numbers({0, 0, kDayUs, kNowUs}));
  REQUIRE(heard);
  CHECK_FALSE(heard->decision.allowed());
  CHECK(heard->decision.retry_after == 24h);
  CHECK(heard->at_us == kNowUs);
  rate_limit::Tally tally;
  REQUIRE(rate_limit::redis::read_tally(numbers({4, kDayUs, -1}), tally));
  CHECK(tally.used == 4);
  CHECK(tally.oldest_leaves_in == 24h);
  CHECK_FALSE(tally.next_free_in);
}

TEST_CASE("what no script of the quota answers is not read", "[rate_limit]") {
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  CHECK_FALSE(rate_limit::redis::read_decision(numbers({1, 2, 3})));
  CHECK_FALSE(rate_limit::redis::read_decision(numbers({1, -2, 0, kNowUs})));
  // It would not fit into a Duration.
  CHECK_FALSE(rate_limit::redis::read_decision(numbers({0, 0, most, kNowUs})));
  rate_limit::Tally tally;
  CHECK_FALSE(rate_limit::redis::read_tally(numbers({1, most, -1}), tally));
  CHECK_FALSE(rate_limit::redis::read_tally(numbers({1, -1, most}), tally));
  CHECK_FALSE(rate_limit::redis::read_tally(numbers({-1, -1, -1}), tally));
  Reply texts = numbers({1, 2, 3, 4});
  texts.items[1].kind = Reply::Kind::string;
  CHECK_FALSE(rate_limit::redis::read_decision(texts));
}
