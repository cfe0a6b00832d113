#include "llm/openai/model_table.hpp"

#include "llm/openai/url.hpp"

#include <spotter/codec/json.hpp>
#include <spotter/llm/openai/settings.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <limits>
#include <set>

namespace spotter::llm::openai {
namespace {

using codec::JsonValue;

constexpr std::array<std::string_view, 7> kFields{
    "store",  "safety_identifier", "include_obfuscation", "parallel_tool_calls", "tool_choice",
    "strict", "reasoning_effort"};

bool contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Reads the members of one object; the first that is missing or wrong is what `why` names.
class Members {
 public:
  Members(const JsonValue& object, std::string path, std::string& why)
      : object_(object), path_(std::move(path)), why_(why) {
    object.for_each_member([this](std::string_view key, JsonValue) { unread_.emplace(key); });
    if (object.type() != JsonValue::Type::object) fail({}, "must be an object");
  }

  std::string text(std::string_view key) {
    const auto value = take(key);
    const auto text = value ? value->string() : std::nullopt;
    if (!text) fail(key, "must be a string");
    return std::string(text.value_or(std::string_view()));
  }
  bool flag(std::string_view key) {
    const auto value = take(key);
    const auto flag = value ? value->boolean() : std::nullopt;
    if (!flag) fail(key, "must be true or false");
    return flag.value_or(false);
  }
  std::vector<std::string> texts(std::string_view key) {
    std::vector<std::string> list;
    const bool fine = each(key, [&list](JsonValue item) {
      if (const auto text = item.string()) list.emplace_back(*text);
      return item.string().has_value();
    });
    if (!fine) fail(key, "must be a list of strings");
    return list;
  }
  std::vector<std::uint16_t> ports(std::string_view key) {
    std::vector<std::uint16_t> list;
    const bool fine = each(key, [&list](JsonValue item) {
      const auto port = item.integer().value_or(0);
      if (port < 1 || port > std::numeric_limits<std::uint16_t>::max()) return false;
      list.push_back(static_cast<std::uint16_t>(port));
      return true;
    });
    if (!fine) fail(key, "must be a list of ports");
    return list;
  }
  std::vector<std::pair<std::string, std::string>> pairs(std::string_view key) {
    std::vector<std::pair<std::string, std::string>> list;
    const auto value = take(key);
    bool fine = value && value->type() == JsonValue::Type::object;
    if (fine) {
      value->for_each_member([&](std::string_view name, JsonValue item) {
        fine = fine && item.string().has_value();
        list.emplace_back(name, item.string().value_or(std::string_view()));
      });
    }
    if (!fine) fail(key, "must be an object of strings");
    return list;
  }
  std::optional<JsonValue> optional(std::string_view key) { return take(key); }

  /// A rule that no single member can tell.
  void require(bool fine, std::string_view key, std::string_view rule) {
    if (!fine) fail(key, rule);
  }
  [[nodiscard]] const std::string& path() const { return path_; }
  /// Misspelt members would otherwise be ignored without a word.
  bool done() {
    if (!unread_.empty()) fail(*unread_.begin(), "is not known");
    return why_.empty();
  }

 private:
  std::optional<JsonValue> take(std::string_view key) {
    unread_.erase(std::string(key));
    return object_.get(key);
  }
  template <class Visit>
  bool each(std::string_view key, Visit visit) {
    const auto value = take(key);
    bool fine = value && value->type() == JsonValue::Type::array;
    if (fine) value->for_each([&](JsonValue item) { fine = fine && visit(item); });
    return fine;
  }
  void fail(std::string_view key, std::string_view rule) {
    if (!why_.empty()) return;
    why_ = path_;
    if (!key.empty()) why_.append(".").append(key);
    why_.append(" ").append(rule);
  }

