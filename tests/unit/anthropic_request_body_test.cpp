#include "llm/anthropic/request_body.hpp"
#include "support/llm_conversation.hpp"

#include <spotter/codec/json.hpp>
#include <spotter/plan/draft.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace spotter;
using namespace spotter::llm;
using namespace spotter::llm::anthropic;
using testing::conversation;

namespace {

constexpr Tool kTool{
    "make", "Makes \"it\".",
    R"({"type":"object","properties":{"n":{"type":["integer","null"],"minimum":1}},)"
    R"("required":["n"]})"};

Settings some_settings() {
  Settings settings;
  settings.model = "claude-haiku-5-5";
  return settings;
}

std::string body_of(const Request& request, const Settings& settings = some_settings(),
                    ToolForm form = ToolForm::strict) {
  codec::JsonParser parser;
  const auto body = write_request_body(request, settings, form, parser);
  REQUIRE(body.has_value());
  REQUIRE(parser.parse(*body).has_value());
  return *body;
}

std::string member_of(const std::string& body, std::string_view key) {
  codec::JsonParser parser;
  const auto document = parser.parse(body);
  const auto member = document->get(key);
  return member ? member->to_json() : std::string();
}

std::string messages_of(std::vector<Message> messages) {
  Request request;
  request.messages = std::move(messages);
  return member_of(body_of(request), "messages");
}

constexpr std::string_view kMessages =
    R"("messages":[{"role":"user","content":[{"type":"text","text":"I want to get stronger."}]},)"
    R"({"role":"assistant","content":[{"type":"text","text":"How many days?"}]},)"
    R"({"role":"user","content":[{"type":"text","text":"Three \"hard\" ones.\n🏋"}]}])";

}  // namespace

TEST_CASE("Anthropic is asked in its own terms, and without sampling parameters", "[anthropic]") {
  Request request = conversation();
  request.user_hash = "0123abcd";
  CHECK(body_of(request) ==
        R"({"model":"claude-haiku-5-5","max_tokens":2048,"stream":true,)"
        R"("system":"You are a coach.",)" +
            std::string(kMessages) +
            R"(,"output_config":{"effort":"low"},"metadata":{"user_id":"0123abcd"}})");
}

TEST_CASE("what is not known is left out of a request to Anthropic, except for the limit",
          "[anthropic]") {
  Request request;
  request.system = " \n";
  request.messages = {{Role::user, "Hi."}};
  Settings settings = some_settings();
  settings.effort = "";
  CHECK(body_of(request, settings) ==
        R"({"model":"claude-haiku-5-5","max_tokens":8192,"stream":true,)"
        R"("messages":[{"role":"user","content":[{"type":"text","text":"Hi."}]}]})");
}

TEST_CASE("tools are strict, stream their arguments, and one may be called", "[anthropic]") {
  Request request = conversation();
  request.tools = {kTool, {"other", "Other.", R"({"type":"object"})"}};
  const std::string body = body_of(request);
  CHECK(member_of(body, "tools") ==
        R"j([{"name":"make","description":"Makes \"it\".","input_schema":{"type":"object",)j"
        R"j("properties":{"n":{"anyOf":[{"type":"integer"},{"type":"null"}],)j"
        R"j("description":"(at least 1)"}},"required":["n"],"additionalProperties":false},)j"
        R"j("strict":true,"eager_input_streaming":true},)j"
        R"j({"name":"other","description":"Other.","input_schema":{"type":"object",)j"
        R"j("additionalProperties":false},"strict":true,"eager_input_streaming":true}])j");
  CHECK(member_of(body, "tool_choice") == R"({"type":"auto","disable_parallel_tool_use":true})");
}

TEST_CASE("plain tools have the schema as it is, and nothing that a server might not know",
          "[anthropic]") {
  Request request = conversation();
  request.tools = {kTool};
  const std::string body = body_of(request, some_settings(), ToolForm::plain);
  CHECK(member_of(body, "tools") ==
        R"([{"name":"make","description":"Makes \"it\".","input_schema":)" +
            std::string(kTool.schema) + "}]");
}

TEST_CASE("a call that must come is demanded in the system prompt and never forced",
          "[anthropic]") {
  Request request = conversation();
  request.tools = {kTool};
  request.tool_required = true;
  const std::string body = body_of(request);
  CHECK(member_of(body, "tool_choice") == R"({"type":"auto","disable_parallel_tool_use":true})");
  CHECK(
      member_of(body, "system") ==
      R"("You are a coach.\n\nAnswer this time with a call of the tool make and with nothing else.")");
  request.system.clear();
  CHECK(member_of(body_of(request), "system") ==
        R"("Answer this time with a call of the tool make and with nothing else.")");
}

