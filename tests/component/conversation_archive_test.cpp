#include "redis_world.hpp"
#include "support/loop.hpp"
#include "support/memory_archive.hpp"

#include <spotter/conversation/redis/redis_archive.hpp>

#include <catch2/catch.hpp>

#include <memory>

// What chats need of an archive: the same of the one in Redis and of the one that other tests use.
using namespace spotter;
using namespace spotter::testing;
using namespace std::chrono_literals;
using conversation::Archive;
using conversation::ClientMark;
using conversation::Taking;
using Opened = Archive::Opened;
using What = Archive::Opened::What;
using Asked = Archive::Question::What;
using Change = Archive::Change;

namespace {

constexpr ClientMark kAndroid = 0xFFFFFFFFFFFFFFFF;
constexpr ClientMark kIos = 12;
/// Instances 1, 2 and 3.
const std::string kPhone = "1:0:1";
const std::string kPhoneAgain = "1:1:7";
const std::string kElsewhere = "2:0:1";
const std::string kThird = "3:0:1";
/// Of one payer's chats with names.
constexpr std::size_t kChatsMax = 3;
constexpr std::size_t kBytesMax = 1'000;

struct InRedis {
  RedisServer server;
  RedisWorld redis{server.url()};
  conversation::redis::RedisArchive archive{
      *redis.client, Secret(std::string(32, 's')), 1800s, {kChatsMax, kBytesMax}};

  InRedis() {
    if (!redis.until_connected()) throw std::runtime_error("no connection to Redis");
  }
  template <class T>
  T run(Task<T> task) {
    return redis.loop.run(std::move(task));
  }
  /// All is gone.
  void empty() { redis.ask({"FLUSHALL"}); }
};

struct InMemory {
  Loop loop;
  ArchiveMemory memory;
  MemoryArchive archive{memory};

  InMemory() {
    memory.payer_chats_max = kChatsMax;
    memory.payer_bytes_max = kBytesMax;
  }
  template <class T>
  T run(Task<T> task) {
    return loop.run(std::move(task));
  }
  void empty() {
    memory.kept.clear();
    memory.desks.clear();
  }
};

template <class Place>
struct World : Place {
  Archive::Opening opening(const std::string& talker, Taking taking) {
    Archive::Opening one;
    one.name = "chat";
    one.talker = talker;
    one.mark = kAndroid;
    one.taking = taking;
    one.turn = "turn of " + talker;
    return one;
  }
  Opened open(Archive::Opening one) {
    const auto opened = this->run(this->archive.open_turn(std::move(one)));
    if (!opened) throw std::runtime_error("no answer");
    return *opened;
  }
  Opened open(const std::string& talker, Taking taking) { return open(opening(talker, taking)); }
  Change end(const std::string& talker, const std::string& chat, ClientMark mark = kAndroid,
             const std::string& turn = {}) {
    const auto closed = this->run(this->archive.close_turn("chat", talker, mark, chat, turn));
    if (!closed) throw std::runtime_error("no answer");
    return *closed;
  }
  bool close(const std::string& talker, const std::string& chat, ClientMark mark = kAndroid) {
    return end(talker, chat, mark) == Change::done;
  }
  Change drop(const std::string& talker) {
    const auto erased = this->run(this->archive.erase("chat", talker));
    if (!erased) throw std::runtime_error("no answer");
    return *erased;
  }
  bool erase(const std::string& talker) { return drop(talker) == Change::done; }
  /// True: all others know.
  bool forget(const std::string& desk = "9:0") {
    const auto known = this->run(this->archive.forget("chat", desk, "note"));
    if (!known) throw std::runtime_error("no answer");
    return *known;
  }
  bool is_forgotten() {
    const auto known = this->run(this->archive.is_forgotten("chat"));
    if (!known) throw std::runtime_error("no answer");
    return *known;
  }
  void answer(const Archive::Question& question, const std::string& talker, bool there) {
    REQUIRE(this->run(this->archive.answer(question, talker, there)).has_value());
  }
  void leave(const std::string& talker) {
    REQUIRE(this->run(this->archive.leave("chat", talker)).has_value());
  }
  std::vector<Archive::Question> beat(const std::string& desk) {
    const auto asked = this->run(this->archive.beat(desk));
    if (!asked) throw std::runtime_error("no answer");
    return *asked;
  }
  bool catch_up(const std::string& talker, const std::string& chat, Duration age) {
    const auto newest = this->run(this->archive.catch_up("chat", talker, kAndroid, age, chat));
    if (!newest) throw std::runtime_error("no answer");
    return *newest;
  }
  /// A turn, and its end.
  void talk(const std::string& talker, Taking taking, const std::string& chat) {
    REQUIRE(open(talker, taking).what == What::kept);
    REQUIRE(close(talker, chat));
  }
};

}  // namespace

