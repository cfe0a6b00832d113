#include "support/knowledge.hpp"

#include <spotter/trainer/listener.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace spotter::trainer {
namespace {

const std::vector<std::string> kSaid = {
    "Hello, I am 34 and new to this",
    "3 days a week with dumbbells, 45 minutes",
    "my left knee hurts when I squat",
    "no deadlifts please, and more shoulders",
    "How many sets for biceps?",
    "swap the bench press for dips",
    "make it shorter",
    "another one",
    "Mach es vier Tage",
};

TEST_CASE("what is heard message by message is what a whole chat says", "[trainer]") {
  Listener listener(testing::knowledge());
  std::vector<llm::Message> messages;
  for (const std::string& text : kSaid) {
    INFO(text);
    messages.push_back({llm::Role::user, text, {}});
    CHECK((listener.listen(text, "en-US").wish() == read_wish(messages, testing::knowledge())));
    listener.hear(text);
    messages.push_back({llm::Role::assistant, "Here you go.", {}});
  }
  CHECK(listener.listen("thanks", "en-US").wish().days == 4);
}

TEST_CASE("a question that was not answered leaves no wish", "[trainer]") {
  Listener listener(testing::knowledge());
  listener.hear("3 days a week");
  CHECK(listener.listen("5 days a week", "en-US").wish().days == 5);
  CHECK(listener.listen("thanks", "en-US").wish().days == 3);
}

TEST_CASE("an age that was said long ago still counts, until the chat begins anew", "[trainer]") {
  Listener listener(testing::knowledge());
  listener.hear("I am 11 years old");
  for (int i = 0; i < 300; ++i)
    listener.hear("what is a squat");
  CHECK(listener.listen("a plan please", "en-US").wish().age == 11);
  listener.forget();
  CHECK_FALSE(listener.listen("a plan please", "en-US").wish().age);
}

}  // namespace
}  // namespace spotter::trainer
