#include "support/loop.hpp"
#include "support/plan_model.hpp"
#include "support/scripted_upstream.hpp"

#include <spotter/codec/json_writer.hpp>
#include <spotter/http_client/http_client.hpp>
#include <spotter/llm/gemini/provider.hpp>
#include <spotter/llm/openai/provider.hpp>
#include <spotter/shard/worker_pool.hpp>

#include <catch2/catch.hpp>

// What models write of a plan, in both dialects, over a real connection, to the last frame: the
// same plan from both.
using namespace spotter;
using namespace std::chrono_literals;
using testing::exercise;
using testing::Framing;
using testing::Script;
using testing::Seen;
using testing::three_days;
using testing::two_days;
using testing::without_notes;

namespace {

enum class Dialect { openai, gemini };

enum class End { whole, at_limit };

/// One answer of a model, whatever its dialect.
struct Answer {
  std::string words;
  std::vector<std::string> calls;  ///< the arguments of each
  End end = End::whole;
};

std::string quoted(std::string_view text) {
  std::string json;
  codec::append_json_string(json, text);
  return json;
}

/// As many characters as a model writes at a time.
std::vector<std::string> pieces_of(std::string_view text) {
  constexpr std::size_t kPiece = 11;
  std::vector<std::string> pieces;
  for (; !text.empty(); text.remove_prefix(std::min(kPiece, text.size())))
    pieces.emplace_back(text.substr(0, kPiece));
  return pieces;
}

std::string openai_event(std::string_view delta, std::string_view finish = "null") {
  std::string event = R"(data: {"choices":[{"index":0,"delta":)";
  return event.append(delta).append(R"(,"finish_reason":)").append(finish).append("}]}\n\n");
}

std::vector<Script> openai_scripts(const Answer& answer) {
  std::string events;
  for (const std::string& piece : pieces_of(answer.words))
    events += openai_event(R"({"content":)" + quoted(piece) + "}");
  for (std::size_t i = 0; i < answer.calls.size(); ++i) {
    const std::string index = R"({"tool_calls":[{"index":)" + std::to_string(i);
    events += openai_event(index + R"(,"id":"call_)" + std::to_string(i) +
                           R"(","type":"function","function":{"name":"create_workout_plan",)" +
                           R"("arguments":""}}]})");
    for (const std::string& piece : pieces_of(answer.calls[i]))
      events += openai_event(index + R"(,"function":{"arguments":)" + quoted(piece) + "}}]}");
  }
  const bool calls = !answer.calls.empty();
  const char* finish = answer.end == End::at_limit ? R"("length")"
                       : calls                     ? R"("tool_calls")"
                                                   : R"("stop")";
  events += openai_event("{}", finish) + "data: [DONE]\n\n";
  return {testing::sse_script(events, Framing::chunked)};
}

std::string gemini_event(std::string_view part, std::string_view finish = {}) {
  std::string event = R"(data: {"candidates":[{"content":{"parts":[)";
  event.append(part).append(R"(],"role":"model"})");
  if (!finish.empty()) event.append(R"(,"finishReason":)").append(quoted(finish));
  return event.append(R"(,"index":0}]})").append("\r\n\r\n");
}

/// Whoever wants a plan says so in one call, and writes it in a second: `asked` is that one alone.
std::vector<Script> gemini_scripts(const Answer& answer, bool asked) {
  constexpr std::string_view kWish =
      R"({"functionCall":{"id":"f1","name":"create_workout_plan","args":{}}})";
  std::string events;
  for (const std::string& piece : pieces_of(answer.words))
    events += gemini_event(R"({"text":)" + quoted(piece) + "}");
  for (std::size_t i = 0; i < answer.calls.size(); ++i)
    events += gemini_event(kWish);
  const char* limit = answer.end == End::at_limit ? "MAX_TOKENS" : "STOP";
  events += gemini_event(R"({"text":""})", answer.calls.empty() ? limit : "STOP");
  std::vector<Script> scripts;
  if (!asked || answer.calls.empty())
    scripts.push_back(testing::sse_script(events, Framing::chunked));
  if (answer.calls.empty()) return scripts;
  std::string document;
  for (const std::string& piece : pieces_of(answer.calls.front()))
    document += gemini_event(R"({"text":)" + quoted(piece) + "}");
  document += gemini_event(R"({"text":""})", limit);
  scripts.push_back(testing::sse_script(document, Framing::chunked));
  return scripts;
}