TEMPLATE_TEST_CASE("an archive brings a chat and the turn without an end",
                   "[conversation][archive]", InMemory, InRedis) {
  World<TestType> world;
  const std::string words("sealed\0words", 12);
  world.talk(kPhone, Taking::go_on, words);
  REQUIRE(world.open(kPhone, Taking::nothing).what == What::kept);
  // Its process was not heard of for long.
  const Opened next = world.open(kElsewhere, Taking::go_on);
  CHECK(next.what == What::kept);
  CHECK_FALSE(next.newest_here);
  CHECK(next.chat == words);
  CHECK(next.turn == "turn of " + kPhone);
  // Who has lost it writes nothing into it any more, and is told.
  CHECK_FALSE(world.close(kPhone, "of the one before"));
  CHECK_FALSE(world.erase(kPhone));
  CHECK_FALSE(world.catch_up(kPhone, "of the one before", 1h));
  CHECK(world.close(kElsewhere, "newer words"));
  world.leave(kElsewhere);
  const Opened back = world.open(kPhoneAgain, Taking::go_on);
  CHECK_FALSE(back.newest_here);
  CHECK(back.chat == "newer words");
  CHECK(back.turn.empty());
}

TEMPLATE_TEST_CASE("within an instance a chat is taken at once, and its own turns are not lost",
                   "[conversation][archive]", InMemory, InRedis) {
  World<TestType> world;
  world.beat("1:0");
  world.talk(kPhone, Taking::go_on, "words");
  world.open(kPhone, Taking::nothing);
  const Opened next = world.open(kPhoneAgain, Taking::go_on);
  CHECK(next.what == What::kept);
  CHECK(next.newest_here);
  CHECK(next.chat == "words");
  CHECK(next.turn.empty());
  // What comes late of the one before does no harm.
  CHECK(world.open(kPhone, Taking::nothing).what == What::lost);
  CHECK_FALSE(world.close(kPhone, "late"));
  world.leave(kPhone);
  CHECK(world.close(kPhoneAgain, "newer"));
  CHECK(world.beat("1:0").empty());
}

