#include "support/knowledge.hpp"
#include "trainer/conversation.hpp"

#include <spotter/prompts/catalog.hpp>
#include <spotter/trainer/coach.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace spotter::trainer {
namespace {

using testing::knowledge;

/// What the coach answers last after these messages: "plan", or its text.
std::string last_answer(const std::vector<std::string>& texts, const std::string& locale = "en") {
  static const auto catalog = prompts::make_built_in_catalog();
  llm::Request request;
  request.locale = locale;
  Answer answer;
  for (const std::string& text : texts) {
    request.messages.push_back({llm::Role::user, text, {}});
    answer = reply_to(request, knowledge(), *catalog);
    request.messages.push_back({llm::Role::assistant, answer.text, {}});
  }
  return answer.plan ? "plan" : answer.text;
}

std::string text(std::string_view key, std::string_view language = "en") {
  static const auto catalog = prompts::make_built_in_catalog();
  return std::string(catalog->raw_text("offline", key, language));
}

Wish wish_of(const std::string& words) {
  const std::vector<llm::Message> messages{{llm::Role::user, words, {}}};
  return read_wish(messages, knowledge());
}

TEST_CASE("a yes agrees only to what was asked", "[trainer]") {
  CHECK(last_answer({"I have chest pain", "yes", "3 days plan"}) == text("ask_flagged"));
  CHECK(last_answer({"I have chest pain", "3 days plan", "yes"}) == "plan");
  CHECK(last_answer({"I have chest pain", "my doctor said it's fine", "3 days"}) == "plan");
  CHECK(last_answer({"I'm pregnant", "yes"}) == "plan");
  CHECK(last_answer({"hello", "yes", "I'm pregnant, 3 days"}) == text("ask_pregnancy"));
}

TEST_CASE("a professional's no is understood and keeps the plan back", "[trainer]") {
  const std::vector<std::string> kNo[] = {
      {"I have chest pain", "3 days plan", "no"},
      {"I have chest pain", "3 days plan", "not yet"},
      {"I have chest pain", "my doctor said no"},
      {"I have a heart condition", "my doctor did not say it's ok"},
      {"I have diabetes", "the doctor told me not to train"},
      {"ich habe Brustschmerzen", "mein Arzt hat nein gesagt"},
      {"me duele el pecho", "mi médico dijo que no"},
      {"j'ai mal à la poitrine", "mon médecin a dit non"}};
  for (const auto& texts : kNo) {
    CAPTURE(texts.front(), texts.back());
    const std::string answer = last_answer(texts);
    const bool known = answer == text("not_cleared") || answer == text("not_cleared", "de") ||
                       answer == text("not_cleared", "es") || answer == text("not_cleared", "fr");
    CHECK(known);
  }
  CHECK(last_answer({"I have chest pain", "my doctor said no", "3 days"}) == text("ask_flagged"));
  CHECK(last_answer({"3 days", "no squats"}) == "plan");
}

TEST_CASE("after words of despair the next wish gets the same answer first", "[trainer]") {
  CHECK(last_answer({"i am suicidal", "3 days plan"}) == text("flag_self_harm"));
  CHECK(last_answer({"i am suicidal", "3 days plan", "3 days plan please"}) == "plan");
}

TEST_CASE("questions are no wishes", "[trainer]") {
  const char* const kQuestions[] = {"how many sets for biceps per week?",
                                    "is it ok to train abs every day?",
                                    "why 3 days",
                                    "can women lift heavy",
                                    "should I train 5 days?",
                                    "wie viele Sätze für den Bizeps?",
                                    "warum 3 Tage"};
  for (const char* const question : kQuestions) {
    CAPTURE(question);
    const std::string answer = last_answer({question});
    const bool honest = answer == text("no_answers") + " " + text("can") ||
                        answer == text("no_answers", "de") + " " + text("can", "de");
    CHECK(honest);
  }
  CHECK(last_answer({"¿cuántas series para bíceps?"}, "es") ==
        text("no_answers", "es") + " " + text("can", "es"));
  CHECK(last_answer({"pourquoi 3 jours ?"}, "fr") ==
        text("no_answers", "fr") + " " + text("can", "fr"));
}

TEST_CASE("wishes may be questions", "[trainer]") {
  const char* const kWishes[] = {"can you make me a plan?", "could you make it 4 days?",
                                 "what about 4 days?", "how about dumbbells only?",
                                 "is there a good plan for 3 days?"};
  for (const char* const wish : kWishes) {
    CAPTURE(wish);
    CHECK(last_answer({wish}) == "plan");
  }
}

TEST_CASE("a question still tells what hurts", "[trainer]") {
  const std::vector<llm::Message> messages{
      {llm::Role::user, "is it ok to squat with knee pain?", {}}};
  CHECK(read_wish(messages, knowledge()).hurts == EnumSet<Joint>{Joint::knee});
}

TEST_CASE("a complaint asks what should be different", "[trainer]") {
  const std::string answer = last_answer({"3 days", "this plan is shit"});
  CHECK(answer.find(text("example_days")) != std::string::npos);
  CHECK(last_answer({"3 days", "this plan sucks, make it 4 days"}) == "plan");
}

TEST_CASE("the number of a day counts no days", "[trainer]") {
  CHECK_FALSE(wish_of("swap day 1 and day 3").days);
  CHECK_FALSE(wish_of("make day 2 shorter").days);
  CHECK_FALSE(wish_of("Tag 1 tauschen mit Tag 3").days);
  CHECK(wish_of("5-day split").days == 5);
}

TEST_CASE("an age is told from years of training", "[trainer]") {
  struct Case {
    const char* text;
    int age;
    std::optional<Level> level;
  };
  const Case kCases[] = {
      {"i'm 14 and training for powerlifting, 5 days advanced", 14, Level::advanced},
      {"16yo been lifting 2 years, 4 days, advanced", 16, Level::advanced},
      {"bin 14 und trainiere seit 2 jahren", 14, Level::intermediate},
      {"tengo 14 años y entreno desde hace 2 años", 14, Level::intermediate},
      {"im 70 training for 30 years, 5 days advanced strength", 70, Level::advanced},
      {"j'ai 15 ans et je m'entraîne depuis 3 ans", 15, Level::advanced},
      {"ho 16 anni e mi alleno da 3 mesi", 16, Level::beginner},
      {"my son is 13 wants to lift", 13, {}},
      {"my daughter is 9 and wants to lift", 9, {}},
      {"mein Sohn ist 13 und will trainieren", 13, {}}};
  for (const Case& one : kCases) {
    CAPTURE(one.text);
    const Wish wish = wish_of(one.text);
    CHECK(wish.age == one.age);
    CHECK(wish.level == one.level);
  }
}

TEST_CASE("years of training and other people's years are no age", "[trainer]") {
  const char* const kTexts[] = {"I have been training for 10 years", "10 years of lifting",
                                "llevo entrenando 10 años",          "10 Jahre Erfahrung",
                                "je m'entraîne depuis 10 ans",       "my son is 13, I want 3 days",
                                "I lift 3 days and bench 80"};
  for (const char* const one : kTexts) {
    CAPTURE(one);
    CHECK_FALSE(wish_of(one).age);
  }
}

TEST_CASE("conditions of many kinds ask for a professional's word", "[trainer]") {
  const char* const kTexts[] = {"i have a hernia",
                                "i have a heart stent",
                                "i had a bypass",
                                "i'm in a wheelchair",
                                "I broke my wrist, it's in a cast",
                                "my arm is in a cast",
                                "ich habe einen Leistenbruch",
                                "mein Bein ist im Gips",
                                "llevo un stent",
                                "j'ai une hernie inguinale",
                                "sono in sedia a rotelle",
                                "tenho uma fratura"};
  for (const char* const one : kTexts) {
    CAPTURE(one);
    CHECK(wish_of(one).conditions == EnumSet<Condition>{Condition::illness});
  }
  CHECK(wish_of("I broke my wrist, it's in a cast").hurts.has(Joint::wrist));
  CHECK(wish_of("i'm in a wheelchair").unwanted.has(Area::legs));
  CHECK(wish_of("scoliosis, 3 days").hurts == EnumSet<Joint>{Joint::lower_back});
  CHECK(wish_of("herniated disc").conditions.empty());
  CHECK(wish_of("I broke my wrist years ago").conditions.empty());
  CHECK(wish_of("I broke my record").conditions.empty());
}

TEST_CASE("other people's conditions are not the user's", "[trainer]") {
  const char* const kTexts[] = {"my dog is pregnant",
                                "my wife is pregnant, i want to train 3 days",
                                "my friend had a heart attack",
                                "my mother has diabetes",
                                "meine Frau ist schwanger, ich will 3 Tage trainieren",
                                "mi mujer está embarazada",
                                "ma femme est enceinte"};
  for (const char* const one : kTexts) {
    CAPTURE(one);
    CHECK(wish_of(one).conditions.empty());
  }
  CHECK(wish_of("a plan for my wife, she is pregnant").conditions.has(Condition::pregnancy));
  CHECK(wish_of("my wife said I have diabetes, 3 days").conditions.empty() == false);
}

}  // namespace
}  // namespace spotter::trainer
