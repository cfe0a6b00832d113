#include "support/knowledge.hpp"

#include <spotter/prompts/catalog.hpp>
#include <spotter/trainer/coach.hpp>
#include <spotter/trainer/wanted.hpp>

#include <catch2/catch.hpp>

#include <random>
#include <string>
#include <vector>

namespace spotter::trainer {
namespace {

using testing::knowledge;

constexpr std::size_t kMessageBytes = 256 * 1024;

const prompts::Catalog& texts() {
  static const auto catalog = prompts::make_built_in_catalog();
  return *catalog;
}

std::string repeated(std::string_view piece, std::size_t bytes = kMessageBytes) {
  std::string all;
  while (all.size() < bytes)
    all += piece;
  return all;
}

/// Everything that reads a message reads it, and the coach has an answer.
void check_survives(const std::string& text) {
  warning_for(text, "en-US", knowledge(), texts());
  llm::Request request;
  request.locale = "en-US";
  request.messages.push_back({llm::Role::user, text});
  const Answer answer = reply_to(request, knowledge(), texts());
  CHECK((answer.plan || !answer.text.empty()));
  const Wish wish = read_wish(request.messages, knowledge());
  CHECK(wish.swaps.size() <= kSwapsMax);
  CHECK((!wish.days || (*wish.days >= 1 && *wish.days <= 7)));
  CHECK((!wish.exercises || (*wish.exercises >= 1 && *wish.exercises <= 12)));
  wanted_by(wish);
  plan::SessionBrief session;
  session.areas = {text.substr(0, 60), text.substr(0, 60)};
  session.weights.assign(20, {text.substr(0, 200), plan::Decimal::of_units(1)});
  request.brief = plan::Brief{session, false, text.substr(0, 2000)};
  const Answer formed = reply_to(request, knowledge(), texts());
  CHECK((formed.plan || !formed.text.empty()));
}

TEST_CASE("random bytes are read and answered", "[trainer]") {
  std::mt19937 random(7);
  std::uniform_int_distribution<int> byte(0, 255);
  for (int round = 0; round < 40; ++round) {
    std::string text(static_cast<std::size_t>(round) * 97, '\0');
    for (char& c : text)
      c = static_cast<char>(byte(random));
    check_survives(text);
  }
}

TEST_CASE("words of all languages in any order are read and answered", "[trainer]") {
  const char* const kWords[] = {"swap",
                                "bench press",
                                "for",
                                "instead of",
                                "no",
                                "chest",
                                "3",
                                "days",
                                "{",
                                "}",
                                "\"sessions\"",
                                "statt",
                                "Kniebeugen",
                                "胸",
                                "痛",
                                "の代わりに",
                                "换成",
                                "卧推",
                                ",",
                                ".",
                                "squats",
                                "week",
                                "боль",
                                "груди",
                                "today",
                                "quick",
                                "workout",
                                "10",
                                "years",
                                "ago",
                                "\n",
                                "?",
                                "é",
                                "\xF0\x9F\x92\xAA"};
  std::mt19937 random(11);
  std::uniform_int_distribution<std::size_t> pick(0, std::size(kWords) - 1);
  for (int round = 0; round < 150; ++round) {
    std::string text;
    for (int i = 0; i < round; ++i)
      text += std::string(kWords[pick(random)]) + (round % 3 == 0 ? "" : " ");
    check_survives(text);
  }
}

TEST_CASE("one word a quarter of a megabyte long, or as often as fits, is answered", "[trainer]") {
  for (const char* const piece : {"a",           "chest ",
                                  "chest pain ", "swap squats for lunges ",
                                  "instead of ", "3 ",
                                  "no ",         "bench press ",
                                  "痛",          "胸が痛い",
                                  "の",          "换成深蹲",
                                  "боль ",       "\xF0\x9F\x92\xAA",
                                  "\xCC\x81",    "{",
                                  "}",           "[{",
                                  "{\"",         "{\"sessions\":[",
                                  "{}",          "\\",
                                  "\"",          "{\"a\":{}} ",
                                  "\n",          ", ",
                                  "\xFF"}) {
    CAPTURE(piece);
    check_survives(repeated(piece));
  }
}

TEST_CASE("JSON as deep as a message can be is no wish", "[trainer]") {
  const std::string deep = R"({"sessions":)" + repeated("[{\"a\":", kMessageBytes - 100);
  check_survives(deep);
  const std::vector<llm::Message> messages{{llm::Role::user, deep}};
  CHECK(read_wish(messages, knowledge()) == Wish{});
}

TEST_CASE("a long history of long messages is answered", "[trainer]") {
  llm::Request request;
  request.locale = "de-DE";
  for (int i = 0; i < 60; ++i) {
    request.messages.push_back({llm::Role::user, repeated("3 Tage statt 4 ohne Bank ", 9000)});
    request.messages.push_back({llm::Role::assistant, repeated("Plan ", 9000)});
  }
  request.messages.push_back({llm::Role::user, "noch einen"});
  CHECK(reply_to(request, knowledge(), texts()).plan);
}

}  // namespace
}  // namespace spotter::trainer