/// A coach with a real provider, and the upstream that it asks.
class World {
 public:
  explicit World(Dialect dialect) : dialect_(dialect) {
    if (dialect == Dialect::openai) {
      llm::openai::Settings settings;
      settings.base_url = upstream_.url("/v1");
      settings.api_key = Secret("sk-test");
      settings.model = "gpt";
      provider_ = llm::openai::make_provider(client_, loop_.executor(), clock_, settings);
    } else {
      llm::gemini::Settings settings;
      settings.base_url = upstream_.url("/v1beta");
      settings.api_key = Secret("AIzaTest");
      settings.model = "gemini";
      provider_ = llm::gemini::make_provider(client_, loop_.executor(), clock_, settings);
    }
    chat_settings_.frame_interval = 0ms;
    services_.emplace(chat::Services{loop_.executor(), clock_, log_, catalog_, testing::knowledge(),
                                     *provider_, limiter_, metrics_, chat_settings_,
                                     [this] { return ++ids_; },
                                     [](std::exception_ptr bug) { std::rethrow_exception(bug); }});
    coach_ = std::make_unique<chat::Coach>(*services_,
                                           chat::Speaker{"session", std::string(64, 'a'), 100});
  }
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  ~World() {
    loop_.run(coach_->close());
    coach_.reset();
    provider_.reset();
    loop_.run(client_.stop());
  }

  /// What the client sees of the answers to one message.
  Seen& ask(const std::string& text, const std::vector<Answer>& answers) {
    for (std::size_t i = 0; i < answers.size(); ++i) {
      auto scripts = dialect_ == Dialect::openai ? openai_scripts(answers[i])
                                                 : gemini_scripts(answers[i], i > 0);
      for (Script& script : scripts)
        upstream_.reply(std::move(script));
    }
    coach_->send_message(text, std::make_unique<testing::FakeReply>(seen_, "ask", finished_));
    REQUIRE(loop_.turn_until([this] { return seen_.finished; }));
    return seen_;
  }

 private:
  Dialect dialect_;
  testing::Loop loop_;
  testing::ScriptedUpstream upstream_{loop_};
  SystemClock clock_;
  shard::WorkerPool workers_{1, 16};
  http_client::HttpClient client_{loop_.executor(), workers_, {}};
  testing::RecordingLog log_;
  testing::FakeCatalog catalog_;
  shard::Signal gate_{loop_.executor()};
  testing::FakeLimiter limiter_{clock_, gate_};
  chat::Metrics metrics_;
  chat::Settings chat_settings_;
  rate_limit::GenerationId ids_ = 0;
  std::unique_ptr<llm::Provider> provider_;
  std::optional<chat::Services> services_;
  std::unique_ptr<chat::Coach> coach_;
  Seen seen_;
  testing::Order finished_;
};

plan::Plan nine_days() {
  plan::Plan plan = three_days();
  for (char letter = 'D'; letter <= 'I'; ++letter) {
    plan.sessions.push_back(plan.sessions[static_cast<std::size_t>(letter - 'A') % 3]);
    plan.sessions.back().name = std::string("Day ") + letter;
  }
  return plan;
}

