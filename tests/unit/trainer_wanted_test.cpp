#include "support/knowledge.hpp"

#include <spotter/trainer/wanted.hpp>

#include <catch2/catch.hpp>

#include <string>

namespace spotter::trainer {
namespace {

using exercises::Equipment;
using exercises::Strain;
using std::chrono::minutes;

lint::Wanted wanted_after(const std::string& text) {
  const std::vector<llm::Message> messages{{llm::Role::user, text}};
  return wanted_by(read_wish(messages, testing::knowledge()));
}

TEST_CASE("who said nothing wants nothing that could be checked", "[trainer]") {
  const lint::Wanted wanted = wanted_by(Wish{});
  CHECK_FALSE(wanted.sessions);
  CHECK_FALSE(wanted.level);
  CHECK_FALSE(wanted.goal);
  CHECK_FALSE(wanted.minutes);
  CHECK_FALSE(wanted.equipment);
  CHECK(wanted.barred.empty());
  CHECK_FALSE(wanted.age);
  CHECK_FALSE(wanted.pregnant);
  CHECK_FALSE(wanted.single_session);
  CHECK_FALSE(wanted.exercises);
}

TEST_CASE("what was said is what a plan is checked against", "[trainer]") {
  const auto wanted = wanted_after("4 days, intermediate, build muscle, 45 minutes, I am 34");
  CHECK(wanted.sessions == 4);
  CHECK(wanted.level == exercises::Level::intermediate);
  CHECK(wanted.goal == lint::Goal::muscle);
  CHECK(wanted.minutes == minutes(45));
  CHECK(wanted.age == 34);
  CHECK_FALSE(wanted.equipment);
}

TEST_CASE("equipment is checked when it was said, with all that belongs to it", "[trainer]") {
  using Things = std::set<Equipment>;
  CHECK_FALSE(wanted_after("3 days at the gym").equipment);
  CHECK(wanted_after("dumbbells").equipment == Things{Equipment::dumbbell});
  CHECK(wanted_after("dumbbells and a bench").equipment ==
        Things{Equipment::dumbbell, Equipment::bench});
  CHECK(wanted_after("no equipment").equipment == Things{});
  CHECK(wanted_after("kettlebell and a pull-up bar").equipment ==
        Things{Equipment::kettlebell, Equipment::pull_up_bar});
  CHECK(wanted_after("barbell").equipment == Things{Equipment::barbell, Equipment::rack,
                                                    Equipment::bench, Equipment::pull_up_bar,
                                                    Equipment::plate});
  CHECK(wanted_after("only machines").equipment == Things{Equipment::machine, Equipment::cable,
                                                          Equipment::smith_machine,
                                                          Equipment::cardio_machine});
}

TEST_CASE("a gym where something is missing has all else", "[trainer]") {
  const auto equipment = wanted_after("gym, but without bench").equipment;
  REQUIRE(equipment);
  CHECK_FALSE(equipment->contains(Equipment::bench));
  for (const auto thing : {Equipment::barbell, Equipment::machine, Equipment::cable,
                           Equipment::rope, Equipment::plate, Equipment::landmine}) {
    CHECK(equipment->contains(thing));
  }
}

TEST_CASE("what loads a place that hurts is barred", "[trainer]") {
  using Strains = std::set<Strain>;
  CHECK(wanted_after("my knee hurts").barred == Strains{Strain::knee, Strain::impact});
  CHECK(wanted_after("bad shoulder").barred == Strains{Strain::shoulder});
  CHECK(wanted_after("lower back pain").barred ==
        Strains{Strain::lower_back, Strain::spine_flexion, Strain::bracing});
  CHECK(wanted_after("my wrist and my knee hurt").barred.contains(Strain::knee));
  CHECK(wanted_after("no pain").barred.empty());
}

TEST_CASE("with a condition hard bracing, jumps and falls are barred", "[trainer]") {
  const auto ill = wanted_after("I have high blood pressure");
  CHECK(ill.barred == std::set{Strain::impact, Strain::bracing, Strain::balance});
  CHECK_FALSE(ill.pregnant);
  CHECK(wanted_after("I am pregnant").pregnant);
}

TEST_CASE("losing weight is no goal for those who still grow", "[trainer]") {
  const auto wanted = wanted_after("I am 15 years old and want to lose weight");
  CHECK(wanted.age == 15);
  CHECK(wanted.goal == lint::Goal::health);
  CHECK(wanted_after("I am 35 years old and want to lose weight").goal == lint::Goal::weight);
}

TEST_CASE("one session for today is checked as one", "[trainer]") {
  Wish wish;
  wish.days = 4;
  wish.single_session = true;
  wish.exercises = 5;
  const auto wanted = wanted_by(wish);
  CHECK(wanted.single_session);
  CHECK(wanted.sessions == 1);
  CHECK(wanted.exercises == 5);
}

}  // namespace
}  // namespace spotter::trainer
