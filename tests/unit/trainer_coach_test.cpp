#include "support/knowledge.hpp"
#include "support/source_tree.hpp"
#include "trainer/languages.hpp"

#include <spotter/base/text.hpp>
#include <spotter/plan/draft.hpp>
#include <spotter/prompts/catalog.hpp>
#include <spotter/trainer/coach.hpp>
#include <spotter/trainer/render.hpp>
#include <spotter/trainer/week_plan.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace spotter::trainer {
namespace {

const prompts::Catalog& texts() {
  static const auto catalog = prompts::make_built_in_catalog();
  return *catalog;
}

using llm::Intent;
using llm::Message;
using llm::Request;
using llm::Role;
using llm::ToolCall;
using testing::knowledge;

/// All that somebody reads of the answer, a session's notes before its exercises.
std::string words_of(const Answer& answer) {
  if (!answer.plan) return answer.text;
  std::string words = "<plan>" + answer.plan->name + "\n" + answer.plan->description + "\n<week>";
  for (const auto& session : answer.plan->sessions) {
    words += "\n" + session.notes;
    for (const auto& exercise : session.exercises)
      words += "\n" + exercise.name + " " + exercise.notes;
  }
  return words;
}

/// A conversation with the coach, answers and all.
class Chat {
 public:
  explicit Chat(std::string locale = "en-US") { request_.locale = std::move(locale); }

  std::string say(std::string text) {
    request_.messages.push_back({Role::user, std::move(text)});
    const Answer answer = reply_to(request_, knowledge(), texts());
    Message said{Role::assistant, answer.text, {}};
    if (answer.plan) {
      said.call = ToolCall{std::string(plan::kToolName), plan::draft_of(*answer.plan), "Shown."};
    }
    request_.messages.push_back(std::move(said));
    return words_of(answer);
  }

 private:
  Request request_;
};

std::string text(std::string_view key, std::string_view language = "en") {
  return std::string(texts().raw_text("offline", key, language));
}

bool contains(const std::string& whole, const std::string& part) {
  return whole.find(part) != std::string::npos;
}

bool is_plan(const std::string& reply, std::string_view language = "en") {
  return reply.starts_with("<plan>") && contains(reply, text("warm_up", language));
}

/// The part of a plan that lists the sessions.
std::string sessions_of(const std::string& reply) {
  const auto begin = reply.find("<week>");
  REQUIRE(begin != std::string::npos);
  return reply.substr(begin);
}

std::map<std::string, std::string> text_file(std::string_view language) {
  const std::string path =
      testing::source_path("prompts/offline/1/" + std::string(language) + ".txt");
  std::ifstream file(path);
  REQUIRE(file.good());
  std::map<std::string, std::string> entries;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    const auto equals = line.find('=');
    REQUIRE(equals != std::string::npos);
    entries.emplace(trimmed(line.substr(0, equals)), trimmed(line.substr(equals + 1)));
  }
  return entries;
}

std::multiset<std::string> slots_of(const std::string& line) {
  std::multiset<std::string> slots;
  for (auto open = line.find("{{"); open != std::string::npos; open = line.find("{{", open + 2)) {
    slots.insert(line.substr(open, line.find("}}", open) - open));
  }
  return slots;
}

plan::Plan rendered(const WeekPlan& week, std::string_view language,
                    WeightUnit unit = WeightUnit::kilograms) {
  return render(week, {unit, language, texts(), knowledge().exercises}, "The end.");
}

TEST_CASE("every language has all texts with the same slots", "[trainer]") {
  const auto english = text_file("en");
  CHECK(english.size() > 100);
  for (const std::string_view language : kLanguageCodes) {
    CAPTURE(std::string(language));
    const auto entries = text_file(language);
    REQUIRE(entries.size() == english.size());
    for (const auto& [key, line] : english) {
      CAPTURE(key);
      REQUIRE(entries.count(key) == 1);
      CHECK(slots_of(entries.at(key)) == slots_of(line));
      CHECK_FALSE(entries.at(key).empty());
    }
  }
}

