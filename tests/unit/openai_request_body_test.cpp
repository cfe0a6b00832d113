#include "llm/openai/request_body.hpp"

#include <spotter/codec/json.hpp>

#include <catch2/catch.hpp>

#include <string>

using namespace spotter;
using namespace spotter::llm;
using namespace spotter::llm::openai;

namespace {

Request conversation() {
  Request request;
  request.system = "You are a coach.";
  request.messages = {{Role::user, "I want to get stronger."},
                      {Role::assistant, "How many days?"},
                      {Role::user, "Three \"hard\" ones.\n🏋"}};
  request.locale = "en";
  request.user_hash = "hash-of-the-payer";
  request.output_tokens_max = 2048;
  return request;
}

/// Chat Completions.
Settings settings_for(const std::string& base_url) {
  Settings settings;
  settings.base_url = base_url;
  settings.model = "gpt-6-luna";
  settings.api = Api::chat;
  return settings;
}

Capabilities capabilities_for(const Settings& settings) {
  std::string why;
  const auto capabilities = choose_capabilities(settings, why);
  INFO(why);
  REQUIRE(capabilities);
  return *capabilities;
}

std::string body_of(const Request& request, const Settings& settings) {
  const auto body = write_request_body(request, settings, capabilities_for(settings));
  REQUIRE(body.has_value());
  return *body;
}

/// `messages` as compact JSON.
std::string messages_of(const Request& request, const std::string& base_url) {
  codec::JsonParser parser;
  const auto body = parser.parse(body_of(request, settings_for(base_url)));
  REQUIRE(body.has_value());
  return body->get("messages")->to_json();
}

constexpr auto kLocal = "http://127.0.0.1:1234/v1";
constexpr auto kPublic = "https://api.openai.com/v1";

}  // namespace

TEST_CASE("a call of the history goes out with its result, and nothing is joined over it",
          "[openai]") {
  Request request;
  request.messages = {{Role::user, "A plan."},
                      {Role::assistant, "", ToolCall{"make", R"({"a":1})", "Shown."}},
                      {Role::user, "Harder."},
                      {Role::assistant, "Here.", ToolCall{"make", R"({"a":2})", "Shown."}},
                      {Role::user, "Thanks."}};
  CHECK(messages_of(request, kLocal) ==
        R"([{"role":"user","content":"A plan."},)"
        R"({"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function",)"
        R"("function":{"name":"make","arguments":"{\"a\":1}"}}]},)"
        R"({"role":"tool","tool_call_id":"call_1","content":"Shown."},)"
        R"({"role":"user","content":"Harder."},)"
        R"({"role":"assistant","content":"Here.","tool_calls":[{"id":"call_2","type":"function",)"
        R"("function":{"name":"make","arguments":"{\"a\":2}"}}]},)"
        R"({"role":"tool","tool_call_id":"call_2","content":"Shown."},)"
        R"({"role":"user","content":"Thanks."}])");
}

TEST_CASE("tools are offered, strictly where the server is known to understand that", "[openai]") {
  Request request = conversation();
  request.tools = {{"make", "Makes it.", R"({"type":"object","properties":{}})"}};
  codec::JsonParser parser;
  const auto tools = [&](const char* base_url) {
    const auto body = parser.parse(body_of(request, settings_for(base_url)));
    REQUIRE(body.has_value());
    const auto parallel = body->get("parallel_tool_calls");
    return body->get("tools")->to_json() + (parallel ? parallel->to_json() : "");
  };
  CHECK(tools(kLocal) ==
        R"([{"type":"function","function":{"name":"make","description":"Makes it.",)"
        R"("parameters":{"type":"object","properties":{}}}}])");
  CHECK(tools(kPublic) ==
        R"([{"type":"function","function":{"name":"make","description":"Makes it.",)"
        R"("parameters":{"type":"object","properties":{}},"strict":true}}]false)");
}

TEST_CASE("a tool that must be called is named as the choice", "[openai]") {
  Request request = conversation();
  request.tools = {{"make", "Makes it.", R"({"type":"object","properties":{}})"}};
  const std::string wanted = R"("tool_choice":{"type":"function","function":{"name":"make"}})";
  CHECK(body_of(request, settings_for(kPublic)).find("tool_choice") == std::string::npos);
  request.tool_required = true;
  CHECK(body_of(request, settings_for(kPublic)).find(wanted) != std::string::npos);
  CHECK(body_of(request, settings_for(kLocal)).find(wanted) != std::string::npos);
  request.tools.clear();
  CHECK(body_of(request, settings_for(kPublic)).find("tool_choice") == std::string::npos);
}

