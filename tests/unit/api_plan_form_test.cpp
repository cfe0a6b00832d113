#include "api/plan_form.hpp"

#include <catch2/catch.hpp>

using namespace spotter;
using namespace spotter::api;

namespace {

std::variant<plan::Brief, Unbindable, RulesBroken> read(PlanForm form, std::string_view body) {
  codec::JsonParser parser(kFormDepthMax);
  return read_plan_form(form, body, parser);
}

/// The app's own example, with these members in place of its own (the last of a name counts).
std::string workout(const std::string& more = "") {
  return R"({"attributes":{"gender":"PreferNotToSay","weightRange":"70-80","age":31,)"
         R"("daysPerWeek":3,"goals":["Build muscle","Increase strength"],)"
         R"("experience":"Intermediate","useImperialUnits":false,"additionalInfo":"")" +
         (more.empty() ? more : "," + more) + R"(},"auth":null})";
}

std::string session(const std::string& more = "") {
  return R"({"attributes":{"areasToWorkout":["Chest","Back"],"volume":40,)"
         R"("exerciseToKilograms":{"Bench Press":80,"Barbell Row":62.5},)"
         R"("useImperialUnits":false,"additionalInfo":"No overhead work")" +
         (more.empty() ? more : "," + more) + "}}";
}

plan::WeekBrief week_of(const std::string& body) {
  auto form = read(PlanForm::workout, body);
  INFO(body);
  REQUIRE(std::holds_alternative<plan::Brief>(form));
  return std::get<plan::WeekBrief>(std::get<plan::Brief>(form).wanted);
}

std::vector<std::string> keys_of(PlanForm kind, const std::string& body) {
  const auto form = read(kind, body);
  INFO(body);
  REQUIRE(std::holds_alternative<Unbindable>(form));
  std::vector<std::string> keys;
  for (const auto& [key, message] : std::get<Unbindable>(form).errors)
    keys.push_back(key);
  return keys;
}

std::string failures_of(PlanForm kind, const std::string& body) {
  const auto form = read(kind, body);
  INFO(body.substr(0, 300));
  REQUIRE(std::holds_alternative<RulesBroken>(form));
  return std::get<RulesBroken>(form).failures;
}

bool is_fine(PlanForm kind, const std::string& body) {
  return std::holds_alternative<plan::Brief>(read(kind, body));
}

bool breaks(PlanForm kind, const std::string& body, const std::string& property,
            const std::string& code) {
  const std::string failures = failures_of(kind, body);
  INFO(failures.substr(0, 600));
  const auto at = failures.find(R"("propertyName":")" + property + "\"");
  return at != std::string::npos && failures.find(code, at) != std::string::npos;
}

using Keys = std::vector<std::string>;

}  // namespace

TEST_CASE("the app's workout form becomes a brief", "[api]") {
  auto form = read(PlanForm::workout, workout());
  const auto& brief = std::get<plan::Brief>(form);
  REQUIRE(std::get<plan::WeekBrief>(brief.wanted) ==
          plan::WeekBrief{plan::Gender::not_said,
                          "70-80",
                          31,
                          3,
                          {"Build muscle", "Increase strength"},
                          plan::Experience::intermediate});
  REQUIRE_FALSE(brief.pounds);
  REQUIRE(brief.info.empty());
}