/// The draft of two_days() as a careless model writes it.
std::string careless_draft() {
  return R"({"name":"Two Days","description":7,"sessions":[{"name":"Day A","exercises":[)"
         R"({"strength_exercise":"Barbell Squat","sets":"3","reps":"8-12","increment":"2.5",)"
         R"("progression":"load","resistance":"external","notes":null,"rest_seconds":"long"},)"
         R"({"strength_exercise":5,"sets":3,"reps":8},"rest",[],)"
         R"({"strength_exercise":"Bent Over Barbell Row","sets":3.0,"reps":[{"min":8,"max":12}],)"
         R"("increment":2.5,"progression":"load","resistance":"external","notes":""}],)"
         R"("notes":{}},{"name":"Day B","exercises":[)"
         R"({"strength_exercise":"Barbell Deadlift","sets":3,"reps":"8-12","increment":2.5,)"
         R"("progression":"load","resistance":"external"},{"strength_exercise":)"
         R"("Dumbbell Bench Press","sets":3,"reps":[8],"increment":2.5,"progression":"load",)"
         R"("resistance":"external"}]}]})";
}

std::vector<std::vector<std::string>> names_of(const plan::Plan& plan) {
  std::vector<std::vector<std::string>> names;
  for (const plan::Session& session : plan.sessions) {
    names.emplace_back();
    for (const plan::Exercise& one : session.exercises)
      names.back().push_back(one.name);
  }
  return names;
}

}  // namespace

TEST_CASE("a plan of GPT and of Gemini is the same plan, whatever befell it", "[chat]") {
  const auto dialect = GENERATE(Dialect::openai, Dialect::gemini);
  CAPTURE(static_cast<int>(dialect));
  World world(dialect);
  const std::string whole = plan::draft_of(two_days());
  SECTION("whole") {
    const Seen& seen = world.ask("two days please", {{"Here it is.", {whole}}});
    CHECK(without_notes(seen.plans.back()) == two_days());
  }
  SECTION("truncated by the output limit, and continued") {
    const std::string cut = whole.substr(0, whole.find("Dumbbell Bench Press"));
    const Seen& seen = world.ask("two days please", {{"", {cut}, End::at_limit}, {"", {whole}}});
    CHECK(without_notes(seen.plans.back()) == two_days());
  }
  SECTION("malformed, and written again") {
    const Seen& seen = world.ask("two days please",
                                 {{"", {R"({"name":"Two Days","sessions":[}]})"}}, {"", {whole}}});
    CHECK(without_notes(seen.plans.back()) == two_days());
  }
  SECTION("malformed in the middle, and continued") {
    std::string broken = whole;
    broken.insert(broken.find(R"({"name":"Day B")"), "!");
    const Seen& seen = world.ask("two days please", {{"", {broken}}, {"", {whole}}});
    CHECK(without_notes(seen.plans.back()) == two_days());
  }
  SECTION("twice") {
    const Seen& seen = world.ask("two days please", {{"", {whole, plan::draft_of(three_days())}}});
    CHECK(without_notes(seen.plans.back()) == two_days());
  }
  SECTION("as plain text") {
    const Seen& seen = world.ask("two days please", {{"Squats and rows, then presses.", {}}});
    CHECK(seen.plans.empty());
    CHECK(seen.last() == "Squats and rows, then presses.");
  }
  SECTION("as JSON among words") {
    const Seen& seen = world.ask("two days please", {{"Here:\n```json\n" + whole + "\n```", {}}});
    CHECK(without_notes(seen.plans.back()) == two_days());
  }
  SECTION("with wrong types") {
    const Seen& seen =
        world.ask("two days please", {{"", {careless_draft()}}, {"", {careless_draft()}}});
    CHECK(names_of(seen.plans.back()) == names_of(two_days()));
  }
  SECTION("for nine days, and mended") {
    const Seen& seen = world.ask("three days please", {{"", {plan::draft_of(nine_days())}},
                                                       {"", {plan::draft_of(three_days())}}});
    CHECK(without_notes(seen.plans.back()).sessions == three_days().sessions);
    for (const plan::Plan& plan : seen.plans)
      CHECK(plan.sessions.size() <= 7);
  }
}
