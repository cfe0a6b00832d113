#pragma once

#include "prompts/fault.hpp"
#include "prompts/needs.hpp"
#include "prompts/template.hpp"
#include "prompts/text_file.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>

namespace spotter::prompts {

/// A file of the layout; `path` is relative to the folder and has '/' between its parts.
struct File {
  std::string path;
  std::string text;
};

struct Prompt {
  std::string version;  ///< "coach/1"
  std::string file;
  Template text;
};

/// The texts of one id in one language.
struct LanguageTexts {
  std::string file;
  Entries entries;
};

/// The texts of one id, by language.
using Texts = std::map<std::string, LanguageTexts, std::less<>>;

/// Prompts and texts by id, each in its highest version. A value.
struct Library {
  std::map<std::string, Prompt, std::less<>> prompts;
  std::map<std::string, Texts, std::less<>> texts;
};

/// Sorts files into a library and reads those of the highest versions; older versions are history
/// and not looked at. A path outside the layout and a language that we do not speak are faults.
Checked<Library> parse_library(std::span<const File> files);

/// Every id has English, and all its languages have the keys and slots of English.
std::optional<Fault> check_languages(const Library& library);

/// Everything that the code asks for is there, and no text has a slot that the code does not give.
std::optional<Fault> check_needs(const Library& library, const Needs& needs);

/// Every id of `library` is one of `known`, and of the same kind: nobody would ask for another.
std::optional<Fault> check_ids(const Library& library, const Library& known);

/// What a replacement of `library` has to offer: `needs`, and for ids not in it what the English
/// texts of `library` offer.
Needs needs_of(const Library& library, Needs needs);

}  // namespace spotter::prompts
