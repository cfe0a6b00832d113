#include "llm/gemini/request_body.hpp"

#include <spotter/base/text.hpp>
#include <spotter/codec/json_writer.hpp>

#include <optional>
#include <utility>

namespace spotter::llm::gemini {
namespace {

/// The signature for calls whose own is not known: the value that Google documents for calls which
/// the model did not make in this very conversation.
constexpr std::string_view kNoSignature = "skip_thought_signature_validator";

/// Added to a tool's description where its parameters are not told.
constexpr std::string_view kCallWithoutArguments =
    " Call it without arguments; they are asked for next.";

std::string quoted(std::string_view text) {
  std::string json;
  codec::append_json_string(json, text);
  return json;
}

/// {"KEY":"TEXT"}, the most frequent object here.
std::string object_with(std::string_view key, std::string_view text) {
  return "{" + quoted(key) + ":" + quoted(text) + "}";
}

std::string text_part(std::string_view text) {
  return object_with("text", text);
}

std::string_view name_of_role(Role role) noexcept {
  switch (role) {
    case Role::user:
      return "user";
    case Role::assistant:
      return "model";
  }
  return "user";
}

/// The conversation: parts of one role in a row make a content.
class Contents {
 public:
  void add(Role role, std::string_view part) {
    if (role_ == role) {
      json_ += ',';
    } else {
      json_.append(role_ ? "]}," : "");
      json_.append("{\"role\":\"").append(name_of_role(role)).append("\",\"parts\":[");
      role_ = role;
    }
    json_ += part;
  }

  [[nodiscard]] bool empty() const noexcept { return !role_; }
  [[nodiscard]] std::string json() const { return "[" + json_ + (role_ ? "]}]" : "]"); }

 private:
  std::string json_;
  std::optional<Role> role_;
};

std::string function_response(const SaidContent::Call& call, std::string_view response) {
  std::string part = "{\"functionResponse\":{";
  if (!call.call_id.empty()) part.append("\"id\":").append(quoted(call.call_id)).append(",");
  part.append("\"name\":").append(quoted(call.name));
  part.append(",\"response\":").append(response).append("}}");
  return part;
}

bool is_object(std::string_view json, codec::JsonParser& parser) {
  const auto document = parser.parse(json);
  return document && document->type() == codec::JsonValue::Type::object;
}

/// A call of an earlier turn: a wish without arguments, as the model is to make it again, and the
/// result with what was written.
void add_call(Contents& contents, const ToolCall& call, codec::JsonParser& parser) {
  std::string wish = "{\"functionCall\":{\"name\":";
  wish.append(quoted(call.name)).append(",\"args\":{}},\"thoughtSignature\":");
  wish.append(quoted(kNoSignature)).append("}");
  contents.add(Role::assistant, wish);
  const bool fine = is_object(call.arguments, parser);
  std::string response = "{\"output\":{\"plan\":";
  response.append(fine ? call.arguments : quoted(call.arguments));
  response.append(",\"note\":").append(quoted(call.result)).append("}}");
  contents.add(Role::user, function_response({{}, call.name}, response));
}

Contents contents_of(const Request& request, codec::JsonParser& parser) {
  Contents contents;
  for (const Message& message : request.messages) {
    const bool blank = trimmed(message.text).empty();
    if (blank && !message.call) continue;
    if (contents.empty() && message.role != Role::user) {
      contents.add(Role::user, text_part(kOpeningWords));
    }
    if (!blank) contents.add(message.role, text_part(message.text));
    if (message.call) add_call(contents, *message.call, parser);
  }
  if (contents.empty()) contents.add(Role::user, text_part(kOpeningWords));
  return contents;
}

void append_system(std::string& body, std::string_view system, std::string_view more = {}) {
  std::string parts;
  for (const std::string_view text : {system, more}) {
    if (trimmed(text).empty()) continue;
    parts.append(parts.empty() ? "" : ",").append(text_part(text));
  }
  if (parts.empty()) return;
  body.append("\"systemInstruction\":{\"parts\":[").append(parts).append("]},");
}

void append_tools(std::string& body, const std::vector<Tool>& tools) {
  if (tools.empty()) return;
  body += ",\"tools\":[{\"functionDeclarations\":[";
  for (const Tool& tool : tools) {
    if (!body.ends_with('[')) body += ',';
    const std::string description =
        std::string(tool.description) + std::string(kCallWithoutArguments);
    body.append("{\"name\":").append(quoted(tool.name));
    body.append(",\"description\":").append(quoted(description)).append("}");
  }
  body += "]}],\"toolConfig\":{\"functionCallingConfig\":{\"mode\":\"AUTO\"}}";
}

/// The part of `generationConfig` that all requests share; members of it, comma separated.
std::string generation_members(const Request& request, const Settings& settings) {
  std::string members;
  if (request.output_tokens_max > 0) {
    members = "\"maxOutputTokens\":" + std::to_string(request.output_tokens_max);
  }
  if (!settings.thinking_level.empty()) {
    members.append(members.empty() ? "" : ",").append("\"thinkingConfig\":{\"thinkingLevel\":");
    members.append(quoted(settings.thinking_level)).append(",\"includeThoughts\":false}");
  }
  return members;
}

Error too_large() {
  return {Errc::too_large, "the request to the provider is too large"};
}

/// `store`: the conversation is not kept by the server.
Result<std::string> finished(std::string body, const std::string& generation,
                             const Settings& settings) {
  if (!generation.empty()) body.append(",\"generationConfig\":{").append(generation).append("}");
  body += ",\"store\":false}";
  if (body.size() > settings.request_bytes_max) return too_large();
  return body;
}

/// What the model is told to do now.
std::string demand_for(const Tool& tool) {
  std::string demand = "Answer with nothing but the arguments of ";
  demand.append(tool.name).append(" as JSON, complete, now. What the tool does: ");
  demand.append(tool.description);
  return demand;
}

/// The model's wish, and the answer to it.
void add_wish(Contents& contents, const WantedArguments& wanted) {
  contents.add(Role::assistant, wanted.said->parts());
  const auto& calls = wanted.said->calls();
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const bool is_wanted = i == wanted.call;
    const std::string response = is_wanted ? object_with("output", demand_for(wanted.tool))
                                           : object_with("error", "One call at a time.");
    contents.add(Role::user, function_response(calls[i], response));
  }
}

}  // namespace

