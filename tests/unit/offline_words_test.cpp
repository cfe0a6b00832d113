#include "llm/offline/words.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace spotter::llm::offline {
namespace {

using Strings = std::vector<std::string>;

TEST_CASE("the words of a stream are the text again", "[offline]") {
  const std::string text = "Hi, I'm here.\n\nDay 1: 8–12 × 3\n週3日のプランです。\n";
  std::string joined;
  for (const std::string& word : split_words(text)) {
    CHECK_FALSE(word.empty());
    CHECK((static_cast<unsigned char>(word.front()) & 0xC0U) != 0x80U);
    joined += word;
  }
  CHECK(joined == text);
}

TEST_CASE("a stream's word carries the white space before it", "[offline]") {
  CHECK(split_words("a bc\n\nd") == Strings{"a", " bc", "\n\nd"});
  CHECK(split_words("").empty());
}

TEST_CASE("text without spaces comes a few characters at a time", "[offline]") {
  CHECK(split_words("一二三四五") == Strings{"一二三", "四五"});
}

}  // namespace
}  // namespace spotter::llm::offline
