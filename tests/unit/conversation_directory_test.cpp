#include <spotter/conversation/directory.hpp>

#include <catch2/catch.hpp>

namespace spotter::conversation {
namespace {

using namespace std::chrono_literals;

constexpr Place kPhone{0, 1};
constexpr Place kPhoneAgain{1, 7};
constexpr Place kTablet{0, 2};
constexpr ClientMark kAndroid = 11;
constexpr ClientMark kIos = 12;

struct World {
  Settings settings;
  TimePoint now{};
  std::optional<Directory> directory;

  World() { remake(); }
  void remake() { directory.emplace(settings); }
  Directory::Claimed go_on(Place who, ClientMark mark = kAndroid,
                           const std::string& name = "chat") {
    return directory->claim(name, who, mark, Wish::go_on, now, 0);
  }
  Directory::Claimed begin(Place who, ClientMark mark = kAndroid,
                           const std::string& name = "chat") {
    return directory->claim(name, who, mark, Wish::begin, now, 0);
  }
  void rest(Place who, const std::string& sealed, const std::string& name = "chat",
            bool missed = false) {
    directory->rest(name, who, {sealed, missed}, now);
  }
};

TEST_CASE("a chat that rests is gone on with once", "[conversation]") {
  World world;
  CHECK(world.begin(kPhone).kept);
  world.rest(kPhone, "sealed words");
  CHECK(world.directory->bytes() == 12);
  const auto claimed = world.go_on(kPhoneAgain);
  CHECK(claimed.kept);
  CHECK(claimed.sealed == "sealed words");
  CHECK_FALSE(claimed.missed);
  CHECK(world.directory->bytes() == 0);
  // Whoever comes while it is talked in learns where.
  const auto other = world.go_on(kTablet);
  CHECK_FALSE(other.kept);
  CHECK(other.live == kPhoneAgain);
  CHECK(other.sealed.empty());
}

TEST_CASE("a new chat takes the place of the one that rests", "[conversation]") {
  World world;
  world.begin(kPhone);
  world.rest(kPhone, "old words");
  const auto claimed = world.begin(kPhoneAgain);
  CHECK(claimed.kept);
  CHECK(claimed.sealed.empty());
  CHECK(world.directory->bytes() == 0);
  world.rest(kPhoneAgain, "");
  CHECK(world.go_on(kTablet).sealed.empty());
}

TEST_CASE("a chat is gone after its lifetime, whether somebody asks or not", "[conversation]") {
  World world;
  world.begin(kPhone);
  world.rest(kPhone, "words");
  world.now += world.settings.lifetime - 1s;
  world.directory->sweep(world.now);
  CHECK(world.directory->chats() == 1);
  SECTION("somebody asks") {
    world.now += 1s;
    CHECK(world.go_on(kPhoneAgain).sealed.empty());
  }
  SECTION("nobody does") {
    world.now += 1s;
    world.directory->sweep(world.now);
    CHECK(world.directory->chats() == 0);
  }
  CHECK(world.directory->bytes() == 0);
}

TEST_CASE("after two talked under one name nobody goes on with it for a lifetime",
          "[conversation]") {
  World world;
  world.begin(kPhone);
  REQUIRE(world.go_on(kTablet).live);
  world.directory->mark_shared("chat", world.now);
  world.rest(kPhone, "the phone's words");
  CHECK_FALSE(world.go_on(kTablet).kept);
  world.now += world.settings.lifetime;
  const auto later = world.go_on(kTablet);
  CHECK(later.kept);
  CHECK(later.sealed.empty());
}

TEST_CASE("a client of another kind does not go on with a chat", "[conversation]") {
  World world;
  world.begin(kPhone, kAndroid);
  world.rest(kPhone, "the phone's words");
  CHECK_FALSE(world.go_on(kTablet, kIos).kept);
  // From then on it is unknown whose it is.
  CHECK_FALSE(world.go_on(kPhoneAgain, kAndroid).kept);
}

TEST_CASE("an answer without a client is found where it is given", "[conversation]") {
  World world;
  world.begin(kPhone);
  world.directory->detach("chat", kPhone, world.now);
  const auto claimed = world.go_on(kPhoneAgain);
  CHECK(claimed.kept);
  CHECK(claimed.unheard == kPhone);
  // It comes to rest while somebody has the chat: who gave it may still lay it down.
  world.rest(kPhone, "with the answer");
  CHECK(world.go_on(kPhoneAgain).sealed == "with the answer");
  CHECK_FALSE(world.go_on(kPhoneAgain).unheard);
}

TEST_CASE("who has lost a chat cannot lay anything down in it", "[conversation]") {
  World world;
  world.begin(kPhone);
  world.directory->detach("chat", kPhone, world.now);
  CHECK(world.begin(kPhoneAgain).unheard == kPhone);
  world.rest(kPhone, "of the chat before");
  world.rest(kPhoneAgain, "");
  CHECK(world.go_on(kTablet).sealed.empty());
}

TEST_CASE("a chat that its payer wants gone is gone", "[conversation]") {
  World world;
  world.begin(kPhone);
  world.rest(kPhone, "words");
  CHECK_FALSE(world.directory->forget("chat").live);
  CHECK(world.directory->bytes() == 0);
  CHECK(world.go_on(kPhoneAgain).sealed.empty());
  CHECK(world.directory->forget("chat").live == kPhoneAgain);
  world.directory->detach("chat", kPhoneAgain, world.now);
  CHECK(world.directory->forget("chat").unheard == kPhoneAgain);
  world.rest(kPhoneAgain, "of the forgotten");
  CHECK(world.go_on(kPhone).sealed.empty());
  CHECK_FALSE(world.directory->forget("never there").live);
}

TEST_CASE("beyond the limits the chat that rested longest goes", "[conversation]") {
  World world;
  SECTION("bytes") {
    world.settings.bytes_max = 10;
    world.remake();
    for (const char* name : {"a", "b", "c"}) {
      world.begin(kPhone, kAndroid, name);
      world.rest(kPhone, "12345", name);
    }
    CHECK(world.directory->bytes() == 10);
  }
  SECTION("chats") {
    world.settings.chats_max = 3;
    world.remake();
    for (const char* name : {"a", "b", "c", "d"}) {
      world.begin(kPhone, kAndroid, name);
      world.rest(kPhone, "12345", name);
    }
    CHECK(world.directory->chats() <= 3);
  }
  CHECK(world.go_on(kPhone, kAndroid, "a").sealed.empty());
  CHECK(world.go_on(kPhone, kAndroid, "c").sealed == "12345");
}

TEST_CASE("who talks in a chat has the last word of it", "[conversation]") {
  World world;
  world.begin(kPhone);
  world.directory->detach("chat", kPhone, world.now);
  REQUIRE(world.go_on(kPhoneAgain).unheard == kPhone);
  SECTION("the answer ends first") {
    world.rest(kPhone, "with the answer");
    world.rest(kPhoneAgain, "");
  }
  SECTION("the answer ends last") {
    world.rest(kPhoneAgain, "");
    world.rest(kPhone, "with the answer");
  }
  SECTION("who waited for the answer leaves it to that") {
    world.directory->rest("chat", kPhoneAgain, {std::nullopt, false}, world.now);
    world.rest(kPhone, "with the answer");
    CHECK(world.go_on(kTablet).sealed == "with the answer");
    return;
  }
  CHECK(world.directory->bytes() == 0);
  CHECK(world.go_on(kTablet).sealed.empty());
}

TEST_CASE("a chat without a word takes no place", "[conversation]") {
  // Nor one of which the archive has to hear that its words are no more, when there is no room.
  const bool missed = GENERATE(false, true);
  World world;
  world.settings.chats_max = 3;
  world.remake();
  world.begin(kPhone, kAndroid, "with words");
  world.rest(kPhone, "words", "with words");
  for (int i = 0; i < 10; ++i) {
    const std::string name = "empty " + std::to_string(i);
    world.begin(kTablet, kAndroid, name);
    world.rest(kTablet, "", name, missed);
    if (!missed) CHECK(world.directory->chats() == 1);
  }
  CHECK(world.go_on(kPhone, kAndroid, "with words").sealed == "words");
}

TEST_CASE("what an archive missed is told it, once", "[conversation]") {
  World world;
  world.begin(kPhone);
  world.rest(kPhone, "words", "chat", true);
  world.now += 10s;
  const auto missed = world.directory->next_missed(world.now);
  REQUIRE(missed);
  CHECK(missed->sealed == "words");
  CHECK(missed->mark == kAndroid);
  CHECK(missed->age == 10s);
  SECTION("told") {
    world.directory->caught_up(*missed, true);
    const auto claimed = world.go_on(kPhone);
    CHECK(claimed.sealed == "words");
    CHECK_FALSE(claimed.missed);
  }
  SECTION("another instance has newer words") {
    world.directory->caught_up(*missed, false);
    CHECK(world.go_on(kPhone).sealed.empty());
  }
  SECTION("somebody has taken it meanwhile") {
    const auto claimed = world.go_on(kPhone);
    CHECK(claimed.missed == Duration(10s));
    world.directory->caught_up(*missed, true);
    world.rest(kPhone, "newer", "chat", true);
    CHECK(world.directory->next_missed(world.now)->sealed == "newer");
    return;
  }
  CHECK_FALSE(world.directory->next_missed(world.now));
}

TEST_CASE("a client that shows nothing of itself may be any", "[conversation]") {
  World world;
  world.begin(kPhone, kAndroid);
  world.rest(kPhone, "words");
  CHECK(world.go_on(kPhoneAgain, 0).sealed == "words");
  world.rest(kPhoneAgain, "words");
  CHECK(world.go_on(kPhone, kAndroid).sealed == "words");
  world.rest(kPhone, "words");
  CHECK_FALSE(world.go_on(kTablet, kIos).kept);
}

TEST_CASE("when all are talked in, one more is not kept", "[conversation]") {
  World world;
  world.settings.chats_max = 1;
  world.remake();
  CHECK(world.begin(kPhone, kAndroid, "a").kept);
  CHECK_FALSE(world.begin(kTablet, kAndroid, "b").kept);
  CHECK(world.directory->chats() == 1);
}

/// So many chats come to rest, each of so many bytes.
void flood(World& world, const std::string& payer, std::size_t chats, std::size_t bytes) {
  for (std::size_t i = 0; i < chats; ++i) {
    const std::string name = payer + "." + std::to_string(i);
    const Place who{0, 1'000 + i};
    world.begin(who, kAndroid, name);
    world.rest(who, std::string(bytes, 'x'), name);
  }
}

TEST_CASE("a payer has no more chats at rest than their share", "[conversation]") {
  World world;
  SECTION("chats") {
    world.settings.payer_chats_max = 3;
    world.remake();
    flood(world, "payer", 5, 1);
    CHECK(world.directory->chats() == 3);
  }
  SECTION("bytes") {
    world.settings.payer_bytes_max = 30;
    world.remake();
    flood(world, "payer", 5, 10);
    CHECK(world.directory->bytes() == 30);
  }
  // The newest stay.
  CHECK(world.go_on(kPhone, kAndroid, "payer.4").sealed.front() == 'x');
  CHECK(world.go_on(kPhone, kAndroid, "payer.1").sealed.empty());
  // Others have theirs.
  flood(world, "other", 2, 10);
  CHECK_FALSE(world.go_on(kPhone, kAndroid, "other.0").sealed.empty());
}

TEST_CASE("who has much at rest does not push out who has little", "[conversation]") {
  World world;
  SECTION("chats") {
    world.settings.chats_max = 100;
    world.remake();
    flood(world, "modest", 3, 10);
    flood(world, "greedy", 1'000, 10);
    CHECK(world.directory->chats() <= 100);
  }
  SECTION("bytes") {
    world.settings.bytes_max = std::size_t{4} * 1024 * 1024;
    world.remake();
    flood(world, "modest", 3, 10);
    flood(world, "greedy", 50, 200'000);
    CHECK(world.directory->bytes() <= world.settings.bytes_max);
  }
  SECTION("chats without words") {
    world.settings.chats_max = 100;
    world.remake();
    flood(world, "modest", 3, 10);
    for (std::size_t i = 0; i < 1'000; ++i) {
      const std::string name = "greedy." + std::to_string(i);
      world.begin(kTablet, kAndroid, name);
      world.directory->mark_shared(name, world.now);
      world.rest(kTablet, "", name);
    }
    CHECK(world.directory->chats() <= 100);
  }
  for (const char* name : {"modest.0", "modest.1", "modest.2"})
    CHECK(world.go_on(kPhone, kAndroid, name).sealed.size() == 10);
}

TEST_CASE("what a payer has at rest is counted anew when it is taken up and laid down",
          "[conversation]") {
  World world;
  world.settings.payer_bytes_max = 25;
  world.remake();
  for (int i = 0; i < 10; ++i) {
    flood(world, "payer", 2, 10);
    CHECK(world.directory->bytes() == 20);
  }
  CHECK(world.go_on(kPhone, kAndroid, "payer.0").sealed.size() == 10);
  world.rest(kPhone, std::string(20, 'x'), "payer.0");
  CHECK(world.directory->bytes() == 20);
  world.directory->forget("payer.0");
  CHECK(world.directory->chats() == 0);
}

}  // namespace
}  // namespace spotter::conversation