TEST_CASE("the coach introduces itself in the language of the locale, as one without a model",
          "[trainer]") {
  for (const std::string_view language : kLanguageCodes) {
    CAPTURE(std::string(language));
    Request request;
    request.intent = Intent::introduce;
    request.locale = std::string(language) + "-XX";
    request.messages.push_back({Role::user, "Please introduce yourself, AI coach"});
    const std::string reply = words_of(reply_to(request, knowledge(), texts()));
    CHECK(contains(reply, text("who", language)));
    CHECK(contains(reply, text("can", language)));
    CHECK(contains(reply, text("example_wish", language)));
    CHECK(contains(reply, "Spotter"));
  }
}

TEST_CASE("the coach understands the examples that it gives, in every language", "[trainer]") {
  for (const std::string_view language : kLanguageCodes) {
    CAPTURE(std::string(language));
    std::vector<Message> messages{{Role::user, text("example_wish", language)}};
    Wish wish = read_wish(messages, knowledge());
    CHECK(wish.days == 3);
    CHECK(wish.level == Level::beginner);
    CHECK(wish.gear == EnumSet<Gear>{Gear::dumbbells});
    const auto follow = [&](std::string_view key) {
      messages.push_back({Role::assistant, "-"});
      messages.push_back({Role::user, text(key, language)});
      wish = read_wish(messages, knowledge());
    };
    follow("example_days");
    CHECK(wish.days == 4);
    follow("example_shorter");
    CHECK(wish.minutes == std::chrono::minutes(45));
    follow("example_without");
    CHECK(wish.without.has(Item::bench));
    CHECK(wish.gear == EnumSet<Gear>{Gear::dumbbells});
    follow("example_another");
    CHECK(wish.again == 1);
    CHECK(wish.days == 4);
  }
}

TEST_CASE("a simple wish gets a plan at once, in the language of the wish", "[trainer]") {
  for (const std::string_view language : kLanguageCodes) {
    CAPTURE(std::string(language));
    Chat chat(language == "en" ? "de-DE" : "en-US");
    const std::string reply = chat.say(text("example_wish", language));
    CHECK(is_plan(reply, language));
    CHECK(contains(reply, "Goblet Squat"));
    CHECK(contains(reply, text("safety", language)));
    CHECK(contains(reply, text("assume_minutes", language)));
    CHECK_FALSE(contains(reply, "{{"));
    CHECK_FALSE(contains(reply, "**"));
    CHECK_FALSE(contains(reply, "#"));
  }
}

TEST_CASE("an unclear message is answered in the language of the locale", "[trainer]") {
  CHECK(contains(Chat("fr-CA").say("qwertz"), text("not_understood", "fr")));
  CHECK(contains(Chat("tr-TR").say("qwertz"), text("not_understood", "en")));
  CHECK(is_plan(Chat("sv-SE").say("4"), "sv"));
  // "So" is a Portuguese word, too.
  CHECK(contains(Chat("en-US").say("so what then"), text("not_understood", "en")));
}

TEST_CASE("every kind of week can be said in every language", "[trainer]") {
  int said = 0;
  for (const std::string_view language : kLanguageCodes) {
    for (int days = 1; days <= 7; ++days) {
      for (int level = 0; level < 3; ++level) {
        for (int gear = 0; gear < 7; ++gear) {
          Wish wish;
          wish.days = days;
          wish.level = static_cast<Level>(level);
          wish.gear.add(static_cast<Gear>(gear));
          wish.goal = static_cast<Goal>((days + gear) % 6);
          const auto plan = rendered(make_week(wish, 0, knowledge().exercises), language);
          const std::string text = words_of({{}, plan});
          const auto lines = std::count(text.begin(), text.end(), '\n');
          std::set<std::string> names;
          for (const auto& session : plan.sessions)
            names.insert(session.name);
          const bool fits = count_code_points(plan.name) <= plan::kNameCharactersMax &&
                            count_code_points(plan.description) <= plan::kDescriptionCharactersMax;
          if (lines > 4 + days * 2 && !contains(text, "{{") && fits &&
              names.size() == plan.sessions.size() && plan.sessions.size() == wish.days)
            ++said;
        }
      }
    }
  }
  CHECK(said == 15 * 7 * 3 * 7);
}

