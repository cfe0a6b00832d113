#include "llm/anthropic/request_body.hpp"

#include "llm/anthropic/schema.hpp"

#include <spotter/base/text.hpp>
#include <spotter/codec/json_writer.hpp>

#include <optional>
#include <string_view>
#include <vector>

namespace spotter::llm::anthropic {
namespace {

using codec::JsonValue;

constexpr std::string_view kGoOnWords = "Go on.";

std::string quoted(std::string_view text) {
  std::string json;
  codec::append_json_string(json, text);
  return json;
}

std::string_view name_of_role(Role role) noexcept {
  switch (role) {
    case Role::user:
      return "user";
    case Role::assistant:
      return "assistant";
  }
  return "user";
}

/// The conversation: blocks of one role in a row make a message.
class Messages {
 public:
  void add_text(Role role, std::string_view text) {
    add(role, std::string("{\"type\":\"text\",\"text\":").append(quoted(text)).append("}"));
  }

  /// A call, and the result, which is the user's. The id ties them together: its own in each
  /// request.
  void add_call(const ToolCall& call, std::string_view arguments) {
    const std::string id = quoted(std::string("toolu_").append(std::to_string(++calls_)));
    std::string said = "{\"type\":\"tool_use\",\"id\":";
    said.append(id).append(",\"name\":").append(quoted(call.name));
    said.append(",\"input\":").append(arguments).append("}");
    add(Role::assistant, said);
    std::string result = "{\"type\":\"tool_result\",\"tool_use_id\":";
    result.append(id);
    // No blank text anywhere.
    if (!trimmed(call.result).empty()) result.append(",\"content\":").append(quoted(call.result));
    add(Role::user, result.append("}"));
  }

  [[nodiscard]] std::optional<Role> last_role() const noexcept { return role_; }
  [[nodiscard]] std::string json() const { return "[" + json_ + (role_ ? "]}]" : "]"); }

 private:
  void add(Role role, std::string_view block) {
    if (role_ == role) {
      json_ += ',';
    } else {
      json_.append(role_ ? "]}," : "");
      json_.append("{\"role\":\"").append(name_of_role(role)).append("\",\"content\":[");
      role_ = role;
    }
    json_ += block;
  }

  std::string json_;
  std::optional<Role> role_;
  std::size_t calls_ = 0;
};

/// The arguments as a JSON object without half surrogates, which servers refuse. Nothing: they are
/// not one.
std::optional<std::string> object_in(std::string_view arguments, codec::JsonParser& parser) {
  const auto document = parser.parse(arguments);
  if (!document || document->type() != JsonValue::Type::object) return std::nullopt;
  return document->to_json();
}

Messages messages_of(const Request& request, codec::JsonParser& parser) {
  Messages messages;
  for (const Message& message : request.messages) {
    const auto arguments =
        message.call ? object_in(message.call->arguments, parser) : std::optional<std::string>();
    const bool blank = trimmed(message.text).empty();
    if (blank && !arguments) continue;
    const bool first = !messages.last_role();
    if (first && message.role != Role::user) messages.add_text(Role::user, kOpeningWords);
    if (!blank) messages.add_text(message.role, message.text);
    if (arguments) messages.add_call(*message.call, *arguments);
  }
  if (!messages.last_role()) messages.add_text(Role::user, kOpeningWords);
  if (messages.last_role() != Role::user) messages.add_text(Role::user, kGoOnWords);
  return messages;
}

/// With the demand for a call, where one must come.
std::string system_of(const Request& request) {
  std::string system = trimmed(request.system).empty() ? std::string() : request.system;
  if (!request.tool_required || request.tools.empty()) return system;
  if (!system.empty()) system += "\n\n";
  return system.append("Answer this time with a call of the tool ")
      .append(request.tools.front().name)
      .append(" and with nothing else.");
}

std::string schema_of(const Tool& tool, ToolForm form, codec::JsonParser& parser) {
  if (form == ToolForm::plain) return std::string(tool.schema);
  const auto schema = parser.parse(tool.schema);
  return schema ? lower_schema(*schema) : std::string(tool.schema);
}

void append_tools(std::string& body, const std::vector<Tool>& tools, ToolForm form,
                  codec::JsonParser& parser) {
  if (tools.empty()) return;
  body += ",\"tools\":[";
  for (const Tool& tool : tools) {
    if (!body.ends_with('[')) body += ',';
    body.append("{\"name\":").append(quoted(tool.name));
    body.append(",\"description\":").append(quoted(tool.description));
    body.append(",\"input_schema\":");
    body += schema_of(tool, form, parser);
    if (form == ToolForm::strict) body += ",\"strict\":true,\"eager_input_streaming\":true";
    body += '}';
  }
  body += "],\"tool_choice\":{\"type\":\"auto\",\"disable_parallel_tool_use\":true}";
}

}  // namespace

Result<std::string> write_request_body(const Request& request, const Settings& settings,
                                       ToolForm form, codec::JsonParser& parser) {
  const Error too_large{Errc::too_large, "the request to the provider is too large"};
  if (text_bytes(request) > settings.request_bytes_max) return too_large;
  const std::size_t tokens_max =
      request.output_tokens_max > 0 ? request.output_tokens_max : settings.output_tokens_standard;
  std::string body = "{\"model\":";
  body.append(quoted(settings.model)).append(",\"max_tokens\":");
  body.append(std::to_string(tokens_max)).append(",\"stream\":true");
  const std::string system = system_of(request);
  if (!system.empty()) body.append(",\"system\":").append(quoted(system));
  body.append(",\"messages\":").append(messages_of(request, parser).json());
  append_tools(body, request.tools, form, parser);
  if (!settings.effort.empty()) {
    body.append(",\"output_config\":{\"effort\":").append(quoted(settings.effort)).append("}");
  }
  if (!request.user_hash.empty()) {
    body.append(",\"metadata\":{\"user_id\":").append(quoted(request.user_hash)).append("}");
  }
  body += '}';
  if (body.size() > settings.request_bytes_max) return too_large;
  return body;
}

}  // namespace spotter::llm::anthropic
