#include <spotter/exercises/name_keeper.hpp>

#include <catch2/catch.hpp>

#include <string>

using namespace spotter::exercises;

namespace {

const Catalogue& catalogue() {
  static const auto kCatalogue = make_built_in_catalogue();
  return *kCatalogue;
}

NameKeeper keeper_of(std::initializer_list<std::string_view> known, std::string_view text = "") {
  NameKeeper keeper(catalogue());
  for (const auto name : known)
    keeper.add_known(name);
  keeper.add_text(text);
  return keeper;
}

}  // namespace

TEST_CASE("without a user's name an exercise is called as in the catalogue", "[exercises]") {
  const auto keeper = keeper_of({});
  CHECK(keeper.keep("bench presses") == "Barbell Bench Press - Medium Grip");
  CHECK(keeper.keep("Dumbbell Bench Press") == "Dumbbell Bench Press");
  CHECK_FALSE(keeper.is_users("Dumbbell Bench Press"));
}

TEST_CASE("a name that nobody knows stays as it came, trimmed", "[exercises]") {
  const auto keeper = keeper_of({"Squat"});
  CHECK(keeper.keep("Zercher  squat thing ") == "Zercher  squat thing");
  CHECK(keeper.keep(" ").empty());
  CHECK(keeper.keep("").empty());
  CHECK(keeper.keep(std::string(300, 'x')) == std::string(300, 'x'));
}

TEST_CASE("the user's own name wins over the catalogue's", "[exercises]") {
  const auto keeper = keeper_of({"Squat", "Barbell Row", "Lat Pulldown"});
  CHECK(keeper.keep("Barbell Squat") == "Squat");
  CHECK(keeper.keep("Back squats") == "Squat");
  CHECK(keeper.keep("Bent Over Barbell Row") == "Barbell Row");
  CHECK(keeper.keep("Wide-Grip Lat Pulldown") == "Lat Pulldown");
  CHECK(keeper.keep("Front Squat") == "Front Barbell Squat");
  CHECK(keeper.is_users("Squat"));
  CHECK_FALSE(keeper.is_users("squat"));
  CHECK_FALSE(keeper.is_users("Barbell Squat"));
}

TEST_CASE("a user's name outside the catalogue survives another spelling", "[exercises]") {
  const auto keeper = keeper_of({"Zercher squat thing", "Mom's  ÉPAULÉ №1", "Жим лёжа",
                                 "Squat \xF0\x9F\x94\xA5 slow", "卧推", " padded name "});
  CHECK(keeper.keep("Zercher Squat Thing") == "Zercher squat thing");
  CHECK(keeper.keep("zercher-squat (thing)") == "Zercher squat thing");
  CHECK(keeper.keep("Moms Epaule 1") == "Mom's  ÉPAULÉ №1");
  CHECK(keeper.keep("Mom\xE2\x80\x99s E\xCC\x81paule\xCC\x81 1") == "Mom's  ÉPAULÉ №1");
  CHECK(keeper.keep("ЖИМ ЛЕЖА") == "Жим лёжа");
  CHECK(keeper.keep("squat slow") == "Squat \xF0\x9F\x94\xA5 slow");
  CHECK(keeper.keep("卧推 ") == "卧推");
  CHECK(keeper.keep("Padded name") == " padded name ");
}

TEST_CASE("a name that the user used is never changed", "[exercises]") {
  const auto keeper =
      keeper_of({"Squat", "Barbell Squat", "squats", "SQUAT", "Squat!", "Squat \xF0\x9F\x94\xA5",
                 "  Squat", "Barbell Bench Press - Medium Grip", "Bench Press", "\xFF\xFE"});
  const auto name = GENERATE(as<std::string>{}, "Squat", "Barbell Squat", "squats", "SQUAT",
                             "Squat!", "Squat \xF0\x9F\x94\xA5", "  Squat",
                             "Barbell Bench Press - Medium Grip", "Bench Press", "\xFF\xFE");
  CAPTURE(name);
  CHECK(keeper.keep(name) == name);
  CHECK(keeper.is_users(name));
}