TEST_CASE("a compatible server is sent what every one of them understands", "[openai]") {
  CHECK(body_of(conversation(), settings_for(kLocal)) ==
        R"({"model":"gpt-6-luna","stream":true,"stream_options":{"include_usage":true},)"
        R"("messages":[{"role":"system","content":"You are a coach."},)"
        R"({"role":"user","content":"I want to get stronger."},)"
        R"({"role":"assistant","content":"How many days?"},)"
        R"({"role":"user","content":"Three \"hard\" ones.\n🏋"}],"max_tokens":2048})");
}

TEST_CASE("OpenAI's own service is sent what it wants beyond that", "[openai]") {
  CHECK(body_of(conversation(), settings_for(kPublic)) ==
        R"({"model":"gpt-6-luna","stream":true,)"
        R"("stream_options":{"include_usage":true,"include_obfuscation":false},"store":false,)"
        R"("messages":[{"role":"developer","content":"You are a coach."},)"
        R"({"role":"user","content":"I want to get stronger."},)"
        R"({"role":"assistant","content":"How many days?"},)"
        R"({"role":"user","content":"Three \"hard\" ones.\n🏋"}],"reasoning_effort":"none",)"
        R"("max_completion_tokens":2048,"safety_identifier":"hash-of-the-payer"})");
}

TEST_CASE("what is not known is left out of a request", "[openai]") {
  Request request = conversation();
  request.user_hash.clear();
  request.output_tokens_max = 0;
  request.system = " \n";
  const std::string body = body_of(request, settings_for(kPublic));
  CHECK(body.find("safety_identifier") == std::string::npos);
  CHECK(body.find("max_") == std::string::npos);
  CHECK(body.find("developer") == std::string::npos);
}

TEST_CASE("a temperature goes to models that take one", "[openai]") {
  Settings settings = settings_for(kPublic);
  settings.temperature = 0.5;
  CHECK(body_of(conversation(), settings).find(R"("temperature":0.5)") != std::string::npos);
  settings.api = Api::responses;
  settings.model = "gpt-6.1-sol";
  CHECK(body_of(conversation(), settings).find("temperature") == std::string::npos);
}

TEST_CASE("a server that does not know a field is not sent it", "[openai]") {
  Request request = conversation();
  request.tools = {{"make", "Makes it.", R"({"type":"object","properties":{}})"}};
  request.tool_required = true;
  Settings settings = settings_for(kLocal);
  settings.server = "ollama";
  const std::string ollama = body_of(request, settings);
  CHECK(ollama.find("tool_choice") == std::string::npos);
  CHECK(ollama.find("parallel_tool_calls") == std::string::npos);
  CHECK(ollama.find("strict") == std::string::npos);
  CHECK(ollama.find("store") == std::string::npos);
  CHECK(ollama.find(R"("max_tokens":2048)") != std::string::npos);
  settings.server = "vllm";
  const std::string vllm = body_of(request, settings);
  CHECK(vllm.find("tool_choice") != std::string::npos);
  CHECK(vllm.find(R"("parallel_tool_calls":false)") != std::string::npos);
}

TEST_CASE("neighbours of one role become one message and blank ones are left out", "[openai]") {
  Request request;
  request.messages = {{Role::user, "One."},   {Role::user, "Two."},    {Role::assistant, " \n"},
                      {Role::user, "Three."}, {Role::assistant, "A."}, {Role::assistant, "B."},
                      {Role::user, ""},       {Role::user, "Four."}};
  CHECK(messages_of(request, kLocal) ==
        R"([{"role":"user","content":"One.\n\nTwo.\n\nThree."},)"
        R"({"role":"assistant","content":"A.\n\nB."},{"role":"user","content":"Four."}])");
}

TEST_CASE("where roles must alternate the user comes first", "[openai]") {
  Request request;
  request.messages = {{Role::assistant, "Welcome!"}, {Role::user, "Hi."}};
  CHECK(messages_of(request, kLocal) ==
        R"([{"role":"user","content":"Hello."},{"role":"assistant","content":"Welcome!"},)"
        R"({"role":"user","content":"Hi."}])");
  CHECK(messages_of(request, kPublic) ==
        R"([{"role":"assistant","content":"Welcome!"},{"role":"user","content":"Hi."}])");
}