TEMPLATE_TEST_CASE("who talks at a living instance is asked before their chat goes elsewhere",
                   "[conversation][archive]", InMemory, InRedis) {
  World<TestType> world;
  world.beat("1:0");
  world.talk(kPhone, Taking::go_on, "words");
  for (const Taking taking : {Taking::go_on, Taking::begin})
    CHECK(world.open(kElsewhere, taking).what == What::occupied);
  const auto asked = world.beat("1:0");
  REQUIRE(asked.size() == 1);
  CHECK(asked[0].number == 1);
  CHECK(asked[0].what == Asked::is_there);
  CHECK(asked[0].asker == kElsewhere);
  CHECK(world.beat("1:0").empty());
  SECTION("they are gone") {
    world.answer(asked[0], kPhone, false);
    CHECK(world.open(kElsewhere, Taking::go_on).chat == "words");
  }
  SECTION("they are there, and who asked does not come again: nothing happens") {
    world.answer(asked[0], kPhone, true);
    CHECK(world.open(kThird, Taking::go_on).what == What::occupied);
    CHECK(world.open(kPhone, Taking::nothing).what == What::kept);
    CHECK(world.close(kPhone, "more words"));
  }
  SECTION("they are there, and take leave before who asked comes again") {
    world.answer(asked[0], kPhone, true);
    world.leave(kPhone);
    CHECK(world.open(kElsewhere, Taking::go_on).chat == "words");
  }
  SECTION("they are there, and so is who asked: nobody goes on for a lifetime") {
    world.answer(asked[0], kPhone, true);
    CHECK(world.open(kElsewhere, Taking::go_on).what == What::lost);
    const auto told = world.beat("1:0");
    REQUIRE(told.size() == 1);
    CHECK(told[0].what == Asked::shares);
    CHECK(told[0].number == 1);
    CHECK(world.open(kPhone, Taking::nothing).what == What::lost);
    CHECK_FALSE(world.close(kPhone, "words"));
    world.leave(kPhone);
    for (const std::string& talker : {kPhone, kElsewhere, kThird}) {
      CHECK(world.open(talker, Taking::go_on).what == What::lost);
      CHECK(world.open(talker, Taking::begin).what == What::lost);
    }
  }
  SECTION("they take leave meanwhile, with an answer that has begun") {
    world.open(kPhone, Taking::nothing);
    world.leave(kPhone);
    const Opened next = world.open(kElsewhere, Taking::go_on);
    CHECK(next.what == What::kept);
    CHECK(next.turn.empty());
  }
  SECTION("the chat has gone on elsewhere when they answer") {
    world.leave(kPhone);
    world.talk(kElsewhere, Taking::go_on, "newer");
    world.answer(asked[0], kPhone, true);
    CHECK(world.open(kElsewhere, Taking::nothing).what == What::kept);
  }
}

TEMPLATE_TEST_CASE("the newest talker has a named chat, and the one before is asked to go",
                   "[conversation][archive]", InMemory, InRedis) {
  World<TestType> world;
  world.beat("1:0");
  auto first = world.opening(kPhone, Taking::go_on);
  first.named = true;
  first.mark = 0;
  world.open(first);
  auto second = world.opening(kElsewhere, Taking::go_on);
  second.named = true;
  second.mark = 0;
  CHECK(world.open(second).what == What::occupied);
  CHECK(world.beat("1:0").at(0).what == Asked::gives_up);
  second.insists = true;
  const Opened opened = world.open(second);
  CHECK(opened.what == What::kept);
  CHECK(opened.turn == first.turn);
  // The one before has lost it, and that is all.
  first.taking = Taking::nothing;
  CHECK(world.open(first).what == What::lost);
  CHECK(world.close(kElsewhere, "words", 0));
}

TEMPLATE_TEST_CASE("an older opening of a named chat does not take it from a newer one",
                   "[conversation][archive]", InMemory, InRedis) {
  World<TestType> world;
  world.beat("1:0");
  const auto named = [&](const std::string& talker) {
    auto one = world.opening(talker, Taking::go_on);
    one.named = true;
    one.mark = 0;
    return one;
  };
  world.open(named(kPhone));
  auto older = named(kElsewhere);
  const Opened asked = world.open(older);
  REQUIRE(asked.what == What::occupied);
  // It takes its time, and meanwhile the same user comes again where the chat is.
  CHECK(world.open(named(kPhoneAgain)).what == What::kept);
  older.order = asked.order;
  CHECK(world.open(older).what == What::lost);
  older.insists = true;
  CHECK(world.open(older).what == What::lost);
  CHECK(world.close(kPhoneAgain, "words", 0));
  // Begun anew it still counts.
  auto anew = named(kPhoneAgain);
  anew.taking = Taking::begin;
  CHECK(world.open(anew).what == What::kept);
  CHECK(world.open(older).what == What::lost);
  // Who comes late in the place of who has it stays as old as that.
  world.beat("1:1");
  auto asked_next = named(kElsewhere);
  const Opened next = world.open(asked_next);
  REQUIRE(next.what == What::occupied);
  auto late = named(kPhone);
  late.order = "0";
  CHECK(world.open(late).what == What::kept);
  asked_next.order = next.order;
  CHECK(world.open(asked_next).what == What::occupied);
  auto newest = named(kElsewhere);
  newest.insists = true;
  CHECK(world.open(newest).what == What::kept);
}

