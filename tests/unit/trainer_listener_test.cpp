#include "support/knowledge.hpp"

#include <spotter/trainer/coach.hpp>
#include <spotter/trainer/listener.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <utility>
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

TEST_CASE("what was listened to and stays is what is heard", "[trainer]") {
  Listener read_once(testing::knowledge());
  Listener read_again(testing::knowledge());
  for (const std::string& text : kSaid) {
    INFO(text);
    read_once.hear(text, read_once.listen(text, "de-DE"));
    read_again.hear(text);
    CHECK((read_once.listen("thanks", "en-US").wish() ==
           read_again.listen("thanks", "en-US").wish()));
  }
  CHECK(read_once.listen("thanks", "en-US").wish().days == 4);
}

TEST_CASE("what was listened to before something else was heard is read again", "[trainer]") {
  Listener listener(testing::knowledge());
  const std::string text = "I have dumbbells";
  Heard before = listener.listen(text, "en-US");
  listener.hear("3 days a week");
  listener.hear(text, std::move(before));
  Wish wish = listener.listen("thanks", "en-US").wish();
  CHECK(wish.days == 3);
  CHECK(wish.gear.has(Gear::dumbbells));

  before = listener.listen("5 days a week", "en-US");
  listener.forget();
  listener.hear("5 days a week", std::move(before));
  wish = listener.listen("thanks", "en-US").wish();
  CHECK(wish.days == 5);
  CHECK(wish.gear.empty());
}

TEST_CASE("a warning in what is listened to is that of the message, in its language", "[trainer]") {
  Listener listener(testing::knowledge());
  const auto catalog = prompts::make_built_in_catalog();
  const prompts::Catalog& texts = *catalog;
  for (const char* const locale : {"en-US", "de-DE", "ja-JP"}) {
    for (const char* const text :
         {"I have chest pain", "Brustschmerzen", "胸が痛い", "10", "190/115", "suicide",
          "blood pressure 190/115", "3 days a week"}) {
      INFO(locale << ": " << text);
      const std::string warning = warning_for(text, locale, testing::knowledge(), texts);
      CHECK(warning_for(listener.listen(text, locale), texts) == warning);
    }
  }
  // Despair is remembered, and a message that has no sign of its own is not warned of.
  listener.hear("I want to kill myself");
  CHECK(warning_for(listener.listen("3 days a week", "en-US"), texts).empty());
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