TEST_CASE("a request at the limit is written and one byte more is refused", "[openai]") {
  Settings settings = settings_for(kLocal);
  Request request;
  request.messages = {{Role::user, "x"}};
  const std::size_t overhead = body_of(request, settings).size() - 1;
  request.messages[0].text = std::string(settings.request_bytes_max - overhead, 'x');
  CHECK(body_of(request, settings).size() == std::size_t{1024} * 1024);
  request.messages[0].text += 'x';
  const auto body = write_request_body(request, settings, capabilities_for(settings));
  REQUIRE_FALSE(body.has_value());
  CHECK(body.error().code == Errc::too_large);
  // Escapes count as they are sent.
  request.messages[0].text = std::string(settings.request_bytes_max - overhead - 10, '"');
  CHECK_FALSE(write_request_body(request, settings, capabilities_for(settings)).has_value());
}

TEST_CASE("Responses is asked without leaving anything with the server", "[openai]") {
  Settings settings = settings_for(kPublic);
  settings.api = Api::automatic;
  settings.model = "gpt-6.1-sol";
  Request request = conversation();
  request.tools = {{"make", "Makes it.", R"({"type":"object","properties":{}})"}};
  CHECK(body_of(request, settings) ==
        R"({"model":"gpt-6.1-sol","stream":true,"stream_options":{"include_obfuscation":false},)"
        R"("store":false,"instructions":"You are a coach.",)"
        R"("input":[{"role":"user","content":"I want to get stronger."},)"
        R"({"role":"assistant","content":"How many days?"},)"
        R"({"role":"user","content":"Three \"hard\" ones.\n🏋"}],)"
        R"("tools":[{"type":"function","name":"make","description":"Makes it.",)"
        R"("parameters":{"type":"object","properties":{}},"strict":true}],)"
        R"("parallel_tool_calls":false,"reasoning":{"effort":"low"},)"
        R"("max_output_tokens":2048,"safety_identifier":"hash-of-the-payer"})");
}

TEST_CASE("a call of the history goes to Responses with its output, tied by the call id",
          "[openai]") {
  Settings settings = settings_for(kPublic);
  settings.api = Api::responses;
  Request request;
  request.messages = {{Role::user, "A plan."},
                      {Role::assistant, "", ToolCall{"make", R"({"a":1})", "Shown."}},
                      {Role::user, "Harder."},
                      {Role::assistant, "Here.", ToolCall{"make", R"({"a":2})", "Shown."}},
                      {Role::user, "Thanks."}};
  codec::JsonParser parser;
  const auto body = parser.parse(body_of(request, settings));
  REQUIRE(body.has_value());
  CHECK_FALSE(body->get("instructions"));
  CHECK_FALSE(body->get("tools"));
  CHECK_FALSE(body->get("parallel_tool_calls"));
  CHECK(body->get("input")->to_json() ==
        R"([{"role":"user","content":"A plan."},)"
        R"({"type":"function_call","call_id":"call_1","name":"make","arguments":"{\"a\":1}"},)"
        R"({"type":"function_call_output","call_id":"call_1","output":"Shown."},)"
        R"({"role":"user","content":"Harder."},{"role":"assistant","content":"Here."},)"
        R"({"type":"function_call","call_id":"call_2","name":"make","arguments":"{\"a\":2}"},)"
        R"({"type":"function_call_output","call_id":"call_2","output":"Shown."},)"
        R"({"role":"user","content":"Thanks."}])");
}

TEST_CASE("Responses names a tool that must be called, and asks for no less than it grants",
          "[openai]") {
  Settings settings = settings_for(kPublic);
  settings.api = Api::responses;
  Request request = conversation();
  request.tools = {{"make", "Makes it.", R"({"type":"object","properties":{}})"}};
  request.tool_required = true;
  request.output_tokens_max = 5;
  const std::string body = body_of(request, settings);
  CHECK(body.find(R"("tool_choice":{"type":"function","name":"make"})") != std::string::npos);
  CHECK(body.find(R"("max_output_tokens":16)") != std::string::npos);
  CHECK(body.find(R"("reasoning":{"effort":"none"})") != std::string::npos);
}

TEST_CASE("a request to Responses has the same limit", "[openai]") {
  Settings settings = settings_for(kPublic);
  settings.api = Api::responses;
  Request request;
  request.messages = {{Role::user, std::string(settings.request_bytes_max, 'x')}};
  const auto body = write_request_body(request, settings, capabilities_for(settings));
  REQUIRE_FALSE(body.has_value());
  CHECK(body.error().code == Errc::too_large);
}
