#include "prompts/built_in.hpp"
#include "prompts/library.hpp"
#include "support/reading_age.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <utility>
#include <vector>

using namespace spotter;
using testing::count_text;
using testing::grade_of;

namespace {

/// The English texts as they are read, with a short word in every slot.
std::string as_read(const prompts::Template& text) {
  std::string read = text.source();
  for (const auto& slot : text.slots()) {
    const std::string place = "{{" + slot + "}}";
    for (auto at = read.find(place); at != std::string::npos; at = read.find(place))
      read.replace(at, place.size(), "some");
  }
  return read;
}

}  // namespace

TEST_CASE("the measure counts words, sentences and syllables", "[prompts]") {
  const auto counts = count_text("Don't stop! You can't do 12 more.\nThat's it");
  CHECK(counts.words == 9);
  CHECK(counts.sentences == 3);
  CHECK(counts.syllables == 9);
  CHECK(count_text("").words == 0);
  CHECK(count_text(" ... - ").sentences == 0);
}

TEST_CASE("the measure knows how words are spoken", "[prompts]") {
  const std::vector<std::pair<std::string, std::size_t>> words = {
      {"make", 1},      {"takes", 1},  {"used", 1},     {"table", 2},    {"needed", 2},
      {"exercises", 4}, {"usual", 3},  {"action", 2},   {"special", 2},  {"previous", 3},
      {"doing", 2},     {"queen", 1},  {"the", 1},      {"you", 1},      {"isn't", 2},
      {"message", 2},   {"muscle", 2}, {"beginner", 3}, {"language", 2}, {"equipment", 3}};
  for (const auto& [word, syllables] : words) {
    INFO(word);
    CHECK(count_text(word).syllables == syllables);
  }
}

TEST_CASE("the measure gives known texts their known grades", "[prompts]") {
  CHECK(grade_of(count_text("The cat sat on the mat.")) == Approx(-1.45).margin(0.01));
  CHECK(grade_of(count_text("The Australian platypus is seemingly a hybrid of a mammal and "
                            "reptilian creature.")) == Approx(11.3).margin(0.1));
  // The first sentence of the Gettysburg Address.
  CHECK(grade_of(count_text("Four score and seven years ago our fathers brought forth, upon this "
                            "continent, a new nation, conceived in liberty, and dedicated to the "
                            "proposition that all men are created equal.")) > 13);
}

TEST_CASE("English texts for people are read with eight years of school", "[prompts]") {
  constexpr double kFileGradeMost = 8;
  constexpr double kTextGradeMost = 10;
  /// Fewer words are labels, or say too little about how they are read.
  constexpr std::size_t kWordsOfSentenceLeast = 4;
  constexpr std::size_t kWordsOfTextLeast = 20;
  std::vector<prompts::File> files;
  for (const auto& file : prompts::built_in_files())
    files.push_back({std::string(file.path), std::string(file.text)});
  const auto library = prompts::parse_library(files);
  REQUIRE(library.has_value());
  CHECK(library->texts.size() >= 2);
  for (const auto& [id, languages] : library->texts) {
    testing::TextCounts all;
    for (const auto& [key, entry] : languages.at("en").entries) {
      const auto text = as_read(entry.text);
      const auto counts = count_text(text);
      if (counts.words >= kWordsOfSentenceLeast) all += counts;
      if (counts.words < kWordsOfTextLeast) continue;
      INFO(id << " " << key << ": " << text);
      CHECK(grade_of(counts) <= kTextGradeMost);
    }
    INFO(id);
    CHECK(all.words > 100);
    CHECK(grade_of(all) <= kFileGradeMost);
  }
}
