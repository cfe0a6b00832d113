#include "support/conversation_world.hpp"

#include <catch2/catch.hpp>

#include <list>
#include <thread>

// Connections that ask for a chat that somebody else may be in, and are gone themselves.
namespace spotter {
namespace {

using namespace std::chrono_literals;
using chat::Outcome;
using conversation::Owner;
using conversation::Settings;
using testing::ArchiveMemory;
using testing::Client;
using testing::ConversationProcess;
using testing::Shown;

const Owner kOwner{"chat", false, 11};
const Owner kNamed{"named chat", true, 11};

struct World {
  explicit World(Owner whose) : owner(std::move(whose)) {
    talk(first, 0, phone);
    REQUIRE(first.eventually(0, [&](auto&) { return closed(memory) == 1; }));
  }
  static Settings settings() {
    Settings quick;
    quick.ask_interval = 20ms;
    return quick;
  }
  /// Both processes live until that holds.
  template <class F>
  [[nodiscard]] bool until(F condition) {
    return second.eventually(0, [&](auto& part) {
      first.tick();
      return condition(part);
    });
  }
  /// The same, of what is looked at on this thread.
  template <class F>
  [[nodiscard]] bool comes_true(F condition) {
    const auto end = std::chrono::steady_clock::now() + testing::kPatience;
    while (!condition()) {
      if (std::chrono::steady_clock::now() >= end) return false;
      first.tick();
      second.tick();
    }
    return true;
  }
  [[nodiscard]] bool shared() const {
    return memory.look([&](const ArchiveMemory& now) { return now.kept.at(owner.name).shared; });
  }
  /// What somebody is told who comes to the first process later.
  std::size_t known_later() {
    Client later(first, 1, owner);
    talk(first, 1, later, "later");
    return messages_of_last_request(first, 1);
  }