TEMPLATE_TEST_CASE("whoever may have a deleted chat in memory is told", "[conversation][archive]",
                   InMemory, InRedis) {
  World<TestType> world;
  for (const char* desk : {"1:0", "2:0", "3:0"})
    world.beat(desk);
  world.talk(kPhone, Taking::go_on, "words");
  world.leave(kPhone);
  world.talk(kElsewhere, Taking::go_on, "more words");
  CHECK_FALSE(world.forget("3:0"));
  CHECK_FALSE(world.is_forgotten());
  const auto told = world.beat("1:0");
  REQUIRE(told.size() == 1);
  CHECK(told[0].what == Asked::forgets);
  CHECK(told[0].note == "note");
  CHECK_FALSE(world.is_forgotten());
  CHECK(world.beat("3:0").empty());
  SECTION("and has taken it") {
    CHECK(world.beat("2:0").size() == 1);
    CHECK(world.is_forgotten());
    // Who talked in it goes on with an empty one, which is kept.
    const Opened next = world.open(kElsewhere, Taking::nothing);
    CHECK(next.what == What::kept);
    CHECK(next.deleted);
    CHECK(world.close(kElsewhere, "new words"));
    CHECK_FALSE(world.open(kElsewhere, Taking::nothing).deleted);
  }
  SECTION("or sees it before") {
    const Opened next = world.open(kElsewhere, Taking::go_on);
    CHECK(next.deleted);
    CHECK(next.chat.empty());
    CHECK_FALSE(next.newest_here);
    CHECK(world.is_forgotten());
    CHECK(world.beat("2:0").empty());
  }
}

TEMPLATE_TEST_CASE("a turn that its process cut off is there for another one",
                   "[conversation][archive]", InMemory, InRedis) {
  World<TestType> world;
  world.open(kPhone, Taking::go_on);
  CHECK(world.end(kPhone, "words", kAndroid, "cut off") == Change::done);
  world.leave(kPhone);
  const Opened next = world.open(kElsewhere, Taking::go_on);
  CHECK(next.chat == "words");
  CHECK(next.turn == "cut off");
  CHECK(world.close(kElsewhere, "more words"));
  CHECK(world.open(kThird, Taking::go_on).turn.empty());
}

TEMPLATE_TEST_CASE("before others had time to be heard of, nobody counts as gone",
                   "[conversation][archive]", InMemory, InRedis) {
  World<TestType> world;
  world.talk(kPhone, Taking::go_on, "words");
  auto early = world.opening(kElsewhere, Taking::go_on);
  early.early = true;
  CHECK(world.open(early).what == What::occupied);
  world.leave(kPhone);
  CHECK(world.open(early).chat == "words");
}

TEMPLATE_TEST_CASE("who talks on when another instance has taken the chat shares it",
                   "[conversation][archive]", InMemory, InRedis) {
  World<TestType> world;
  world.talk(kPhone, Taking::go_on, "words");
  world.talk(kElsewhere, Taking::go_on, "more words");
  CHECK(world.open(kPhone, Taking::nothing).what == What::lost);
  CHECK(world.open(kElsewhere, Taking::nothing).what == What::lost);
  CHECK(world.open(kThird, Taking::go_on).what == What::lost);
}

