#include "support/knowledge.hpp"
#include "trainer/own_words.hpp"

#include <spotter/trainer/week_plan.hpp>
#include <spotter/trainer/wish.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace spotter::trainer {
namespace {

using std::chrono::minutes;
using testing::knowledge;
using Areas = std::vector<Area>;

constexpr const char* kBench = "Barbell Bench Press - Medium Grip";
constexpr const char* kSquat = "Barbell Squat";
constexpr const char* kLunges = "Dumbbell Lunges";
constexpr const char* kDeadlift = "Barbell Deadlift";
constexpr const char* kPushups = "Pushups";
constexpr const char* kDips = "Dips - Chest Version";

Wish wish_after(const std::vector<std::string>& texts) {
  std::vector<llm::Message> messages;
  for (const std::string& text : texts)
    messages.push_back({llm::Role::user, text});
  return read_wish(messages, knowledge());
}

Wish wish_of(const std::string& text) {
  return wish_after({text});
}

const exercises::Exercise* named(const std::string& name) {
  return name.empty() ? nullptr : knowledge().exercises.find(name);
}

std::string told(const Wish& wish) {
  std::string swaps;
  for (const Swap& swap : wish.swaps) {
    swaps += std::string(swap.out->name) + " -> ";
    swaps += swap.in == nullptr ? "?" : std::string(swap.in->name);
    swaps += "; ";
  }
  return swaps;
}

struct SwapCase {
  const char* text;
  const char* out;
  const char* in;  ///< empty: whatever fits
};

TEST_CASE("one exercise for another is understood however it is put", "[trainer]") {
  const SwapCase kCases[] = {
      {"swap bench press for dips", kBench, kDips},
      {"replace the bench press with dips", kBench, kDips},
      {"can you switch bench press to dips please?", kBench, kDips},
      {"dips instead of bench press", kBench, kDips},
      {"instead of bench press, dips", kBench, kDips},
      {"I'd like dips rather than bench press", kBench, kDips},
      {"exchange deadlifts for hip thrusts", kDeadlift, "Barbell Hip Thrust"},
      {"swap squats with goblet squats", kSquat, "Goblet Squat"},
      {"replace barbell squats with dumbbell lunges", kSquat, kLunges},
      {"I don't like bench press, swap it for dips", kBench, kDips},
      {"swap bench press for dumbbell bench press", kBench, "Dumbbell Bench Press"},
      {"replace leg press", "Leg Press", ""},
      {"something else instead of leg press", "Leg Press", ""},
      {"no hip thrusts please", "Barbell Hip Thrust", ""},
      {"skip the face pulls", "Face Pull", ""},
      {"I hate leg press", "Leg Press", ""},
      {"please leave out Romanian deadlifts", "Romanian Deadlift", ""}};
  for (const SwapCase& c : kCases) {
    CAPTURE(c.text);
    const Wish wish = wish_of(c.text);
    CAPTURE(told(wish));
    REQUIRE(wish.swaps.size() == 1);
    CHECK(wish.swaps[0].out == named(c.out));
    CHECK(wish.swaps[0].in == named(c.in));
    CHECK(wish.rejected.empty());
    CHECK(wish.again == 0);
    CHECK(wish.gear.empty());
    CHECK(wish.extra.empty());
    CHECK(wish.without.empty());
    CHECK(wish.focus.empty());
  }
}

TEST_CASE("a swap is understood in every language", "[trainer]") {
  const SwapCase kCases[] = {{"Tausche Kniebeugen gegen Ausfallschritte", kSquat, kLunges},
                             {"Ersetze bitte Bankdrücken durch Liegestütze", kBench, kPushups},
                             {"Liegestütze statt Bankdrücken", kBench, kPushups},
                             {"Bankdrücken durch Dips ersetzen", kBench, kDips},
                             {"Remplace le développé couché par des pompes", kBench, kPushups},
                             {"Des fentes au lieu de squats", kSquat, kLunges},
                             {"Cambia el press de banca por flexiones", kBench, kPushups},
                             {"Zancadas en vez de sentadillas", kSquat, kLunges},
                             {"Sostituisci la panca piana con i piegamenti", kBench, kPushups},
                             {"Affondi al posto di squat", kSquat, kLunges},
                             {"Troca o supino por flexões", kBench, kPushups},
                             {"Afundos em vez de agachamentos", kSquat, kLunges},
                             {"Zamień przysiady na wykroki", kSquat, kLunges},
                             {"Wykroki zamiast przysiadów", kSquat, kLunges},
                             {"Vyměň dřepy za výpady", kSquat, kLunges},
                             {"Výpady místo dřepů", kSquat, kLunges},
                             {"Vervang bankdrukken door opdrukken", kBench, kPushups},
                             {"Opdrukken in plaats van bankdrukken", kBench, kPushups},
                             {"Byt bänkpress mot armhävningar", kBench, kPushups},
                             {"Utfall istället för knäböj", kSquat, kLunges},
                             {"ベンチプレスを腕立て伏せに変えて", kBench, kPushups},
                             {"スクワットの代わりにランジ", kSquat, kLunges},
                             {"把卧推换成俯卧撑", kBench, kPushups},
                             {"用弓步代替深蹲", kSquat, kLunges},
                             {"Vaihda penkkipunnerrus punnerruksiin", kBench, kPushups},
                             {"Kyykyn sijaan askelkyykkyjä", kSquat, kLunges},
                             {"Замени жим лёжа на отжимания", kBench, kPushups},
                             {"Выпады вместо приседаний", kSquat, kLunges},
                             {"Zameni čučnjeve za iskorake", kSquat, kLunges},
                             {"Iskoraci umesto čučnjeva", kSquat, kLunges},
                             {"Замени чучњеве за искораке", kSquat, kLunges}};
  for (const SwapCase& c : kCases) {
    CAPTURE(c.text);
    const Wish wish = wish_of(c.text);
    CAPTURE(told(wish));
    CHECK(wish.rejected.empty());
    CHECK(wish.again == 0);
    REQUIRE(wish.swaps.size() == 1);
    CHECK(wish.swaps[0].out == named(c.out));
    CHECK(wish.swaps[0].in == named(c.in));
  }
}

TEST_CASE("an exercise that is not wanted is understood in every language", "[trainer]") {
  using Moves = EnumSet<Move>;
  const std::pair<const char*, Move> kCases[] = {{"no deadlifts please", Move::deadlift},
                                                 {"skip squats", Move::squat},
                                                 {"I hate lunges", Move::lunge},
                                                 {"something else instead of squats", Move::squat},
                                                 {"Kein Kreuzheben bitte", Move::deadlift},
                                                 {"Kniebeugen bitte weglassen", Move::squat},
                                                 {"Ich hasse Ausfallschritte", Move::lunge},
                                                 {"pas de soulevé de terre", Move::deadlift},
                                                 {"enlève les squats", Move::squat},
                                                 {"sin peso muerto, por favor", Move::deadlift},
                                                 {"quita las sentadillas", Move::squat},
                                                 {"niente stacchi", Move::deadlift},
                                                 {"togli gli affondi", Move::lunge},
                                                 {"sem levantamento terra", Move::deadlift},
                                                 {"tira o agachamento", Move::squat},
                                                 {"bez martwego ciągu", Move::deadlift},
                                                 {"usuń przysiady", Move::squat},
                                                 {"bez mrtvého tahu", Move::deadlift},
                                                 {"vynech dřepy", Move::squat},
                                                 {"geen deadlifts alsjeblieft", Move::deadlift},
                                                 {"bankdrukken weglaten", Move::bench_press},
                                                 {"inga marklyft", Move::deadlift},
                                                 {"ta bort knäböj", Move::squat},
                                                 {"デッドリフトなしで", Move::deadlift},
                                                 {"スクワットを外して", Move::squat},
                                                 {"不要硬拉", Move::deadlift},
                                                 {"去掉深蹲", Move::squat},
                                                 {"ei maastavetoa", Move::deadlift},
                                                 {"jätä kyykyt pois", Move::squat},
                                                 {"без становой тяги", Move::deadlift},
                                                 {"убери приседания", Move::squat},
                                                 {"bez mrtvog dizanja", Move::deadlift},
                                                 {"izbaci čučnjeve", Move::squat}};
  for (const auto& [text, move] : kCases) {
    CAPTURE(text);
    const Wish wish = wish_of(text);
    CAPTURE(told(wish));
    CHECK(wish.rejected == Moves{move});
    CHECK(wish.swaps.empty());
  }
}

TEST_CASE("several swaps in one message all count", "[trainer]") {
  const Wish wish = wish_of("swap bench press for dips and squats for lunges");
  CAPTURE(told(wish));
  REQUIRE(wish.swaps.size() == 2);
  CHECK(wish.swaps[0] == Swap{named(kBench), named(kDips)});
  CHECK(wish.swaps[1] == Swap{named(kSquat), named(kLunges)});
  const Wish both = wish_of("replace bench press and dips with push-ups");
  REQUIRE(both.swaps.size() == 2);
  CHECK(both.swaps[0] == Swap{named(kBench), named(kPushups)});
  CHECK(both.swaps[1] == Swap{named(kDips), named(kPushups)});
}

TEST_CASE("a swap that is denied, or names nothing that goes, swaps nothing", "[trainer]") {
  for (const char* const text :
       {"don't swap bench press for dips", "swap it for dips", "swap", "4 days instead of 3",
        "change the plan to 4 days", "I did bench press and squats today",
        "Tausche es gegen Liegestütze", "ディップスに変えて"}) {
    CAPTURE(text);
    const Wish wish = wish_of(text);
    CAPTURE(told(wish));
    CHECK(wish.swaps.empty());
    CHECK(wish.rejected.empty());
  }
}

TEST_CASE("what is asked later undoes what it contradicts", "[trainer]") {
  const Wish again = wish_after({"swap bench press for dips", "swap bench press for push-ups"});
  REQUIRE(again.swaps.size() == 1);
  CHECK(again.swaps[0].in == named(kPushups));
  CHECK(wish_after({"swap bench press for dips", "swap dips for bench press"}).swaps.empty());
  const Wish back = wish_after({"no squats", "replace leg press with squats"});
  CHECK(back.rejected.empty());
  CHECK(back.swaps.size() == 1);
}

TEST_CASE("no more swaps are kept than fit, the first go", "[trainer]") {
  std::vector<std::string> texts;
  const auto all = knowledge().exercises.all();
  for (std::size_t i = 0; i < kSwapsMax + 4; ++i) {
    texts.push_back("replace " + std::string(all[i].name) + " with Plank");
  }
  const Wish wish = wish_after(texts);
  CHECK(wish.swaps.size() == kSwapsMax);
  CHECK(wish.swaps.back().out == &all[kSwapsMax + 3]);
}

TEST_CASE("numbers, time, effort and another one are changed in every language", "[trainer]") {
  struct Case {
    const char* days;
    const char* shorter;
    const char* harder;
    const char* easier;
    const char* another;
  };
  const Case kCases[] = {
      {"make it four days", "less time", "harder please", "that's too hard", "another one"},
      {"make it 4 days a week", "shorter", "too easy", "easier", "something else"},
      {"mach vier Tage draus", "kürzer", "schwerer", "leichter", "einen anderen"},
      {"fais quatre jours", "plus court", "plus dur", "plus facile", "autre chose"},
      {"que sean cuatro días", "menos tiempo", "más difícil", "más fácil", "otro"},
      {"fai quattro giorni", "più corto", "più difficile", "più facile", "un altro"},
      {"faz quatro dias", "mais curto", "mais difícil", "mais fácil", "outro"},
      {"zrób cztery dni", "krócej", "trudniej", "łatwiej", "inny"},
      {"udělej čtyři dny", "kratší", "těžší", "lehčí", "jiný"},
      {"maak er vier dagen van", "korter", "zwaarder", "makkelijker", "iets anders"},
      {"gör fyra dagar", "kortare", "svårare", "lättare", "en annan"},
      {"週4日にして", "短くして", "もっときつく", "もっと簡単に", "別のプラン"},
      {"改成每周四天", "短一点", "难一点", "简单一点", "换一个"},
      {"tee neljä päivää", "lyhyempi", "vaikeampi", "helpompi", "jotain muuta"},
      {"сделай четыре дня", "короче", "сложнее", "легче", "другой план"},
      {"neka bude četiri dana", "kraće", "teže", "lakše", "nešto drugo"}};
  for (const Case& c : kCases) {
    CAPTURE(c.days);
    CHECK(wish_after({"3 days", c.days}).days == 4);
    CHECK(wish_after({"60 min", c.shorter}).minutes == minutes(45));
    CHECK(wish_after({"beginner", c.harder}).effort == 1);
    CHECK(wish_after({"beginner", c.harder}).level == Level::beginner);
    CHECK(wish_after({"beginner", c.easier}).effort == -1);
    CHECK(wish_after({"3 days", c.another}).again == 1);
  }
  CHECK(wish_after({"3 days", "only 30 minutes"}).minutes == minutes(30));
}

TEST_CASE("just one session is understood in every language", "[trainer]") {
  const char* const kTexts[] = {"just one session for today",
                                "just one workout",
                                "give me a workout for today",
                                "what should I train today?",
                                "a quick workout",
                                "Nur ein Training für heute",
                                "ein schnelles Workout",
                                "juste une séance pour aujourd'hui",
                                "une séance rapide",
                                "solo una sesión para hoy",
                                "un entrenamiento rápido",
                                "solo un allenamento per oggi",
                                "un allenamento veloce",
                                "só um treino para hoje",
                                "um treino rápido",
                                "tylko jeden trening na dziś",
                                "szybki trening",
                                "jen jeden trénink na dnes",
                                "rychlý trénink",
                                "alleen een training voor vandaag",
                                "een snelle workout",
                                "bara ett pass idag",
                                "ett snabbt pass",
                                "今日だけのトレーニング",
                                "さくっと筋トレ",
                                "只要今天的训练",
                                "快速锻炼",
                                "vain yksi treeni tänään",
                                "nopea treeni",
                                "только одну тренировку на сегодня",
                                "быструю тренировку",
                                "samo jedan trening za danas",
                                "брз тренинг"};
  for (const char* const text : kTexts) {
    CAPTURE(text);
    const Wish wish = wish_of(text);
    CHECK(wish.single_session);
    CHECK_FALSE(wish.days);
  }
}

TEST_CASE("a plan for a week is no single session", "[trainer]") {
  for (const char* const text :
       {"one workout a week", "3 short workouts a week", "a quick plan for the week",
        "3 days starting today", "my knee hurts today", "I want shorter workouts", "3 per week",
        "eine Einheit pro Woche", "une séance par semaine", "jeden trening w tygodniu"}) {
    CAPTURE(text);
    CHECK_FALSE(wish_of(text).single_session);
  }
}

TEST_CASE("the areas of a single session are kept in the order of naming", "[trainer]") {
  const Wish quick = wish_of("a quick chest workout");
  CHECK(quick.single_session);
  CHECK(quick.areas == Areas{Area::chest});
  CHECK(quick.focus.empty());
  CHECK(wish_of("just one session: legs, biceps and chest").areas ==
        Areas{Area::legs, Area::biceps, Area::chest});
  CHECK(wish_of("ein schnelles Brusttraining").areas == Areas{Area::chest});
  CHECK(wish_of("nur heute: Beine und Trizeps").areas == Areas{Area::legs, Area::triceps});
  CHECK(wish_after({"a quick chest workout", "legs instead"}).areas == Areas{Area::legs});
  CHECK(wish_after({"a quick chest workout", "add triceps too"}).areas ==
        Areas{Area::chest, Area::triceps});
  CHECK(wish_after({"just one session: legs and chest", "no chest"}).areas == Areas{Area::legs});
}

TEST_CASE("a later message makes a single session a week again", "[trainer]") {
  for (const char* const text : {"make it a week", "3 days", "for the whole week please",
                                 "twice a week", "a weekly plan instead"}) {
    CAPTURE(text);
    const Wish wish = wish_after({"a quick chest workout", text});
    CHECK_FALSE(wish.single_session);
    CHECK(wish.areas.empty());
    CHECK(wish.focus.empty());
  }
  CHECK(wish_after({"a quick chest workout", "shorter"}).single_session);
  CHECK(wish_after({"a quick chest workout", "another one"}).single_session);
}

TEST_CASE("what stands in a shared plan is not what the user says", "[trainer]") {
  const std::string json =
      R"({"name":"5 days, only 20 minutes","sessions":[{"exercises":[{"name":"swap Bench Press for Dips"},)"
      R"({"name":"no deadlifts, knee pain \" } {"}]}],"type":"ProgramBlueprint"})";
  const Wish before = wish_of("make it shorter");
  CHECK(wish_of("make it shorter " + json) == before);
  CHECK(wish_of(json + " make it shorter") == before);
  CHECK(wish_of("make it " + json + "\nshorter") == wish_of("make it\nshorter"));
  CHECK(wish_of("make it shorter " + json.substr(0, json.size() / 2)) == before);
  CHECK(wish_of(json) == Wish{});
}

