#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spotter::llm::openai {

enum class Temperature { never, only_effort_none, free };

/// What a model takes and refuses, wherever it runs.
struct ModelRecord {
  std::string id;  ///< of the model, or what the ids of a family begin with
  bool responses = false;
  bool chat = true;
  std::vector<std::string> efforts{};  ///< that it takes; empty: it does not know the field
  std::string effort{};                ///< the one that is sent; empty: none is
  Temperature temperature = Temperature::free;
  /// Over Chat Completions it takes tools only with effort `none`.
  bool tools_need_effort_none = false;
  std::string max_tokens_field = "max_tokens";
  std::string system_role = "system";
  bool strict_tools = false;
  bool stop = true;
  bool reasons = false;

  [[nodiscard]] bool has_effort(std::string_view wanted) const;
};

/// What a server takes and refuses, whichever model it has.
struct ServerRecord {
  std::string name;
  std::vector<std::string> hosts{};    ///< by which it is known
  std::vector<std::uint16_t> ports{};  ///< likewise, on this machine and in private networks
  bool prefers_responses = false;
  bool knows_models = false;  ///< names of models mean here what they mean in the table
  std::vector<std::string> takes{};
  std::string max_tokens_field{};  ///< empty: the model's
  std::string system_role{};       ///< empty: the model's
  bool alternates = true;
  std::vector<std::pair<std::string, std::string>> headers{};
  std::optional<ModelRecord> unknown_model{};  ///< for models that the table does not have

  [[nodiscard]] bool takes_field(std::string_view field) const;
};

/// Models and servers: data/models.json, or an operator's own.
struct ModelTable {
  std::vector<ModelRecord> models;
  std::vector<ServerRecord> servers;

  /// The record with the longest id that `model` is, or begins with at a word's end; the vendor
  /// before a slash does not count. nullptr: none.
  [[nodiscard]] const ModelRecord* find_model(std::string_view model) const;
  /// nullptr: none of that name.
  [[nodiscard]] const ServerRecord* find_server(std::string_view name) const;
  /// By host and port; `other` where these tell nothing.
  [[nodiscard]] const ServerRecord& server_at(std::string_view base_url) const;
};

/// Nothing: `why` names what is wrong and where. A table has a server `other`.
std::optional<ModelTable> parse_model_table(std::string_view json, std::string& why);

}  // namespace spotter::llm::openai