  JsonValue object_;
  std::string path_;
  std::string& why_;
  std::set<std::string> unread_;
};

ModelRecord read_model(const JsonValue& object, const std::string& path, std::string& why) {
  Members members(object, path, why);
  ModelRecord model;
  model.id = members.text("id");
  members.require(!model.id.empty(), "id", "must not be empty");
  const auto apis = members.texts("api");
  model.responses = contains(apis, "responses");
  model.chat = contains(apis, "chat");
  const auto known =
      static_cast<std::size_t>(model.responses) + static_cast<std::size_t>(model.chat);
  members.require(known > 0 && known == apis.size(), "api", "must list responses, chat or both");
  model.efforts = members.texts("efforts");
  model.effort = members.text("effort");
  members.require(model.effort.empty() || model.has_effort(model.effort), "effort",
                  "must be one of the efforts, or empty");
  const std::string temperature = members.text("temperature");
  if (temperature == "never") model.temperature = Temperature::never;
  if (temperature == "only_effort_none") model.temperature = Temperature::only_effort_none;
  members.require(temperature == "free" || model.temperature != Temperature::free, "temperature",
                  "must be never, only_effort_none or free");
  model.tools_need_effort_none = members.flag("tools_need_effort_none");
  model.max_tokens_field = members.text("max_tokens_field");
  members.require(!model.max_tokens_field.empty(), "max_tokens_field", "must not be empty");
  model.system_role = members.text("system_role");
  members.require(!model.system_role.empty(), "system_role", "must not be empty");
  model.strict_tools = members.flag("strict_tools");
  model.stop = members.flag("stop");
  model.reasons = members.flag("reasons");
  members.done();
  return model;
}

ServerRecord read_server(const JsonValue& object, const std::string& path, std::string& why) {
  Members members(object, path, why);
  ServerRecord server;
  server.name = members.text("name");
  members.require(!server.name.empty(), "name", "must not be empty");
  server.hosts = members.texts("hosts");
  server.ports = members.ports("ports");
  const std::string api = members.text("api");
  members.require(api == "responses" || api == "chat", "api", "must be responses or chat");
  server.prefers_responses = api == "responses";
  server.knows_models = members.flag("knows_models");
  server.takes = members.texts("takes");
  const bool fields_known =
      std::all_of(server.takes.begin(), server.takes.end(), [](const std::string& field) {
        return std::find(kFields.begin(), kFields.end(), field) != kFields.end();
      });
  members.require(fields_known, "takes", "names a field that is not known");
  server.max_tokens_field = members.text("max_tokens_field");
  server.system_role = members.text("system_role");
  server.alternates = members.flag("alternates");
  server.headers = members.pairs("headers");
  if (const auto model = members.optional("unknown_model")) {
    server.unknown_model = read_model(*model, path + ".unknown_model", why);
  }
  members.done();
  return server;
}

/// The id of a family ends where a word does: `gpt-4` is no family of `gpt-4o`.
bool is_of(std::string_view model, std::string_view family) {
  if (!model.starts_with(family)) return false;
  if (model.size() == family.size()) return true;
  const char next = model[family.size()];
  return std::isalnum(static_cast<unsigned char>(next)) == 0;
}

}  // namespace

bool ModelRecord::has_effort(std::string_view wanted) const {
  return contains(efforts, wanted);
}

bool ServerRecord::takes_field(std::string_view field) const {
  return contains(takes, field);
}

const ModelRecord* ModelTable::find_model(std::string_view model) const {
  if (const auto slash = model.rfind('/'); slash != std::string_view::npos) {
    model.remove_prefix(slash + 1);
  }
  const ModelRecord* best = nullptr;
  for (const ModelRecord& record : models) {
    if (!is_of(model, record.id)) continue;
    if (best == nullptr || record.id.size() > best->id.size()) best = &record;
  }
  return best;
}

const ServerRecord* ModelTable::find_server(std::string_view name) const {
  const auto found = std::find_if(servers.begin(), servers.end(),
                                  [name](const ServerRecord& s) { return s.name == name; });
  return found == servers.end() ? nullptr : &*found;
}

const ServerRecord& ModelTable::server_at(std::string_view base_url) const {
  const HostAndPort at = host_and_port_of(base_url);
  const bool local = is_local(base_url);
  const auto is_here = [&](const ServerRecord& server) {
    if (contains(server.hosts, at.host)) return true;
    return local && at.port &&
           std::find(server.ports.begin(), server.ports.end(), *at.port) != server.ports.end();
  };
  const auto found = std::find_if(servers.begin(), servers.end(), is_here);
  return found == servers.end() ? *find_server("other") : *found;
}

std::optional<ModelTable> parse_model_table(std::string_view json, std::string& why) {
  why.clear();
  codec::JsonParser parser;
  const auto document = parser.parse(json);
  if (!document) {
    why = "it is not valid JSON";
    return std::nullopt;
  }
  const auto models = document->get("models");
  const auto servers = document->get("servers");
  const auto is_list = [](const std::optional<JsonValue>& value) {
    return value && value->type() == JsonValue::Type::array;
  };
  if (!is_list(models) || !is_list(servers)) {
    why = "it must be an object with the lists models and servers";
    return std::nullopt;
  }
  ModelTable table;
  models->for_each([&](JsonValue item) {
    const std::string path = "models[" + std::to_string(table.models.size()) + "]";
    table.models.push_back(read_model(item, path, why));
  });
  servers->for_each([&](JsonValue item) {
    const std::string path = "servers[" + std::to_string(table.servers.size()) + "]";
    table.servers.push_back(read_server(item, path, why));
  });
  if (why.empty() && table.find_server("other") == nullptr) {
    why = "servers must have one of the name 'other'";
  }
  if (!why.empty()) return std::nullopt;
  return table;
}

}  // namespace spotter::llm::openai