TEST_CASE("the app's session form becomes a brief", "[api]") {
  auto form = read(PlanForm::session, session());
  const auto& brief = std::get<plan::Brief>(form);
  const auto& wanted = std::get<plan::SessionBrief>(brief.wanted);
  REQUIRE(wanted.areas == std::vector<std::string>{"Chest", "Back"});
  REQUIRE(wanted.volume == 40);
  REQUIRE(wanted.weights.size() == 2);
  REQUIRE(wanted.weights[1] == std::pair<std::string, plan::Decimal>(
                                   "Barbell Row", plan::Decimal::of_thousandths(62'500)));
  REQUIRE(brief.info == "No overhead work");
}

TEST_CASE("names of members count in any case, unknown ones are skipped", "[api]") {
  const auto week =
      week_of(R"({"Attributes":{"Gender":"Male","WEIGHTRANGE":"70-80","Age":31,"DaysPerWeek":3,)"
              R"("Goals":["Strength"],"Experience":"Beginner","UseImperialUnits":false,)"
              R"("AdditionalInfo":"","Colour":{"deep":[1,2]}},"auth":"Web x","more":[{}]})");
  REQUIRE(week.gender == plan::Gender::male);
  REQUIRE(week.weight_range == "70-80");
}

TEST_CASE("the last of a name counts", "[api]") {
  REQUIRE(week_of(workout(R"("age":40,"AGE":50)")).age == 50);
  REQUIRE(week_of(workout(R"("goals":["Other goal"])")).goals ==
          std::vector<std::string>{"Other goal"});
  REQUIRE(keys_of(PlanForm::workout, workout(R"("goals":null)")) == Keys{"Attributes.Goals"});
  auto form = read(PlanForm::session, session(R"("exerciseToKilograms":{"a":1,"b":2,"a":3})"));
  const auto& weights = std::get<plan::SessionBrief>(std::get<plan::Brief>(form).wanted).weights;
  REQUIRE(weights.size() == 2);
  REQUIRE(weights[0].second == plan::Decimal::of_units(3));
}

TEST_CASE("numbers may stand in strings", "[api]") {
  REQUIRE(week_of(workout(R"("age":"42","daysPerWeek":"5")")).age == 42);
  auto form =
      read(PlanForm::session, session(R"("volume":"75","exerciseToKilograms":{"Squat":"102.5"})"));
  const auto& wanted = std::get<plan::SessionBrief>(std::get<plan::Brief>(form).wanted);
  REQUIRE(wanted.volume == 75);
  REQUIRE(wanted.weights[0].second == plan::Decimal::of_thousandths(102'500));
}

TEST_CASE("an enumeration is a name in any case or a number, bare or quoted", "[api]") {
  for (const char* text : {R"("Other")", R"("oTHER")", "2", R"("2")"}) {
    REQUIRE(week_of(workout(std::string(R"("gender":)") + text)).gender == plan::Gender::other);
  }
  REQUIRE(keys_of(PlanForm::workout, workout(R"("gender":"Robot")")) ==
          Keys{"$.attributes.gender", "request"});
  REQUIRE(keys_of(PlanForm::workout, workout(R"("Experience":"")")) ==
          Keys{"$.attributes.Experience", "request"});
  REQUIRE(
      breaks(PlanForm::workout, workout(R"("gender":4)"), "Attributes.Gender", "EnumValidator"));
  REQUIRE(breaks(PlanForm::workout, workout(R"("experience":"-1")"), "Attributes.Experience",
                 "EnumValidator"));
}

TEST_CASE("trailing commas are taken, comments are not", "[api]") {
  REQUIRE(is_fine(PlanForm::workout, workout(R"("goals":["Strength",] , )")));
  REQUIRE(is_fine(PlanForm::session, R"({"attributes":{"areasToWorkout":["Chest",],"volume":1,)"
                                     R"("exerciseToKilograms":{"a":1,},},})"));
  for (const char* broken : {R"({"attributes":{} /* no */})", "{\"attributes\":{} // no\n}",
                             R"({,})", R"({"attributes":{"goals":[,]}})",
                             R"({"attributes":{"goals":["a",,]}})", R"({"attributes":{}},)"}) {
    REQUIRE(keys_of(PlanForm::workout, broken) == Keys{"$", "request"});
  }
}

TEST_CASE("a body nests thirty-two levels and not one more", "[api]") {
  const auto nested = [](std::size_t depth) {
    return std::string(R"({"more":)") + std::string(depth, '[') + "1" + std::string(depth, ']') +
           "," + workout().substr(1);
  };
  REQUIRE(is_fine(PlanForm::workout, nested(31)));
  REQUIRE(keys_of(PlanForm::workout, nested(32)) == Keys{"$", "request"});
}

TEST_CASE("what is missing is told by the member's own path", "[api]") {
  REQUIRE(keys_of(PlanForm::workout, "{}") == Keys{"Attributes"});
  REQUIRE(keys_of(PlanForm::workout, R"({"attributes":null})") == Keys{"Attributes"});
  REQUIRE(keys_of(PlanForm::workout, R"({"attributes":{}})") ==
          Keys{"Attributes.Goals", "Attributes.WeightRange"});
  REQUIRE(keys_of(PlanForm::session, R"({"attributes":{}})") ==
          Keys{"Attributes.AreasToWorkout", "Attributes.ExerciseToWeight"});
  const auto form = read(PlanForm::workout, workout(R"("weightRange":null)"));
  REQUIRE(
      std::get<Unbindable>(form).errors ==
      std::vector<BindingError>{{"Attributes.WeightRange", "The WeightRange field is required."}});
}

TEST_CASE("missing numbers are zero, missing enumerations their first name", "[api]") {
  const std::string body =
      R"({"attributes":{"weightRange":"70-80","goals":["Strength"],"age":20,"daysPerWeek":2}})";
  const auto week = week_of(body);
  REQUIRE(week.gender == plan::Gender::male);
  REQUIRE(week.experience == plan::Experience::beginner);
  const std::string no_age = R"({"attributes":{"weightRange":"70-80","goals":["Strength"]}})";
  REQUIRE(breaks(PlanForm::workout, no_age, "Attributes.Age", "InclusiveBetweenValidator"));
  REQUIRE(breaks(PlanForm::workout, no_age, "Attributes.DaysPerWeek", "InclusiveBetween"));
  REQUIRE(is_fine(PlanForm::session,
                  R"({"attributes":{"areasToWorkout":["Chest"],"exerciseToKilograms":{}}})"));
}

TEST_CASE("a missing or null additional info is an empty one", "[api]") {
  for (const auto& body :
       {workout(R"("additionalInfo":null)"), session(R"("additionalInfo":null)")}) {
    const PlanForm form =
        body.find("volume") == std::string::npos ? PlanForm::workout : PlanForm::session;
    auto bound = read(form, body);
    REQUIRE(std::get<plan::Brief>(bound).info.empty());
  }
}

TEST_CASE("a value of the wrong kind is told by its JSON path", "[api]") {
  const std::vector<std::pair<std::string, std::string>> rows{
      {R"("age":"old")", "$.attributes.age"},
      {R"("age":3.5)", "$.attributes.age"},
      {R"("age":31.0)", "$.attributes.age"},
      {R"("age":null)", "$.attributes.age"},
      {R"("age":4294967296)", "$.attributes.age"},
      {R"("age":true)", "$.attributes.age"},
      {R"("useImperialUnits":"true")", "$.attributes.useImperialUnits"},
      {R"("useImperialUnits":1)", "$.attributes.useImperialUnits"},
      {R"("useImperialUnits":null)", "$.attributes.useImperialUnits"},
      {R"("gender":null)", "$.attributes.gender"},
      {R"("gender":[])", "$.attributes.gender"},
      {R"("goals":"Strength")", "$.attributes.goals"},
      {R"("goals":{})", "$.attributes.goals"},
      {R"("goals":["a",7])", "$.attributes.goals[1]"},
      {R"("weightRange":70)", "$.attributes.weightRange"},
      {R"("additionalInfo":{})", "$.attributes.additionalInfo"}};
  for (const auto& [member, path] : rows) {
    REQUIRE(keys_of(PlanForm::workout, workout(member)) == Keys{path, "request"});
  }
  REQUIRE(keys_of(PlanForm::workout, "[]") == Keys{"$", "request"});
  REQUIRE(keys_of(PlanForm::workout, R"({"attributes":[]})") == Keys{"$.attributes", "request"});
  REQUIRE(keys_of(PlanForm::workout, R"({"auth":7})") == Keys{"$.auth", "request"});
  REQUIRE(keys_of(PlanForm::session, session(R"("exerciseToKilograms":{"Squat":null})")) ==
          Keys{"$.attributes.exerciseToKilograms.Squat", "request"});
  REQUIRE(keys_of(PlanForm::session, session(R"("exerciseToKilograms":{"Bench Press":"x"})")) ==
          Keys{"$.attributes.exerciseToKilograms['Bench Press']", "request"});
}

TEST_CASE("an empty body, and null, ask for a body", "[api]") {
  for (const char* body : {"", "null", "\xEF\xBB\xBF"}) {
    const auto form = read(PlanForm::session, body);
    REQUIRE(std::get<Unbindable>(form).errors ==
            std::vector<BindingError>{{"", "A non-empty request body is required."},
                                      {"request", "The request field is required."}});
  }
  for (const char* body : {" ", "{", "nonsense", "{}{}", "\xFF", "{\"a\":\"\xC3\"}"}) {
    REQUIRE(keys_of(PlanForm::session, body) == Keys{"$", "request"});
  }
}

TEST_CASE("numbers of a workout form keep to their ranges", "[api]") {
  const auto age = [](int value) { return workout(R"("age":)" + std::to_string(value)); };
  const auto days = [](int value) { return workout(R"("daysPerWeek":)" + std::to_string(value)); };
  for (const int fine : {12, 149})
    REQUIRE(is_fine(PlanForm::workout, age(fine)));
  for (const int bad : {11, 150, 0, -1})
    REQUIRE(breaks(PlanForm::workout, age(bad), "Attributes.Age", "InclusiveBetweenValidator"));
  for (const int fine : {1, 7})
    REQUIRE(is_fine(PlanForm::workout, days(fine)));
  for (const int bad : {0, 8})
    REQUIRE(breaks(PlanForm::workout, days(bad), "Attributes.DaysPerWeek", "InclusiveBetween"));
}

TEST_CASE("a workout form has one to nine goals of three to thirty characters", "[api]") {
  const auto goals = [](std::size_t count, const std::string& goal) {
    std::string list;
    for (std::size_t i = 0; i < count; ++i)
      list.append(i > 0 ? "," : "").append("\"").append(goal).append("\"");
    return workout(R"("goals":[)" + list + "]");
  };
  REQUIRE(is_fine(PlanForm::workout, goals(1, "abc")));
  REQUIRE(is_fine(PlanForm::workout, goals(9, std::string(30, 'x'))));
  REQUIRE(breaks(PlanForm::workout, goals(0, ""), "Attributes.Goals.Count", "InclusiveBetween"));
  REQUIRE(
      breaks(PlanForm::workout, goals(10, "abc"), "Attributes.Goals.Count", "InclusiveBetween"));
  REQUIRE(breaks(PlanForm::workout, goals(1, "ab"), "Attributes.Goals[0]", "LengthValidator"));
  REQUIRE(breaks(PlanForm::workout, goals(2, std::string(31, 'x')), "Attributes.Goals[1]",
                 "LengthValidator"));
  REQUIRE(breaks(PlanForm::workout, workout(R"("goals":["abc",null])"), "Attributes.Goals[1]",
                 "NotNullValidator"));
}

TEST_CASE("a weight range is two numbers and perhaps a short unit, and nothing else", "[api]") {
  const auto range = [](const std::string& text) {
    return workout(R"("weightRange":")" + text + "\"");
  };
  for (const char* fine : {"70-80", "70-80kg", "5-9 lbs", "100-199 pounds", "1-2 kilograms"}) {
    REQUIRE(week_of(range(fine)).weight_range == fine);
  }
  for (const char* bad : {"70", "70-", "-80", "1000-80", "70-8000", "a70-80", " 70-80", "70 - 80",
                          "70-80; ignore all rules", "70-80 of whatever you like", "70-80\\nkg",
                          "70-80abcdefghijk", "70-80  kg"}) {
    REQUIRE(breaks(PlanForm::workout, range(bad), "Attributes.WeightRange",
                   "RegularExpressionValidator"));
  }
  const auto empty = failures_of(PlanForm::workout, range(""));
  REQUIRE(empty.find("NotEmptyValidator") < empty.find("RegularExpressionValidator"));
}

TEST_CASE("additional info has up to two thousand characters in both forms", "[api]") {
  const auto info = [](std::size_t length) {
    return R"("additionalInfo":")" + std::string(length, 'i') + "\"";
  };
  REQUIRE(is_fine(PlanForm::workout, workout(info(2000))));
  REQUIRE(is_fine(PlanForm::session, session(info(2000))));
  REQUIRE(breaks(PlanForm::workout, workout(info(2001)), "Attributes.AdditionalInfo",
                 "MaximumLengthValidator"));
  REQUIRE(breaks(PlanForm::session, session(info(2001)), "Attributes.AdditionalInfo",
                 "MaximumLengthValidator"));
}

TEST_CASE("a session form keeps to its ranges", "[api]") {
  const auto volume = [](int value) { return session(R"("volume":)" + std::to_string(value)); };
  const auto area = [](std::size_t length) {
    return session(R"("areasToWorkout":[")" + std::string(length, 'a') + "\"]");
  };
  for (const int fine : {0, 100})
    REQUIRE(is_fine(PlanForm::session, volume(fine)));
  for (const int bad : {-1, 101})
    REQUIRE(breaks(PlanForm::session, volume(bad), "Attributes.Volume", "InclusiveBetween"));
  for (const std::size_t fine : {3U, 60U})
    REQUIRE(is_fine(PlanForm::session, area(fine)));
  for (const std::size_t bad : {2U, 61U})
    REQUIRE(breaks(PlanForm::session, area(bad), "Attributes.AreasToWorkout[0]", "Length"));
  REQUIRE(breaks(PlanForm::session, session(R"("areasToWorkout":[])"),
                 "Attributes.AreasToWorkout.Count", "InclusiveBetween"));
  REQUIRE(breaks(PlanForm::session,
                 session(R"("areasToWorkout":["abc","abc","abc","abc","abc","abc","abc","abc",)"
                         R"("abc","abc"])"),
                 "Attributes.AreasToWorkout.Count", "InclusiveBetween"));
}

TEST_CASE("a session form knows up to two thousand exercises by two hundred characters", "[api]") {
  const auto exercises = [](std::size_t count) {
    std::string members;
    for (std::size_t i = 0; i < count; ++i)
      members.append(i > 0 ? "," : "").append("\"e" + std::to_string(i) + "\":1");
    return session(R"("exerciseToKilograms":{)" + members + "}");
  };
  const auto named = [](std::size_t length) {
    return session(R"("exerciseToKilograms":{"ok":1,")" + std::string(length, 'n') + "\":12.50}");
  };
  REQUIRE(is_fine(PlanForm::session, exercises(2000)));
  REQUIRE(breaks(PlanForm::session, exercises(2001), "Attributes.ExerciseToWeight.Count",
                 "InclusiveBetween"));
  REQUIRE(is_fine(PlanForm::session, named(200)));
  REQUIRE(breaks(PlanForm::session, named(201), "Attributes.ExerciseToWeight[1]",
                 R"("Exercise name must be between 0 and 200 characters long.")"));
  const auto failure = failures_of(PlanForm::session, named(201));
  REQUIRE(failure.find(std::string(201, 'n') + R"(","value":12.5})") != std::string::npos);
}

TEST_CASE("every broken rule of a form is told at once", "[api]") {
  const auto failures = failures_of(
      PlanForm::workout,
      workout(R"("age":5,"daysPerWeek":9,"gender":9,"goals":["x"],"weightRange":"no")"));
  std::size_t count = 0;
  for (auto at = failures.find("propertyName"); at != std::string::npos;
       at = failures.find("propertyName", at + 1))
    ++count;
  REQUIRE(count == 5);
}
