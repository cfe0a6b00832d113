#include <spotter/chat/snapshot.hpp>
#include <spotter/codec/json.hpp>
#include <spotter/codec/json_writer.hpp>

namespace spotter::chat {
namespace {

/// Another one whenever the members change in a way that an older reader would get wrong.
constexpr std::int64_t kVersion = 1;

void append_member(std::string& out, std::string_view name, std::string_view text) {
  out.append(",\"").append(name).append("\":");
  codec::append_json_string(out, text);
}

void append_list(std::string& out, std::string_view name, const std::vector<std::string>& texts) {
  out.append(",\"").append(name).append("\":[");
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i > 0) out.push_back(',');
    codec::append_json_string(out, texts[i]);
  }
  out.push_back(']');
}

void append_exchange(std::string& out, const Exchange& exchange) {
  out.append("{\"user\":");
  codec::append_json_string(out, exchange.user);
  append_member(out, "assistant", exchange.assistant);
  if (exchange.interrupted) out.append(",\"interrupted\":true");
  if (exchange.introduction) out.append(",\"introduction\":true");
  if (exchange.call) {
    append_member(out, "call", exchange.call->name);
    append_member(out, "arguments", exchange.call->arguments);
    append_member(out, "result", exchange.call->result);
  }
  out.push_back('}');
}

std::string text_in(codec::JsonValue object, std::string_view name) {
  const auto member = object.get(name);
  const auto text = member ? member->string() : std::nullopt;
  return std::string(text.value_or(std::string_view()));
}

bool flag_in(codec::JsonValue object, std::string_view name) {
  const auto member = object.get(name);
  return member && member->boolean().value_or(false);
}

std::vector<std::string> list_in(codec::JsonValue object, std::string_view name) {
  std::vector<std::string> texts;
  const auto member = object.get(name);
  if (!member) return texts;
  member->for_each([&](codec::JsonValue text) {
    if (const auto value = text.string()) texts.emplace_back(*value);
  });
  return texts;
}

Exchange exchange_of(codec::JsonValue value) {
  Exchange exchange{text_in(value, "user"), text_in(value, "assistant"),
                    flag_in(value, "interrupted"), std::nullopt, flag_in(value, "introduction")};
  if (auto name = text_in(value, "call"); !name.empty()) {
    exchange.call =
        llm::ToolCall{std::move(name), text_in(value, "arguments"), text_in(value, "result")};
  }
  return exchange;
}

}  // namespace

std::string to_json(const Snapshot& snapshot) {
  std::string out = "{\"version\":" + std::to_string(kVersion);
  append_member(out, "locale", snapshot.locale);
  if (snapshot.unit != WeightUnit::unknown) append_member(out, "unit", name_of(snapshot.unit));
  out.append(",\"exchanges\":[");
  for (std::size_t i = 0; i < snapshot.exchanges.size(); ++i) {
    if (i > 0) out.push_back(',');
    append_exchange(out, snapshot.exchanges[i]);
  }
  out.push_back(']');
  append_list(out, "earlier", snapshot.earlier);
  append_list(out, "known", snapshot.names.known);
  append_list(out, "said", snapshot.names.from_texts);
  append_list(out, "written", snapshot.names.written);
  if (snapshot.last_unseen) out.append(",\"lastUnseen\":true");
  return out.append("}");
}

std::optional<Snapshot> snapshot_of(std::string_view json) {
  codec::JsonParser parser;
  const auto root = parser.parse(json);
  if (!root) return std::nullopt;
  const auto version = root->get("version");
  if (!version || version->integer() != kVersion) return std::nullopt;
  Snapshot snapshot;
  snapshot.locale = text_in(*root, "locale");
  const std::string unit = text_in(*root, "unit");
  for (const WeightUnit known : {WeightUnit::kilograms, WeightUnit::pounds}) {
    if (unit == name_of(known)) snapshot.unit = known;
  }
  if (const auto exchanges = root->get("exchanges")) {
    exchanges->for_each(
        [&](codec::JsonValue value) { snapshot.exchanges.push_back(exchange_of(value)); });
  }
  snapshot.earlier = list_in(*root, "earlier");
  snapshot.names.known = list_in(*root, "known");
  snapshot.names.from_texts = list_in(*root, "said");
  snapshot.names.written = list_in(*root, "written");
  snapshot.last_unseen = flag_in(*root, "lastUnseen");
  return snapshot;
}

}  // namespace spotter::chat