TEST_CASE("curly brackets in the user's own words are words", "[trainer]") {
  CHECK(own_words("3 days {smile} beginner") == "3 days {smile} beginner");
  CHECK(own_words(":{ 3 sessions a week") == ":{ 3 sessions a week");
  CHECK(own_words("{}{}{\"sessions\":[]}x") == "{}{}\nx");
  CHECK(own_words("").empty());
  CHECK(own_words("}") == "}");
  CHECK(own_words("a {\"planBlueprint\": {\"b\": \"}\"}} b") == "a \n b");
}

TEST_CASE("a workout for an area is one session, for whoever has no week yet", "[trainer]") {
  for (const char* const text : {"arms workout at home, 25 mins, dumbbells",
                                 "a workout for chest and back", "leg workout"}) {
    CAPTURE(text);
    CHECK(wish_of(text).single_session);
  }
  CHECK(wish_of("arms workout at home").areas == Areas{Area::arms});
  CHECK_FALSE(wish_after({"3 days a week", "more arms workout"}).single_session);
  CHECK_FALSE(wish_of("chest workout plan, 4 days").single_session);
}

TEST_CASE("shorter means shorter than the plan was", "[trainer]") {
  const auto length = [](const std::vector<std::string>& texts) {
    const Wish wish = wish_after(texts);
    std::chrono::minutes longest{0};
    for (const Session& session : make_week(wish, 0, testing::knowledge().exercises).sessions)
      longest = std::max(longest, session.length);
    return longest;
  };
  const std::string plan = "3 days gym beginner";
  CHECK(length({plan, "less time"}) < length({plan}));
  CHECK(length({plan, "less time", "shorter"}) < length({plan, "less time"}));
  CHECK(length({plan, "less time", "60 minutes"}) == length({plan}));
}

TEST_CASE("what is swapped for something that is there already goes, whatever its kind",
          "[trainer]") {
  const Wish wish = wish_after({"3 days muscle, dumbbells", "swap squats for dumbbell lunges"});
  for (const Session& session : make_week(wish, 0, testing::knowledge().exercises).sessions) {
    for (const PlannedExercise& one : session.exercises)
      CHECK(one.name != "Goblet Squat");
  }
}

}  // namespace
}  // namespace spotter::trainer