TEST_CASE("a call of the history and its result share an id, and the result comes before the words",
          "[anthropic]") {
  CHECK(messages_of({{Role::user, "A plan."},
                     {Role::assistant, "Here.", ToolCall{"make", R"({ "a": [1] })", "Shown."}},
                     {Role::user, "Harder."},
                     {Role::assistant, "", ToolCall{"make", R"({"a":2})", " "}},
                     {Role::user, "Thanks."}}) ==
        R"([{"role":"user","content":[{"type":"text","text":"A plan."}]},)"
        R"({"role":"assistant","content":[{"type":"text","text":"Here."},)"
        R"({"type":"tool_use","id":"toolu_1","name":"make","input":{"a":[1]}}]},)"
        R"({"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1",)"
        R"("content":"Shown."},{"type":"text","text":"Harder."}]},)"
        R"({"role":"assistant","content":[)"
        R"({"type":"tool_use","id":"toolu_2","name":"make","input":{"a":2}}]},)"
        R"({"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_2"},)"
        R"({"type":"text","text":"Thanks."}]}])");
}

TEST_CASE("a call whose arguments are no object is left out, and its words stay", "[anthropic]") {
  const auto arguments = GENERATE("not JSON", "[1]", "");
  CHECK(messages_of({{Role::user, "A plan."},
                     {Role::assistant, "Here.", ToolCall{"make", arguments, "Cut off."}},
                     {Role::user, "Again."}}) ==
        R"([{"role":"user","content":[{"type":"text","text":"A plan."}]},)"
        R"({"role":"assistant","content":[{"type":"text","text":"Here."}]},)"
        R"({"role":"user","content":[{"type":"text","text":"Again."}]}])");
}

TEST_CASE("half an emoji in the arguments of the history is replaced", "[anthropic]") {
  const std::string messages = messages_of(
      {{Role::user, "A"}, {Role::assistant, "", ToolCall{"make", R"({"a":"\ud83c"})", "B"}}});
  CHECK(messages.find("\"input\":{\"a\":\"\xEF\xBF\xBD\"}") != std::string::npos);
}

TEST_CASE("the user speaks first and last, roles take turns and blank messages are left out",
          "[anthropic]") {
  CHECK(messages_of({{Role::assistant, "Welcome!"},
                     {Role::user, "One."},
                     {Role::user, "Two."},
                     {Role::assistant, " \n"},
                     {Role::user, "Three."}}) ==
        R"([{"role":"user","content":[{"type":"text","text":"Hello."}]},)"
        R"({"role":"assistant","content":[{"type":"text","text":"Welcome!"}]},)"
        R"({"role":"user","content":[{"type":"text","text":"One."},{"type":"text","text":"Two."},)"
        R"({"type":"text","text":"Three."}]}])");
  CHECK(messages_of({{Role::user, " "}}) ==
        R"([{"role":"user","content":[{"type":"text","text":"Hello."}]}])");
  CHECK(messages_of({{Role::user, "Hi."}, {Role::assistant, "Hello."}, {Role::user, ""}}) ==
        R"([{"role":"user","content":[{"type":"text","text":"Hi."}]},)"
        R"({"role":"assistant","content":[{"type":"text","text":"Hello."}]},)"
        R"({"role":"user","content":[{"type":"text","text":"Go on."}]}])");
}

TEST_CASE("a request to Anthropic at the limit is written and one byte more is refused",
          "[anthropic]") {
  const Settings settings = some_settings();
  Request request;
  request.messages = {{Role::user, "x"}};
  const std::size_t overhead = body_of(request).size() - 1;
  request.messages[0].text = std::string(settings.request_bytes_max - overhead, 'x');
  CHECK(body_of(request).size() == std::size_t{1024} * 1024);
  request.messages[0].text += 'x';
  codec::JsonParser parser;
  const auto body = write_request_body(request, settings, ToolForm::strict, parser);
  REQUIRE_FALSE(body.has_value());
  CHECK(body.error().code == Errc::too_large);
}

TEST_CASE("the tool of the coach goes out without a bound that is not said in words",
          "[anthropic]") {
  Request request = conversation();
  request.tools = {{plan::kToolName, plan::tool_description(), plan::tool_schema()}};
  const std::string tools = member_of(body_of(request), "tools");
  CHECK(tools.find("[\"object\",\"null\"]") == std::string::npos);
  CHECK(tools.find("{\"type\":\"null\"}") != std::string::npos);
}
