#include "rate_limit/redis/arrears.hpp"
#include "rate_limit/redis/scripts.hpp"

#include <catch2/catch.hpp>

using namespace spotter;
using namespace std::chrono_literals;
using rate_limit::redis::Arrears;
using rate_limit::redis::read_decision;

namespace {

constexpr TimePoint kNoon{12h};
constexpr auto kKnown = Arrears::Answer::known;
constexpr auto kNotGiven = Arrears::Answer::not_given;
constexpr auto kRefused = Arrears::Answer::refused;

/// "1 told, 2 dropped": what is not owed any more.
std::string done(Arrears& arrears) {
  std::string out;
  for (const auto& item : arrears.take_done()) {
    if (!out.empty()) out.append(", ");
    out.append(std::to_string(item.id)).append(item.reached ? " told" : " dropped");
  }
  return out;
}

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
  CHECK(arrears.holds(1));
  CHECK_FALSE(arrears.holds(4));
  const auto& batch = arrears.begin_batch(2);
  CHECK(text(batch) == "gone 1, passed 2");
  CHECK(batch[1].at == kNoon + 1s);
  // Until Redis has said yes, it does not know.
  CHECK(arrears.holds(1));
  CHECK(arrears.take_done().empty());
  CHECK(arrears.size() == 3);
  arrears.end_batch({kKnown, kKnown});
  CHECK_FALSE(arrears.holds(1));
  CHECK(done(arrears) == "2 told, 1 told");
  CHECK(text(arrears.begin_batch(2)) == "gone 3");
  arrears.end_batch({kKnown});
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
  arrears.end_batch({kNotGiven, kNotGiven, kKnown});
  CHECK(text(arrears.begin_batch(9)) == "passed 1, passed 4, gone 2");
  arrears.end_batch({kKnown, kKnown, kKnown});
  // Of the second one the later word alone counts.
  CHECK(done(arrears) == "3 told, 2 told, 4 told, 1 told");
}

TEST_CASE("what Redis refuses by itself goes behind the others, and is dropped at last",
          "[rate_limit]") {
  Arrears arrears(100);
  for (rate_limit::GenerationId id = 1; id <= 3; ++id)
    arrears.passed("payer", id, kNoon);
  arrears.begin_batch(2);
  arrears.end_batch({kRefused, kNotGiven});
  CHECK(text(arrears.begin_batch(9)) == "passed 2, passed 3, passed 1");
  arrears.end_batch({kKnown, kKnown, kRefused});
  CHECK(done(arrears) == "3 told, 2 told");
  for (int refusals = 2; refusals < Arrears::kRefusalsMax; ++refusals) {
    CHECK(arrears.holds(1));
    CHECK(text(arrears.begin_batch(9)) == "passed 1");
    arrears.end_batch({kRefused});
  }
  CHECK(arrears.empty());
  CHECK(arrears.dropped() == 1);
  CHECK(done(arrears) == "1 dropped");
}

TEST_CASE("of what Redis missed only so much is kept, the oldest goes", "[rate_limit]") {
  Arrears arrears(3);
  for (rate_limit::GenerationId id = 1; id <= 5; ++id)
    arrears.passed("payer" + std::to_string(id), id, kNoon);
  CHECK(arrears.size() == 3);
  CHECK(arrears.dropped() == 2);
  CHECK_FALSE(arrears.holds(2));
  CHECK(done(arrears) == "1 dropped, 2 dropped");
  arrears.begin_batch(2);
  arrears.passed("payer6", 6, kNoon);
  arrears.passed("payer7", 7, kNoon);
  arrears.end_batch({kNotGiven, kNotGiven});
  CHECK(arrears.dropped() == 4);
  CHECK(text(arrears.begin_batch(9)) == "passed 5, passed 6, passed 7");
  arrears.end_batch({kKnown, kKnown, kKnown});
  CHECK(arrears.empty());
}

TEST_CASE("only four numbers are the script's answer", "[rate_limit]") {
  const auto allowed = read_decision(numbers({1, 19, 0, 7}));
  REQUIRE(allowed.has_value());
  CHECK(allowed->decision.allowed());
  CHECK(allowed->decision.remaining == 19);
  const auto refused = read_decision(numbers({0, 0, 86'399'999'999, 8}));
  CHECK(refused->decision.refusal == rate_limit::Refusal::used_up);
  CHECK(refused->decision.retry_after == 24h - 1us);
  CHECK(refused->at_us == 8);
  CHECK_FALSE(read_decision(numbers({1, 19, 0})).has_value());
  CHECK_FALSE(read_decision(numbers({1, -1, 0, 7})).has_value());
  CHECK_FALSE(read_decision(spotter::redis::Reply{}).has_value());
  auto strange = numbers({1, 2, 3, 4});
  strange.items[1].kind = spotter::redis::Reply::Kind::string;
  CHECK_FALSE(read_decision(strange).has_value());
}
