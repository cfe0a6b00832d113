#include "support/plan_making.hpp"

#include <catch2/catch.hpp>

#include <random>

// Plans made of noise, hundreds of them from fixed seeds: what holds for every plan. When a
// repair changes, run it with more seeds once.
namespace spotter::testing {
namespace {

using std::chrono::seconds;

/// Makes plans that break every rule now and then.
class Noise {
 public:
  Noise(unsigned seed, const exercises::Catalogue& catalogue)
      : random_(seed), catalogue_(catalogue) {}

  lint::Wanted wanted();
  plan::Plan plan();

 private:
  int number(int least, int most) {
    return std::uniform_int_distribution<int>(least, most)(random_);
  }
  bool chance(int percent) { return number(1, 100) <= percent; }
  template <class List>
  const auto& any_of(const List& list) {
    return list[static_cast<std::size_t>(number(0, static_cast<int>(list.size()) - 1))];
  }
  std::string text(int pieces_max);
  std::string exercise_name();
  plan::Rest rest();
  plan::Progression progression();
  plan::Strength strength();
  plan::Cardio cardio();
  plan::Session session();

  std::mt19937 random_;
  const exercises::Catalogue& catalogue_;
};

std::string Noise::text(int pieces_max) {
  static const std::vector<std::string> kPieces{"Strong ",
                                                "legs. ",
                                                "**",
                                                "<b>",
                                                "</b>",
                                                "https://x.example/y ",
                                                "[a](b) ",
                                                "[",
                                                "](",
                                                ")",
                                                "\n",
                                                "\x01",
                                                "\xC3\xA4",
                                                "\xE2\x80\xAE",
                                                "\xFF",
                                                "`",
                                                "# ",
                                                "  ",
                                                "Take creatine. ",
                                                "Go to failure. ",
                                                "Lose 5 kg. ",
                                                "2000 kcal",
                                                "No failure. ",
                                                "<",
                                                ">",
                                                "__",
                                                "www.a",
                                                "Max out! ",
                                                "balance ",
                                                std::string(60, 'x'),
                                                "\xE3\x80\x82"};
  std::string result;
  for (int i = number(0, pieces_max); i > 0; --i)
    result += any_of(kPieces);
  return result;
}

std::string Noise::exercise_name() {
  if (chance(4)) return text(4);
  if (chance(8)) return chance(50) ? "Zercher Thing" : "zercher thing";
  const exercises::Exercise& known = any_of(catalogue_.all());
  if (!known.aliases.empty() && chance(30)) return std::string(any_of(known.aliases));
  return chance(10) ? to_lower_ascii(known.name) : std::string(known.name);
}

plan::Rest Noise::rest() {
  if (chance(20)) return rest_of(0, 0, 0);
  if (chance(40)) return rest_of(90, 180, 300);
  return rest_of(number(-20, 700), number(-20, 700), number(-20, 700));
}

plan::Progression Noise::progression() {
  plan::Progression rule = chance(50) ? load_rule(number(-1, 30) * 500) : reps_rule(std::nullopt);
  if (chance(10)) rule.step = plan::Decimal::of_thousandths(number(-1000, 90'000));
  if (chance(50))
    rule.ceiling = plan::Decimal::of_thousandths(number(-5, 45) * 1000 + number(0, 1));
  rule.reset_at_ceiling = chance(40);
  return rule;
}

plan::Strength Noise::strength() {
  plan::Strength work;
  const plan::Reps reps{number(-2, 40), number(-2, 40)};
  work.sets.assign(static_cast<std::size_t>(chance(5) ? number(0, 25) : number(1, 6)), reps);
  if (chance(10)) {
    for (plan::Reps& one : work.sets)
      one = {number(0, 30), number(0, 30)};
  }
  work.rest = rest();
  work.superset_with_next = chance(25);
  for (int i = number(0, 3); i > 0; --i)
    work.progression.push_back(progression());
  work.resistance = static_cast<plan::Resistance>(number(0, 2));
  return work;
}

plan::Cardio Noise::cardio() {
  plan::Cardio work;
  for (int i = number(0, 4); i > 0; --i) {
    plan::CardioSet set;
    if (chance(70)) {
      set.target = seconds(number(-10, 9000));
    } else {
      set.target = plan::Distance{plan::Decimal::of_thousandths(number(-10, 90'000'000)),
                                  static_cast<plan::DistanceUnit>(number(0, 3))};
    }
    if (chance(40)) set.rest = rest();
    work.sets.push_back(set);
  }
  return work;
}

plan::Session Noise::session() {
  plan::Session session;
  session.name = text(3);
  session.notes = text(6);
  for (int i = chance(5) ? 0 : number(1, chance(10) ? 24 : 9); i > 0; --i) {
    plan::Exercise exercise;
    exercise.name = exercise_name();
    exercise.notes = text(5);
    exercise.link = chance(10) ? text(2) : "";
    if (chance(80)) {
      exercise.work = strength();
    } else {
      exercise.work = cardio();
    }
    session.exercises.push_back(std::move(exercise));
  }
  return session;
}

plan::Plan Noise::plan() {
  plan::Plan plan;
  plan.name = text(4);
  plan.description = text(12);
  for (int i = number(0, chance(10) ? 10 : 6); i > 0; --i) {
    plan.sessions.push_back(session());
    if (chance(20)) plan.sessions.push_back(plan.sessions.back());
  }
  return plan;
}

lint::Wanted Noise::wanted() {
  lint::Wanted wanted;
  if (chance(40)) wanted.sessions = number(0, 7);
  if (chance(60)) wanted.level = static_cast<exercises::Level>(number(0, 2));
  if (chance(60)) wanted.goal = static_cast<lint::Goal>(number(0, 5));
  if (chance(60)) wanted.minutes = std::chrono::minutes(number(0, 100));
  if (chance(50)) {
    wanted.equipment.emplace();
    for (int i = number(0, 8); i > 0; --i)
      wanted.equipment->insert(static_cast<exercises::Equipment>(number(0, 22)));
  }
  while (chance(30))
    wanted.barred.insert(static_cast<exercises::Strain>(number(0, 12)));
  if (chance(40)) wanted.age = number(8, 90);
  wanted.pregnant = chance(10);
  if (chance(30)) wanted.unit = lint::Unit::pounds;
  while (chance(50))
    wanted.users_names.push_back(exercise_name());
  wanted.single_session = chance(20);
  if (chance(30)) wanted.exercises = number(0, 14);
  return wanted;
}

std::size_t exercises_of(const plan::Plan& plan) {
  std::size_t sum = 0;
  for (const plan::Session& session : plan.sessions)
    sum += session.exercises.size();
  return sum;
}

/// Of a list in which findings of one severity belong: each is of a kind, and points into the plan.
bool is_sound(const std::vector<lint::Finding>& findings, lint::Severity severity,
              const plan::Plan* plan) {
  return std::all_of(findings.begin(), findings.end(), [&](const lint::Finding& finding) {
    const auto kinds = lint::kinds();
    const bool is_listed = std::any_of(kinds.begin(), kinds.end(), [&](const lint::Kind& kind) {
      return kind.rule == finding.rule && kind.key == finding.key && kind.severity == severity;
    });
    if (!is_listed || finding.reason.empty()) return false;
    if (plan == nullptr || finding.session < 0) return true;
    const auto session = static_cast<std::size_t>(finding.session);
    if (session >= plan->sessions.size()) return false;
    return finding.exercise < static_cast<int>(plan->sessions[session].exercises.size());
  });
}

/// What no plan may break once it was repaired, written down without the rules.
void check_invariants(const plan::Plan& plan) {
  for (const plan::Session& session : plan.sessions) {
    CHECK(session.exercises.size() <= 12);
    for (const plan::Exercise& exercise : session.exercises) {
      const auto* strength = std::get_if<plan::Strength>(&exercise.work);
      if (strength == nullptr) continue;
      CHECK_FALSE((strength->sets.empty() || strength->sets.size() > 10));
      CHECK(strength->rest.minimum >= seconds(15));
      CHECK(strength->rest.minimum < strength->rest.maximum);
      CHECK(strength->rest.maximum < strength->rest.after_failure);
      CHECK(strength->rest.after_failure <= seconds(600));
      CHECK_FALSE((strength->superset_with_next && &exercise == &session.exercises.back()));
      for (const plan::Reps& reps : strength->sets)
        CHECK_FALSE((reps.least < 1 || reps.least > reps.most));
      for (std::size_t i = 0; i < strength->progression.size(); ++i) {
        const plan::Progression& rule = strength->progression[i];
        CHECK(rule.step > plan::Decimal());
        const bool is_last = i + 1 == strength->progression.size();
        CHECK((is_last || (rule.axis == plan::Axis::reps && rule.ceiling)));
      }
    }
  }
}

void check_plan_of(unsigned seed, const exercises::Catalogue& catalogue) {
  CAPTURE(seed);
  Noise noise(seed, catalogue);
  const lint::Wanted wanted = noise.wanted();
  const plan::Plan plan = noise.plan();
  const lint::Report once = lint::lint(plan, wanted, catalogue);
  const lint::Report twice = lint::lint(once.plan, wanted, catalogue);
  REQUIRE(keys_of(twice.repaired) == std::vector<std::string>{});
  REQUIRE(twice.plan == once.plan);
  REQUIRE(keys_of(twice.errors) == keys_of(once.errors));
  REQUIRE(keys_of(twice.warnings) == keys_of(once.warnings));
  REQUIRE((exercises_of(plan) == 0) == (exercises_of(once.plan) == 0));
  REQUIRE(is_sound(once.repaired, lint::Severity::repaired, nullptr));
  REQUIRE(is_sound(once.errors, lint::Severity::error, &once.plan));
  REQUIRE(is_sound(once.warnings, lint::Severity::warning, &once.plan));
  REQUIRE(once.repaired.empty() == (once.plan == plan));
  check_invariants(once.plan);
}

TEST_CASE("any plan is repaired once and for all, and never emptied", "[lint]") {
  const SmallCatalogue catalogue;
  for (unsigned seed = 1; seed <= 100; ++seed)
    check_plan_of(seed, catalogue);
}

TEST_CASE("the same holds for all exercises that the coach knows", "[lint]") {
  const auto catalogue = exercises::make_built_in_catalogue();
  for (unsigned seed = 10'001; seed <= 10'100; ++seed)
    check_plan_of(seed, *catalogue);
}

TEST_CASE("names of the user come through, or are not used more often than before", "[lint]") {
  const SmallCatalogue catalogue;
  for (unsigned seed = 5001; seed <= 5040; ++seed) {
    CAPTURE(seed);
    Noise noise(seed, catalogue);
    lint::Wanted wanted = noise.wanted();
    plan::Plan plan = noise.plan();
    for (plan::Session& session : plan.sessions) {
      if (session.exercises.size() > 12) session.exercises.resize(12);
      // Twice the same in a session is one: that is the one way in which a user's name goes.
      for (std::size_t e = 0; e < session.exercises.size(); ++e) {
        session.exercises[e].name = "Own " + std::to_string(e);
        wanted.users_names.push_back(session.exercises[e].name);
      }
    }
    wanted.exercises.reset();
    const lint::Report report = lint_of(plan, wanted);
    std::vector<std::vector<std::string>> before;
    for (const plan::Session& session : plan.sessions) {
      if (!session.exercises.empty()) before.push_back(names_of(session));
    }
    std::vector<std::vector<std::string>> after;
    for (const plan::Session& session : report.plan.sessions) {
      if (!session.exercises.empty()) after.push_back(names_of(session));
    }
    REQUIRE(after == before);
  }
}

TEST_CASE("a very large plan is linted all the same", "[lint]") {
  std::vector<plan::Exercise> exercises;
  for (int i = 0; i < 2000; ++i)
    exercises.push_back(lift("Thing " + std::to_string(i), 200, 8, 12));
  const lint::Report report =
      lint_of(plan_of(std::vector<plan::Session>(3, session_of("Day", exercises))));
  CHECK(report.plan.sessions[0].exercises.size() == 12);
}

TEST_CASE("each kind of finding has a key of its own", "[lint]") {
  std::set<std::string_view> keys;
  for (const lint::Kind& kind : lint::kinds()) {
    CHECK(keys.insert(kind.key).second);
    CHECK(kind.rule.starts_with("V"));
  }
}

}  // namespace
}  // namespace spotter::testing
