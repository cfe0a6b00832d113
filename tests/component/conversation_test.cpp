#include "support/conversation_world.hpp"

#include <catch2/catch.hpp>

// Chats that outlive their connections, on two shards.
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

const Owner kOwner{"chat", false, 11};
const Owner kNamed{"named chat", true, 11};

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

TEST_CASE("words that cost nothing take little memory", "[conversation]") {
  ConversationProcess process(1, {});
  const std::string flood = "I have chest pain and faint. " + std::string(20'000, 'x');
  const auto warn = [&](Client& client, const std::string& text) {
    const auto shown = client.say(text);
    REQUIRE(client.finished(shown));
    CHECK(shown->ending.outcome == Outcome::warned);
  };
  Client first(process, 0, kOwner);
  std::int64_t bytes_max = 0;
  SECTION("of a chat that was never paid for") {
    for (int i = 0; i < 3; ++i)
      warn(first, flood);
    warn(first, "I have chest pain and faint.");
    bytes_max = 20'000;
  }
  SECTION("also when it rested before") {
    warn(first, "I have chest pain and faint.");
    first.drop(true);
    Client again(process, 0, kOwner);
    for (int i = 0; i < 3; ++i)
      warn(again, flood);
    again.drop(true);
    CHECK(process.metrics().kept_bytes.value() < 20'000);
    return;
  }
  SECTION("but they stay where a turn was charged") {
    talk(process, 0, first);
    warn(first, flood);
    bytes_max = 100'000;
  }
  first.drop(true);
  CHECK(process.metrics().kept_bytes.value() < bytes_max);
  CHECK((process.metrics().kept_bytes.value() > 20'000) == (bytes_max > 20'000));
  Client later(process, 0, kOwner);
  talk(process, 0, later, "later");
  CHECK(messages_of_last_request(process, 0) == (bytes_max > 20'000 ? 5 : 3));
}

}  // namespace spotter
