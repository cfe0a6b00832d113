#include "rate_limit/redis/arrears.hpp"
#include "rate_limit/redis/scripts.hpp"

#include <catch2/catch.hpp>

using namespace spotter;
using namespace std::chrono_literals;
using rate_limit::redis::Arrears;
using rate_limit::redis::read_decision;

namespace {

constexpr TimePoint kNoon{12h};

/// "passed 1, gone 2": what a batch says.
std::string text(const std::vector<Arrears::Item>& batch) {
  std::string out;
  for (const auto& item : batch) {
    if (!out.empty()) out.append(", ");
    out.append(item.gone ? "gone " : "passed ").append(std::to_string(item.id));
  }
  return out;
}

spotter::redis::Reply numbers(std::vector<std::int64_t> values) {
  spotter::redis::Reply reply;
  reply.kind = spotter::redis::Reply::Kind::array;
  for (const auto value : values) {
    spotter::redis::Reply item;
    item.kind = spotter::redis::Reply::Kind::integer;
    item.integer = value;
    reply.items.push_back(item);
  }
  return reply;
}

}  // namespace

TEST_CASE("what Redis missed is told oldest first, the latest word on each", "[rate_limit]") {
  Arrears arrears(100);
  CHECK(arrears.empty());
  arrears.passed("a", 1, kNoon);
  arrears.passed("b", 2, kNoon + 1s);
  arrears.gone("c", 3);
  arrears.gone("a", 1);
  arrears.passed("b", 2, kNoon + 9s);
  CHECK(arrears.size() == 3);
  CHECK(arrears.holds("a"));
  CHECK_FALSE(arrears.holds("d"));
  const auto& batch = arrears.begin_batch(2);
  CHECK(text(batch) == "gone 1, passed 2");
  CHECK(batch[1].at == kNoon + 1s);
  // Until Redis has said yes, it does not know.
  CHECK(arrears.holds("a"));
  CHECK(arrears.size() == 3);
  arrears.end_batch({true, true});
  CHECK_FALSE(arrears.holds("a"));
  CHECK(text(arrears.begin_batch(2)) == "gone 3");
  arrears.end_batch({true});
  CHECK(arrears.empty());
  CHECK(arrears.size() == 0);
}

TEST_CASE("what Redis did not take comes first again, unless there is a later word",
          "[rate_limit]") {
  Arrears arrears(100);
  for (rate_limit::GenerationId id = 1; id <= 4; ++id)
    arrears.passed("payer", id, kNoon);
  arrears.begin_batch(3);
  arrears.gone("payer", 2);
  arrears.end_batch({false, false, true});
  CHECK(text(arrears.begin_batch(9)) == "passed 1, passed 4, gone 2");
  arrears.end_batch({true, true, true});
  CHECK_FALSE(arrears.holds("payer"));
}

TEST_CASE("of what Redis missed only so much is kept, the oldest goes", "[rate_limit]") {
  Arrears arrears(3);
  for (rate_limit::GenerationId id = 1; id <= 5; ++id)
    arrears.passed("payer" + std::to_string(id), id, kNoon);
  CHECK(arrears.size() == 3);
  CHECK(arrears.dropped() == 2);
  CHECK_FALSE(arrears.holds("payer2"));
  arrears.begin_batch(2);
  arrears.passed("payer6", 6, kNoon);
  arrears.passed("payer7", 7, kNoon);
  arrears.end_batch({false, false});
  CHECK(arrears.dropped() == 4);
  CHECK(text(arrears.begin_batch(9)) == "passed 5, passed 6, passed 7");
  arrears.end_batch({true, true, true});
  CHECK(arrears.empty());
}

TEST_CASE("only three numbers are the script's answer", "[rate_limit]") {
  const auto allowed = read_decision(numbers({1, 19, 0}));
  REQUIRE(allowed.has_value());
  CHECK(allowed->allowed());
  CHECK(allowed->remaining == 19);
  const auto refused = read_decision(numbers({0, 0, 86'399'999'999}));
  CHECK(refused->refusal == rate_limit::Refusal::used_up);
  CHECK(refused->retry_after == 24h - 1us);
  CHECK_FALSE(read_decision(numbers({1, 19})).has_value());
  CHECK_FALSE(read_decision(numbers({1, -1, 0})).has_value());
  CHECK_FALSE(read_decision(spotter::redis::Reply{}).has_value());
  auto strange = numbers({1, 2, 3});
  strange.items[1].kind = spotter::redis::Reply::Kind::string;
  CHECK_FALSE(read_decision(strange).has_value());
}
