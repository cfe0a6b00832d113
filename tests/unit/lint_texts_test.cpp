#include "support/plan_making.hpp"

#include <spotter/base/text.hpp>

#include <catch2/catch.hpp>

namespace spotter::testing {
namespace {

using Keys = std::vector<std::string>;

lint::Report lint_named(std::string name) {
  plan::Plan plan = full_body(3, 2);
  plan.name = std::move(name);
  return lint_of(std::move(plan));
}

TEST_CASE("a sound plan is left as it is, and nothing is said of it", "[lint]") {
  lint::Wanted wanted;
  wanted.sessions = 3;
  wanted.level = exercises::Level::beginner;
  wanted.goal = lint::Goal::health;
  wanted.minutes = std::chrono::minutes(60);
  const plan::Plan plan = full_body(3, 2);
  const lint::Report report = lint_of(plan, wanted);
  CHECK(keys_of(report.repaired) == Keys{});
  CHECK(keys_of(report.errors) == Keys{});
  CHECK(keys_of(report.warnings) == Keys{});
  CHECK(report.plan == plan);
}

TEST_CASE("names lose links, markup, control characters and stray spaces", "[lint]") {
  CHECK(lint_named("**Strong** <b>legs</b> https://x.example/y now").plan.name ==
        "Strong legs now");
  CHECK(lint_named("[Strong](https://x.example) `legs`").plan.name == "Strong legs");
  CHECK(lint_named("## Strong\n\x01legs\xE2\x80\xAE").plan.name == "Strong legs");
  CHECK(lint_named("<<b>b>Strong").plan.name == "Strong");
  CHECK(lint_named("Push-up 5*5 [A] (heavy) <3").plan.name == "Push-up 5*5 [A] (heavy) <3");
  const lint::Report report = lint_named("Strong  legs");
  CHECK(keys_of(report.repaired) == Keys{"text_cleaned"});
  CHECK(report.repaired.front().rule == "V2");
}

TEST_CASE("a name has fifty characters, a name of a session forty, cut between words", "[lint]") {
  CHECK(keys_of(lint_named(std::string(50, 'a')).repaired) == Keys{});
  const lint::Report report =
      lint_named("Strong legs " + std::string(30, 'b') + " and a long tail");
  CHECK(report.plan.name == "Strong legs " + std::string(30, 'b') + " and a");
  CHECK(keys_of(report.repaired) == Keys{"text_trimmed"});
  std::string wide;
  for (int i = 0; i < 51; ++i)
    wide += "\xC3\xA4";
  CHECK(count_code_points(lint_named(wide).plan.name) == 50);
  plan::Plan plan = full_body(3, 2);
  plan.sessions[1].name = std::string(41, 's');
  CHECK(lint_of(plan).plan.sessions[1].name == std::string(40, 's'));
}

TEST_CASE("a name of nothing but what is taken out is an error", "[lint]") {
  CHECK(has_key(lint_named("https://x.example").errors, "name_missing"));
  CHECK_FALSE(has_key(lint_named("x").errors, "name_missing"));
}

TEST_CASE("descriptions keep their lines and have two thousand characters", "[lint]") {
  plan::Plan plan = full_body(3, 2);
  plan.description = "One line of it.\nAnother line.\x07";
  CHECK(lint_of(plan).plan.description == "One line of it.\nAnother line.");
  plan.description = std::string(2001, 'd');
  CHECK(lint_of(plan).plan.description.size() == 2000);
}

TEST_CASE("a link that is no web address goes, the user's stays", "[lint]") {
  plan::Plan plan = full_body(3, 2);
  plan.sessions[0].exercises[0].link = "javascript:alert(1)";
  plan.sessions[0].exercises[1].link = "https://video.example/bench?x=1";
  const lint::Report report = lint_of(plan);
  CHECK(report.plan.sessions[0].exercises[0].link.empty());
  CHECK(report.plan.sessions[0].exercises[1].link == "https://video.example/bench?x=1");
  CHECK(keys_of(report.repaired) == Keys{"link_removed"});
}

TEST_CASE("an empty description is a warning that holds what it should say", "[lint]") {
  plan::Plan plan = full_body(3, 2);
  plan.description.clear();
  const lint::Report report = lint_of(plan);
  REQUIRE(keys_of(report.warnings) == Keys{"description_short"});
  CHECK(report.warnings.front().reason.find("hamstrings 10.5") != std::string::npos);
}

lint::Report lint_with_note(std::string note, const lint::Wanted& wanted = {}) {
  plan::Plan plan = full_body(3, 2);
  plan.sessions[0].exercises[0].notes = std::move(note);
  return lint_of(std::move(plan), wanted);
}

std::string note_left(std::string note, const lint::Wanted& wanted = {}) {
  return lint_with_note(std::move(note), wanted).plan.sessions[0].exercises[0].notes;
}

TEST_CASE("sentences about diet, substances, promises and looks are taken out", "[lint]") {
  CHECK(note_left("Sit back. Eat 2,000 kcal a day. Chest up.") == "Sit back. Chest up.");
  CHECK(note_left("Take 1.6 g of protein per kilogram. Chest up.") == "Chest up.");
  CHECK(note_left("Take 5 g creatine before training. Chest up.") == "Chest up.");
  CHECK(note_left("You will lose 5 kg in a month!") == "");
  CHECK(note_left("Nimm Kreatin. Brust raus.") == "Brust raus.");
  CHECK(note_left("Принимай креатин. Спина ровная.") == "Спина ровная.");
  CHECK(keys_of(lint_with_note("Get a bikini body.").repaired) == Keys{"foreign_advice_removed"});
}

TEST_CASE("what only sounds like it stays", "[lint]") {
  for (const std::string_view note :
       {"If you lose form, take off 5 kg.", "Supplemental work: keep it light.",
        "You do not need creatine for this.", "Burn calories with 20 minutes of rowing.",
        "Travail supplémentaire.", "Hold 5 kg in each hand.", "Rest 1.5 minutes.",
        "Drink water."}) {
    CHECK(note_left(std::string(note)) == note);
  }
}

TEST_CASE("failure, drop sets and maximal tests are not for those who must be careful", "[lint]") {
  lint::Wanted young;
  young.age = 15;
  lint::Wanted grown;
  grown.age = 30;
  const std::string note = "Take the last set to failure. Chest up.";
  CHECK(note_left(note, grown) == note);
  CHECK(note_left(note, young) == "Chest up.");
  CHECK(note_left("Finish with drop sets.", young).empty());
  CHECK(note_left("Test your 1RM in week four.", young).empty());
  CHECK(note_left("Stop two repetitions short of failure.", young) ==
        "Stop two repetitions short of failure.");
  CHECK(note_left("Never go to failure.", young) == "Never go to failure.");
  lint::Wanted pregnant;
  pregnant.pregnant = true;
  CHECK(has_key(lint_with_note(note, pregnant).repaired, "intensity_removed"));
}

TEST_CASE("failure is found in every language, in capitals and at the beginning of a sentence",
          "[lint]") {
  lint::Wanted young;
  young.age = 15;
  for (const std::string_view note :
       {"До отказа!", "ДО ОТКАЗА в последнем подходе.", "À L'ÉCHEC sur la dernière série.",
        "Échec musculaire visé.", "BIS ZUM VERSAGEN.", "Última série até a falha.",
        "Ostatnia seria do upadku mięśniowego.", "Poslední sérii do selhání.",
        "Sista setet till utmattning.", "最後のセットは限界まで。", "最后一组做到力竭。",
        "Teste sua 1RM.", "Přetestuj, ne: otestuj 1RM."}) {
    CAPTURE(std::string(note));
    const bool negated = note.find(", ne:") != std::string_view::npos;
    CHECK(note_left(std::string(note), young).empty() != negated);
  }
  for (const std::string_view note :
       {"Nie do upadku mięśniowego.", "Nikdy do selhání.", "Inte till utmattning.",
        "Não vá até a falha.", "限界までやらないでください。", "不要练到力竭。"}) {
    CAPTURE(std::string(note));
    CHECK(note_left(std::string(note), young) == note);
  }
}

TEST_CASE("diet, substances and promises are found in every language", "[lint]") {
  for (const std::string_view note :
       {"Tome creatina.", "CRÉATINE après la séance.", "Weź kreatynę i odżywki.",
        "Vezmi si kreatin.", "Ta kosttillskott.", "クレアチンを飲みましょう。", "每天吃肌酸。",
        "КРЕАТИН каждый день.", "Gwarantowany wynik.", "Schudniesz 5 kg w miesiąc.",
        "Du kommer att gå ner 5 kg.", "一个月减掉5公斤。"}) {
    CAPTURE(std::string(note));
    CHECK(note_left(std::string(note)).empty());
  }
}

TEST_CASE("a name that is about such things is an error", "[lint]") {
  lint::Wanted beginner;
  beginner.level = exercises::Level::beginner;
  plan::Plan plan = full_body(3, 2);
  plan.sessions[1].name = "Max out day";
  plan.name = "Beach body in 30 days";
  const lint::Report report = lint_of(plan, beginner);
  CHECK(keys_of(report.errors) == Keys{"intensity_in_name", "foreign_advice_in_name"});
  CHECK(report.errors[0].session == 1);
}

}  // namespace
}  // namespace spotter::testing
