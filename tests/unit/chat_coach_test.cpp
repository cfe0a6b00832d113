#include "support/chat_world.hpp"

using namespace std::chrono_literals;
using namespace spotter;
using llm::FailureClass;
using testing::Order;
using testing::Seen;
using World = testing::ChatWorld;

TEST_CASE("an answer arrives word by word, each frame with all words so far", "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask("plan please", seen);
  world.say("Here ");
  world.say("you go");
  REQUIRE(seen.frames == std::vector<std::string>{"Here ", "Here you go"});
  REQUIRE_FALSE(seen.finished);
  world.finish();
  REQUIRE(seen.finished);
  REQUIRE(seen.frames.size() == 2);
  REQUIRE(world.limiter.charged == 1);
  REQUIRE(world.log.contains("outcome=answered"));
  REQUIRE_FALSE(world.log.contains("plan please"));
  REQUIRE_FALSE(world.log.contains("you go"));
}

TEST_CASE("a turn's lines have its id and its session's, and so has what it asks for", "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask("plan please", seen);
  CHECK(world.provider.calls[0]->request.turn == "p-1");
  CHECK(world.log.contains("debug turn_begun session=session-1 turn=p-1 subject=aaaaaaaa"));
  world.say("Here ");
  world.finish();
  CHECK(world.log.contains("turn_finished session=session-1 turn=p-1 subject=aaaaaaaa"));
}

TEST_CASE("the model gets the prompt, the chat so far and the locale", "[chat]") {
  World world;
  Seen& first = world.new_seen();
  Seen& second = world.new_seen();
  world.introduce("de-DE", first);
  REQUIRE(world.provider.calls[0]->request.intent == llm::Intent::introduce);
  REQUIRE(world.provider.calls[0]->request.locale == "de-DE");
  REQUIRE(world.provider.calls[0]->request.system.find("de-DE") != std::string::npos);
  world.say("Hallo");
  world.finish();
  world.ask("drei Tage", second);
  const auto& messages = world.provider.calls[1]->request.messages;
  REQUIRE(messages.size() == 3);
  REQUIRE(messages[1].text == "Hallo");
  REQUIRE(messages[2].text == "drei Tage");
}

TEST_CASE("with a frame interval the first words go at once and later ones wait their time",
          "[chat]") {
  World world;
  world.settings.frame_interval = 40ms;
  Seen& seen = world.new_seen();
  world.ask("hi", seen);
  world.say("one");
  REQUIRE(seen.frames.size() == 1);
  world.say(" two");
  world.say(" three");
  REQUIRE(seen.frames.size() == 1);
  world.later(39ms);
  REQUIRE(seen.frames.size() == 1);
  world.later(1ms);
  REQUIRE(seen.last() == "one two three");
  REQUIRE(seen.frames.size() == 2);
  world.say(" four");
  world.finish();  // the end waits for nothing
  REQUIRE(seen.last() == "one two three four");
  REQUIRE(seen.finished);
}

TEST_CASE("a client that has not taken the last frame gets no second one until it has", "[chat]") {
  World world;
  world.settings.frame_interval = 40ms;
  Seen& seen = world.new_seen();
  world.ask("hi", seen);
  world.say("one");
  seen.room = chat::Room::some;
  for (int i = 0; i < 10; ++i) {
    world.clock.advance(1s);
    world.say(" more");
  }
  REQUIRE(seen.frames.size() == 1);
  seen.room = chat::Room::empty;
  world.coach->on_room();
  world.poll();
  REQUIRE(seen.frames.size() == 2);
}

TEST_CASE("between two frames the stream is left alone, and then read at once", "[chat]") {
  World world;
  world.settings.frame_interval = 40ms;
  Seen& seen = world.new_seen();
  world.ask("hi", seen);
  world.say("one");
  const auto& unread = world.provider.calls[0]->events;
  world.say(" two");
  world.say(" three");
  CHECK(unread.size() == 2);
  world.later(40ms);
  CHECK(unread.empty());
  CHECK(seen.last() == "one two three");
  // With nothing to wait for it is read as it comes, and shown at once.
  world.later(1s);
  world.say(" four");
  CHECK(seen.last() == "one two three four");
}

