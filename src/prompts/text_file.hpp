#pragma once

#include "prompts/fault.hpp"
#include "prompts/template.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace spotter::prompts {

/// One `key = text` line.
struct Entry {
  Template text;
  std::size_t line = 0;
};

using Entries = std::map<std::string, Entry, std::less<>>;

/// Reads a whole `.txt`: `key = text` lines, `#` comments, empty lines. Escapes are `\n` and `\\`.
/// Refuses ill-formed UTF-8, control characters, empty texts and keys that come twice.
Checked<Entries> parse_text_file(std::string_view file);

/// Reads a whole `.md`. A byte order mark and white space at the end do not count. Refuses
/// ill-formed UTF-8, control characters and empty files.
Checked<Template> parse_prompt_file(std::string_view file);

}  // namespace spotter::prompts