TEST_CASE("every note, assumption, area and place has its sentence in every language",
          "[trainer]") {
  WeekPlan plan = make_week(Wish{}, 0, knowledge().exercises);
  plan.extra = {Item::bench, Item::pull_up_bar};
  plan.weight_too = true;
  constexpr std::string_view kNotes[] = {
      "note_more_sets_later", "note_few_days", "note_rest_days", "note_easy_days",
      "note_cardio_too",      "note_harder",   "note_easier",    "note_no_more",
      "note_no_more_careful", "note_no_less",  "note_deload",    "note_young",
      "note_older",           "note_careful",  "note_pregnant",  "note_surgery"};
  constexpr std::string_view kJoints[] = {"joint_lower_back", "joint_knee",  "joint_shoulder",
                                          "joint_elbow",      "joint_wrist", "joint_neck",
                                          "joint_hip",        "joint_ankle"};
  constexpr std::string_view kAreas[] = {
      "area_chest",  "area_back",    "area_legs",     "area_shoulders", "area_arms",
      "area_abs",    "area_glutes",  "area_calves",   "area_quads",     "area_hamstrings",
      "area_biceps", "area_triceps", "area_full_body"};
  for (const std::string_view language : kLanguageCodes) {
    // One at a time: what is too much for one description goes.
    for (unsigned i = 0; i < std::max(std::size(kAreas), std::size(kNotes)); ++i) {
      plan.notes = {};
      plan.focus = {};
      plan.spared = {};
      std::vector<std::string_view> keys{"item_bench", "item_pull_up_bar", "goal_weight", "warm_up",
                                         "weight",     "assume_health",    "progress"};
      if (i < std::size(kAreas)) {
        plan.focus.add(static_cast<Area>(i));
        keys.push_back(kAreas[i]);
      }
      if (i < std::size(kNotes)) {
        plan.notes.add(static_cast<Note>(i));
        keys.push_back(kNotes[i]);
      }
      if (i < std::size(kJoints)) {
        plan.spared.add(static_cast<Joint>(i));
        keys.push_back(kJoints[i]);
      }
      const std::string reply = words_of({{}, rendered(plan, language, WeightUnit::pounds)});
      for (const std::string_view key : keys) {
        CAPTURE(std::string(language), std::string(key));
        CHECK(contains(reply, text(key, language)));
      }
    }
  }
}

TEST_CASE("too much to say goes from the end of the advice, never the warnings", "[trainer]") {
  WeekPlan plan = make_week(Wish{}, 0, knowledge().exercises);
  for (unsigned i = 0; i <= static_cast<unsigned>(Note::surgery); ++i)
    plan.notes.add(static_cast<Note>(i));
  for (unsigned i = 0; i < 8; ++i)
    plan.spared.add(static_cast<Joint>(i));
  for (const std::string_view language : kLanguageCodes) {
    CAPTURE(std::string(language));
    const plan::Plan full = rendered(plan, language);
    CHECK(count_code_points(full.description) <= plan::kDescriptionCharactersMax);
    for (const char* const key : {"note_young", "note_older", "note_careful", "joint_ankle"}) {
      CHECK(contains(full.description, text(key, language)));
    }
    CHECK(full.description.ends_with("The end."));
  }
}

