#include "support/conversation_world.hpp"

#include <catch2/catch.hpp>

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

}  // namespace spotter