TEST_CASE("of several of the user's names the nearest is meant, then the first", "[exercises]") {
  const auto keeper = keeper_of({"Squat!", "Squat", "Bench Press", "Flat Bench Press"});
  CHECK(keeper.keep("squat") == "Squat");
  CHECK(keeper.keep("squat!") == "Squat!");
  CHECK(keeper.keep("squats") == "Squat!");
  CHECK(keeper.keep("flat bench-presses") == "Flat Bench Press");
  CHECK(keeper.keep("Barbell Bench Press - Medium Grip") == "Bench Press");
}

TEST_CASE("two names of the user for one exercise stay two", "[exercises]") {
  const auto keeper = keeper_of({"Pull-ups", "Pull-ups (rings)", "Bench", "Bench Press"});
  CHECK(keeper.keep("Pull-Ups (Rings)") == "Pull-ups (rings)");
  CHECK(keeper.keep("Pullups") == "Pull-ups");
  CHECK(keeper.keep("bench") == "Bench");
  CHECK(keeper.keep("bench press") == "Bench Press");
}

TEST_CASE("names in the user's text are kept as spelled there", "[exercises]") {
  const auto keeper = keeper_of({}, "Please build it around back squats and RDL, no pull-up bar.");
  CHECK(keeper.keep("Barbell Squat") == "back squats");
  CHECK(keeper.keep("Romanian Deadlift") == "RDL");
  CHECK(keeper.keep("Pull-Up") == "Pullups");
  CHECK(keeper.is_users("back squats"));
}

TEST_CASE("what the app knows wins over what the text says", "[exercises]") {
  const auto late = [] {
    NameKeeper keeper(catalogue());
    keeper.add_text("more squats, and some back squats");
    keeper.add_known("Squat");
    return keeper;
  }();
  CHECK(late.keep("Barbell Squat") == "Squat");
  CHECK(late.keep("squats") == "Squat");
  CHECK(late.keep("back squats") == "back squats");
}

TEST_CASE("at most 2,000 names of 200 bytes are kept, the first ones", "[exercises]") {
  NameKeeper keeper(catalogue());
  keeper.add_known(std::string(201, 'x'));
  CHECK_FALSE(keeper.is_users(std::string(201, 'x')));
  keeper.add_known("");
  keeper.add_known(" \t");
  CHECK_FALSE(keeper.is_users(" \t"));
  const auto name = [](int i) {
    const auto number = std::to_string(i);
    return number + std::string(200 - number.size(), 'y');
  };
  for (int i = 0; i < 2001; ++i) {
    keeper.add_known(name(i));
    keeper.add_known(name(0));  // counts once
  }
  CHECK(keeper.is_users(name(0)));
  CHECK(keeper.is_users(name(1999)));
  CHECK_FALSE(keeper.is_users(name(2000)));
  auto shouted = name(1999);
  for (char& c : shouted)
    c = c == 'y' ? 'Y' : c;
  CHECK(keeper.keep(shouted) == name(1999));
}

TEST_CASE("at most 500 spellings of texts are kept", "[exercises]") {
  NameKeeper keeper(catalogue());
  const auto spelling = [](unsigned bits) {
    std::string word = "bulgariansplitsquat";
    word.insert(14, " ").insert(9, " ");
    for (unsigned i = 0; i < 10; ++i) {
      if ((bits >> i & 1U) != 0) word[i == 9 ? 10 : i] ^= ' ';
    }
    return word;
  };
  for (unsigned i = 0; i < 501; ++i)
    keeper.add_text(spelling(i));
  CHECK(keeper.is_users(spelling(0)));
  CHECK(keeper.is_users(spelling(499)));
  CHECK_FALSE(keeper.is_users(spelling(500)));
}