TEST_CASE(
    "where frames are rare, the stream is looked at more often, and its end waits for nothing",
    "[chat]") {
  World world;
  world.settings.frame_interval = 10s;
  Seen& seen = world.new_seen();
  world.ask("hi", seen);
  world.say("one");
  const auto& unread = world.provider.calls[0]->events;
  world.say(" two");
  world.later(49ms);
  CHECK(unread.size() == 1);
  world.later(1ms);
  CHECK(unread.empty());
  CHECK(seen.frames.size() == 1);
  world.say(" three");
  world.finish();
  CHECK(seen.finished);
  CHECK(seen.last() == "one two three");
}

TEST_CASE("a turn that is ended between two frames shows what has come", "[chat]") {
  World world;
  world.settings.frame_interval = 40ms;
  Seen& seen = world.new_seen();
  world.ask("hi", seen);
  world.say("one");
  world.say(" two");
  SECTION("as far as it was said") {}
  SECTION("and it may be all") {
    world.provider.finish();
  }
  SECTION("and it may have failed") {
    world.provider.fail(llm::FailureClass::server);
  }
  world.coach->stop();
  world.poll();
  CHECK(world.log.contains("outcome=stopped"));
  CHECK(world.provider.calls.size() == 1);
  CHECK(seen.finished);
  CHECK(seen.last() == "one two");
}

TEST_CASE("a turn that the server ends between two frames shows what has come", "[chat]") {
  World world;
  world.settings.frame_interval = 40ms;
  Seen& seen = world.new_seen();
  world.ask("hi", seen);
  world.say("one");
  world.say(" two");
  world.coach->shut_down();
  world.poll();
  CHECK(seen.finished);
  CHECK(seen.last().starts_with("one two"));
}

TEST_CASE("a turn that gives way, or is gone, says nothing more of what has come", "[chat]") {
  World world;
  world.settings.frame_interval = 40ms;
  world.settings.answer_bytes_max = 10;
  Seen& seen = world.new_seen();
  Seen& next = world.new_seen();
  world.ask("hi", seen);
  world.say("one");
  world.say(" that is too long to be said");
  SECTION("to a newer question") {
    world.ask("and now?", next);
  }
  SECTION("to nobody, as its client is gone") {
    asio::co_spawn(world.context, world.coach->close(), [](std::exception_ptr) {});
  }
  SECTION("to a new chat") {
    world.coach->restart();
  }
  world.poll();
  CHECK(seen.frames.size() == 1);
  CHECK(seen.last() == "one");
  CHECK_FALSE(world.log.contains("outcome=too_long"));
}

TEST_CASE("who answers next is found without a rest", "[chat]") {
  World world;
  world.settings.frame_interval = 40ms;
  Seen& seen = world.new_seen();
  world.ask("hi", seen);
  world.say("one");
  world.later(1s);
  world.say(" two");  // shown at once: from here on it rests
  world.provider.fail(llm::FailureClass::truncated);
  world.poll();
  REQUIRE(world.provider.calls.size() == 2);
  world.provider.play(llm::Answering{"second", "m", llm::Answering::Reason::after_failure});
  world.poll();
  CHECK(world.provider.calls[1]->events.empty());
}

TEST_CASE("frames keep their beat when the loop is late by less than a millisecond", "[chat]") {
  World world;
  world.settings.frame_interval = 40ms;
  Seen& seen = world.new_seen();
  const auto frame_within = [&](Duration time) {
    const std::size_t frames = seen.frames.size();
    world.say(" more");
    world.later(time);
    REQUIRE(seen.frames.size() == frames + 1);
  };
  const auto frame_after = [&](Duration time) {
    const std::size_t frames = seen.frames.size();
    world.say(" more");
    world.later(time - 100us);
    REQUIRE(seen.frames.size() == frames);
    world.later(100us);
    REQUIRE(seen.frames.size() == frames + 1);
  };
  world.ask("hi", seen);
  world.say("one");
  frame_within(40ms + 900us);
  frame_after(39ms + 100us);
  // By more: then the whole time counts again, up to the next beat.
  frame_within(43ms);
  frame_after(42ms);
  frame_within(67ms);
  frame_after(43ms);
}

TEST_CASE("the upstream is not read further ahead than the limit while the client takes nothing",
          "[chat]") {
  World world;
  world.settings.read_ahead_bytes_max = 100;
  Seen& seen = world.new_seen();
  seen.room = chat::Room::full;
  world.ask("hi", seen);
  for (int i = 0; i < 10; ++i)
    world.say(std::string(50, 'x'));
  REQUIRE(world.provider.calls[0]->events.size() == 7);
  seen.room = chat::Room::empty;
  world.coach->on_room();
  world.poll();
  REQUIRE(seen.last().size() >= 150);
}