void SaidContent::add_text(std::string_view text) {
  text_ += text;
}

void SaidContent::add_part(std::string_view json) {
  if (!text_.empty()) parts_.append(parts_.empty() ? "" : ",").append(text_part(text_));
  text_.clear();
  parts_.append(parts_.empty() ? "" : ",").append(json);
}

void SaidContent::add_call(std::string_view json, std::string call_id, std::string name) {
  add_part(json);
  calls_.push_back({std::move(call_id), std::move(name)});
}

std::string SaidContent::parts() const {
  std::string all = parts_;
  if (!text_.empty()) all.append(all.empty() ? "" : ",").append(text_part(text_));
  return all;
}

Result<std::string> write_words_request(const Request& request, const Settings& settings,
                                        codec::JsonParser& parser) {
  if (text_bytes(request) > settings.request_bytes_max) return too_large();
  std::string body = "{";
  append_system(body, request.system);
  body.append("\"contents\":").append(contents_of(request, parser).json());
  append_tools(body, request.tools);
  return finished(std::move(body), generation_members(request, settings), settings);
}

Result<std::string> write_arguments_request(const Request& request, const Settings& settings,
                                            const WantedArguments& wanted,
                                            codec::JsonParser& parser) {
  if (text_bytes(request) > settings.request_bytes_max) return too_large();
  Contents contents = contents_of(request, parser);
  std::string body = "{";
  if (wanted.said != nullptr) {
    append_system(body, request.system);
    add_wish(contents, wanted);
  } else {
    append_system(body, request.system, demand_for(wanted.tool));
  }
  body.append("\"contents\":").append(contents.json());
  std::string generation = generation_members(request, settings);
  generation.append(generation.empty() ? "" : ",");
  generation += "\"responseMimeType\":\"application/json\",";
  if (wanted.open_api.empty()) {
    generation.append("\"responseJsonSchema\":").append(wanted.tool.schema);
  } else {
    generation.append("\"responseSchema\":").append(wanted.open_api);
  }
  return finished(std::move(body), generation, settings);
}

}  // namespace spotter::llm::gemini
