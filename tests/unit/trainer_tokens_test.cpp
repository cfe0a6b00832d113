#include "trainer/tokens.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace spotter::trainer {
namespace {

std::vector<std::string> texts(std::string_view utf8) {
  std::vector<std::string> result;
  for (const Token& token : tokenize(utf8).list)
    result.push_back(token.text);
  return result;
}

using Strings = std::vector<std::string>;

TEST_CASE("words are folded to lower case without accents", "[trainer]") {
  CHECK(texts("Rücken, ÉPAULE Łydka") == Strings{"rucken", "epaule", "lydka"});
  CHECK(texts("Straße Ærø œuf") == Strings{"strasse", "aero", "oeuf"});
  CHECK(texts("leđa ЁЛКА Й") == Strings{"ledja", "елка", "и"});
}

TEST_CASE("composed and decomposed accents give the same token", "[trainer]") {
  CHECK(texts("u\xCC\x88"
              "ber") == texts("über"));
  CHECK(texts("\xD0\xB8\xCC\x86") == texts("й"));
}

TEST_CASE("digits and letters that touch are separate tokens", "[trainer]") {
  CHECK(texts("3x60min") == Strings{"3", "x", "60", "min"});
  CHECK(texts("4×") == Strings{"4", "x"});
  CHECK(texts("don't") == Strings{"don", "t"});
}

TEST_CASE("a point or comma inside a number makes a decimal", "[trainer]") {
  const auto tokens = tokenize("1.5 or 1,5 hours. 3.").list;
  REQUIRE(tokens.size() == 5);
  CHECK(number_of(tokens[0]) == 1.5);
  CHECK(number_of(tokens[2]) == 1.5);
  CHECK_FALSE(number_of(tokens[3]));
  CHECK(number_of(tokens[4]) == 3.0);
}

TEST_CASE("words that look like numbers to a parser are words", "[trainer]") {
  CHECK_FALSE(number_of(Token{"inf"}));
  CHECK_FALSE(number_of(Token{"nan"}));
  CHECK_FALSE(number_of(Token{"3a"}));
}

TEST_CASE("each character of a script without spaces is a token", "[trainer]") {
  CHECK(texts("週3日") == Strings{"周", "3", "日"});
  CHECK(texts("ダンベル") == Strings{"ダ", "ン", "ベ", "ル"});
  CHECK(texts("３日") == Strings{"3", "日"});
}

TEST_CASE("traditional characters meet simplified ones", "[trainer]") {
  CHECK(texts("啞鈴") == texts("哑铃"));
  CHECK(texts("初學者") == texts("初学者"));
}

TEST_CASE("commas and full stops are remembered as gaps", "[trainer]") {
  const auto tokens = tokenize("one, two. three four").list;
  REQUIRE(tokens.size() == 4);
  CHECK(tokens[1].before == Gap::clause);
  CHECK(tokens[2].before == Gap::sentence);
  CHECK(tokens[3].before == Gap::none);
}

TEST_CASE("Cyrillic becomes Serbian Latin one token for one", "[trainer]") {
  const auto tokens = tokenize("Љубав и џак 3 dana");
  CHECK(tokens.scripts.serbian_cyrillic);
  const auto latin = in_serbian_latin(tokens.list);
  REQUIRE(latin.size() == tokens.list.size());
  CHECK(latin[0].text == "ljubav");
  CHECK(latin[2].text == "dzak");
  CHECK(latin[4].text == "dana");
}

TEST_CASE("bytes that are not UTF-8 separate words and nothing more", "[trainer]") {
  CHECK(texts("ab\xFF"
              "cd\xC3") == Strings{"ab", "cd"});
  CHECK(texts("\xE3\x83") == Strings{});
}

}  // namespace
}  // namespace spotter::trainer