TEST_CASE("what was not read ahead is read once the client has taken what there was", "[chat]") {
  World world;
  world.settings.frame_interval = 40ms;
  world.settings.read_ahead_bytes_max = 100;
  Seen& seen = world.new_seen();
  world.ask("hi", seen);
  for (int i = 0; i < 10; ++i)
    world.provider.say(std::string(50, 'x'));
  world.poll();
  REQUIRE(seen.last().size() == 150);
  for (int frames = 2; frames <= 4; ++frames) {
    world.later(40ms);
    REQUIRE(seen.frames.size() == static_cast<std::size_t>(frames));
  }
  REQUIRE(seen.last().size() == 500);
}

TEST_CASE("stop ends the upstream, keeps what was said and completes", "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  Seen& next = world.new_seen();
  world.ask("hi", seen);
  world.say("Half an");
  world.coach->stop();
  REQUIRE(seen.finished);
  REQUIRE(world.provider.calls[0]->cancelled);
  world.say(" answer");
  REQUIRE(seen.last() == "Half an");
  world.ask("go on", next);
  const auto& messages = world.provider.calls[1]->request.messages;
  REQUIRE(messages.size() == 3);
  REQUIRE(messages[1].text == "Half an");
  REQUIRE(world.limiter.charged == 1);
}

TEST_CASE("stop works before the first word, while the quota is asked, and after the end",
          "[chat]") {
  World world;
  Seen& early = world.new_seen();
  world.ask("hi", early);
  world.coach->stop();
  world.poll();
  REQUIRE(early.finished);
  REQUIRE(early.frames.empty());
  REQUIRE(world.limiter.given_back == 1);

  world.limiter.hold = true;
  Seen& earlier = world.new_seen();
  world.ask("hi again", earlier);
  world.coach->stop();
  REQUIRE(earlier.finished);
  world.gate.notify();
  world.poll();
  REQUIRE(world.limiter.given_back == 2);
  REQUIRE(world.provider.calls.size() == 1);

  world.limiter.hold = false;
  Seen& whole = world.new_seen();
  world.ask("once more", whole);
  world.say("done");
  world.finish();
  world.coach->stop();
  REQUIRE(whole.frames.size() == 1);
}

TEST_CASE("a newer message supersedes the running one, whose completion follows the newer one's",
          "[chat]") {
  World world;
  Seen& first = world.new_seen();
  Seen& second = world.new_seen();
  world.ask("one", first, "first");
  world.say("Answer to one");
  world.ask("two", second, "second");
  REQUIRE(first.released);
  REQUIRE_FALSE(first.finished);
  REQUIRE(world.provider.calls[0]->cancelled);
  const auto& messages = world.provider.calls[1]->request.messages;
  REQUIRE(messages.size() == 3);
  REQUIRE(messages[1].text == "Answer to one");
  world.say("Answer to two");
  world.finish();
  REQUIRE(world.finished == Order{"second", "first"});
}

TEST_CASE("a restart silences the turn for good, and its completion waits for the next call's",
          "[chat]") {
  World world;
  Seen& old = world.new_seen();
  Seen& fresh = world.new_seen();
  world.ask("one", old, "old");
  world.say("Old words");
  world.coach->restart();
  REQUIRE_FALSE(old.finished);
  world.introduce("en-US", fresh, "fresh");
  world.run_until([&] { return world.provider.calls.size() == 2; });
  world.say("Hello");
  // Longer than a held completion waits alone: the running call still keeps it.
  const auto later = std::chrono::steady_clock::now() + 20ms;
  world.run_until([&] { return std::chrono::steady_clock::now() > later; });
  REQUIRE_FALSE(old.finished);
  world.finish();
  REQUIRE(world.finished == Order{"fresh", "old"});
  REQUIRE(old.frames.size() == 1);
  REQUIRE(world.provider.calls[1]->request.messages.size() == 1);
}

TEST_CASE("the completion of a restarted turn goes out alone when no call follows", "[chat]") {
  World world;
  Seen& old = world.new_seen();
  world.ask("one", old);
  world.say("words");
  world.coach->restart();
  REQUIRE_FALSE(old.finished);
  world.run_until([&] { return old.finished; });
}

