#include "exercises/folding.hpp"
#include "exercises/mention_finder.hpp"

#include <spotter/exercises/catalogue.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace spotter::exercises;

namespace {

const Catalogue& catalogue() {
  static const auto kCatalogue = make_built_in_catalogue();
  return *kCatalogue;
}

constexpr std::size_t kBytes = 32UL * 1024;

using Names = std::vector<std::string>;

Names spelled(std::string_view text) {
  Names names;
  for (const Mention& mention : catalogue().mentions(text))
    names.emplace_back(mention.text);
  return names;
}

struct Search {
  std::size_t hits = 0;
  std::size_t steps = 0;
};
Search search(std::string_view text) {
  MentionFinder finder;
  for (const Exercise& exercise : catalogue().all()) {
    finder.add(exercise.name, exercise);
    for (const auto alias : exercise.aliases)
      finder.add(alias, exercise);
  }
  const auto found = finder.find(text);
  return {found.hits.size(), found.steps};
}

std::size_t longest_name_words() {
  std::size_t longest = 0;
  for (const Exercise& exercise : catalogue().all())
    longest = std::max(longest, name_words(exercise.name).size());
  return longest;
}

std::string repeated(std::string_view text, std::size_t bytes) {
  std::string result;
  while (result.size() < bytes)
    result += text;
  return result;
}

}  // namespace

TEST_CASE("names in a text are found as they are spelled", "[exercises]") {
  const auto mentions = catalogue().mentions("I do BACK squats, RDLs & bench-presses (heavy).");
  REQUIRE(mentions.size() == 3);
  CHECK(mentions[0].text == "BACK squats");
  CHECK(mentions[0].exercise->name == "Barbell Squat");
  CHECK(mentions[1].text == "RDLs");
  CHECK(mentions[1].exercise->name == "Romanian Deadlift");
  CHECK(mentions[2].text == "bench-presses");
}

TEST_CASE("the longest name in a text wins", "[exercises]") {
  CHECK(spelled("Bulgarian split squats and front squats") ==
        Names{"Bulgarian split squats", "front squats"});
  CHECK(spelled("Barbell Bench Press - Medium Grip then Squat") ==
        Names{"Barbell Bench Press - Medium Grip", "Squat"});
}

TEST_CASE("a name in a text stands on word borders", "[exercises]") {
  CHECK(spelled("squatty unsquat deadlifting planking").empty());
  CHECK(spelled("{\"name\":\"Squat\",\"x\":\"Leg Press\"}") == Names{"Squat", "Leg Press"});
}

TEST_CASE("a name in a text does not cross sentences, lines or lists", "[exercises]") {
  CHECK(spelled("on the bench. Press harder").empty());
  CHECK(spelled("leg\npress").empty());
  CHECK(spelled("leg, press").empty());
  CHECK(spelled("dumbbells, squat").front() == "squat");
}

TEST_CASE("commas and brackets of the catalogue's names belong to them", "[exercises]") {
  CHECK(spelled("Walking, Treadmill, then Butt Lift (Bridge).") ==
        Names{"Walking, Treadmill", "Butt Lift (Bridge)"});
  CHECK(spelled("(bench press)") == Names{"bench press"});
}

TEST_CASE("\"press up\" inside another name is not a push-up", "[exercises]") {
  CHECK(spelled("bench press up to 100 kg") == Names{"bench press"});
  CHECK(spelled("20 press ups") == Names{"press ups"});
}

TEST_CASE("things that are called after an exercise are not exercises", "[exercises]") {
  CHECK(spelled("I own a squat rack, a pull-up bar and a leg press machine").empty());
  CHECK(spelled("I like running, skipping breakfast and walking").empty());
}

TEST_CASE("what an exercise is done with belongs to its name, or makes it another", "[exercises]") {
  CHECK(spelled("heavy barbell hip thrusts") == Names{"barbell hip thrusts"});
  CHECK(spelled("smith machine shrugs and bodyweight lunges").empty());
}

TEST_CASE("the cost of a text is proportional to it", "[exercises]") {
  // One step to read a word; from each word at most the longest name, twice for its joints, and a
  // look back for tools.
  const std::size_t steps_a_word = 1 + 3 * longest_name_words();
  const auto text = GENERATE(
      repeated("a ", kBytes), repeated("squat ", kBytes), repeated("barbell ", kBytes),
      repeated("barbell squat ", kBytes), repeated("push up ", kBytes),
      repeated("palms up barbell wrist curl over a ", kBytes),
      repeated("palms down dumbbell wrist curl over ", kBytes), repeated("\xCC\x81'", kBytes),
      repeated("\xFF", kBytes), repeated("(", kBytes), std::string(kBytes, 'a'));
  const auto words = static_cast<std::size_t>(std::count(text.begin(), text.end(), ' ')) + 1;
  CHECK(search(text).steps <= words * steps_a_word);
}

TEST_CASE("a text is read up to 256 KiB", "[exercises]") {
  const std::string filler = repeated("word ", kTextBytesMax - 10);
  CHECK(search(filler + "squat").hits == 1);
  CHECK(search(filler + repeated("word ", 20) + "squat").hits == 0);
}
