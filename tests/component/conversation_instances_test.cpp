#include "support/conversation_world.hpp"

#include <catch2/catch.hpp>

// Chats that go from one process to another one, through an archive.
namespace spotter {
namespace {

using namespace std::chrono_literals;
using conversation::Owner;
using conversation::Settings;
using testing::ArchiveMemory;
using testing::Client;
using testing::ConversationProcess;
using testing::MemoryArchive;

const Owner kOwner{"chat", false, 11};
const Owner kNamed{"named chat", true, 11};

}  // namespace

TEST_CASE("another process goes on with a chat", "[conversation]") {
  ArchiveMemory memory;
  ConversationProcess first(1, {}, &memory, "1");
  ConversationProcess second(2, {}, &memory, "2");
  Client phone(first, 0, kOwner);
  talk(first, 0, phone);
  CHECK(opened(memory) == 1);
  REQUIRE(first.eventually(0, [&](auto&) { return closed(memory) == 1; }));
  SECTION("with what was said") {
    phone.drop(true);
    Client again(second, 1, kOwner);
    talk(second, 1, again, "more");
    CHECK(messages_of_last_request(second, 1) == 3);
    CHECK(opened(memory) == 2);
    CHECK(second.eventually(1, [&](auto&) { return closed(memory) == 2; }));
    // And back: the newer words win over those that rest in the first.
    again.drop(true);
    Client back(first, 0, kOwner);
    talk(first, 0, back, "yet more");
    CHECK(messages_of_last_request(first, 0) == 5);
    CHECK(first.metrics().moved.value() == 1);
    CHECK(second.metrics().moved.value() == 1);
  }
  SECTION("the answer that was not seen is given again, and nothing is left open") {
    phone.drop();
    Client again(second, 1, kOwner);
    const auto shown = again.say("hi");
    CHECK(again.finished(shown));
    CHECK(shown->last() == "One");
    CHECK(second.eventually(1, [&](auto&) {
      return memory.look([](const auto& m) { return m.kept.begin()->second.turn.empty(); });
    }));
  }
  SECTION("a client of another kind does not") {
    phone.drop(true);
    Client other(second, 1, {"chat", false, 12});
    talk(second, 1, other, "more");
    CHECK(messages_of_last_request(second, 1) == 1);
  }
  SECTION("when both talk, nobody does from then on") {
    memory.lose("1");
    Client other(second, 1, kOwner);
    talk(second, 1, other, "more");
    talk(first, 0, phone, "and I?");
    REQUIRE(first.eventually(0, [&](auto&) {
      return memory.look([](const auto& m) { return m.kept.begin()->second.shared; });
    }));
    phone.drop();
    other.drop();
    Client later(second, 0, kOwner);
    talk(second, 0, later, "whose words?");
    CHECK(messages_of_last_request(second, 0) == 1);
  }
  SECTION("a turn that was taken for dead, and was not, is counted again") {
    const auto running = phone.say("more");
    REQUIRE(first.asked(0, 2));
    REQUIRE(first.eventually(0, [&](auto&) { return opened(memory) == 2; }));
    memory.lose("1");
    Client other(second, 1, kOwner);
    talk(second, 1, other, "something else");
    second.on(1, [](auto& part) { CHECK(part.limiter.lost == std::vector<std::string>{"g2"}); });
    first.on(0, [](auto& part) { CHECK(part.limiter.counted_again.empty()); });
    first.say(0, "Two");
    first.finish(0);
    REQUIRE(phone.finished(running));
    CHECK(first.eventually(0, [](auto& part) {
      return part.limiter.counted_again == std::vector<std::string>{"g2"};
    }));
  }
  SECTION("without the archive each goes on with what it has") {
    memory.set_away(true);
    talk(first, 0, phone, "more");
    phone.drop(true);
    Client again(first, 0, kOwner);
    talk(first, 0, again, "yet more");
    CHECK(messages_of_last_request(first, 0) == 5);
  }
}

TEST_CASE("a chat that somebody talks in at a living process is asked for there",
          "[conversation][instances]") {
  ArchiveMemory memory;
  Settings settings;
  settings.ask_interval = 1ms;
  ConversationProcess first(2, settings, &memory, "1");
  ConversationProcess second(2, settings, &memory, "2");
  const bool named = GENERATE(false, true);
  const Owner owner = named ? kNamed : kOwner;
  auto phone = std::make_unique<Client>(first, 1, owner);
  talk(first, 1, *phone);
  REQUIRE(first.eventually(1, [&](auto&) { return closed(memory) == 1; }));
  /// The first process answers while the second one waits.
  const auto asked = [&](shard::ShardId at, std::size_t times) {
    return second.eventually(at, [&](auto& part) {
      first.tick();
      return part.provider.calls.size() >= times;
    });
  };
  const auto known_later = [&](ConversationProcess& process, const std::string& text) {
    Client later(process, 0, owner);
    talk(process, 0, later, text);
    return messages_of_last_request(process, 0);
  };
  SECTION("who is gone gives it up") {
    phone->there = false;
    Client again(second, 0, owner);
    const auto shown = again.say("more");
    REQUIRE(asked(0, 1));
    CHECK(messages_of_last_request(second, 0) == 3);
    second.say(0, "Sure");
    second.finish(0);
    CHECK(again.finished(shown));
    // Should it come to life after all, it has a chat of its own.
    talk(first, 1, *phone, "am I alone?");
    CHECK(messages_of_last_request(first, 1) == 1);
    again.drop(true);
    CHECK(known_later(first, "later") == 5);
  }
  SECTION("who is there keeps it to themselves, unless it is named") {
    Client other(second, 0, owner);
    const auto shown = other.say("whose words?");
    REQUIRE(asked(0, 1));
    CHECK(messages_of_last_request(second, 0) == (named ? 3 : 1));
    second.say(0, "Sure");
    second.finish(0);
    CHECK(other.finished(shown));
    talk(first, 1, *phone, "and I?");
    CHECK(messages_of_last_request(first, 1) == (named ? 1 : 3));
    phone->drop();
    other.drop();
    CHECK(known_later(first, "later") == (named ? 5 : 1));
    CHECK(known_later(second, "much later") == (named ? 7 : 1));
    if (!named) CHECK(memory.with_words() == 0);
  }
  SECTION("who is there keeps it from somebody who begins a new one, unless it is named") {
    Client other(second, 0, owner);
    const auto hello = other.introduce();
    REQUIRE(asked(0, 1));
    second.say(0, "Hello");
    second.finish(0);
    CHECK(other.finished(hello));
    REQUIRE(second.eventually(0, [&](auto&) {
      first.tick();
      return memory.look([&](const ArchiveMemory& now) {
        const auto& kept = now.kept.at(owner.name);
        return named ? kept.talker.starts_with("2:") && kept.turn.empty() : kept.shared;
      });
    }));
    talk(first, 1, *phone, "and I?");
    CHECK(messages_of_last_request(first, 1) == (named ? 1 : 3));
    other.drop(true);
    CHECK(known_later(second, "later") == (named ? 3 : 1));
  }
  SECTION("an answer that is being given ends, and counts") {
    const auto running = phone->say("more");
    REQUIRE(first.asked(1, 2));
    first.say(1, "Two");
    REQUIRE(phone->shows_text(running, "Two"));
    if (!named) phone->drop();
    Client again(second, 0, owner);
    const auto shown = again.say("something else");
    REQUIRE(asked(0, 1));
    first.on(1, [](auto& part) {
      CHECK(part.provider.calls.back()->cancelled);
      CHECK(part.limiter.charged == 2);
      CHECK(part.limiter.counted_again.empty());
    });
    second.on(0, [](auto& part) { CHECK(part.limiter.lost.empty()); });
    CHECK(messages_of_last_request(second, 0) == 5);
    if (named) phone->with([](auto& talk) { talk.restart(); });
    second.say(0, "Sure");
    second.finish(0);
    CHECK(again.finished(shown));
    CHECK(memory.with_words() == 1);
  }
  SECTION("whoever does not answer loses a named chat only, and is counted again") {
    const auto running = phone->say("more");
    REQUIRE(first.asked(1, 2));
    REQUIRE(first.eventually(1, [&](auto&) { return opened(memory) == 2; }));
    first.say(1, "Two");
    REQUIRE(phone->shows_text(running, "Two"));
    Client again(second, 0, owner);
    const auto shown = again.say("something else");
    REQUIRE(second.asked(0, 1));
    CHECK(messages_of_last_request(second, 0) == (named ? 3 : 1));
    second.on(0, [&](auto& part) { CHECK(part.limiter.lost.size() == (named ? 1 : 0)); });
    phone->with([](auto& talk) { talk.restart(); });
    if (named) {
      CHECK(first.eventually(1, [](auto& part) {
        return part.limiter.counted_again == std::vector<std::string>{"g2"};
      }));
    }
    second.say(0, "Sure");
    second.finish(0);
    CHECK(again.finished(shown));
  }
}

TEST_CASE("what has happened at another process counts", "[conversation][instances]") {
  ArchiveMemory memory;
  ConversationProcess first(1, {}, &memory, "1");
  ConversationProcess second(1, {}, &memory, "2");
  {
    Client phone(first, 0, kOwner);
    for (const char* text : {"one", "two", "three"})
      talk(first, 0, phone, text);
    phone.drop(true);
  }
  std::size_t messages = 1;
  SECTION("a chat begun there") {
    Client again(second, 0, kOwner);
    const auto hello = again.introduce();
    REQUIRE(second.asked(0, 1));
    second.say(0, "Hello");
    second.finish(0);
    REQUIRE(again.finished(hello));
    again.drop(true);
    messages = 3;
  }
  SECTION("a chat restarted there") {
    Client again(second, 0, kOwner);
    again.with([](auto& talk) { talk.restart(); });
    again.drop(true);
  }
  SECTION("a chat deleted there") {
    MemoryArchive archive(memory);
    CHECK(second.run(0, archive.forget("chat", "2:0", {})).has_value());
  }
  SECTION("nothing: the archive has forgotten all") {
    const std::lock_guard lock(memory.guard);
    memory.kept.clear();
    messages = 7;
  }
  Client back(first, 0, kOwner);
  talk(first, 0, back, "back again");
  CHECK(messages_of_last_request(first, 0) == messages);
}

TEST_CASE("what an archive missed is not lost", "[conversation][instances]") {
  const bool at_the_same = GENERATE(true, false);
  ArchiveMemory memory;
  ConversationProcess first(1, {}, &memory, "1");
  ConversationProcess second(1, {}, &memory, "2");
  std::size_t messages = 3;
  auto phone = std::make_unique<Client>(first, 0, kOwner);
  talk(first, 0, *phone);
  REQUIRE(first.eventually(0, [&](auto&) { return closed(memory) == 1; }));
  memory.set_away(true);
  const auto reconnect = [&] {
    phone->drop(true);
    phone = std::make_unique<Client>(first, 0, kOwner);
  };
  SECTION("a new connection, which goes on when it is back") {
    reconnect();
    talk(first, 0, *phone, "while it is away");
    memory.set_away(false);
    talk(first, 0, *phone, "back");
    messages = 7;
  }
  SECTION("one that begins a new chat") {
    reconnect();
    const auto hello = phone->introduce();
    REQUIRE(first.asked(0, 2));
    first.say(0, "Hello");
    first.finish(0);
    REQUIRE(phone->finished(hello));
    memory.set_away(false);
    talk(first, 0, *phone, "back");
    messages = 5;
  }
  SECTION("one that has come and gone") {
    reconnect();
    talk(first, 0, *phone, "while it is away");
    reconnect();
    memory.set_away(false);
    messages = 5;
  }
  SECTION("that the chat was restarted") {
    phone->with([](auto& talk) { talk.restart(); });
    reconnect();
    memory.set_away(false);
    messages = 1;
  }
  phone->drop(true);
  ConversationProcess& next = at_the_same ? first : second;
  if (!at_the_same) {
    REQUIRE(first.eventually(0, [&](auto&) {
      first.desks.local().on_tick(first.clock.now());
      return !first.desks.local().directory().next_missed(first.clock.now());
    }));
  }
  Client again(next, 0, kOwner);
  talk(next, 0, again, "again");
  CHECK(messages_of_last_request(next, 0) == messages);
}

TEST_CASE("a turn is two commands of the archive", "[conversation][instances]") {
  ArchiveMemory memory;
  ConversationProcess process(1, {}, &memory, "1");
  const auto commands = [&] { return memory.look([](const auto& now) { return now.commands; }); };
  Client phone(process, 0, kOwner);
  for (int turns = 1; turns <= 3; ++turns) {
    talk(process, 0, phone);
    REQUIRE(process.eventually(0, [&](auto&) { return closed(memory) == turns; }));
    CHECK(commands() == 2 * turns);
  }
  phone.drop(true);
  CHECK(commands() == 7);
}

TEST_CASE("a turn whose process died is given back, and asked again in its place",
          "[conversation]") {
  ArchiveMemory memory;
  ConversationProcess second(1, {}, &memory, "2");
  {
    ConversationProcess first(1, {}, &memory, "1");
    Client phone(first, 0, kOwner);
    talk(first, 0, phone);
    const auto lost = phone.say("more");
    REQUIRE(first.asked(0, 2));
    REQUIRE(first.eventually(0, [&](auto&) { return opened(memory) == 2; }));
    memory.set_away(true);  // it dies: nothing is said any more
  }
  memory.set_away(false);
  Client again(second, 0, kOwner);
  SECTION("the same message") {
    talk(second, 0, again, "more", "Two");
    CHECK(messages_of_last_request(second, 0) == 3);
    second.on(0, [](auto& part) { CHECK(part.limiter.lost == std::vector<std::string>{"g2"}); });
    CHECK(second.metrics().turns_lost.value() == 1);
  }
  SECTION("another one, which says what was lost") {
    const auto shown = again.say("something else");
    REQUIRE(second.asked(0, 1));
    // Both questions stand at the end, as one.
    CHECK(messages_of_last_request(second, 0) == 3);
    second.say(0, "Sure");
    second.finish(0);
    REQUIRE(again.finished(shown));
    CHECK(shown->last() == "<answer_lost en-AU>\n\nSure");
    second.on(0, [](auto& part) { CHECK(part.limiter.lost.size() == 1); });
  }
}

TEST_CASE("words of another instance that come late stand before what was said here",
          "[conversation][instances]") {
  const bool old_copy = GENERATE(false, true);
  ArchiveMemory memory;
  ConversationProcess first(1, {}, &memory, "1");
  ConversationProcess second(1, {}, &memory, "2");
  const auto visit = [&](ConversationProcess& process, const std::string& text) {
    Client client(process, 0, kOwner);
    talk(process, 0, client, text);
    client.drop(true);
  };
  if (old_copy) visit(second, "zero");
  visit(first, "one");
  const std::size_t messages = old_copy ? 4 : 2;
  memory.set_away(true);
  Client phone(second, 0, kOwner);
  talk(second, 0, phone, "while it is away");
  memory.set_away(false);
  talk(second, 0, phone, "back");
  REQUIRE(second.eventually(0, [&](auto&) {
    return memory.look([](const auto& now) {
      return now.kept.at("chat").talker.starts_with("2:") && now.kept.at("chat").turn.empty();
    });
  }));
  talk(second, 0, phone, "all");
  CHECK(messages_of_last_request(second, 0) == messages + 5);
  phone.drop(true);
  Client later(first, 0, kOwner);
  talk(first, 0, later, "later");
  CHECK(messages_of_last_request(first, 0) == messages + 7);
}

TEST_CASE("chats that the archive missed are told, whatever becomes of another one",
          "[conversation][instances]") {
  ArchiveMemory memory;
  ConversationProcess process(1, {}, &memory, "1");
  memory.set_away(true);
  const std::vector<std::string> names{"a", "b", "c", "d", "e"};
  for (const std::string& name : names) {
    Client phone(process, 0, {name, false, 11});
    talk(process, 0, phone);
    phone.drop(true);
  }
  {
    const std::lock_guard lock(memory.guard);
    memory.broken = {"a", "c"};
    memory.away = false;
  }
  CHECK(process.eventually(0, [&](auto&) {
    process.desks.local().on_tick(process.clock.now());
    return !process.desks.local().directory().next_missed(process.clock.now());
  }));
  CHECK(memory.with_words() == 3);
}

TEST_CASE("an answer that the end of its process cut off is not paid for twice",
          "[conversation][instances]") {
  enum class Heard { no, yes, again };
  const Heard heard = GENERATE(Heard::no, Heard::yes, Heard::again);
  ArchiveMemory memory;
  ConversationProcess first(2, {}, &memory, "1");
  ConversationProcess second(1, {}, &memory, "2");
  auto phone = std::make_unique<Client>(first, 0, kOwner);
  const auto shown = phone->say("hi");
  REQUIRE(first.asked(0, 1));
  if (heard == Heard::yes) {
    first.say(0, "One");
    REQUIRE(phone->shows_text(shown, "One"));
    phone->with([](auto& talk) { talk.shut_down(); });
  } else {
    phone->drop();
    first.say(0, "One");
    phone = std::make_unique<Client>(first, 1, kOwner);
    if (heard == Heard::again) {
      const auto joined = phone->say("hi");
      REQUIRE(phone->shows_text(joined, "One"));
    }
    first.shards.run_everywhere([&](shard::ShardId) { first.desks.local().shutdown(); });
  }
  REQUIRE(first.eventually(
      0, [](auto& part) { return part.limiter.charged + part.limiter.given_back == 1; }));
  first.on(0, [&](auto& part) { CHECK(part.limiter.charged == (heard == Heard::no ? 0 : 1)); });
  phone->drop();
  REQUIRE(first.eventually(0, [&](auto&) { return first.desks.local().unheard() == 0; }));
  REQUIRE(first.eventually(0, [&](auto&) { return memory.with_words() == 1; }));
  Client again(second, 0, kOwner);
  SECTION("the same words") {
    talk(second, 0, again, "hi", "One and all");
    CHECK(messages_of_last_request(second, 0) == 1);
    second.on(0, [](auto& part) {
      CHECK(part.limiter.lost == std::vector<std::string>{"g1"});
      CHECK(part.limiter.charged == 1);
    });
  }
  SECTION("other words") {
    const auto other = again.say("something else");
    REQUIRE(second.asked(0, 1));
    CHECK(messages_of_last_request(second, 0) == 3);
    second.say(0, "Sure");
    second.finish(0);
    REQUIRE(again.finished(other));
    CHECK(other->last() == "Sure");
    second.on(0, [](auto& part) { CHECK(part.limiter.lost.empty()); });
  }
  CHECK(second.metrics().turns_lost.value() == 0);
}

}  // namespace spotter