TEST_CASE("what the week says is what the plan has", "[trainer]") {
  WeekPlan week;
  Session session;
  session.letter = 0;
  const Rest rest{std::chrono::seconds(90), std::chrono::seconds(120), std::chrono::seconds(180)};
  const auto add = [&](const char* name, int sets, int least, int most) {
    PlannedExercise planned;
    planned.exercise = knowledge().exercises.find(name);
    REQUIRE(planned.exercise != nullptr);
    planned.name = name;
    planned.sets = sets;
    planned.least = least;
    planned.most = most;
    planned.rest = rest;
    session.exercises.push_back(planned);
  };
  add("Goblet Squat", 3, 8, 12);
  add("Pushups", 2, 8, 15);
  add("Pullups", 2, 4, 10);
  add("Side Bridge", 2, 20, 30);
  add("Bicycling, Stationary", 1, 20, 30);
  week.sessions = {session, session};
  const auto plan = rendered(week, "en", WeightUnit::pounds);
  CHECK(plan.name == "General fitness, 2× a week");
  CHECK(plan.description.ends_with("The end."));
  CHECK(contains(plan.description, "Sets a week: chest 4, back 4, quads 6"));
  REQUIRE(plan.sessions.size() == 2);
  CHECK(plan.sessions[0].name == "Full body A");
  CHECK(plan.sessions[1].name == "Full body A (2)");
  const auto& exercises = plan.sessions[0].exercises;
  REQUIRE(exercises.size() == 5);
  const auto& squat = std::get<plan::Strength>(exercises[0].work);
  CHECK(squat.sets == std::vector<plan::Reps>(3, {8, 12}));
  CHECK(squat.rest == plan::Rest{rest.minimum, rest.maximum, rest.after_failure});
  CHECK(squat.resistance == plan::Resistance::external);
  REQUIRE(squat.progression.size() == 1);
  CHECK(squat.progression[0].axis == plan::Axis::load);
  CHECK(squat.progression[0].step.text() == "5");
  CHECK(exercises[0].notes == "Quads, glutes: a main exercise of the day");
  const auto& push = std::get<plan::Strength>(exercises[1].work);
  CHECK(push.sets == std::vector<plan::Reps>(2, {8, 8}));
  CHECK(push.resistance == plan::Resistance::bodyweight);
  REQUIRE(push.progression.size() == 1);
  CHECK(push.progression[0].ceiling == plan::Decimal::of_units(15));
  // First repetitions, then weight on a belt.
  const auto& pull = std::get<plan::Strength>(exercises[2].work);
  REQUIRE(pull.progression.size() == 2);
  CHECK(pull.progression[0].reset_at_ceiling);
  CHECK(pull.progression[1].axis == plan::Axis::load);
  const auto& bridge = std::get<plan::Cardio>(exercises[3].work);
  REQUIRE(bridge.sets.size() == 2);
  CHECK(std::get<std::chrono::seconds>(bridge.sets[0].target).count() == 20);
  CHECK(exercises[3].notes.starts_with("Each side\n"));
  const auto& bike = std::get<plan::Cardio>(exercises[4].work);
  CHECK(std::get<std::chrono::seconds>(bike.sets[0].target).count() == 1200);
  CHECK(contains(exercises[4].notes, "20–30 min"));
}

TEST_CASE("the safety line comes once in a conversation", "[trainer]") {
  Chat chat;
  CHECK(contains(chat.say("3 days, dumbbells"), text("safety")));
  CHECK_FALSE(contains(chat.say("4 days instead"), text("safety")));
  CHECK_FALSE(contains(chat.say("lieber 2 Tage"), text("safety", "de")));
}

TEST_CASE("another one is another plan, and edits keep the rest of the wish", "[trainer]") {
  Chat chat;
  const std::string first = chat.say("3 days, beginner, dumbbells");
  const std::string second = chat.say("another one");
  CHECK(is_plan(second));
  CHECK(sessions_of(first) != sessions_of(second));
  const std::string third = chat.say("4 days instead");
  CHECK(contains(third, "Day 4"));
  CHECK(contains(third, text("gear_dumbbells")));
}

TEST_CASE("the same conversation gets the same answer", "[trainer]") {
  const auto talk = [] {
    Chat chat("de-DE");
    std::string all = chat.say("5 Tage, Fitnessstudio, Muskeln");
    all += chat.say("noch einen");
    all += chat.say("my knee hurts");
    return all;
  };
  CHECK(talk() == talk());
}

TEST_CASE("a warning sign is answered before everything else and without a plan", "[trainer]") {
  const std::string reply = Chat().say("3 days, dumbbells, beginner, and I have chest pain");
  CHECK(reply == text("flag_emergency"));
  CHECK(Chat("de-DE").say("Mein Urin ist dunkel wie Cola") == text("flag_muscle", "de"));
  CHECK(Chat("en-US").say("quiero suicidarme") == text("flag_self_harm", "es"));
  CHECK(is_plan(Chat().say("no chest pain, just tired, 3 days please")));
}

