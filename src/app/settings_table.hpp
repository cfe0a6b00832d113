#pragma once

#include <spotter/app/settings.hpp>

#include <span>
#include <string_view>

namespace spotter::app {

/// One setting: everything that anybody may want to know about it.
struct Row {
  std::string_view key;          ///< in the file: "table.name"
  std::string_view environment;  ///< its name in the environment
  std::string_view
      standard;  ///< the built-in default, as text; may be a description in parentheses
  std::string_view accepted;  ///< what a value must look like, for error messages and the document
  std::string_view sentence;  ///< what it means
  enum class Secrecy { open, secret } secrecy;
  /// Puts a value in place; false: not acceptable.
  bool (*apply)(Settings&, std::string_view value);
  /// What is wrong with a value that is not acceptable, where `accepted` cannot say it all. Null:
  /// it can. Never of a secret.
  std::string (*fault)(std::string_view value) = nullptr;
};

std::span<const Row> settings_table();

}  // namespace spotter::app