TEST_CASE("only so many completions are held", "[chat]") {
  World world;
  world.settings.held_completions_max = 2;
  for (int i = 0; i < 5; ++i)
    world.ask("hi", world.new_seen(), std::to_string(i));
  REQUIRE(world.finished == Order{"0", "1"});
}

TEST_CASE("a failure before the first word is a sentence, free, and leaves no trace in the chat",
          "[chat]") {
  const std::vector<std::pair<FailureClass, std::string>> cases = {
      {FailureClass::auth, "upstream_refused"},
      {FailureClass::billing, "upstream_refused"},
      {FailureClass::rate_limit, "upstream_busy"},
      {FailureClass::timeout, "timeout"},
      {FailureClass::network, "upstream_down"},
      {FailureClass::server, "upstream_down"},
      {FailureClass::empty, "answer_empty"},
      {FailureClass::context_length, "history_too_long"},
      {FailureClass::blocked, "answer_blocked"}};
  for (const auto& [cause, key] : cases) {
    World world;
    Seen& seen = world.new_seen();
    Seen& next = world.new_seen();
    world.ask("hi", seen);
    world.provider.fail(cause);
    world.poll();
    INFO(key);
    REQUIRE(seen.frames == std::vector<std::string>{"<" + key + " en-AU>"});
    REQUIRE(seen.finished);
    REQUIRE(world.limiter.given_back == 1);
    world.ask("again", next);
    REQUIRE(world.provider.calls[1]->request.messages.size() == 1);
  }
}

TEST_CASE("an answer that ran into the model's limit says so", "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask("hi", seen);
  world.say("Long");
  world.provider.finish(llm::FinishReason::length);
  world.poll();
  REQUIRE(seen.last() == "Long\n\n<answer_too_long en-AU>");
}

TEST_CASE("an answer over our own limit is ended at a character", "[chat]") {
  World world;
  world.settings.answer_bytes_max = 5;
  Seen& seen = world.new_seen();
  world.ask("hi", seen);
  world.say("aaaa\xC3\xA9");
  REQUIRE(seen.last() == "aaaa\n\n<answer_too_long en-AU>");
  REQUIRE(world.provider.calls[0]->cancelled);
}

TEST_CASE("a used-up budget is a sentence that says when to come back", "[chat]") {
  World world(1);
  Seen& first = world.new_seen();
  Seen& second = world.new_seen();
  world.ask("hi", first);
  world.say("hello");
  world.finish();
  world.clock.advance(1h + 30s);
  world.ask("more", second);
  REQUIRE(second.last() == "<quota_used_up en-AU <duration_hours en-AU 23>>");
  REQUIRE(second.finished);
  REQUIRE(world.provider.calls.size() == 1);
}

TEST_CASE("who corrects a message that was not answered yet may, with the last of a budget",
          "[chat]") {
  World world(1);
  Seen& first = world.new_seen();
  Seen& second = world.new_seen();
  Seen& third = world.new_seen();
  world.ask("hi", first);
  world.ask("hello, I mean", second);
  world.ask("good morning", third);
  REQUIRE(world.provider.calls.size() == 3);
  world.say("good morning");
  world.finish();
  REQUIRE(third.last().starts_with("good morning"));
  REQUIRE(world.limiter.given_back == 2);
  REQUIRE(world.limiter.charged == 1);
}

TEST_CASE("the last answer of the day says so, and when there will be one again", "[chat]") {
  World world(2);
  Seen& first = world.new_seen();
  Seen& last = world.new_seen();
  world.ask("hi", first);
  world.say("hello");
  world.finish();
  CHECK(first.last() == "hello");
  world.clock.advance(1h);
  world.ask("more", last);
  world.say("there you are");
  world.finish();
  CHECK(last.last() == "there you are\n\n<quota_last en-AU <duration_hours en-AU 23>>");
}

TEST_CASE("what we say of the quota is no part of the chat that a model reads", "[chat]") {
  World world(1);
  Seen& seen = world.new_seen();
  Seen& next = world.new_seen();
  world.ask("hi", seen);
  world.say("hello");
  world.finish();
  world.clock.advance(24h);
  world.ask("again", next);
  REQUIRE(world.provider.calls.size() == 2);
  CHECK(world.provider.calls[1]->request.messages[1].text == "hello");
}

