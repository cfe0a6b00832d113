#include "simulation/judge.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace spotter;
using namespace std::chrono_literals;
using simulation::Judge;
using simulation::word_of;

namespace {

constexpr TimePoint kMorning{std::chrono::hours(1000)};

/// User 7 asks "zqa" on connection 1, and a model is called for it.
struct Day {
  Judge judge;
  simulation::QuestionId question = 0;
  simulation::CallId call = 0;

  Day() {
    question = judge.ask(7, 1, "zqa", kMorning);
    judge.take(7, 100, 3, true, false, kMorning);
    call = judge.open_call(7, "zqa", 100, false);
  }
  /// The model says so many words, and the client sees them.
  void say(std::size_t words) {
    for (std::size_t i = 0; i < words; ++i)
      judge.say(call);
    send(text(words));
  }
  [[nodiscard]] std::string text(std::size_t words) const {
    std::string all;
    for (std::size_t i = 0; i < words; ++i)
      all += word_of(call, i);
    return all;
  }
  void send(const std::string& text) {
    judge.write(1, text);
    judge.show(1, text);
  }
  void end(bool charged = true) {
    judge.end_call(call, Judge::CallEnd::finished);
    judge.complete(question);
    judge.settle(100, charged);
  }
  [[nodiscard]] bool says(const std::string& what) const {
    for (const auto& violation : judge.violations()) {
      if (violation.what.find(what) != std::string::npos) return true;
    }
    return false;
  }
};

}  // namespace

TEST_CASE("the judge of the simulation lets a good answer pass", "[simulation]") {
  Day day;
  day.say(1);
  day.say(1);
  day.send(day.text(2) + "\n\nA sentence below it.");
  day.end();
  day.judge.finish({{"sessions", 0}});
  CHECK(day.judge.violations().empty());
  CHECK(day.judge.counts().answered_whole == 1);
}

TEST_CASE("the judge of the simulation notices what is wrong with frames", "[simulation]") {
  Day day;
  SECTION("words of somebody else") {
    day.judge.take(8, 101, 3, true, false, kMorning);
    day.judge.ask(8, 2, "zqb", kMorning);
    day.say(1);
    day.judge.write(2, day.text(1));
    CHECK(day.says("their words are written to user 8"));
    day.judge.show(2, day.text(1));
    CHECK(day.says("are shown to whoever asked zqb"));
  }
  SECTION("words of another question of the same user") {
    day.judge.ask(7, 2, "zqb", kMorning);
    day.say(1);
    day.judge.show(2, day.text(1));
    CHECK(day.says("are shown to whoever asked zqb"));
  }
  SECTION("a word that is left out") {
    day.say(1);
    day.send(word_of(day.call, 0) + word_of(day.call, 2));
    CHECK(day.says("not what its model said, from word 1"));
  }
  SECTION("a word that was not said") {
    day.send(day.text(1));
    CHECK(day.says("more words are shown than were said"));
  }
  SECTION("a word of no call") {
    day.send(word_of(9, 0));
    CHECK(day.says("a word of a call that never was"));
  }
  SECTION("an answer that shrinks") {
    day.say(2);
    day.send(day.text(1));
    CHECK(day.says("an answer does not grow"));
  }
  SECTION("an answer in the place of one that broke off is fine") {
    day.say(2);
    day.judge.end_call(day.call, Judge::CallEnd::failed);
    day.call = day.judge.open_call(7, "zqa", 100, false);
    day.say(1);
    CHECK(day.judge.violations().empty());
    CHECK(day.judge.counts().begun_again == 1);
  }
  SECTION("a text after a plan") {
    day.judge.show_plan(1);
    day.send("Words.");
    CHECK(day.says("a text takes the place of a plan"));
  }
  SECTION("a frame that nobody asked for") {
    day.judge.show(5, "Hello");
    CHECK(day.says("a frame came before anything was asked"));
    day.judge.show_plan(6);
    CHECK(day.says("a plan came before anything was asked"));
  }
  SECTION("a frame after the end") {
    day.say(1);
    day.end();
    day.send(day.text(1));
    CHECK(day.says("a frame came after the completion"));
    day.judge.show_plan(1);
    CHECK(day.says("a plan came after the completion"));
  }
  SECTION("an end before the last words") {
    day.judge.say(day.call);
    day.say(0);
    day.send(day.text(1));
    day.judge.say(day.call);
    day.end();
    CHECK(day.says("ended with 1 of them shown"));
  }
}

