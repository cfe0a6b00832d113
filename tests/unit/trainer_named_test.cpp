#include "support/knowledge.hpp"
#include "trainer/conversation.hpp"
#include "trainer/lexicon.hpp"

#include <spotter/trainer/wish.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace spotter::trainer {
namespace {

using testing::knowledge;
using Areas = EnumSet<Area>;
using Gears = EnumSet<Gear>;

Wish wish_after(const std::vector<std::string>& texts) {
  std::vector<llm::Message> messages;
  for (const std::string& text : texts)
    messages.push_back({llm::Role::user, text, {}});
  return read_wish(messages, knowledge());
}

Wish wish_of(const std::string& text) {
  return wish_after({text});
}

const exercises::Exercise* exercise(std::string_view name) {
  return knowledge().exercises.find(name);
}

std::string unknown_in(std::string_view text) {
  const Knowledge known = knowledge();
  Conversation conversation(known, Language::en);
  conversation.feed(text);
  return conversation.unknown();
}

TEST_CASE("goals are read in the words that people type", "[trainer]") {
  struct Case {
    const char* text;
    Goal goal;
  };
  const Case kCases[] = {{"get big", Goal::muscle},       {"jacked", Goal::muscle},
                         {"powerbuilding", Goal::muscle}, {"breit werden", Goal::muscle},
                         {"shredded", Goal::toning},      {"ripped", Goal::toning},
                         {"six pack", Goal::toning},      {"lose some belly fat", Goal::weight},
                         {"lose 10kg", Goal::weight},     {"perder 5 kilos", Goal::weight},
                         {"perdre 10 kg", Goal::weight},  {"powerlifter", Goal::strength}};
  for (const Case& one : kCases) {
    CAPTURE(one.text);
    CHECK(wish_of(one.text).goal == one.goal);
  }
}

TEST_CASE("short weekdays, years of training and a place are read", "[trainer]") {
  CHECK(wish_of("mon tue thu sat").days == 4);
  CHECK(wish_of("sat and sun").days == 2);
  CHECK(wish_of("i've trained 8 years").level == Level::advanced);
  CHECK(wish_of("hotel").gear == Gears{Gear::bodyweight});
  CHECK(wish_of("yoga mat").gear == Gears{Gear::bodyweight});
}

TEST_CASE("areas to leave out are remembered", "[trainer]") {
  const char* const kNoLegs[] = {"no legs",         "I don't want to train legs",
                                 "skip leg day",    "keine Beine",
                                 "sin piernas",     "pas de jambes",
                                 "senza gambe",     "sem pernas",
                                 "bez nóg",         "без ног",
                                 "only upper body", "nur Oberkörper"};
  for (const char* const text : kNoLegs) {
    CAPTURE(text);
    const Wish wish = wish_of(text);
    CHECK(wish.unwanted.has_all({Area::legs, Area::quads, Area::hamstrings, Area::glutes}));
    CHECK_FALSE(wish.unwanted.has(Area::chest));
  }
  CHECK(wish_of("no arms").unwanted == Areas{Area::arms, Area::biceps, Area::triceps});
  CHECK(wish_of("no core work").unwanted == Areas{Area::abs});
  CHECK(wish_after({"no legs", "train legs too"}).unwanted.empty());
  CHECK(wish_after({"no legs", "4 days"}).unwanted.has(Area::legs));
}

TEST_CASE("only an area leaves out the others", "[trainer]") {
  for (const char* const text : {"train only legs", "legs only", "nur Beine", "solo piernas"}) {
    CAPTURE(text);
    const Wish wish = wish_of(text);
    CHECK(wish.focus.has(Area::legs));
    CHECK(wish.unwanted.has_all({Area::chest, Area::back, Area::shoulders, Area::arms, Area::abs}));
    CHECK_FALSE(wish.unwanted.has_any({Area::legs, Area::quads, Area::glutes}));
  }
}

TEST_CASE("what leaves no area out", "[trainer]") {
  for (const char* const text :
       {"no chest pain, 3 days", "not enough chest", "only dumbbells, chest and back",
        "3 days only, more chest", "not only legs", "no squats", "no leg press"}) {
    CAPTURE(text);
    CHECK(wish_of(text).unwanted.empty());
  }
}

TEST_CASE("exercises that are asked for by name are wanted", "[trainer]") {
  using Names = std::vector<const exercises::Exercise*>;
  CHECK(wish_of("can you add face pulls").wanted == Names{exercise("Face Pull")});
  CHECK(wish_of("must have: deadlift").wanted == Names{exercise("Barbell Deadlift")});
  CHECK(wish_of("incl. pull ups, dips").wanted ==
        Names{exercise("Pullups"), exercise("Dips - Chest Version")});
  CHECK(wish_of("füge Klimmzüge hinzu").wanted == Names{exercise("Pullups")});
  CHECK(wish_of("añade fondos").wanted == Names{exercise("Dips - Chest Version")});
  const Wish rows = wish_of("gym, with barbell rows, squats");
  CHECK(rows.wanted == Names{exercise("Bent Over Barbell Row"), exercise("Barbell Squat")});
  CHECK(rows.gear == Gears{Gear::gym});
  const Wish bench = wish_of("bench 3x per week");
  CHECK(bench.wanted == Names{exercise("Bench Press")});
  CHECK_FALSE(bench.days);
  CHECK(wish_after({"no squats", "add squats"}).rejected.has(Move::squat) == false);
  CHECK(wish_after({"add dips", "no dips"}).wanted.empty());
}

TEST_CASE("exercises that are only mentioned are not wanted", "[trainer]") {
  for (const char* const text :
       {"no squats", "I have trouble with squats", "my squat is 100 kg", "don't add dips",
        "swap dips for squats", "what about my deadlift"}) {
    CAPTURE(text);
    CHECK(wish_of(text).wanted.empty());
  }
}

TEST_CASE("names of exercises are no equipment", "[trainer]") {
  const Wish wish = wish_after({"gym", "swap bench press for dumbbell press"});
  CHECK(wish.gear == Gears{Gear::gym});
  CHECK(wish.swaps ==
        std::vector<Swap>{{exercise("Bench Press"), exercise("Dumbbell Bench Press")}});
  CHECK(wish_after({"gym", "swap squats for a machine"}).gear == Gears{Gear::gym});
  CHECK(wish_of("barbell and dumbbells").gear == Gears{Gear::barbell, Gear::dumbbells});
}

TEST_CASE("exercises are swapped by their names in many languages", "[trainer]") {
  const char* const kTexts[] = {"tausche Bankdrücken gegen Dips",
                                "cambia press de banca por fondos",
                                "cambia press de banca por paralelas",
                                "remplace le développé couché par des dips",
                                "sostituisci la panca piana con le parallele",
                                "troca o supino por paralelas",
                                "vervang bankdrukken door dips",
                                "zamień wyciskanie na ławce na dipy",
                                "замени жим лежа на брусья",
                                "ベンチプレスをディップスに変えて",
                                "把卧推换成双杠臂屈伸",
                                "swap bench press for fondos"};
  const std::vector<Swap> kDips{{exercise("Bench Press"), exercise("Dips")}};
  for (const char* const text : kTexts) {
    CAPTURE(text);
    CHECK(wish_of(text).swaps == kDips);
  }
}

TEST_CASE("all native names are of the catalogue", "[trainer]") {
  for (const LanguageTable& table : exercise_words()) {
    for (const WordRow& row : table.words) {
      CAPTURE(std::string(row.patterns));
      CHECK(row.term == Term::exercise);
      CHECK(exercise(exercise_name(row.value)) != nullptr);
    }
  }
}

TEST_CASE("an exercise that nobody knows is named and changes nothing", "[trainer]") {
  CHECK(unknown_in("swap bench press for zorblax") == "zorblax");
  CHECK(unknown_in("replace squats with blorp jumps, please!") == "blorp jumps");
  CHECK(unknown_in("swap zorblax for dips") == "zorblax");
  CHECK(unknown_in("tausche Kniebeugen gegen Zorbeln") == "Zorbeln");
  CHECK(wish_of("swap bench press for zorblax") == Wish{});
  for (const char* const text :
       {"swap bench press for dips", "swap squats for something easier", "swap squats",
        "replace squats with a machine", "ersetze Kniebeugen durch etwas anderes",
        "change squats to 3 days"}) {
    CAPTURE(text);
    CHECK(unknown_in(text).empty());
  }
}

TEST_CASE("another language than the locale's needs a margin", "[trainer]") {
  struct Case {
    const char* text;
    Language locale;
    Language language;
  };
  const Case kCases[] = {
      {"type 1 diabetic insulin, sugar was 2.5 last night", Language::en, Language::en},
      {"german volume training", Language::en, Language::en},
      {"pee looks like coca cola", Language::en, Language::en},
      {"i wish i was dead", Language::en, Language::en},
      {"sans squats", Language::fr, Language::fr},
      {"pas de squat", Language::fr, Language::fr},
      {"3 Tage", Language::en, Language::de},
      {"4 días", Language::en, Language::es},
      {"4 dni", Language::en, Language::pl}};
  for (const Case& one : kCases) {
    CAPTURE(one.text);
    const Reading reading(one.text, knowledge().lexicon, one.locale);
    CHECK(static_cast<int>(reading.language()) == static_cast<int>(one.language));
  }
  CHECK(wish_of("sans squats").rejected.has(Move::squat));
  CHECK(wish_of("pas de squat").rejected.has(Move::squat));
}

}  // namespace
}  // namespace spotter::trainer
