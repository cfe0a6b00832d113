#include "llm/openai/built_in.hpp"
#include "llm/openai/model_table.hpp"
#include "support/temporary.hpp"

#include <spotter/llm/openai/settings.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <string_view>

using namespace spotter::llm::openai;

namespace {

ModelTable built_in() {
  std::string why;
  auto table = parse_model_table(built_in_models(), why);
  INFO(why);
  REQUIRE(table);
  return *table;
}

std::string server_of(std::string_view base_url) {
  return built_in().server_at(base_url).name;
}

Settings settings_of(const std::string& model, Api api = Api::automatic,
                     const std::string& base_url = "https://api.openai.com/v1") {
  Settings settings;
  settings.base_url = base_url;
  settings.model = model;
  settings.api = api;
  return settings;
}

Capabilities chosen(const Settings& settings) {
  std::string why;
  const auto capabilities = choose_capabilities(settings, why);
  INFO(why);
  REQUIRE(capabilities);
  return *capabilities;
}

std::string refused(const Settings& settings) {
  std::string why;
  CHECK_FALSE(choose_capabilities(settings, why));
  CHECK_FALSE(why.empty());
  CHECK(why.find('\n') == std::string::npos);
  return why;
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// The built-in table with one piece of its text replaced.
std::string changed(std::string_view from, std::string_view to) {
  std::string text(built_in_models());
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::string fault_of(const std::string& json) {
  std::string why;
  CHECK_FALSE(parse_model_table(json, why));
  return why;
}

}  // namespace

TEST_CASE("servers are known by host, and on this machine by port", "[openai]") {
  CHECK(server_of("https://api.openai.com/v1") == "openai");
  CHECK(server_of("https://API.OpenAI.com:443/v1/") == "openai");
  CHECK(server_of("https://api.openai.com./v1") == "openai");
  CHECK(server_of("https://api.openai.com.example.org/v1") == "other");
  CHECK(server_of("https://example.org/api.openai.com/v1") == "other");
  CHECK(server_of("https://api.openai.com@example.org/v1") == "other");
  CHECK(server_of("https://openrouter.ai/api/v1") == "openrouter");
  CHECK(server_of("http://127.0.0.1:11434/v1") == "ollama");
  CHECK(server_of("http://ollama:11434/v1") == "ollama");
  CHECK(server_of("http://10.0.0.7:8000/v1") == "vllm");
  CHECK(server_of("http://[::1]:8080/v1") == "llamacpp");
  CHECK(server_of("http://localhost:4000/v1") == "litellm");
  CHECK(server_of("https://example.org:8000/v1") == "other");
  CHECK(server_of("http://127.0.0.1/v1") == "other");
  CHECK(server_of("http://127.0.0.1:99999/v1") == "other");
  CHECK(server_of("") == "other");
}

TEST_CASE("a model is found by its whole name or by its family", "[openai]") {
  const ModelTable table = built_in();
  const auto found = [&](std::string_view model) {
    const auto* record = table.find_model(model);
    return record == nullptr ? std::string() : record->id;
  };
  CHECK(found("gpt-6-luna") == "gpt-6-luna");
  CHECK(found("gpt-6-luna-2026-09-01") == "gpt-6-luna");
  CHECK(found("openai/gpt-6-luna") == "gpt-6-luna");
  CHECK(found("gpt-5.4-mini") == "gpt-5.4");
  CHECK(found("gpt-5-mini") == "gpt-5");
  CHECK(found("o3-pro") == "o3");
  CHECK(found("gpt-4o-mini") == "gpt-4o");
  CHECK(found("gpt-50").empty());
  CHECK(found("llama3.2").empty());
  CHECK(found("").empty());
}

TEST_CASE("OpenAI is spoken to in Responses, everybody else in Chat Completions", "[openai]") {
  CHECK(chosen(settings_of("gpt-6-luna")).responses);
  CHECK(chosen(settings_of("gpt-9-unheard-of")).responses);
  CHECK_FALSE(chosen(settings_of("gpt-6-luna", Api::chat)).responses);
  CHECK_FALSE(
      chosen(settings_of("llama3.2", Api::automatic, "http://127.0.0.1:11434/v1")).responses);
  CHECK(chosen(settings_of("llama3.2", Api::responses, "http://127.0.0.1:11434/v1")).responses);
  CHECK_FALSE(
      chosen(settings_of("openai/gpt-6-luna", Api::automatic, "https://openrouter.ai/api/v1"))
          .responses);
}

TEST_CASE("a model that takes no tools over Chat Completions is asked in Responses", "[openai]") {
  const auto astra = settings_of("openai/gpt-6-astra", Api::automatic, "http://localhost:4000/v1");
  CHECK(chosen(astra).responses);
  CHECK(chosen(astra).reasoning_effort == "low");
  const std::string why = refused(settings_of("gpt-6.1-sol", Api::chat));
  CHECK(why ==
        "openai.model 'gpt-6.1-sol' cannot call tools over Chat Completions; set openai.api "
        "(OPENAI_API) to auto or responses, or another openai.model (OPENAI_MODEL)");
  CHECK(contains(refused(settings_of("gpt-6-astra", Api::chat)), "gpt-6-astra"));
}

TEST_CASE("the effort is the model's, and none where tools need that", "[openai]") {
  CHECK(chosen(settings_of("gpt-6-luna")).reasoning_effort == "none");
  CHECK(chosen(settings_of("gpt-6.1-sol")).reasoning_effort == "low");
  CHECK(chosen(settings_of("gpt-6.1-terra")).reasoning_effort == "low");
  CHECK(chosen(settings_of("gpt-6.1-terra", Api::chat)).reasoning_effort == "none");
  CHECK(chosen(settings_of("gpt-5.4-mini", Api::chat)).reasoning_effort == "none");
  CHECK(chosen(settings_of("gpt-4o")).reasoning_effort.empty());
  CHECK(chosen(settings_of("gpt-9-unheard-of")).reasoning_effort.empty());
}

TEST_CASE("who thinks before it speaks is given more time", "[openai]") {
  CHECK_FALSE(chosen(settings_of("gpt-6-luna")).reasons);
  CHECK(chosen(settings_of("gpt-6.1-sol")).reasons);
  CHECK(chosen(settings_of("gpt-9-unheard-of")).reasons);
  CHECK_FALSE(chosen(settings_of("llama3.2", Api::automatic, "http://localhost:8080/v1")).reasons);
}

TEST_CASE("a temperature is for models that do not think", "[openai]") {
  CHECK(chosen(settings_of("gpt-6-luna")).temperature);
  CHECK_FALSE(chosen(settings_of("gpt-6.1-terra")).temperature);
  CHECK(chosen(settings_of("gpt-6.1-terra", Api::chat)).temperature);
  CHECK_FALSE(chosen(settings_of("gpt-6-astra")).temperature);
  CHECK(chosen(settings_of("gpt-4.1")).temperature);
  CHECK(chosen(settings_of("llama3.2", Api::automatic, "http://localhost:8080/v1")).temperature);
}

TEST_CASE("what a server does not know is left out, whatever the model takes", "[openai]") {
  const auto openai = chosen(settings_of("gpt-6-luna", Api::chat));
  CHECK(openai.max_tokens_field == "max_completion_tokens");
  CHECK(openai.system_role == "developer");
  CHECK(openai.strict);
  CHECK(openai.store);
  CHECK_FALSE(openai.alternates);
  const auto router =
      chosen(settings_of("openai/gpt-6-luna", Api::automatic, "https://openrouter.ai/api/v1"));
  CHECK(router.max_tokens_field == "max_tokens");
  CHECK(router.system_role == "system");
  CHECK(router.reasoning_effort == "none");
  CHECK_FALSE(router.store);
  CHECK_FALSE(router.safety_identifier);
  CHECK(router.headers.front().first == "X-Title");
  CHECK(chosen(settings_of("gpt-6-luna", Api::automatic, "https://example.org/v1")) ==
        Capabilities{});
}

TEST_CASE("a server can be named where its address does not tell", "[openai]") {
  Settings settings = settings_of("gpt-6-luna", Api::automatic, "https://proxy.example.org/v1");
  settings.server = "openai";
  CHECK(chosen(settings) == chosen(settings_of("gpt-6-luna")));
  settings.server = "nobody";
  CHECK(contains(refused(settings), "'nobody'"));
}

TEST_CASE("an operator's models file stands in for the built-in one", "[openai]") {
  const spotter::testing::TemporaryFolder folder;
  const std::string file = (folder.path() / "models.json").string();
  Settings settings = settings_of("gpt-6-luna");
  settings.models_file = file;
  CHECK(contains(refused(settings), "'" + file + "' cannot be read"));
  folder.write("models.json", changed("\"effort\": \"none\"", "\"effort\": \"high\""));
  CHECK(chosen(settings).reasoning_effort == "high");
  folder.write("models.json", "{\"models\":[");
  CHECK(contains(refused(settings), "'" + file + "' cannot be used: it is not valid JSON"));
  folder.write("models.json", std::string(1024 * 1024 + 1, ' '));
  CHECK(contains(refused(settings), "larger than 1 MiB"));
}

TEST_CASE("a fault in the models file is named with its place", "[openai]") {
  CHECK(fault_of("[]") == "it must be an object with the lists models and servers");
  CHECK(fault_of(changed("\"stop\": true", "\"stop\": 1")) ==
        "models[0].stop must be true or false");
  CHECK(fault_of(changed("\"stop\": true", "\"halt\": true")) ==
        "models[0].stop must be true or false");
  CHECK(fault_of(changed("\"stop\": true", "\"stop\": true, \"stopp\": true")) ==
        "models[0].stopp is not known");
  CHECK(fault_of(changed("\"effort\": \"none\"", "\"effort\": \"some\"")) ==
        "models[0].effort must be one of the efforts, or empty");
  CHECK(fault_of(changed("\"only_effort_none\"", "\"sometimes\"")) ==
        "models[0].temperature must be never, only_effort_none or free");
  CHECK(fault_of(changed("[\"responses\", \"chat\"]", "[\"telex\"]")) ==
        "models[0].api must list responses, chat or both");
  CHECK(fault_of(changed("\"store\", ", "\"stored\", ")) ==
        "servers[0].takes names a field that is not known");
  CHECK(fault_of(changed("[11434]", "[0]")) == "servers[3].ports must be a list of ports");
  CHECK(fault_of(changed("\"X-Title\": \"Spotter\"", "\"X-Title\": 1")) ==
        "servers[1].headers must be an object of strings");
  CHECK(fault_of(changed("\"name\": \"other\"", "\"name\": \"others\"")) ==
        "servers must have one of the name 'other'");
  CHECK(fault_of(changed("{\"id\": \"*\",", "{\"id\": \"\",")) ==
        "servers[0].unknown_model.id must not be empty");
  CHECK(fault_of(R"({"models":[7],"servers":[]})") == "models[0] must be an object");
}