TEMPLATE_TEST_CASE("a client of another kind does not go on, one that shows nothing does",
                   "[conversation][archive]", InMemory, InRedis) {
  World<TestType> world;
  world.talk(kPhone, Taking::go_on, "words");
  auto other = world.opening(kElsewhere, Taking::go_on);
  other.mark = 0;
  CHECK(world.open(other).chat == "words");
  CHECK(world.close(kElsewhere, "words", 0));
  other.talker = kThird;
  other.mark = kIos;
  CHECK(world.open(other).what == What::lost);
  CHECK(world.open(kPhoneAgain, Taking::go_on).what == What::lost);
}

TEMPLATE_TEST_CASE("words that are no more stay away, and somebody of another instance hears of it",
                   "[conversation][archive]", InMemory, InRedis) {
  World<TestType> world;
  world.talk(kPhone, Taking::go_on, "old words");
  SECTION("erased") {
    CHECK(world.erase(kPhone));
  }
  SECTION("begun anew") {
    CHECK(world.open(kPhone, Taking::begin).what == What::kept);
    CHECK(world.close(kPhone, ""));
  }
  SECTION("deleted by their payer") {
    CHECK(world.forget());
    // A turn that ends after that does not bring them back.
    CHECK(world.end(kPhone, "old words and new ones") == Change::forgotten);
    CHECK(world.drop(kPhone) == Change::forgotten);
    CHECK_FALSE(world.catch_up("1:0:0", "old words", 1h));
  }
  const Opened next = world.open(kElsewhere, Taking::go_on);
  CHECK(next.what == What::kept);
  CHECK_FALSE(next.newest_here);
  CHECK(next.chat.empty());
  CHECK(next.turn.empty());
}

TEMPLATE_TEST_CASE("an archive that has forgotten a chat gets it again", "[conversation][archive]",
                   InMemory, InRedis) {
  World<TestType> world;
  world.open(kPhone, Taking::go_on);
  world.empty();
  SECTION("from the turn that ends") {
    CHECK(world.close(kPhone, "words"));
  }
  SECTION("from the next turn") {
    CHECK(world.open(kPhone, Taking::nothing).what == What::kept);
    CHECK(world.close(kPhone, "words"));
  }
  // Its talker is there, and so is the mark.
  world.beat("1:0");
  CHECK(world.open(kElsewhere, Taking::go_on).what == What::occupied);
  world.leave(kPhone);
  auto other = world.opening(kElsewhere, Taking::go_on);
  other.mark = kIos;
  CHECK(world.open(other).what == What::lost);
}

TEMPLATE_TEST_CASE("what an archive missed comes later, unless another instance has newer words",
                   "[conversation][archive]", InMemory, InRedis) {
  World<TestType> world;
  world.talk(kPhone, Taking::go_on, "words");
  SECTION("of its own instance: it is there for others") {
    CHECK(world.catch_up("1:0:0", "words and more", -1s));
    CHECK(world.open(kElsewhere, Taking::go_on).chat == "words and more");
  }
  SECTION("but not under somebody of its own instance who has begun since") {
    world.open(kPhoneAgain, Taking::go_on);
    CHECK_FALSE(world.catch_up("1:0:0", "older", 1h));
    CHECK(world.close(kPhoneAgain, "newer"));
  }
  SECTION("that they are no more") {
    CHECK(world.catch_up("1:0:0", "", -1s));
    CHECK(world.open(kElsewhere, Taking::go_on).chat.empty());
  }
  SECTION("older than those of another instance") {
    CHECK_FALSE(world.catch_up("2:0:0", "older", 1h));
    auto late = world.opening(kElsewhere, Taking::go_on);
    late.missed = 1h;
    const Opened opened = world.open(late);
    CHECK_FALSE(opened.newest_here);
    CHECK(opened.chat == "words");
  }
  SECTION("newer than those of another instance") {
    auto late = world.opening(kElsewhere, Taking::go_on);
    late.missed = -1min;
    CHECK(world.open(late).newest_here);
    CHECK(world.close(kElsewhere, "newer"));
    CHECK(world.catch_up("3:0:0", "newest", -2min));
    CHECK(world.open(kThird, Taking::go_on).chat == "newest");
  }
}

