#include "support/manual_clock.hpp"

#include <spotter/conversation/conversation.hpp>
#include <spotter/conversation/vault.hpp>
#include <spotter/crypto/random.hpp>

#include <catch2/catch.hpp>

namespace spotter::conversation {
namespace {

chat::Snapshot any_chat() {
  chat::Snapshot chat;
  chat.locale = "de-AT";
  chat.unit = chat::WeightUnit::kilograms;
  chat.exchanges = {{"introduce", "Servus! \"Ich\" bin\n\tdein Coach.", false, {}, true},
                    {"Einen Plan, \xF0\x9F\x92\xAA bitte", "Hier.", true,
                     llm::ToolCall{"create_workout_plan", R"({"name":"A"})", "seen"}, false}};
  chat.earlier = {"I am 71", "my knee hurts"};
  chat.names = {{"Bench Press (mine)"}, {"squats"}, {"Deadlift"}};
  chat.last_unseen = true;
  return chat;
}

struct Vaults {
  crypto::SystemEntropy entropy;
  Secret secret{std::string(32, 's')};
  Vault vault{secret, entropy};
};

TEST_CASE("what is sealed opens to the same chat", "[conversation]") {
  Vaults world;
  const auto opened = world.vault.open("name", world.vault.seal("name", any_chat()));
  REQUIRE(opened);
  CHECK(*opened == any_chat());
}

TEST_CASE("a sealed chat shows nothing of it and opens for nobody else", "[conversation]") {
  Vaults world;
  const std::string sealed = world.vault.seal("name", any_chat());
  CHECK(sealed.find("knee") == std::string::npos);
  CHECK(sealed.find("name") == std::string::npos);
  CHECK_FALSE(world.vault.open("another name", sealed));
  CHECK_FALSE(world.vault.open("nam", sealed));
  CHECK_FALSE(world.vault.open_turn("name", sealed));
  const Secret other(std::string(32, 'o'));
  CHECK_FALSE(Vault(other, world.entropy).open("name", sealed));
  std::string changed = sealed;
  changed[changed.size() / 2] = static_cast<char>(changed[changed.size() / 2] ^ 1);
  CHECK_FALSE(world.vault.open("name", changed));
  CHECK_FALSE(world.vault.open("name", ""));
  CHECK_FALSE(world.vault.open("name", sealed.substr(0, 20)));
}

TEST_CASE("a turn that began is sealed alike", "[conversation]") {
  Vaults world;
  const std::string sealed = world.vault.seal("name", OpenTurn{"How\nmuch?", "process:7"});
  const auto opened = world.vault.open_turn("name", sealed);
  REQUIRE(opened);
  CHECK(opened->text == "How\nmuch?");
  CHECK(opened->generation == "process:7");
  CHECK_FALSE(world.vault.open("name", sealed));
}

TEST_CASE("what is no chat is none", "[conversation]") {
  for (const char* text :
       {"", "{}", "[]", "{\"version\":2}", "{\"version\":\"1\"}", "{\"version\":1"}) {
    CAPTURE(text);
    CHECK_FALSE(chat::snapshot_of(text));
  }
  // Members that are missing, or of another type, are as if they were empty.
  const auto bare = chat::snapshot_of(R"({"version":1,"exchanges":7,"locale":[]})");
  REQUIRE(bare);
  CHECK(bare->exchanges.empty());
}

TEST_CASE("a chat's name tells chats apart and payers from ids", "[conversation]") {
  CHECK(name_of_chat("payer", "") == name_of_chat("payer", ""));
  CHECK(name_of_chat("payer", "") != name_of_chat("payer2", ""));
  CHECK(name_of_chat("payer", "2") != name_of_chat("payer2", ""));
  CHECK(name_of_chat("payer", "").size() == 43);
  CHECK(name_of_chat("payer", "x").size() == 87);
  // All that one payer has can be told from what others have.
  CHECK(payer_of_chat(name_of_chat("payer", "x")) == name_of_chat("payer", ""));
  CHECK(payer_of_chat(name_of_chat("payer", "")) == name_of_chat("payer", ""));
  CHECK(payer_of_chat(name_of_chat("payer2", "x")) != name_of_chat("payer", ""));
}

TEST_CASE("a client's name for a chat is long and plain", "[conversation]") {
  CHECK(is_chat_id("3f2b8c1e-8f0a-4a71-9d55-0b6c4f0a1e2d"));
  CHECK(is_chat_id(std::string(16, 'a')));
  CHECK(is_chat_id(std::string(64, 'Z')));
  CHECK_FALSE(is_chat_id(""));
  CHECK_FALSE(is_chat_id(std::string(15, 'a')));
  CHECK_FALSE(is_chat_id(std::string(65, 'a')));
  CHECK_FALSE(is_chat_id("sixteen letters!"));
  CHECK_FALSE(is_chat_id("3f2b8c1e/8f0a/4a71"));
}

}  // namespace
}  // namespace spotter::conversation
