#include <spotter/chat/history.hpp>

#include <catch2/catch.hpp>

using namespace spotter;
using chat::Exchange;
using chat::History;
using llm::Role;

TEST_CASE("a plan stays with its exchange, and its size counts", "[chat]") {
  History history({.messages_max = 20, .bytes_max = 100});
  history.add({"a plan", "", false, llm::ToolCall{"tool", R"({"name":"x"})", "shown"}});
  history.add({"thanks", "bye", false});
  auto messages = history.messages_with("next");
  REQUIRE(messages.size() == 5);
  CHECK(messages[1].role == llm::Role::assistant);
  REQUIRE(messages[1].call);
  CHECK(messages[1].call->arguments == R"({"name":"x"})");
  CHECK_FALSE(messages[3].call);
  history.add({"another", "", false, llm::ToolCall{"tool", std::string(90, 'x'), "shown"}});
  CHECK(history.exchanges().size() == 1);
}

TEST_CASE("the messages of a request end with the new one and take turns", "[chat]") {
  History history({20, 1000});
  history.add({"hi", "hello", false});
  const auto messages = history.messages_with("more");
  REQUIRE(messages.size() == 3);
  REQUIRE(messages[0].role == Role::user);
  REQUIRE(messages[1].text == "hello");
  REQUIRE(messages[2].text == "more");
}

TEST_CASE("an answer that never began joins its question to the next one", "[chat]") {
  History history({20, 1000});
  history.add({"three days", "", true});
  const auto messages = history.messages_with("with dumbbells");
  REQUIRE(messages.size() == 1);
  REQUIRE(messages[0].text == "three days\n\nwith dumbbells");
}

TEST_CASE("old exchanges go as a whole when there are too many", "[chat]") {
  History history({4, 1000});
  for (const auto* word : {"one", "two", "three"})
    history.add({word, "ok", false});
  const auto messages = history.messages_with("next");
  REQUIRE(history.exchanges().size() == 2);
  REQUIRE(messages.size() == 5);
  REQUIRE(messages[0].text == "two");
}

TEST_CASE("old exchanges go when there are too many bytes, the newest stays", "[chat]") {
  History history({20, 100});
  history.add({std::string(40, 'a'), std::string(40, 'b'), false});
  history.add({std::string(150, 'c'), "d", false});
  REQUIRE(history.exchanges().size() == 1);
}

TEST_CASE("a long new message leaves old ones out of its request without forgetting them",
          "[chat]") {
  History history({20, 100});
  history.add({std::string(30, 'a'), std::string(30, 'b'), false});
  REQUIRE(history.messages_with(std::string(90, 'x')).size() == 1);
  REQUIRE(history.messages_with("x").size() == 3);
}