TEST_CASE("after a warning sign the coach asks before it makes the next plan", "[trainer]") {
  Chat chat;
  chat.say("I have chest pain");
  CHECK(chat.say("3 days, dumbbells") == text("ask_flagged"));
  CHECK(chat.say("4 days") == text("ask_flagged"));
  CHECK(is_plan(chat.say("yes")));
  CHECK(is_plan(chat.say("shorter")));
}

TEST_CASE("under 12 there is no plan, from 12 on a careful one", "[trainer]") {
  Chat chat;
  CHECK(chat.say("I'm 11 years old, 3 days") == text("under_age"));
  CHECK(chat.say("dumbbells then") == text("under_age"));
  const std::string young = Chat().say("I'm 12 years old, 3 days");
  CHECK(is_plan(young));
  CHECK(contains(young, text("note_young")));
  CHECK(Chat().say("I'm 105 years old") == text("which_age"));
}

TEST_CASE("a condition needs a professional's word first", "[trainer]") {
  Chat pregnant;
  CHECK(pregnant.say("I'm pregnant, 3 days") == text("ask_pregnancy"));
  CHECK(pregnant.say("3 days, gym") == text("ask_pregnancy"));
  const std::string plan = pregnant.say("yes, my midwife said it's fine");
  CHECK(is_plan(plan));
  CHECK(contains(plan, text("note_pregnant")));
  CHECK(Chat().say("I have a heart condition, 3 days") == text("ask_illness"));
  CHECK(Chat().say("I had surgery last month") == text("ask_surgery"));
  CHECK(Chat("fr").say("j'ai de l'asthme, 3 jours") == text("ask_illness", "fr"));
}

TEST_CASE("pain in a place is spared and said", "[trainer]") {
  const std::string reply = Chat().say("3 days, gym, my knee hurts");
  CHECK(is_plan(reply));
  CHECK(contains(reply, text("joint_knee")));
  CHECK_FALSE(contains(reply, "Barbell Squat"));
}

TEST_CASE("what is not training gets one polite sentence and what the coach can do", "[trainer]") {
  CHECK(Chat().say("how many calories should I eat") == text("no_food") + " " + text("can"));
  CHECK(Chat().say("make me a diet plan") == text("no_food") + " " + text("can"));
  CHECK(Chat().say("what is the weather tomorrow") == text("off_topic") + " " + text("can"));
  CHECK(Chat("fr").say("écris du code python") ==
        text("off_topic", "fr") + " " + text("can", "fr"));
  CHECK(Chat().say("which steroids should I take") == text("drugs"));
}

TEST_CASE("food beside a wish is one line under the plan", "[trainer]") {
  const std::string reply = Chat().say("3 days, gym, and what should I eat?");
  CHECK(is_plan(reply));
  CHECK(contains(reply, text("no_food")));
}

TEST_CASE("the coach asks back once in a conversation, then says what it can do", "[trainer]") {
  const std::string question = "Just tell me";
  Chat chat;
  CHECK(contains(chat.say("hello"), question));
  CHECK_FALSE(contains(chat.say("qwertz"), question));
  CHECK(chat.say("asdf") == text("not_understood") + "\n" + text("can"));
  CHECK(chat.say("Guten Morgen") == text("hello", "de") + " " + text("can", "de"));
  CHECK(is_plan(chat.say("3 days")));
}

TEST_CASE("the first plan of a conversation says that the offline coach made it", "[trainer]") {
  for (const std::string_view language : kLanguageCodes) {
    CAPTURE(std::string(language));
    Chat chat(std::string(language) + "-XX");
    CHECK(contains(chat.say(text("example_wish", language)), text("by_rules", language)));
    CHECK_FALSE(contains(chat.say(text("example_days", language)), text("by_rules", language)));
  }
}

TEST_CASE("edits are answered with the new plan", "[trainer]") {
  Chat chat;
  chat.say("3 days, intermediate, gym, 60 minutes");
  for (const char* const edit :
       {"swap bench press for dips", "no deadlifts please", "make it four days", "less time",
        "harder", "easier", "only dumbbells", "a quick chest workout", "make it a week"}) {
    CAPTURE(edit);
    CHECK(is_plan(chat.say(edit)));
  }
}

