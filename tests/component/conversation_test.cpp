#include "support/conversation_world.hpp"

#include <catch2/catch.hpp>

// Chats that outlive their connections, on two shards and in two processes.
namespace spotter {
namespace {

using namespace std::chrono_literals;
using chat::Outcome;
using conversation::Owner;
using conversation::Resumption;
using conversation::Settings;
using testing::ArchiveMemory;
using testing::Client;
using testing::ConversationProcess;
using testing::MemoryArchive;
using testing::Shown;

const Owner kOwner{"chat", false, 11};
const Owner kNamed{"named chat", true, 11};

std::size_t messages_of_last_request(ConversationProcess& process, shard::ShardId at) {
  std::size_t count = 0;
  process.on(at, [&](auto& part) { count = part.provider.calls.back()->request.messages.size(); });
  return count;
}

int opened(const ArchiveMemory& memory) {
  return memory.look([](const ArchiveMemory& now) { return now.opened; });
}

int closed(const ArchiveMemory& memory) {
  return memory.look([](const ArchiveMemory& now) { return now.closed; });
}

/// "hi", answered with "One".
void talk(ConversationProcess& process, shard::ShardId at, Client& client,
          const std::string& text = "hi", const std::string& answer = "One") {
  std::size_t before = 0;
  process.on(at, [&](auto& part) { before = part.provider.calls.size(); });
  const auto shown = client.say(text);
  REQUIRE(process.asked(at, before + 1));
  process.say(at, answer);
  process.finish(at);
  REQUIRE(client.finished(shown));
}

}  // namespace

TEST_CASE("a chat goes on over a new connection, on any shard", "[conversation]") {
  for (const shard::ShardId next : {shard::ShardId{0}, shard::ShardId{1}}) {
    ConversationProcess process(2, {});
    {
      Client first(process, 0, kOwner);
      const auto hello = first.introduce("de-DE");
      REQUIRE(process.asked(0, 1));
      process.say(0, "Hallo");
      process.finish(0);
      REQUIRE(first.finished(hello));
      talk(process, 0, first);
      first.drop();
    }
    Client second(process, next, kOwner);
    const auto shown = second.say("and more");
    REQUIRE(process.asked(next, next == 0 ? 3 : 1));
    CHECK(messages_of_last_request(process, next) == 5);
    process.on(next, [](auto& part) {
      CHECK(part.provider.calls.back()->request.locale == "de-DE");
      CHECK(part.provider.calls.back()->request.weight_unit == "pounds");
    });
    process.say(next, "Sure");
    process.finish(next);
    CHECK(second.finished(shown));
    CHECK(shown->last() == "Sure");
  }
}

TEST_CASE("an answer goes on while its client is gone, and is there for whoever asks again",
          "[conversation]") {
  for (const shard::ShardId next : {shard::ShardId{0}, shard::ShardId{1}}) {
    ConversationProcess process(2, {});
    Client first(process, 0, kOwner);
    const auto lost = first.say("hi");
    REQUIRE(process.asked(0, 1));
    SECTION("dropped before the first word, joined while it runs") {
      first.drop();
      CHECK(process.unheard() == 1);
      process.say(0, "One");
      Client second(process, next, kOwner);
      const auto shown = second.say("hi");
      CHECK(second.shows_text(shown, "One"));
      process.say(0, " two");
      CHECK(second.shows_text(shown, "One two"));
      process.finish(0);
      CHECK(second.finished(shown));
      CHECK(shown->ending.outcome == Outcome::answered);
      CHECK_FALSE(shown->ending.charged);
      // One question to a model in all, and the chat goes on.
      process.on(0, [](auto& part) {
        CHECK(part.provider.calls.size() == 1);
        CHECK(part.limiter.charged <= 1);
      });
      talk(process, next, second, "more", "Three");
      CHECK(messages_of_last_request(process, next) == 3);
    }
    SECTION("dropped in its words, asked for when it is over") {
      process.say(0, "One");
      REQUIRE(first.shows_text(lost, "One"));
      first.drop();
      process.say(0, " two");
      process.finish(0);
      REQUIRE(process.eventually(0, [&](auto&) { return process.desks.local().unheard() == 0; }));
      Client second(process, next, kOwner);
      const auto shown = second.say("hi");
      CHECK(second.finished(shown));
      CHECK(shown->last() == "One two");
      CHECK_FALSE(shown->ending.charged);
      process.on(0, [](auto& part) {
        CHECK(part.provider.calls.size() == 1);
        CHECK(part.limiter.charged == 1);
      });
    }
    SECTION("another message ends it, and finds it in the chat") {
      process.say(0, "One");
      REQUIRE(first.shows_text(lost, "One"));
      first.drop();
      Client second(process, next, kOwner);
      const auto shown = second.say("something else");
      REQUIRE(process.asked(next, next == 0 ? 2 : 1));
      CHECK(messages_of_last_request(process, next) == 3);
      process.on(0, [](auto& part) { CHECK(part.provider.calls.front()->cancelled); });
      process.say(next, "Sure");
      process.finish(next);
      CHECK(second.finished(shown));
    }
    SECTION("a new chat ends it, and knows nothing of it") {
      process.say(0, "One");
      REQUIRE(first.shows_text(lost, "One"));
      first.drop();
      Client second(process, next, kOwner);
      const auto hello = second.introduce();
      REQUIRE(process.asked(next, next == 0 ? 2 : 1));
      CHECK(messages_of_last_request(process, next) == 1);
      CHECK(
          process.eventually(0, [](auto& part) { return part.provider.calls.front()->cancelled; }));
      process.say(next, "Hello");
      process.finish(next);
      CHECK(second.finished(hello));
      CHECK(process.eventually(0, [&](auto&) { return process.desks.local().unheard() == 0; }));
      second.drop();
      Client third(process, next, kOwner);
      const auto shown = third.say("hi");
      REQUIRE(process.asked(next, next == 0 ? 3 : 2));
      CHECK(messages_of_last_request(process, next) == 3);
      third.with([](auto& talk) { talk.stop(); });
      CHECK(third.finished(shown));
    }
    SECTION("whoever waits for it may be lost again") {
      first.drop();
      {
        Client second(process, next, kOwner);
        process.say(0, "One");
        const auto shown = second.say("hi");
        CHECK(second.shows_text(shown, "One"));
        second.drop();
      }
      CHECK(process.unheard() == 1);
      Client third(process, next, kOwner);
      const auto shown = third.say("hi");
      process.say(0, " two");
      process.finish(0);
      CHECK(third.finished(shown));
      CHECK(shown->last() == "One two");
    }
    SECTION("whoever got its end on a connection that is lost as well gets it once more") {
      first.drop();
      {
        Client second(process, next, kOwner);
        process.say(0, "One");
        const auto shown = second.say("hi");
        CHECK(second.shows_text(shown, "One"));
        process.finish(0);
        REQUIRE(second.finished(shown));
        second.drop();
      }
      for (int i = 0; i < 3; ++i) {
        Client third(process, next, kOwner);
        const auto shown = third.say("hi");
        CHECK(third.finished(shown));
        CHECK(shown->last() == "One");
        third.drop();
      }
      process.on(0, [](auto& part) { CHECK(part.provider.calls.size() == 1); });
    }
    SECTION("whoever joins it may stop it") {
      first.drop();
      process.say(0, "One");
      Client second(process, next, kOwner);
      const auto shown = second.say("hi");
      CHECK(second.shows_text(shown, "One"));
      second.with([](auto& talk) { talk.stop(); });
      CHECK(second.finished(shown));
      CHECK(
          process.eventually(0, [](auto& part) { return part.provider.calls.front()->cancelled; }));
    }
  }
}

TEST_CASE("an answer that was seen is not given again", "[conversation]") {
  ConversationProcess process(1, {});
  {
    Client first(process, 0, kOwner);
    talk(process, 0, first);
    SECTION("its client took leave") {
      first.drop(true);
    }
    SECTION("it went on talking") {
      talk(process, 0, first, "hm", "Two");
      first.drop(true);
    }
  }
  Client second(process, 0, kOwner);
  std::size_t before = 0;
  process.on(0, [&](auto& part) { before = part.provider.calls.size(); });
  const auto shown = second.say("hi");
  CHECK(process.asked(0, before + 1));
  second.with([](auto& talk) { talk.stop(); });
  CHECK(second.finished(shown));
}

TEST_CASE("an answer without a client ends after its grace, and what it said stays",
          "[conversation]") {
  Settings settings;
  settings.grace = 0s;
  SECTION("there is none") {
    ConversationProcess process(1, settings);
    Client first(process, 0, kOwner);
    const auto lost = first.say("hi");
    REQUIRE(process.asked(0, 1));
    first.drop();
    CHECK(process.unheard() == 0);
    process.on(0, [](auto& part) { CHECK(part.provider.calls.front()->cancelled); });
  }
}

TEST_CASE("two who talk at once under one name keep to themselves", "[conversation]") {
  ConversationProcess process(2, {});
  Client phone(process, 0, kOwner);
  talk(process, 0, phone, "the phone's words");
  Client tablet(process, 1, kOwner);
  talk(process, 1, tablet, "the tablet's words");
  CHECK(messages_of_last_request(process, 1) == 1);
  phone.drop();
  tablet.drop();
  // Nobody can tell whose chat it was.
  Client later(process, 1, kOwner);
  talk(process, 1, later, "whose words?");
  CHECK(messages_of_last_request(process, 1) == 1);
}

TEST_CASE("a client that is gone without a word gives its chat up", "[conversation]") {
  ConversationProcess process(2, {});
  Client phone(process, 0, kOwner);
  talk(process, 0, phone);
  phone.there = false;
  Client again(process, 1, kOwner);
  talk(process, 1, again, "more");
  CHECK(messages_of_last_request(process, 1) == 3);
  // Should it come to life after all, it has a chat of its own.
  talk(process, 0, phone, "am I alone?");
  CHECK(messages_of_last_request(process, 0) == 1);
  phone.drop();
  again.drop();
  Client third(process, 0, kOwner);
  talk(process, 0, third, "yet more");
  CHECK(messages_of_last_request(process, 0) == 5);
}

TEST_CASE("the newest connection has a chat that its client named", "[conversation]") {
  ConversationProcess process(2, {});
  Client first(process, 0, kNamed);
  const auto lost = first.say("hi");
  REQUIRE(process.asked(0, 1));
  process.say(0, "One");
  REQUIRE(first.shows_text(lost, "One"));
  Client second(process, 1, kNamed);
  const auto shown = second.say("hi");
  CHECK(second.shows_text(shown, "One"));
  CHECK(first.finished(lost));
  process.finish(0);
  CHECK(second.finished(shown));
}

TEST_CASE("without a name a chat ends with its connection", "[conversation]") {
  ConversationProcess process(1, {});
  {
    Client first(process, 0, {});
    talk(process, 0, first);
    const auto running = first.say("more");
    REQUIRE(process.asked(0, 2));
    first.drop();
    process.on(0, [](auto& part) { CHECK(part.provider.calls.back()->cancelled); });
  }
  CHECK(process.unheard() == 0);
  Client second(process, 0, {});
  talk(process, 0, second, "hi");
  CHECK(messages_of_last_request(process, 0) == 1);
}

TEST_CASE("a restarted chat is forgotten", "[conversation]") {
  ArchiveMemory memory;
  ConversationProcess process(1, {}, &memory);
  Client first(process, 0, kOwner);
  talk(process, 0, first);
  CHECK(memory.with_words() == 1);
  first.with([](auto& talk) { talk.restart(); });
  CHECK(process.eventually(0, [&](auto&) { return memory.with_words() == 0; }));
  first.drop();
  Client second(process, 0, kOwner);
  talk(process, 0, second, "hi");
  CHECK(messages_of_last_request(process, 0) == 1);
}

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
    CHECK(second.run(0, archive.erase("chat")).has_value());
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

TEST_CASE("a chat restarted after its answer was joined or ended does not come back",
          "[conversation]") {
  ConversationProcess process(2, {});
  Client first(process, 0, kOwner);
  const auto lost = first.say("hi");
  REQUIRE(process.asked(0, 1));
  process.say(0, "One");
  REQUIRE(first.shows_text(lost, "One"));
  first.drop();
  Client second(process, 1, kOwner);
  SECTION("joined") {
    const auto shown = second.say("hi");
    REQUIRE(second.shows_text(shown, "One"));
    process.finish(0);
    REQUIRE(second.finished(shown));
  }
  SECTION("ended by other words") {
    talk(process, 1, second, "other words");
  }
  second.with([](auto& talk) { talk.restart(); });
  second.drop();
  Client third(process, 1, kOwner);
  talk(process, 1, third, "anew");
  CHECK(messages_of_last_request(process, 1) == 1);
}

TEST_CASE("a client of another version goes on with a chat that it names", "[conversation]") {
  ConversationProcess process(1, {});
  Client first(process, 0, {"named chat", true, 11});
  talk(process, 0, first);
  first.drop(true);
  Client second(process, 0, {"named chat", true, 12});
  talk(process, 0, second, "more");
  CHECK(messages_of_last_request(process, 0) == 3);
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

TEST_CASE("calls that come while a chat is looked for keep their order", "[conversation]") {
  ConversationProcess process(2, {});
  {
    Client first(process, 0, kOwner);
    talk(process, 0, first);
    first.drop(true);
  }
  Client second(process, 1, kOwner);
  const auto stopped = second.say("one");
  second.with([](auto& talk) { talk.stop(); });
  const auto answered = second.say("two");
  REQUIRE(second.finished(stopped));
  CHECK(stopped->ending.outcome == Outcome::stopped);
  REQUIRE(process.eventually(1, [](auto& part) {
    return !part.provider.calls.empty() && !part.provider.calls.back()->cancelled;
  }));
  process.say(1, "Two");
  process.finish(1);
  CHECK(second.finished(answered));
}

TEST_CASE("a thousand reconnects lose nothing and cross nothing", "[conversation]") {
  ConversationProcess process(2, {});
  constexpr int kPeople = 10;
  constexpr int kRounds = 20;
  for (int round = 0; round < kRounds; ++round) {
    for (int person = 0; person < kPeople; ++person) {
      const shard::ShardId at = static_cast<std::size_t>(round + person) % 2;
      Client client(process, at, {"chat " + std::to_string(person), false, 11});
      talk(process, at, client, "round " + std::to_string(round), "for " + std::to_string(person));
      const auto expected = static_cast<std::size_t>(std::min(round, 10) * 2 + 1);
      CHECK(messages_of_last_request(process, at) == expected);
      process.on(at, [&](auto& part) {
        for (const auto& message : part.provider.calls.back()->request.messages) {
          if (message.role == llm::Role::assistant)
            CHECK(message.text == "for " + std::to_string(person));
        }
      });
      client.drop(round % 3 == 0);
    }
  }
}

TEST_CASE("what becomes of chats is counted", "[conversation][metrics]") {
  ConversationProcess process(2, {});
  Client first(process, 0, kOwner);
  const auto lost = first.say("hi");
  REQUIRE(process.asked(0, 1));
  first.drop();
  CHECK(process.metrics().unheard.value() == 1);
  Client second(process, 1, kOwner);
  const auto joined = second.say("hi");
  process.say(0, "One");
  REQUIRE(second.shows_text(joined, "One"));
  CHECK(process.metrics().resumed(Resumption::joined).value() == 1);
  process.finish(0);
  REQUIRE(second.finished(joined));
  second.drop();
  Client third(process, 0, kOwner);
  const auto repeated = third.say("hi");
  REQUIRE(third.finished(repeated));
  third.drop();
  Client fourth(process, 1, kOwner);
  talk(process, 1, fourth, "more");
  const auto counts = process.metrics();
  CHECK(counts.resumed(Resumption::repeated).value() == 1);
  CHECK(counts.resumed(Resumption::continued).value() == 1);
  CHECK(counts.unheard.value() == 0);
  CHECK(counts.kept.value() == 1);
  CHECK(counts.moved.value() == 0);
  CHECK(counts.turns_lost.value() == 0);
}

TEST_CASE("a shard that stops ends the answers that nobody hears", "[conversation]") {
  ConversationProcess process(2, {});
  Client first(process, 0, kOwner);
  const auto lost = first.say("hi");
  REQUIRE(process.asked(0, 1));
  first.drop();
  CHECK(process.unheard() == 1);
}

}  // namespace spotter