TEST_CASE("a purchase that has ended is a sentence, and the chat goes on as soon as it is back",
          "[chat]") {
  World world;
  Seen& gone = world.new_seen();
  Seen& unchecked = world.new_seen();
  Seen& back = world.new_seen();
  world.right = chat::Right::gone;
  world.ask("hi", gone);
  CHECK(gone.last() == "<entitlement_gone en-AU>");
  CHECK(gone.finished);
  world.right = chat::Right::unchecked;
  world.ask("hi", unchecked);
  CHECK(unchecked.last() == "<entitlement_unchecked en-AU>");
  CHECK(world.provider.calls.empty());
  CHECK(world.limiter.given_back + world.limiter.charged == 0);
  world.right = chat::Right::yes;
  world.ask("hi", back);
  REQUIRE(world.provider.calls.size() == 1);
  CHECK(world.provider.calls[0]->request.messages.size() == 1);
}

TEST_CASE("an empty or overlong message is refused with a sentence and costs nothing", "[chat]") {
  World world;
  world.settings.message_characters_max = 3;
  Seen& longer = world.new_seen();
  Seen& empty = world.new_seen();
  Seen& fits = world.new_seen();
  world.ask("abcd", longer);
  REQUIRE(longer.last() == "<message_too_long en-AU 3>");
  world.ask(" \n", empty);
  REQUIRE(empty.frames.size() == 1);
  REQUIRE(empty.finished);
  REQUIRE(world.provider.calls.empty());
  world.ask("\xC3\xA9\xC3\xA9\xC3\xA9", fits);
  REQUIRE(world.provider.calls.size() == 1);
}

TEST_CASE("a provider that throws costs nothing, ends the call with a sentence and is reported",
          "[chat]") {
  World world;
  world.expects_bug = true;
  Seen& seen = world.new_seen();
  Seen& next = world.new_seen();
  SECTION("when it is asked") {
    world.provider.throws_on_open = true;
    world.ask("hi", seen);
    world.provider.throws_on_open = false;
  }
  SECTION("when it should go on") {
    world.ask("hi", seen);
    world.provider.calls.back()->throws = true;
    world.say("never seen");
  }
  REQUIRE(seen.last() == "<internal_error en-AU>");
  REQUIRE(seen.finished);
  REQUIRE(world.bugs == 1);
  REQUIRE(world.limiter.given_back == 1);
  REQUIRE(world.limiter.charged == 0);
  world.ask("once more", next);
  REQUIRE(world.provider.calls.back()->request.messages.size() == 1);
  world.say("Here I am");
  world.finish();
  REQUIRE(next.last() == "Here I am");
}

TEST_CASE("a provider that throws between two frames harms nobody but its turn", "[chat]") {
  World world;
  world.settings.frame_interval = 40ms;
  world.expects_bug = true;
  Seen& seen = world.new_seen();
  Seen& next = world.new_seen();
  world.ask("hi", seen);
  world.say("one");
  world.provider.calls.back()->throws = true;
  world.say(" two");
  SECTION("when it is read") {
    world.later(40ms);
  }
  SECTION("when the turn is stopped") {
    world.coach->stop();
  }
  SECTION("when a newer question comes") {}
  world.poll();
  world.ask("once more", next);
  world.say("Here I am");
  world.finish();
  CHECK(seen.finished);
  CHECK(next.last() == "Here I am");
}

TEST_CASE("an introduction that was stopped before its first word leaves nothing behind",
          "[chat]") {
  World world;
  Seen& first = world.new_seen();
  Seen& second = world.new_seen();
  world.introduce("de-DE", first);
  SECTION("by the user") {
    world.coach->stop();
    world.poll();
  }
  SECTION("by the user's first message") {}
  world.ask("drei Tage", second);
  const auto& messages = world.provider.calls[1]->request.messages;
  REQUIRE(messages.size() == 1);
  REQUIRE(messages[0].text == "drei Tage");
}

TEST_CASE("closing ends the upstream call and forgets the turn", "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask("hi", seen);
  world.say("words");
  bool closed = false;
  asio::co_spawn(world.context, world.coach->close(), [&](std::exception_ptr) { closed = true; });
  world.poll();
  REQUIRE(closed);
  REQUIRE(world.provider.calls[0]->cancelled);
  REQUIRE(world.log.contains("outcome=disconnected"));
}

TEST_CASE("a server that ends finishes the answer with a sentence", "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask("hi", seen);
  world.say("Half");
  world.coach->shut_down();
  REQUIRE(seen.last() == "Half\n\n<shutting_down en-AU>");
  REQUIRE(seen.finished);
}
