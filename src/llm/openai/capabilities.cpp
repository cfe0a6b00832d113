#include "llm/openai/built_in.hpp"
#include "llm/openai/model_table.hpp"

#include <spotter/base/file.hpp>
#include <spotter/llm/openai/settings.hpp>

#include <string>

namespace spotter::llm::openai {
namespace {

constexpr std::size_t kTableBytesMax = std::size_t{1024} * 1024;

std::optional<ModelTable> read_table(const std::string& file, std::string& why) {
  if (file.empty()) return parse_model_table(built_in_models(), why);
  const std::string about = "the models file '" + file + "' ";
  const auto text = read_file(file, kTableBytesMax);
  if (!text) {
    why = about + "cannot be read or is larger than 1 MiB";
    return std::nullopt;
  }
  auto table = parse_model_table(*text, why);
  if (!table) why = about + "cannot be used: " + why;
  return table;
}

/// With tools: every turn may want one.
bool works_over_chat(const ModelRecord& model) {
  return model.chat && (!model.tools_need_effort_none || model.has_effort("none"));
}

bool can(const ModelRecord& model, Api api) {
  return api == Api::responses ? model.responses : works_over_chat(model);
}

/// Responses or chat; nothing: the model cannot do what was set.
std::optional<Api> choose_api(const Settings& settings, const ServerRecord& server,
                              const ModelRecord& model, std::string& why) {
  if (settings.api == Api::automatic) {
    const Api first = server.prefers_responses ? Api::responses : Api::chat;
    const Api second = server.prefers_responses ? Api::chat : Api::responses;
    return can(model, first) ? first : second;
  }
  if (can(model, settings.api)) return settings.api;
  const bool chat = settings.api == Api::chat;
  why = "openai.model '" + settings.model + "' cannot call tools over ";
  why.append(chat ? "Chat Completions" : "Responses");
  why.append("; set openai.api (OPENAI_API) to auto or ").append(chat ? "responses" : "chat");
  why.append(", or another openai.model (OPENAI_MODEL)");
  return std::nullopt;
}

std::string effort_for(const ModelRecord& model, Api api) {
  const bool must_be_none = api == Api::chat && model.tools_need_effort_none;
  return must_be_none ? "none" : model.effort;
}

Capabilities combine(const ServerRecord& server, const ModelRecord& model, Api api) {
  Capabilities result;
  result.responses = api == Api::responses;
  result.max_tokens_field =
      server.max_tokens_field.empty() ? model.max_tokens_field : server.max_tokens_field;
  result.system_role = server.system_role.empty() ? model.system_role : server.system_role;
  if (server.takes_field("reasoning_effort")) result.reasoning_effort = effort_for(model, api);
  result.reasons = model.reasons && result.reasoning_effort != "none";
  result.temperature = model.temperature == Temperature::free ||
                       (model.temperature == Temperature::only_effort_none && !result.reasons);
  result.store = server.takes_field("store");
  result.safety_identifier = server.takes_field("safety_identifier");
  result.include_obfuscation = server.takes_field("include_obfuscation");
  result.parallel_tool_calls = server.takes_field("parallel_tool_calls");
  result.tool_choice = server.takes_field("tool_choice");
  result.strict = server.takes_field("strict") && model.strict_tools;
  result.alternates = server.alternates;
  result.headers = server.headers;
  return result;
}

}  // namespace

std::optional<Capabilities> choose_capabilities(const Settings& settings, std::string& why) {
  const auto table = read_table(settings.models_file, why);
  if (!table) return std::nullopt;
  const ServerRecord* server = settings.server.empty() ? &table->server_at(settings.base_url)
                                                       : table->find_server(settings.server);
  if (server == nullptr) {
    why = "openai.server '" + settings.server + "' is not in the models file";
    return std::nullopt;
  }
  const ModelRecord* known = server->knows_models ? table->find_model(settings.model) : nullptr;
  // Of what nobody knows, neither dialect can be ruled out.
  ModelRecord model;
  model.responses = true;
  if (known != nullptr) {
    model = *known;
  } else if (server->unknown_model) {
    model = *server->unknown_model;
  }
  const auto api = choose_api(settings, *server, model, why);
  if (!api) return std::nullopt;
  return combine(*server, model, *api);
}

}  // namespace spotter::llm::openai
