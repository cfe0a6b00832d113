#include "support/conversation_world.hpp"

#include <catch2/catch.hpp>

#include <future>

// Chats that their users want to be no more, in every state.
namespace spotter {
namespace {

using namespace std::chrono_literals;
using conversation::Owner;
using conversation::Settings;
using testing::ArchiveMemory;
using testing::Client;
using testing::ConversationProcess;

const Owner kOwner{"chat", false, 11};

/// What a connection is told that says something now.
std::size_t messages_for(ConversationProcess& process, shard::ShardId at, Client& client,
                         const std::string& text) {
  talk(process, at, client, text);
  return messages_of_last_request(process, at);
}

/// What its payer wants of `at`, while the other one lives.
bool forget_at(ConversationProcess& at, ConversationProcess& other) {
  auto forgotten = std::async(std::launch::async, [&] { return at.forget(kOwner.name); });
  while (forgotten.wait_for(1ms) != std::future_status::ready)
    other.tick();
  return forgotten.get();
}

}  // namespace

TEST_CASE("a chat that is forgotten while its answer is shown again stays away",
          "[conversation][forget]") {
  ArchiveMemory memory;
  const bool archived = GENERATE(false, true);
  const bool goes_on = GENERATE(true, false);
  ConversationProcess process(2, {}, archived ? &memory : nullptr);
  Client first(process, 0, kOwner);
  const auto lost = first.say("hi");
  REQUIRE(process.asked(0, 1));
  process.say(0, "One");
  REQUIRE(first.shows_text(lost, "One"));
  first.drop();
  auto second = std::make_unique<Client>(process, 1, kOwner);
  const auto shown = second->say("hi");
  REQUIRE(second->shows_text(shown, "One"));
  std::size_t before = 0;  // what the new chat has before the next words
  SECTION("restarted") {
    second->with([](auto& talk) { talk.restart(); });
  }
  SECTION("stopped and restarted in one breath") {
    second->with([](auto& talk) {
      talk.stop();
      talk.restart();
    });
  }
  SECTION("begun anew with an introduction") {
    const auto hello = second->introduce();
    REQUIRE(process.asked(1, 1));
    CHECK(messages_of_last_request(process, 1) == 1);
    process.say(1, "Hello");
    process.finish(1);
    REQUIRE(second->finished(hello));
    before = 2;
  }
  SECTION("deleted by its payer") {
    CHECK(process.forget(kOwner.name));
  }
  CHECK(process.eventually(0, [](auto& part) { return part.provider.calls.front()->cancelled; }));
  if (goes_on) {
    CHECK(messages_for(process, 1, *second, "anew") == before + 1);
    before += 2;
  }
  second->drop();
  REQUIRE(process.eventually(0, [&](auto&) { return process.desks.local().unheard() == 0; }));
  if (archived && before == 0)
    CHECK(process.eventually(0, [&](auto&) { return memory.with_words() == 0; }));
  Client third(process, 0, kOwner);
  CHECK(messages_for(process, 0, third, "later") == before + 1);
}

TEST_CASE("a chat that is deleted at one instance is gone at all", "[conversation][forget]") {
  const bool here = GENERATE(true, false);
  ArchiveMemory memory;
  ConversationProcess first(2, {}, &memory, "1");
  ConversationProcess second(1, {}, &memory, "2");
  auto phone = std::make_unique<Client>(first, 1, kOwner);
  talk(first, 1, *phone, "old words");
  REQUIRE(first.eventually(1, [&](auto&) { return closed(memory) == 1; }));
  std::size_t before = 0;
  const auto answering = [&] {
    auto shown = phone->say("more");
    REQUIRE(first.asked(1, 2));
    first.say(1, "Two");
    REQUIRE(phone->shows_text(shown, "Two"));
    return shown;
  };
  const auto aborted = [](ConversationProcess::Part& part) {
    return part.provider.calls.back()->cancelled;
  };
  SECTION("an answer that nobody hears") {
    answering();
    phone->drop();
    REQUIRE(forget_at(second, first));
    CHECK(first.eventually(1, aborted));
    phone = std::make_unique<Client>(first, 1, kOwner);
    CHECK(messages_for(first, 1, *phone, "more") == 1);
    before = 2;
  }
  SECTION("an answer that is heard") {
    const auto shown = answering();
    REQUIRE(forget_at(second, first));
    CHECK(first.eventually(1, aborted));
    CHECK(phone->finished(shown));
    CHECK(messages_for(first, 1, *phone, "anew") == 1);
    before = 2;
  }
  SECTION("one that somebody talks in goes on empty, and is kept") {
    REQUIRE(forget_at(second, first));
    CHECK(messages_for(first, 1, *phone, "anew") == 1);
    CHECK(messages_for(first, 1, *phone, "and more") == 3);
    before = 4;
  }
  SECTION("one that rests, also when the archive forgets all") {
    phone.reset();
    REQUIRE(forget_at(second, first));
    const std::lock_guard lock(memory.guard);
    memory.kept.clear();
  }
  SECTION("one of an instance that was not heard of, and finds out") {
    memory.lose("1");
    CHECK(second.forget(kOwner.name));
    talk(first, 1, *phone, "late");
    REQUIRE(first.eventually(1, [&](auto&) { return closed(memory) == 2; }));
    CHECK(messages_for(first, 1, *phone, "and more") == 3);
    before = 4;
  }
  SECTION("one of an instance that was not heard of, in an answer") {
    const auto shown = answering();
    memory.lose("1");
    CHECK(second.forget(kOwner.name));
    first.finish(1);
    REQUIRE(phone->finished(shown));
    REQUIRE(first.eventually(1, [&](auto&) { return closed(memory) == 2; }));
    CHECK(messages_for(first, 1, *phone, "anew") == 1);
    before = 2;
  }
  if (before > 0) {
    REQUIRE(first.eventually(1, [&](auto&) {
      return memory.look([](const auto& now) {
        return now.kept.at("chat").talker.starts_with("1:") && now.kept.at("chat").turn.empty();
      });
    }));
  }
  phone.reset();
  ConversationProcess& next = here ? first : second;
  Client later(next, 0, kOwner);
  CHECK(messages_for(next, 0, later, "later") == before + 1);
}

TEST_CASE("a deletion does not count as newer than what is said elsewhere after it",
          "[conversation][forget]") {
  ArchiveMemory memory;
  ConversationProcess first(1, {}, &memory, "1");
  ConversationProcess second(1, {}, &memory, "2");
  Client gone(first, 0, kOwner);
  talk(first, 0, gone, "old words");
  REQUIRE(first.forget(kOwner.name));
  gone.there = false;
  {
    Client elsewhere(second, 0, kOwner);
    CHECK(messages_for(second, 0, elsewhere, "new words") == 1);
    elsewhere.drop(true);
  }
  Client back(first, 0, kOwner);
  CHECK(messages_for(first, 0, back, "back") == 3);
}

TEST_CASE("a deletion waits until others could be heard of", "[conversation][forget]") {
  ArchiveMemory memory;
  memory.away = true;
  ConversationProcess first(2, {}, &memory, "1");
  ConversationProcess second(1, {}, &memory, "2");
  memory.set_away(false);
  Client phone(first, 1, kOwner);
  talk(first, 1, phone, "old words");
  REQUIRE(first.eventually(1, [&](auto&) { return closed(memory) == 1; }));
  auto forgotten = std::async(std::launch::async, [&] { return second.forget(kOwner.name); });
  while (forgotten.wait_for(1ms) != std::future_status::ready) {
    first.tick();
    second.tick();
  }
  CHECK(forgotten.get());
  CHECK(messages_for(first, 1, phone, "anew") == 1);
}

TEST_CASE("a chat that its talker has left is forgotten while its last turn still ends",
          "[conversation][forget]") {
  const Owner named{"chat", true, 0};
  Settings settings;
  settings.grace = 0s;
  ConversationProcess process(1, settings);
  auto first = std::make_unique<Client>(process, 0, named);
  const auto lost = first->say("hi");
  REQUIRE(process.asked(0, 1));
  process.say(0, "One");
  REQUIRE(first->shows_text(lost, "One"));
  process.on(0, [](auto& part) { part.limiter.hold = true; });
  Client second(process, 0, named);
  const auto shown = second.say("mine");
  REQUIRE(process.eventually(0, [](auto& part) { return part.provider.calls.front()->cancelled; }));
  first->drop(true);
  first.reset();
  // Nobody is asked who is gone.
  CHECK(process.forget(named.name));
  process.on(0, [](auto& part) { part.limiter.let_settle(); });
  REQUIRE(process.asked(0, 2));
  CHECK(messages_of_last_request(process, 0) == 1);
  process.say(0, "Two");
  process.finish(0);
  CHECK(second.finished(shown));
}

}  // namespace spotter
