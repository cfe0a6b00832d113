#include "support/knowledge.hpp"

#include <spotter/trainer/wish.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace spotter::trainer {
namespace {

using std::chrono::minutes;

/// The wish after these messages of the user, with an answer after each.
Wish wish_after(const std::vector<std::string>& texts) {
  std::vector<llm::Message> messages;
  for (const std::string& text : texts) {
    if (!messages.empty())
      messages.push_back({llm::Role::assistant, "Day 1: 5 days, gym, 20 minutes"});
    messages.push_back({llm::Role::user, text});
  }
  return read_wish(messages, testing::knowledge());
}

Wish wish_of(const std::string& text) {
  return wish_after({text});
}

using Gears = EnumSet<Gear>;
using Joints = EnumSet<Joint>;
using Areas = EnumSet<Area>;

TEST_CASE("days, level and equipment are read in every language", "[trainer]") {
  const char* const kTexts[] = {"3 days, beginner, dumbbells",
                                "3 Tage, Anfänger, Kurzhanteln",
                                "3 jours, débutant, haltères",
                                "3 días, principiante, mancuernas",
                                "3 giorni, principiante, manubri",
                                "3 dias, iniciante, halteres",
                                "3 dni, początkujący, hantle",
                                "3 dny, začátečník, jednoručky",
                                "3 dagen, beginner, dumbbells",
                                "3 dagar, nybörjare, hantlar",
                                "週3日、初心者、ダンベル",
                                "每周3天，新手，哑铃",
                                "3 päivää, aloittelija, käsipainot",
                                "3 дня, новичок, гантели",
                                "3 dana, početnik, bučice",
                                "3 дана, почетник, бучице",
                                "每週三天，初學者，啞鈴",
                                "3 DAYS BEGINNER DUMBBELLS"};
  for (const char* const text : kTexts) {
    CAPTURE(text);
    const Wish wish = wish_of(text);
    CHECK(wish.days == 3);
    CHECK(wish.level == Level::beginner);
    CHECK(wish.gear == Gears{Gear::dumbbells});
  }
}

TEST_CASE("a sentence with times a week, place, goal and minutes is read in every language",
          "[trainer]") {
  struct Case {
    const char* text;
    Goal goal = Goal::muscle;
    int length = 45;
  };
  const Case kCases[] = {
      {"I want to build muscle 4 times a week at the gym, 45 min"},
      {"Ich will Muskeln aufbauen, 4x die Woche im Fitnessstudio, 45 Minuten"},
      {"Je veux prendre du muscle, 4 fois par semaine en salle, 45 minutes"},
      {"Quiero ganar músculo, cuatro veces por semana en el gimnasio, 45 minutos"},
      {"Voglio mettere massa, 4 volte a settimana in palestra, 45 minuti"},
      {"Quero ganhar massa, 4 vezes por semana na academia, 45 minutos"},
      {"Chcę zbudować mięśnie, 4 razy w tygodniu na siłowni, 45 minut"},
      {"Chci nabrat svaly, 4x týdně v posilovně, 45 minut"},
      {"Ik wil spieren opbouwen, vier keer per week in de sportschool, 45 minuten"},
      {"Jag vill bygga muskler, 4 gånger i veckan på gymmet, 45 minuter"},
      {"筋肉をつけたい、週4回ジムで45分"},
      {"我想增肌，一周四次，健身房，45分钟"},
      {"Haluan kasvattaa lihasta, 4 kertaa viikossa salilla, 45 minuuttia"},
      {"Хочу набрать мышцы, 4 раза в неделю в зале, 45 минут"},
      {"Želim mišiće, 4 puta nedeljno u teretani, 45 minuta"}};
  for (const Case& one : kCases) {
    CAPTURE(one.text);
    const Wish wish = wish_of(one.text);
    CHECK(wish.days == 4);
    CHECK(wish.goal == one.goal);
    CHECK(wish.gear == Gears{Gear::gym});
    CHECK(wish.minutes == minutes(one.length));
  }
}

TEST_CASE("days are found in many forms", "[trainer]") {
  CHECK(wish_of("three days a week").days == 3);
  CHECK(wish_of("twice a week").days == 2);
  CHECK(wish_of("every other day").days == 3);
  CHECK(wish_of("every day").days == 7);
  CHECK(wish_of("Mon, Wed and Fri").days == 3);
  CHECK(wish_of("5x/week").days == 5);
  CHECK(wish_of("3 per week").days == 3);
  CHECK(wish_of("4-day split").days == 4);
  CHECK(wish_of("3-4 days").days == 3);
  CHECK(wish_of("jeden zweiten Tag").days == 3);
  CHECK(wish_of("毎日").days == 7);
  CHECK(wish_after({"gym", "4"}).days == 4);
}

TEST_CASE("numbers that count something else are no days", "[trainer]") {
  CHECK_FALSE(wish_of("a plan for 4 weeks").days);
  CHECK_FALSE(wish_of("3 sets of 5").days);
  CHECK_FALSE(wish_of("I lift 5x5").days);
  CHECK_FALSE(wish_of("6 months of training").days);
  CHECK_FALSE(wish_of("one session of 30 minutes").days);
  CHECK_FALSE(wish_of("1日30分").days);
  CHECK_FALSE(wish_of("my back hurts every day").days);
  CHECK(wish_of("4 days instead of 5 days").days == 4);
}

TEST_CASE("minutes and hours are read and kept between 15 and 120", "[trainer]") {
  CHECK(wish_of("half an hour").minutes == minutes(30));
  CHECK(wish_of("1 hour").minutes == minutes(60));
  CHECK(wish_of("1.5 hours").minutes == minutes(90));
  CHECK(wish_of("anderthalb Stunden").minutes == minutes(90));
  CHECK(wish_of("une demi-heure").minutes == minutes(30));
  CHECK(wish_of("полчаса").minutes == minutes(30));
  CHECK(wish_of("10 min").minutes == minutes(15));
  CHECK(wish_of("400 minutes").minutes == minutes(120));
  CHECK_FALSE(wish_of("rest 2 minutes").minutes);
}

TEST_CASE("later messages change what earlier ones said", "[trainer]") {
  const Wish wish = wish_after({"3 days, beginner, dumbbells", "4 days instead", "60 minutes"});
  CHECK(wish.days == 4);
  CHECK(wish.level == Level::beginner);
  CHECK(wish.gear == Gears{Gear::dumbbells});
  CHECK(wish.minutes == minutes(60));
}

TEST_CASE("shorter and longer move the length in steps", "[trainer]") {
  CHECK(wish_after({"3 days", "shorter"}).minutes == minutes(45));
  CHECK(wish_after({"3 days", "shorter", "shorter"}).minutes == minutes(30));
  CHECK(wish_after({"20 minutes", "kürzer", "kürzer"}).minutes == minutes(15));
  CHECK(wish_after({"3 days", "longer"}).minutes == minutes(75));
  CHECK(wish_after({"3 days", "shorter, 20 minutes"}).minutes == minutes(20));
}

TEST_CASE("asking for another plan is counted, pain that is back is not", "[trainer]") {
  CHECK(wish_after({"3 days", "another one", "noch einen"}).again == 2);
  CHECK(wish_after({"3 days", "my knee hurts again"}).again == 0);
}

TEST_CASE("harder and easier move the effort and keep the level as it was said", "[trainer]") {
  CHECK(wish_after({"beginner", "harder"}).level == Level::beginner);
  CHECK(wish_after({"beginner", "harder"}).effort == 1);
  CHECK(wish_after({"advanced", "too hard"}).effort == -1);
  CHECK(wish_after({"3 days", "harder", "too hard"}).effort == 0);
  CHECK(wish_after({"3 days", "easier", "easier", "easier", "easier"}).effort == -2);
  CHECK(wish_after({"3 days", "harder", "harder", "harder", "harder"}).effort == 2);
  CHECK(wish_after({"3 days", "harder", "start over"}).effort == 0);
  CHECK(wish_of("I'm not a beginner").level == Level::intermediate);
}

TEST_CASE("years of training tell the level and are no age", "[trainer]") {
  const Wish long_time = wish_of("I have been training for 10 years");
  CHECK(long_time.level == Level::advanced);
  CHECK_FALSE(long_time.age);
  CHECK(wish_of("lifting for 8 months").level == Level::intermediate);
  const Wish both = wish_of("J'ai 16 ans et je m'entraîne depuis 3 mois");
  CHECK(both.age == 16);
  CHECK(both.level == Level::beginner);
}

TEST_CASE("an age is read in every language", "[trainer]") {
  const char* const kTexts[] = {"I'm 15 years old",
                                "I'm 15",
                                "Ich bin 15 Jahre alt",
                                "j'ai 15 ans",
                                "tengo 15 años",
                                "ho 15 anni",
                                "tenho 15 anos",
                                "mam 15 lat",
                                "je mi 15 let",
                                "ik ben 15 jaar oud",
                                "jag är 15 år gammal",
                                "15歳です",
                                "我15岁",
                                "olen 15-vuotias",
                                "мне 15 лет",
                                "imam 15 godina"};
  for (const char* const text : kTexts) {
    CAPTURE(text);
    CHECK(wish_of(text).age == 15);
  }
}

TEST_CASE("what is missing is left out of the equipment", "[trainer]") {
  CHECK(wish_after({"gym", "without bench"}).without.has(Item::bench));
  CHECK(wish_after({"Kurzhanteln", "ohne Bank"}).without.has(Item::bench));
  CHECK(wish_after({"ダンベル", "ベンチなし"}).without.has(Item::bench));
  CHECK(wish_of("gym but no machines").without.has(Item::machine));
  CHECK(wish_of("gym but no machines").gear == Gears{Gear::gym});
  CHECK(wish_of("no gym").gear == Gears{Gear::bodyweight});
  CHECK(wish_of("no equipment").gear == Gears{Gear::bodyweight});
}

TEST_CASE("equipment is joined, replaced and narrowed as people say it", "[trainer]") {
  CHECK(wish_of("kettlebell and bands") == wish_of("bands and kettlebell"));
  CHECK(wish_of("kettlebell and bands").gear == Gears{Gear::kettlebell, Gear::bands});
  CHECK(wish_after({"dumbbells", "I'm at the gym now"}).gear == Gears{Gear::gym});
  CHECK(wish_after({"dumbbells", "I also have bands"}).gear == Gears{Gear::dumbbells, Gear::bands});
  CHECK(wish_of("only dumbbells at the gym").gear == Gears{Gear::dumbbells});
  const Wish bench = wish_of("dumbbells, a bench and a pull-up bar");
  CHECK(bench.extra.has(Item::bench));
  CHECK(bench.extra.has(Item::pull_up_bar));
  CHECK(wish_of("training at home").gear == Gears{Gear::bodyweight});
}

TEST_CASE("pain in a place is read in every language", "[trainer]") {
  const char* const kTexts[] = {
      "my knee hurts",        "mein Knie tut weh",   "j'ai mal au genou", "me duele la rodilla",
      "ho male al ginocchio", "meu joelho dói",      "boli mnie kolano",  "bolí mě koleno",
      "mijn knie doet pijn",  "jag har ont i knät",  "膝が痛い",          "膝盖疼",
      "polveen sattuu",       "у меня болит колено", "boli me koleno"};
  for (const char* const text : kTexts) {
    CAPTURE(text);
    CHECK(wish_of(text).hurts == Joints{Joint::knee});
    CHECK(wish_of(text).focus.empty());
  }
}

TEST_CASE("several places hurt, and healing is heard", "[trainer]") {
  CHECK(wish_of("bad back and bad shoulders").hurts == Joints{Joint::lower_back, Joint::shoulder});
  CHECK(wish_of("Rückenschmerzen und mein Knie tut weh").hurts ==
        Joints{Joint::lower_back, Joint::knee});
  CHECK(wish_after({"my knee hurts", "my knee does not hurt"}).hurts.empty());
  const Wish healthy = wish_of("no injuries");
  CHECK(healthy.healthy);
  CHECK(healthy.hurts.empty());
}

TEST_CASE("muscles to focus on are told from muscles that hurt", "[trainer]") {
  const Wish wish = wish_of("train chest, back and shoulders, bad knees");
  CHECK(wish.focus == Areas{Area::chest, Area::back, Area::shoulders});
  CHECK(wish.hurts == Joints{Joint::knee});
}

TEST_CASE("exercises that somebody does not want are remembered", "[trainer]") {
  const Wish wish = wish_of("no squats and no lunges, 3 days");
  CHECK(wish.rejected.has(Move::squat));
  CHECK(wish.rejected.has(Move::lunge));
  CHECK_FALSE(wish.rejected.has(Move::plank));
  CHECK(wish_of("sin sentadillas").rejected.has(Move::squat));
}

TEST_CASE("starting over forgets wishes, not what concerns health", "[trainer]") {
  const Wish wish = wish_after({"3 days, dumbbells, my knee hurts, I'm 16", "start over"});
  CHECK_FALSE(wish.days);
  CHECK(wish.gear.empty());
  CHECK(wish.hurts == Joints{Joint::knee});
  CHECK(wish.age == 16);
}

TEST_CASE("losing weight besides another goal is kept as a second one", "[trainer]") {
  const Wish wish = wish_of("build muscle and lose weight");
  CHECK(wish.goal == Goal::muscle);
  CHECK(wish.weight_too);
  CHECK_FALSE(wish_of("I don't want to lose weight").goal);
}

TEST_CASE("conditions are read, and a professional's word clears them", "[trainer]") {
  CHECK(wish_of("I'm pregnant").conditions.has(Condition::pregnancy));
  CHECK(wish_of("ich hatte eine Herz-OP, Operation").conditions.has(Condition::surgery));
  CHECK(wish_of("j'ai du diabète").conditions.has(Condition::illness));
  CHECK_FALSE(wish_of("I'm not pregnant").conditions.has(Condition::pregnancy));
  CHECK(wish_after({"I'm pregnant", "my midwife said it's ok"}).cleared);
  CHECK(wish_after({"I'm pregnant", "yes"}).cleared);
  CHECK(wish_after({"ich bin schwanger", "meine Hebamme hat es erlaubt"}).cleared);
  CHECK_FALSE(wish_after({"I'm pregnant", "should I ask if my doctor is ok with it?"}).cleared);
  CHECK_FALSE(wish_after({"I'm pregnant", "my doctor did not say it's ok"}).cleared);
  CHECK_FALSE(wish_after({"I'm pregnant", "4 days instead"}).cleared);
  CHECK_FALSE(wish_after({"my doctor said it's ok", "I'm pregnant"}).cleared);
}

TEST_CASE("the coach's own answers are no wishes", "[trainer]") {
  CHECK(wish_after({"hello", "thanks"}) == Wish{});
}

TEST_CASE("the request for an introduction is no wish", "[trainer]") {
  CHECK(wish_of("Please introduce yourself to me in the language of the locale de. Write two or "
                "three short sentences: that you are my AI training coach, what you can do for me, "
                "and at the end one friendly question that invites me to start.") == Wish{});
}

TEST_CASE("a very long message is read at its beginning and its end", "[trainer]") {
  const std::string filler(200'000, 'x');
  const Wish wish = wish_of("3 days " + filler + " dumbbells");
  CHECK(wish.days == 3);
  CHECK(wish.gear == Gears{Gear::dumbbells});
}

TEST_CASE("of many long messages the last ones count", "[trainer]") {
  const std::string filler(7'000, 'x');
  CHECK(wish_after({"3 days", filler, "dumbbells", filler, filler, filler}).days == 3);
  const Wish wish = wish_after({"3 days", filler, "dumbbells", filler, filler, filler, filler});
  CHECK_FALSE(wish.days);
  CHECK(wish.gear == Gears{Gear::dumbbells});
}

TEST_CASE("only the last 100 messages count", "[trainer]") {
  std::vector<std::string> texts{"3 days, dumbbells"};
  texts.resize(101, "ok");
  CHECK_FALSE(wish_after(texts).days);
}

}  // namespace
}  // namespace spotter::trainer
