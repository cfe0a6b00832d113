#include "llm/gemini/request_body.hpp"
#include "support/llm_conversation.hpp"

#include <spotter/codec/json.hpp>

#include <catch2/catch.hpp>

#include <string>

using namespace spotter;
using namespace spotter::llm;
using namespace spotter::llm::gemini;
using testing::conversation;

namespace {

constexpr Tool kTool{"make", "Makes it.", R"({"type":"object","properties":{}})"};

Settings some_settings() {
  Settings settings;
  settings.model = "some-model";
  return settings;
}

std::string words_body(const Request& request, const Settings& settings = some_settings()) {
  codec::JsonParser parser;
  const auto body = write_words_request(request, settings, parser);
  REQUIRE(body.has_value());
  REQUIRE(parser.parse(*body).has_value());
  return *body;
}

std::string arguments_body(const Request& request, const WantedArguments& wanted) {
  codec::JsonParser parser;
  const auto body = write_arguments_request(request, some_settings(), wanted, parser);
  REQUIRE(body.has_value());
  REQUIRE(parser.parse(*body).has_value());
  return *body;
}

std::string contents_of(const Request& request) {
  codec::JsonParser parser;
  return parser.parse(words_body(request))->get("contents")->to_json();
}

const std::string kConversation =
    R"("contents":[{"role":"user","parts":[{"text":"I want to get stronger."}]},)"
    R"({"role":"model","parts":[{"text":"How many days?"}]},)"
    R"({"role":"user","parts":[{"text":"Three \"hard\" ones.\n🏋"}]}])";

}  // namespace

TEST_CASE("Gemini is asked for words in its own terms", "[gemini]") {
  CHECK(words_body(conversation()) ==
        R"({"systemInstruction":{"parts":[{"text":"You are a coach."}]},)" + kConversation +
            R"(,"generationConfig":{"maxOutputTokens":2048},"store":false})");
}

TEST_CASE("tools are offered without parameters, so that calling one is a wish", "[gemini]") {
  Request request = conversation();
  request.tools = {kTool, {"other", "Other.", "{}"}};
  CHECK(
      words_body(request) ==
      R"({"systemInstruction":{"parts":[{"text":"You are a coach."}]},)" + kConversation +
          R"(,"tools":[{"functionDeclarations":[{"name":"make","description":"Makes it. Call it )"
          R"(without arguments; they are asked for next."},{"name":"other","description":"Other. )"
          R"(Call it without arguments; they are asked for next."}]}],)"
          R"("toolConfig":{"functionCallingConfig":{"mode":"AUTO"}},)"
          R"("generationConfig":{"maxOutputTokens":2048},"store":false})");
}

TEST_CASE("the arguments of a wish are asked for with all that the model said", "[gemini]") {
  SaidContent said;
  said.add_text("Sure");
  said.add_text(". ");
  const std::string call =
      R"({"functionCall":{"id":"f1","name":"make","args":{}},"thoughtSignature":"Ci\/QB=="})";
  said.add_call(call, "f1", "make");
  said.add_text("Here.");
  said.add_part(R"({"text":"","thoughtSignature":"Ep"})");
  Request request = conversation();
  request.tools = {kTool};
  const std::string before =
      R"({"systemInstruction":{"parts":[{"text":"You are a coach."}]},)" +
      kConversation.substr(0, kConversation.size() - 1) +
      R"(,{"role":"model","parts":[{"text":"Sure. "},)" + call +
      R"(,{"text":"Here."},{"text":"","thoughtSignature":"Ep"}]},)"
      R"({"role":"user","parts":[{"functionResponse":{"id":"f1","name":"make","response":)"
      R"({"output":"Answer with nothing but the arguments of make as JSON, complete, now. )"
      R"(What the tool does: Makes it."}}}]}],)"
      R"("generationConfig":{"maxOutputTokens":2048,"responseMimeType":"application/json",)";
  CHECK(arguments_body(request, {kTool, &said, 0}) ==
        before + R"("responseJsonSchema":{"type":"object","properties":{}}},"store":false})");
  CHECK(arguments_body(request, {kTool, &said, 0, R"({"type":"OBJECT"})"}) ==
        before + R"("responseSchema":{"type":"OBJECT"}},"store":false})");
}