  Owner owner;
  ArchiveMemory memory;
  ConversationProcess first{2, settings(), &memory, "1"};
  ConversationProcess second{2, settings(), &memory, "2"};
  Client phone{first, 0, owner};
};

}  // namespace

TEST_CASE("who asks for a chat and is gone neither shares nor takes it",
          "[conversation][instances]") {
  const bool named = GENERATE(false, true);
  World world(named ? kNamed : kOwner);
  Client asker(world.second, 0, world.owner);
  std::shared_ptr<Shown> shown;
  SECTION("without a word") {
    asker.there = false;
    shown = asker.say("more");
    REQUIRE(world.until([&](auto&) { return shown->finished; }));
    CHECK(shown->ending.outcome == Outcome::disconnected);
  }
  SECTION("with its connection") {
    shown = asker.say("more");
    REQUIRE(world.second.eventually(0, [&](auto&) { return opened(world.memory) >= 2; }));
    asker.drop();
  }
  // The holder answers in its own time.
  for (int i = 0; i < 20; ++i)
    world.first.tick();
  CHECK_FALSE(world.shared());
  world.second.on(0, [](auto& part) { CHECK(part.provider.calls.empty()); });
  if (!named) {
    talk(world.first, 0, world.phone, "and I?");
    CHECK(messages_of_last_request(world.first, 0) == 3);
  }
  world.phone.drop(true);
  CHECK(world.known_later() == (named ? 3 : 5));
}

TEST_CASE("who was taken for gone and speaks again is answered", "[conversation][instances]") {
  World world(kOwner);
  world.phone.there = false;
  Client asker(world.second, 0, world.owner);
  asker.there = false;
  const auto shown = asker.say("more");
  REQUIRE(world.until([&](auto&) { return shown->finished; }));
  asker.there = true;
  const auto again = asker.say("more");
  REQUIRE(world.until([](auto& part) { return part.provider.calls.size() == 1; }));
  CHECK(messages_of_last_request(world.second, 0) == 3);
  world.second.say(0, "Sure");
  world.second.finish(0);
  CHECK(asker.finished(again));
}

TEST_CASE("who finds another one at their own instance and is gone does not share",
          "[conversation]") {
  ConversationProcess process(2, {});
  Client phone(process, 0, kOwner);
  talk(process, 0, phone);
  Client asker(process, 1, kOwner);
  asker.there = false;
  const auto shown = asker.say("more");
  REQUIRE(asker.finished(shown));
  process.on(1, [](auto& part) { CHECK(part.provider.calls.empty()); });
  phone.drop(true);
  Client later(process, 1, kOwner);
  talk(process, 1, later, "later");
  CHECK(messages_of_last_request(process, 1) == 3);
}

TEST_CASE("two who are there while one of them looks for the chat elsewhere share it",
          "[conversation][instances]") {
  World world(kOwner);
  world.phone.there = false;
  Client one(world.second, 0, kOwner);
  const auto shown = one.say("mine?");
  REQUIRE(world.second.eventually(0, [&](auto&) { return opened(world.memory) >= 2; }));
  Client other(world.second, 1, kOwner);
  talk(world.second, 1, other, "or mine?");
  CHECK(messages_of_last_request(world.second, 1) == 1);
  REQUIRE(world.until([](auto& part) { return part.provider.calls.size() == 1; }));
  CHECK(messages_of_last_request(world.second, 0) == 1);
  world.second.say(0, "Sure");
  world.second.finish(0);
  REQUIRE(one.finished(shown));
  CHECK(world.shared());
}

TEST_CASE("who came back for an answer and is gone again gives it up",
          "[conversation][instances]") {
  World world(kOwner);
  const auto lost = world.phone.say("more");
  REQUIRE(world.first.asked(0, 2));
  world.first.say(0, "Two");
  REQUIRE(world.phone.shows_text(lost, "Two"));
  world.phone.drop();
  Client reader(world.first, 1, kOwner);
  const auto joined = reader.say("more");
  REQUIRE(reader.shows_text(joined, "Two"));
  reader.there = false;
  Client again(world.second, 0, kOwner);
  const auto shown = again.say("yet more");
  REQUIRE(world.until([](auto& part) { return part.provider.calls.size() == 1; }));
  CHECK_FALSE(world.shared());
  CHECK(messages_of_last_request(world.second, 0) == 5);
  world.second.say(0, "Sure");
  world.second.finish(0);
  CHECK(again.finished(shown));
}

TEST_CASE("who waited for another one and is gone asks for nothing elsewhere",
          "[conversation][instances]") {
  World world(kNamed);
  world.phone.drop(true);
  Client before(world.second, 0, kNamed);
  talk(world.second, 0, before, "two");
  REQUIRE(world.second.eventually(0, [&](auto&) { return closed(world.memory) == 2; }));
  const int openings = opened(world.memory);
  Client asker(world.second, 1, kNamed);
  asker.there = false;
  const auto shown = asker.say("more");
  REQUIRE(asker.finished(shown));
  CHECK(shown->ending.outcome == Outcome::disconnected);
  CHECK(opened(world.memory) == openings);
  before.drop(true);
  CHECK(world.known_later() == 5);
}

TEST_CASE("those who are gone do not hold a chat up for who is there", "[conversation]") {
  ArchiveMemory memory;
  ConversationProcess process(2, {}, &memory);
  Client phone(process, 0, kOwner);
  talk(process, 0, phone);
  phone.answers = phone.there = false;
  std::list<Client> lost;
  std::vector<std::shared_ptr<Shown>> shown;
  for (int i = 0; i < 5; ++i) {
    Client& one = lost.emplace_back(process, 1, kOwner);
    one.there = false;
    shown.push_back(one.say("more"));
  }
  Client last(process, 0, kOwner);
  const auto answered = last.say("and more");
  phone.answers = true;
  REQUIRE(process.asked(0, 2));
  CHECK(messages_of_last_request(process, 0) == 3);
  process.finish(0);
  CHECK(last.finished(answered));
  for (std::size_t i = 0; i < shown.size(); ++i)
    CHECK(lost.front().finished(shown[i]));
}

namespace {

/// A phone is lost without a word; its user begins anew, and is lost as well before anybody knows
/// of the first.
void begin_and_go(World& world, ConversationProcess& process, bool closed) {
  world.phone.answers = world.phone.there = false;
  Client begun(process, 1, world.owner);
  begun.with([](auto& talk) { talk.restart(); });
  talk(process, 1, begun, "anew", "New");
  begun.there = false;
  std::thread closing;
  if (closed) closing = std::thread([&] { begun.drop(); });
  world.phone.answers = true;
  const std::string talker = &process == &world.first ? "1:1:" : "2:1:";
  CHECK(world.comes_true([&] {
    return world.memory.look([&](const ArchiveMemory& now) {
      const auto& chat = now.kept.at(world.owner.name);
      return chat.talker.find(talker) == 0 && !chat.chat.empty();
    });
  }));
  if (closed) closing.join();
}

}  // namespace

TEST_CASE("who began while a lost connection had the chat, and is lost, has begun",
          "[conversation][instances]") {
  const bool closed = GENERATE(true, false);
  const bool elsewhere = GENERATE(true, false);
  World world(GENERATE(true, false) ? kNamed : kOwner);
  ConversationProcess& process = elsewhere ? world.second : world.first;
  begin_and_go(world, process, closed);
  Client later(process, 0, world.owner);
  std::size_t before = 0;
  process.on(0, [&](auto& part) { before = part.provider.calls.size(); });
  const auto shown = later.say("later");
  REQUIRE(world.comes_true([&] {
    std::size_t now = 0;
    process.on(0, [&](auto& part) { now = part.provider.calls.size(); });
    return now > before;
  }));
  CHECK(messages_of_last_request(process, 0) == 3);
  process.on(0, [](auto& part) {
    CHECK(part.provider.calls.back()->request.messages.front().text == "anew");
  });
  process.finish(0);
  CHECK(later.finished(shown));
}

TEST_CASE("who begins while another one is there, and is gone, takes nothing from them",
          "[conversation][instances]") {
  World world(kOwner);
  {
    Client begun(world.second, 1, kOwner);
    begun.there = false;
    begun.with([](auto& talk) { talk.restart(); });
    talk(world.second, 1, begun, "anew", "New");
    REQUIRE(world.second.eventually(0, [&](auto&) { return opened(world.memory) >= 2; }));
    begun.drop();
  }
  const int asked = opened(world.memory);
  CHECK(world.until([&](auto&) {
    return world.memory.look([&](const ArchiveMemory& now) {
      return !now.kept.at(kOwner.name).met.empty() || now.opened > asked + 1;
    });
  }));
  CHECK_FALSE(world.shared());
  talk(world.first, 0, world.phone, "and I?");
  CHECK(messages_of_last_request(world.first, 0) == 3);
}

TEST_CASE("where the process ends nobody is waited for", "[conversation]") {
  ConversationProcess process(2, {});
  Client phone(process, 0, kOwner);
  talk(process, 0, phone);
  phone.with([](auto& talk) { talk.shut_down(); });
  // Else the two would share it.
  Client again(process, 1, kOwner);
  talk(process, 1, again, "more");
  CHECK(messages_of_last_request(process, 1) == 3);
}

TEST_CASE("who stops while the chat is looked for waits no longer", "[conversation]") {
  ArchiveMemory memory;
  ConversationProcess process(2, {}, &memory);
  Client phone(process, 0, kOwner);
  talk(process, 0, phone);
  phone.answers = phone.there = false;
  Client again(process, 1, kOwner);
  const auto earlier = again.say("no, wait");
  const auto stopped = again.say("more");
  again.with([](auto& talk) {
    talk.stop();
    talk.stop();
  });
  CHECK(stopped->finished);
  CHECK(stopped->ending.outcome == Outcome::stopped);
  CHECK(earlier->ending.outcome == Outcome::superseded);
  CHECK_FALSE(stopped->ending.charged);
  const auto shown = again.say("and now?");
  phone.answers = true;
  REQUIRE(process.eventually(1, [](auto& part) {
    return !part.provider.calls.empty() && !part.provider.calls.back()->cancelled;
  }));
  process.on(1, [](auto& part) {
    const auto& messages = part.provider.calls.back()->request.messages;
    CHECK(messages.front().text == "hi");
    CHECK(messages.back().text.find("and now?") != std::string::npos);
    CHECK(part.limiter.charged == 0);
  });
  process.say(1, "Now");
  process.finish(1);
  REQUIRE(again.finished(shown));
  CHECK(shown->last() == "Now");
  CHECK(stopped->frames.empty());
}

TEST_CASE("who restarts while the chat is looked for begins at once", "[conversation]") {
  ArchiveMemory memory;
  ConversationProcess process(2, {}, &memory);
  Client phone(process, 0, kOwner);
  talk(process, 0, phone, "hi", "Old");
  phone.answers = phone.there = false;
  {
    Client again(process, 1, kOwner);
    const auto restarted = again.say("more");
    again.with([](auto& talk) { talk.restart(); });
    talk(process, 1, again, "anew", "New");
    CHECK(messages_of_last_request(process, 1) == 1);
    CHECK(again.finished(restarted));
    CHECK(restarted->ending.outcome == Outcome::restarted);
    phone.answers = true;
    // What was found is forgotten, and what was said since is kept in its place.
    REQUIRE(process.eventually(1, [&](auto&) {
      return memory.look([](const ArchiveMemory& now) {
        return now.kept.at("chat").talker.find("1:1:") == 0 && !now.kept.at("chat").chat.empty();
      });
    }));
  }
  Client later(process, 0, kOwner);
  talk(process, 0, later, "later");
  CHECK(messages_of_last_request(process, 0) == 3);
  process.on(0, [](auto& part) {
    CHECK(part.provider.calls.back()->request.messages.front().text == "anew");
  });
}

TEST_CASE("who restarts while the archive is asked begins at once", "[conversation][instances]") {
  World world(kOwner);
  world.phone.answers = world.phone.there = false;
  Client again(world.second, 0, kOwner);
  (void)again.say("more");
  REQUIRE(world.second.eventually(0, [&](auto&) { return opened(world.memory) >= 2; }));
  again.with([](auto& talk) { talk.restart(); });
  talk(world.second, 0, again, "anew", "New");
  CHECK(messages_of_last_request(world.second, 0) == 1);
  world.phone.answers = true;
  REQUIRE(world.until([&](auto&) {
    return world.memory.look([](const ArchiveMemory& now) {
      return now.kept.at("chat").talker.find("2:0:") == 0 && !now.kept.at("chat").chat.empty();
    });
  }));
  again.drop(true);
  Client later(world.second, 1, kOwner);
  talk(world.second, 1, later, "later");
  CHECK(messages_of_last_request(world.second, 1) == 3);
}

TEST_CASE("an answer that is found for somebody who has restarted meanwhile ends",
          "[conversation]") {
  ConversationProcess process(2, {});
  Client first(process, 0, kOwner);
  (void)first.say("hi");
  REQUIRE(process.asked(0, 1));
  first.drop();
  Client second(process, 1, kOwner);
  second.with([](auto& talk) {
    talk.send_message("hi", std::make_unique<testing::ShownReply>(std::make_shared<Shown>()));
    talk.restart();
  });
  CHECK(process.eventually(0, [](auto& part) { return part.provider.calls.back()->cancelled; }));
  talk(process, 1, second, "anew", "New");
  CHECK(messages_of_last_request(process, 1) == 1);
  second.drop(true);
  Client third(process, 0, kOwner);
  talk(process, 0, third, "later");
  CHECK(messages_of_last_request(process, 0) == 3);
}

}  // namespace spotter