TEST_CASE("the judge of the simulation notices ends that are too many or missing", "[simulation]") {
  Day day;
  SECTION("two") {
    day.end(false);
    day.judge.complete(day.question);
    CHECK(day.says("completed twice"));
  }
  SECTION("none") {
    day.judge.look(day.question, kMorning + Judge::kAnswerTime);
    CHECK(day.judge.violations().empty());
    day.judge.look(day.question, kMorning + Judge::kAnswerTime + 1s);
    CHECK(day.says("never ends: zqa"));
    day.judge.finish({});
    CHECK(day.says("no end: zqa"));
  }
  SECTION("none is fine once the client has hung up") {
    day.judge.hang_up(1);
    day.judge.finish({});
    CHECK_FALSE(day.says("no end"));
    day.judge.complete(day.question);
    CHECK(day.says("completed on a connection that is over"));
  }
  SECTION("of calls") {
    day.judge.finish({});
    CHECK(day.says("has neither ended nor been cancelled"));
    day.judge.end_call(day.call, Judge::CallEnd::cancelled);
    day.judge.end_call(day.call, Judge::CallEnd::cancelled);
    CHECK(day.says("ends twice"));
  }
}

TEST_CASE("the judge of the simulation counts generations", "[simulation]") {
  Day day;
  SECTION("one too many in the window, and none after it") {
    for (const simulation::Generation id : {101U, 102U})
      day.judge.take(7, id, 3, true, false, kMorning + 1h);
    CHECK(day.judge.violations().empty());
    day.judge.take(7, 103, 3, true, false, kMorning + 23h);
    CHECK(day.says("generation 4 of 3"));
    Day other;
    for (const simulation::Generation id : {101U, 102U})
      other.judge.take(7, id, 3, true, false, kMorning + 1h);
    other.judge.take(7, 103, 3, true, false, kMorning + 24h);
    CHECK(other.judge.violations().empty());
  }
  SECTION("refused although something is left") {
    day.judge.take(7, 101, 3, false, true, kMorning);
    CHECK(day.says("refused after 1 of 3"));
  }
  SECTION("given back, one is left") {
    day.judge.settle(100, false);
    day.judge.take(7, 101, 1, true, false, kMorning);
    CHECK(day.judge.violations().empty());
  }
  SECTION("charged for nothing") {
    day.judge.settle(100, true);
    CHECK(day.says("charged, and no model said a word"));
  }
  SECTION("charged, and nobody was sent a word") {
    day.judge.say(day.call);
    day.end();
    day.judge.finish({});
    CHECK(day.says("is charged, and no word of it was sent"));
  }
  SECTION("charged for who hung up, and may come back for it") {
    day.judge.hang_up(1);
    day.judge.say(day.call);
    day.judge.end_call(day.call, Judge::CallEnd::finished);
    day.judge.settle(100, true);
    day.judge.finish({});
    CHECK(day.judge.violations().empty());
  }
  SECTION("free, and seen") {
    day.say(1);
    day.end(false);
    CHECK(day.says("given back, and words were seen"));
    day.judge.finish({});
    CHECK(day.says("is free, and was seen"));
  }
  SECTION("settled twice, never, or without being taken") {
    day.judge.settle(100, false);
    day.judge.settle(100, false);
    CHECK(day.says("settled twice"));
    day.judge.settle(555, true);
    CHECK(day.says("that nobody took"));
    day.judge.take(7, 102, 3, true, false, kMorning);
    day.judge.take(7, 102, 3, true, false, kMorning);
    CHECK(day.says("taken twice"));
    day.judge.finish({});
    CHECK(day.says("generation 102 was never settled"));
  }
  SECTION("a model is called for nothing, for what is over, or for somebody else") {
    day.judge.open_call(7, "zqa", 555, false);
    CHECK(day.says("no generation was taken"));
    day.judge.open_call(8, "zqa", 100, false);
    CHECK(day.says("for a generation of user 7"));
    day.judge.settle(100, false);
    day.judge.open_call(7, "zqa", 100, false);
    CHECK(day.says("for a generation that is settled"));
  }
}

TEST_CASE("the judge of the simulation notices what is left, disturbed or thrown", "[simulation]") {
  Judge judge;
  judge.finish({{"sessions", 2}, {"turns", 0}});
  judge.disturb(3, "first");
  judge.bug("std::bad_alloc");
  REQUIRE(judge.violations().size() == 3);
  CHECK(judge.violations()[0].what == "left at the end: 2 sessions");
  CHECK(judge.violations()[1].what == "first is called, and wants to be left alone");
  CHECK(judge.violations()[2].what == "a bug: std::bad_alloc");
}

TEST_CASE("the hash of a simulation depends on who, when and what", "[simulation]") {
  const auto hash = [](simulation::UserId user, TimePoint at, const char* what) {
    Judge judge;
    judge.note(user, at, what);
    return judge.hash();
  };
  CHECK(hash(1, kMorning, "a") == hash(1, kMorning, "a"));
  CHECK(hash(1, kMorning, "a") != hash(2, kMorning, "a"));
  CHECK(hash(1, kMorning, "a") != hash(1, kMorning + 1ms, "a"));
  CHECK(hash(1, kMorning, "a") != hash(1, kMorning, "b"));
  Judge judge;
  judge.note(1, kMorning + 61s, "asks");
  CHECK(judge.log_of(1).front() == "00:01:01.000  asks");
  CHECK(judge.log_of(2).empty());
}