TEMPLATE_TEST_CASE("who began and is gone takes a chat from who is gone, not from who came since",
                   "[conversation][archive]", InMemory, InRedis) {
  World<TestType> world;
  world.talk(kPhone, Taking::go_on, "the phone's words");
  Archive::Opening begun = world.opening(kElsewhere, Taking::begin);
  begun.gone = true;
  SECTION("the one before is not there any more") {
    // The words of before are older than the wish.
    world.leave(kPhone);
    REQUIRE(world.catch_up(kPhone, "the phone's words", 1min));
    begun.missed = 30s;
    CHECK(world.open(begun).what == What::kept);
    CHECK(world.open(kThird, Taking::go_on).chat.empty());
  }
  SECTION("another one has had it since") {
    begun.missed = 30s;
    CHECK(world.open(begun).what == What::lost);
    world.leave(kPhone);
    CHECK(world.open(begun).what == What::lost);
    CHECK(world.open(kPhoneAgain, Taking::go_on).chat == "the phone's words");
  }
  SECTION("the other one is there") {
    begun.missed = 0s;
    world.beat("1:0");
    const Opened occupied = world.open(begun);
    REQUIRE(occupied.what == What::occupied);
    CHECK(occupied.holder == kPhone);
    const auto asked = world.beat("1:0");
    REQUIRE_FALSE(asked.empty());
    world.answer(asked.back(), kPhone, true);
    CHECK(world.open(begun).what == What::lost);
    // And has it still.
    CHECK(world.close(kPhone, "more words"));
  }
}

TEMPLATE_TEST_CASE("a payer's chats with names are bounded, and the oldest goes",
                   "[conversation][archive]", InMemory, InRedis) {
  World<TestType> world;
  int number = 0;
  const auto open = [&](const std::string& name) {
    Archive::Opening one = world.opening("1:0:" + std::to_string(++number), Taking::go_on);
    one.name = name;
    one.named = name.find('.') != std::string::npos;
    return std::pair(world.open(one), one.talker);
  };
  const auto keep = [&](const std::string& name, std::size_t bytes) {
    const auto [opened, talker] = open(name);
    REQUIRE(opened.what == What::kept);
    const auto closed =
        world.run(world.archive.close_turn(name, talker, kAndroid, std::string(bytes, 'x'), {}));
    REQUIRE(closed.has_value());
    REQUIRE(*closed == Change::done);
  };
  const auto has = [&](const std::string& name) { return !open(name).first.chat.empty(); };
  keep("other.1", 100);
  keep("one", 900);  // their chat without a name is one in all
  SECTION("by number") {
    for (const char* name : {"one.1", "one.2", "one.1", "one.3", "one.4"})
      keep(name, 10);
    CHECK_FALSE(has("one.2"));
    CHECK(has("one.1"));
    CHECK(has("one.4"));
  }
  SECTION("by bytes") {
    for (const char* name : {"one.1", "one.2", "one.2", "one.2"})
      keep(name, 400);
    CHECK(has("one.1"));
    keep("one.3", 300);
    CHECK_FALSE(has("one.1"));
    CHECK(has("one.2"));
    // One that is too large alone is all that there is.
    keep("one.4", 2'000);
    CHECK_FALSE(has("one.2"));
    CHECK(has("one.4"));
  }
  SECTION("those that were deleted count") {
    keep("one.1", 10);
    for (const char* name : {"one.2", "one.3", "one.4"})
      REQUIRE(world.run(world.archive.forget(name, "9:0", "note")).has_value());
    CHECK_FALSE(has("one.1"));
  }
  CHECK(has("other.1"));
  CHECK(has("one"));
}