TEST_CASE("each call that the model made gets a response, and no id that it did not give",
          "[gemini]") {
  SaidContent said;
  said.add_call(R"({"functionCall":{"name":"other"}})", "", "other");
  said.add_call(R"({"functionCall":{"name":"make"}})", "", "make");
  Request request;
  request.messages = {{Role::user, "Hi."}};
  const std::string body = arguments_body(request, {kTool, &said, 1});
  CHECK(body.find(R"({"role":"user","parts":[{"functionResponse":{"name":"other","response":)"
                  R"({"error":"One call at a time."}}},{"functionResponse":{"name":"make",)"
                  R"("response":{"output":"Answer with)") != std::string::npos);
}

TEST_CASE("arguments that nobody wished for are demanded in the system prompt", "[gemini]") {
  Request request = conversation();
  request.tools = {kTool};
  CHECK(
      arguments_body(request, {kTool}) ==
      R"({"systemInstruction":{"parts":[{"text":"You are a coach."},{"text":"Answer with nothing )"
      R"(but the arguments of make as JSON, complete, now. What the tool does: Makes it."}]},)" +
          kConversation +
          R"(,"generationConfig":{"maxOutputTokens":2048,"responseMimeType":"application/json",)"
          R"("responseJsonSchema":{"type":"object","properties":{}}},"store":false})");
}

TEST_CASE("a call of the history is a wish whose result tells what was written", "[gemini]") {
  Request request;
  request.messages = {{Role::user, "A plan."},
                      {Role::assistant, "", ToolCall{"make", R"({"a":1})", "Shown."}},
                      {Role::user, "Harder."},
                      {Role::assistant, "Here.", ToolCall{"make", "not JSON", "Cut \"off\"."}},
                      {Role::user, "Thanks."}};
  CHECK(contents_of(request) ==
        R"([{"role":"user","parts":[{"text":"A plan."}]},)"
        R"({"role":"model","parts":[{"functionCall":{"name":"make","args":{}},)"
        R"("thoughtSignature":"skip_thought_signature_validator"}]},)"
        R"({"role":"user","parts":[{"functionResponse":{"name":"make","response":)"
        R"({"output":{"plan":{"a":1},"note":"Shown."}}}},{"text":"Harder."}]},)"
        R"({"role":"model","parts":[{"text":"Here."},{"functionCall":{"name":"make","args":{}},)"
        R"("thoughtSignature":"skip_thought_signature_validator"}]},)"
        R"({"role":"user","parts":[{"functionResponse":{"name":"make","response":)"
        R"({"output":{"plan":"not JSON","note":"Cut \"off\"."}}}},{"text":"Thanks."}]}])");
}

TEST_CASE("the user comes first, roles take turns and blank messages are left out", "[gemini]") {
  Request request;
  request.messages = {{Role::assistant, "Welcome!"},
                      {Role::user, "One."},
                      {Role::user, "Two."},
                      {Role::assistant, " \n"},
                      {Role::user, "Three."}};
  CHECK(contents_of(request) ==
        R"([{"role":"user","parts":[{"text":"Hello."}]},)"
        R"({"role":"model","parts":[{"text":"Welcome!"}]},)"
        R"({"role":"user","parts":[{"text":"One."},{"text":"Two."},{"text":"Three."}]}])");
  request.messages = {{Role::user, " "}};
  CHECK(contents_of(request) == R"([{"role":"user","parts":[{"text":"Hello."}]}])");
}

TEST_CASE("what is not known is left out of a request to Gemini", "[gemini]") {
  Request request;
  request.system = " \n";
  request.messages = {{Role::user, "Hi."}};
  Settings settings = some_settings();
  CHECK(words_body(request, settings) ==
        R"({"contents":[{"role":"user","parts":[{"text":"Hi."}]}],"store":false})");
  settings.thinking_level = "LOW";
  CHECK(words_body(request, settings) ==
        R"({"contents":[{"role":"user","parts":[{"text":"Hi."}]}],"generationConfig":)"
        R"({"thinkingConfig":{"thinkingLevel":"LOW","includeThoughts":false}},"store":false})");
}

TEST_CASE("a request to Gemini at the limit is written and one byte more is refused", "[gemini]") {
  const Settings settings = some_settings();
  Request request;
  request.messages = {{Role::user, "x"}};
  const std::size_t overhead = words_body(request).size() - 1;
  request.messages[0].text = std::string(settings.request_bytes_max - overhead, 'x');
  CHECK(words_body(request).size() == std::size_t{1024} * 1024);
  codec::JsonParser parser;
  CHECK_FALSE(write_arguments_request(request, settings, {kTool}, parser).has_value());
  request.messages[0].text += 'x';
  const auto body = write_words_request(request, settings, parser);
  REQUIRE_FALSE(body.has_value());
  CHECK(body.error().code == Errc::too_large);
}