TEST_CASE("pain for weeks and numbness are for a physio, and planned around after that",
          "[trainer]") {
  Chat chat;
  CHECK(chat.say("3 days, my knee has been hurting for weeks") == text("flag_physio"));
  const std::string reply = chat.say("3 days, gym");
  CHECK(is_plan(reply));
  CHECK(contains(reply, text("joint_knee")));
}

TEST_CASE("signs of an eating disorder are answered without training", "[trainer]") {
  Chat chat;
  CHECK(chat.say("I have to earn my food, 7 days please") == text("flag_eating"));
  CHECK(chat.say("7 days then") == text("ask_flagged"));
}

TEST_CASE("a warning is given for any text, in its language, and for nothing else", "[trainer]") {
  const auto warning = [](std::string_view words, std::string_view locale = "en-US") {
    return warning_for(words, locale, knowledge(), texts());
  };
  CHECK(warning("3 days, dumbbells").empty());
  CHECK(warning("").empty());
  CHECK(warning("I have chest pain") == text("flag_emergency"));
  CHECK(warning("Brustschmerzen beim Training", "en-US") == text("flag_emergency", "de"));
  CHECK(warning("how much dianabol?") == text("drugs"));
  const std::string json =
      R"({"name":"chest pain","sessions":[{"name":"I want to kill myself"}],"notes":"x"})";
  CHECK(warning("Make it shorter " + json).empty());
  CHECK(warning("I have chest pain " + json) == text("flag_emergency"));
  CHECK(warning(json + "\nI have chest pain") == text("flag_emergency"));
}

TEST_CASE("a warning sign at either end of a long message is found", "[trainer]") {
  std::string words;
  while (words.size() < 250 * 1024)
    words += "I trained well today and felt good. ";
  const auto warning = [](const std::string& message) {
    return warning_for(message, "en-US", knowledge(), texts());
  };
  CHECK(warning(words).empty());
  CHECK(warning("I have chest pain. " + words) == text("flag_emergency"));
  CHECK(warning(words + "I have chest pain.") == text("flag_emergency"));
  std::string plan = R"({"sessions":[")" + words + R"("]})";
  CHECK(warning("I have chest pain. " + plan + " " + words) == text("flag_emergency"));
  CHECK(warning(words.substr(0, 3000) + plan + " I have chest pain. " + words.substr(0, 3000)) ==
        text("flag_emergency"));
}

TEST_CASE("small talk gets a short friendly answer", "[trainer]") {
  CHECK(Chat().say("thanks!") == text("thanks"));
  CHECK(Chat("de").say("Danke dir!") == text("thanks", "de"));
  CHECK(contains(Chat().say("hello"), text("hello")));
  CHECK(contains(Chat("ja").say("こんにちは"), text("hello", "ja")));
  CHECK(Chat().say("bye") == text("bye"));
  CHECK(contains(Chat().say("how are you?"), text("small_talk")));
  CHECK(Chat().say("ok") == text("fine"));
}

TEST_CASE("asked who it is, the coach says that it is no model", "[trainer]") {
  for (const char* const question : {"who are you?", "are you an AI?", "are you chatgpt?"}) {
    CHECK(contains(Chat().say(question), text("who")));
  }
  CHECK(contains(Chat("de").say("Bist du eine KI?"), text("who", "de")));
}

TEST_CASE("asking for a plan without saying more gives one with assumptions", "[trainer]") {
  const std::string reply = Chat().say("make me a plan");
  CHECK(is_plan(reply));
  CHECK(contains(reply, text("assume_gear")));
  CHECK(contains(reply, text("assume_level")));
  CHECK(contains(reply, text("example_days")));
}

TEST_CASE("who is ill is told to rest", "[trainer]") {
  CHECK(Chat().say("I have the flu, what should I train") == text("sick"));
}

TEST_CASE("an empty or strange message is answered", "[trainer]") {
  for (const char* const message : {"", " ", "\xF0\x9F\x92\xAA", "???", "\xFF\xFE"}) {
    CHECK_FALSE(Chat().say(message).empty());
  }
}

}  // namespace
}  // namespace spotter::trainer
