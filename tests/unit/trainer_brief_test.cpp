#include "support/knowledge.hpp"

#include <spotter/prompts/catalog.hpp>
#include <spotter/trainer/coach.hpp>
#include <spotter/trainer/wish.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <utility>
#include <vector>

namespace spotter::trainer {
namespace {

using plan::Brief;
using plan::Experience;
using plan::SessionBrief;
using plan::WeekBrief;
using std::chrono::minutes;
using testing::knowledge;

const prompts::Catalog& texts() {
  static const auto catalog = prompts::make_built_in_catalog();
  return *catalog;
}

std::string text(std::string_view key, std::string_view language = "en") {
  return std::string(texts().raw_text("offline", key, language));
}

bool contains(const std::string& whole, const std::string& part) {
  return whole.find(part) != std::string::npos;
}

Brief week_of(std::vector<std::string> goals, std::string info = {}) {
  WeekBrief week;
  week.goals = std::move(goals);
  return {week, false, std::move(info)};
}

Brief session_of(std::vector<std::string> areas, std::string info = {}) {
  SessionBrief session;
  session.areas = std::move(areas);
  return {session, false, std::move(info)};
}

Wish wish_of(const Brief& brief) {
  return read_wish(brief, knowledge());
}

Answer answer_to(const Brief& brief, std::string locale = "en-US") {
  llm::Request request;
  request.brief = brief;
  request.locale = std::move(locale);
  request.messages.push_back({llm::Role::user, "A form was filled in."});
  return reply_to(request, knowledge(), texts());
}

TEST_CASE("every label of a goal is understood in every language of the app", "[trainer]") {
  const std::pair<Goal, std::vector<std::string>> kGoals[] = {
      {Goal::strength,
       {"Strength", "Stärke", "Fuerza", "Voima", "Force", "Forza", "Kracht", "Развитие силы",
        "Snaga"}},
      {Goal::muscle,
       {"Gaining Muscle", "Muskelmasse aufbauen", "Ganar músculo", "Lihasmassan kasvatus",
        "Prise de muscle", "Ipertrofia", "Spiermassa Muscle", "Набор мышечной массы",
        "Dobijanje mišićne mase"}},
      {Goal::weight,
       {"Lowing Weight", "Gewicht reduzieren", "Pérdida de peso", "Painon pudotus",
        "Perte de poids", "Dimagrire", "Afvallen", "Снижение веса", "Gubitak težine"}},
      {Goal::toning,
       {"Toning", "Definition", "Tonificado", "Kiinteytyminen", "Tonification", "Tonificazione",
        "Meer getoned worden", "Тонизирование", "Toniranje"}}};
  for (const auto& [goal, labels] : kGoals) {
    for (const auto& label : labels) {
      CAPTURE(label);
      CHECK(wish_of(week_of({label})).goal == goal);
    }
  }
}

TEST_CASE("every label of an area is understood in every language of the app", "[trainer]") {
  const std::pair<Area, std::vector<std::string>> kAreas[] = {
      {Area::arms,
       {"Arms", "Arme", "Brazos", "Käsivarret", "Bras", "Braccia", "Armen", "Руки", "Ruke"}},
      {Area::chest,
       {"Chest", "Brust", "Pecho", "Rinta", "Poitrine", "Petto", "Borst", "Грудь", "Grudi"}},
      {Area::back,
       {"Back", "Rücken", "Espalda", "Selkä", "Dos", "Schiena", "Rug", "Спина", "Leđa"}},
      {Area::legs,
       {"Legs", "Beine", "Piernas", "Jalat", "Jambes", "Gambe", "Benen", "Ноги", "Noge"}},
      {Area::triceps, {"Triceps", "Trizeps", "Ojentajat", "Tricipiti", "Трицепсы"}},
      {Area::biceps, {"Biceps", "Bizeps", "Hauikset", "Bicipiti", "Бицепсы"}},
      {Area::quads,
       {"Quads", "Quadrizeps", "Cuádriceps", "Etureidet", "Quadriceps", "Quadricipiti",
        "Квадрицепсы", "Kvadriceps"}},
      {Area::hamstrings,
       {"Hamstrings", "rückseitige Oberschenkelmuskulatur", "Isquiotibiales", "Takareidet",
        "Ischio-jambiers", "Femorali", "Бицепсы бёдер", "Zadnja loža"}},
      {Area::calves,
       {"Calves", "Waden", "Pantorrillas", "Pohkeet", "Mollets", "Polpacci", "Kuiten", "Икры",
        "Listovi"}}};
  for (const auto& [area, labels] : kAreas) {
    for (const auto& label : labels) {
      CAPTURE(label);
      CHECK(wish_of(session_of({label})).areas == std::vector{area});
    }
  }
}

TEST_CASE("labels are matched without case and accents, others by their words", "[trainer]") {
  using Areas = std::vector<Area>;
  CHECK(wish_of(session_of({"RUCKEN", "cuadriceps"})).areas == Areas{Area::back, Area::quads});
  CHECK(wish_of(session_of({"Shoulders", "Glutes"})).areas == Areas{Area::shoulders, Area::glutes});
  CHECK(wish_of(session_of({"Legs", "Arms", "legs"})).areas == Areas{Area::legs, Area::arms});
  CHECK(wish_of(session_of({"Chakras"})).areas.empty());
  CHECK(wish_of(week_of({"General fitness"})).goal == Goal::health);
  CHECK_FALSE(wish_of(week_of({"Chakras"})).goal);
}

TEST_CASE("the first goal counts most, losing weight beside it is kept", "[trainer]") {
  const Wish wish = wish_of(week_of({"Strength", "Lowing Weight"}));
  CHECK(wish.goal == Goal::strength);
  CHECK(wish.weight_too);
  const Wish other = wish_of(week_of({"Lowing Weight", "Toning"}));
  CHECK(other.goal == Goal::weight);
  CHECK_FALSE(other.weight_too);
}

TEST_CASE("a form's own fields win over what its free text says", "[trainer]") {
  auto brief = week_of({"Strength"},
                       "I am 70, a beginner, 2 days a week, want to lose weight, "
                       "45 minutes, only dumbbells, bad knee, no lunges");
  auto& week = std::get<WeekBrief>(brief.wanted);
  week.age = 41;
  week.days = 5;
  week.experience = Experience::professional;
  const Wish wish = wish_of(brief);
  CHECK(wish.days == 5);
  CHECK(wish.age == 41);
  CHECK(wish.level == Level::advanced);
  CHECK(wish.goal == Goal::strength);
  CHECK_FALSE(wish.single_session);
  CHECK(wish.minutes == minutes(45));
  CHECK(wish.gear == EnumSet<Gear>{Gear::dumbbells});
  CHECK(wish.hurts == EnumSet<Joint>{Joint::knee});
  CHECK(wish.rejected == EnumSet<Move>{Move::lunge});
}

TEST_CASE("a form for one session gives areas in order, exercises and what the user lifts",
          "[trainer]") {
  auto brief = session_of({"Beine", "Brust"}, "nur Kurzhanteln");
  auto& session = std::get<SessionBrief>(brief.wanted);
  session.volume = 75;
  session.weights = {{"Goblet squats", plan::Decimal::of_units(24)},
                     {"Onkel Toms Spezial", plan::Decimal::of_units(5)}};
  const Wish wish = wish_of(brief);
  CHECK(wish.single_session);
  CHECK_FALSE(wish.days);
  CHECK(wish.areas == std::vector{Area::legs, Area::chest});
  CHECK(wish.exercises == 7);
  CHECK(wish.gear == EnumSet<Gear>{Gear::dumbbells});
  REQUIRE(wish.known.size() == 2);
  CHECK(wish.known[0].name == "Goblet squats");
  REQUIRE(wish.known[0].exercise != nullptr);
  CHECK(wish.known[0].exercise->name == "Goblet Squat");
  CHECK(wish.known[1].exercise == nullptr);
}

TEST_CASE("no more exercises of a log are taken than fit", "[trainer]") {
  auto brief = session_of({"Chest"});
  auto& session = std::get<SessionBrief>(brief.wanted);
  session.weights.assign(kKnownMax + 10, {"Curl", plan::Decimal::of_units(5)});
  CHECK(wish_of(brief).known.size() == kKnownMax);
}

TEST_CASE("a form is answered with a plan, never with a question", "[trainer]") {
  const char* const kInfos[] = {"",
                                "hello?",
                                "I am pregnant",
                                "I have diabetes",
                                "I had surgery last month",
                                "I have the flu",
                                "what is the capital of France?",
                                "which steroids should I take?"};
  for (const char* const info : kInfos) {
    CAPTURE(info);
    CHECK(answer_to(week_of({"Strength"}, info)).plan);
    CHECK(answer_to(session_of({"Chest"}, info)).plan);
  }
}

TEST_CASE("a form with a condition gets the advice to ask first in its plan", "[trainer]") {
  const auto ill = answer_to(week_of({"Strength"}, "I have diabetes"));
  REQUIRE(ill.plan);
  CHECK(contains(ill.plan->description, text("clear_illness")));
  CHECK(contains(ill.plan->description, text("safety")));
  const auto cleared = answer_to(week_of({"Strength"}, "I have diabetes, my doctor said it's ok"));
  REQUIRE(cleared.plan);
  CHECK_FALSE(contains(cleared.plan->description, text("clear_illness")));
}

TEST_CASE("a warning sign in a form's free text comes before any plan", "[trainer]") {
  const auto chest = answer_to(week_of({"Strength"}, "I get chest pain when I climb stairs"));
  CHECK_FALSE(chest.plan);
  CHECK(chest.text == text("flag_emergency"));
  const auto child = answer_to(session_of({"Chest"}, "I am 9 years old"));
  CHECK_FALSE(child.plan);
  CHECK(child.text == text("under_age"));
}

TEST_CASE("the plan of a form is in the language of its words, else of the locale", "[trainer]") {
  const auto safety = [](const Answer& answer, std::string_view language) {
    REQUIRE(answer.plan);
    return contains(answer.plan->description, text("safety", language));
  };
  CHECK(safety(answer_to(week_of({"Stärke", "Definition"}), "fr-FR"), "de"));
  CHECK(safety(answer_to(week_of({"Stärke"}, "je n'ai que des haltères"), "en-US"), "fr"));
  CHECK(safety(answer_to(session_of({"Triceps", "Biceps"}), "es-ES"), "es"));
  CHECK(safety(answer_to(week_of({"Chakras"}), "sv-SE"), "sv"));
  CHECK(safety(answer_to(session_of({"Спина", "Ноги"}), "en-GB"), "ru"));
}

}  // namespace
}  // namespace spotter::trainer
