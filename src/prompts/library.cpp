#include "prompts/library.hpp"

#include "prompts/languages.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace spotter::prompts {
namespace {

using Version = std::uint32_t;

/// A path taken apart. A prompt has no language.
struct Place {
  std::string_view id;
  Version version = 0;
  std::string_view language;
};

std::optional<Version> parse_version(std::string_view text) {
  Version version = 0;
  const auto* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, version);
  // No leading zero: "01" beside "1" would be two files of one version.
  if (error != std::errc() || stop != end || text.front() == '0') return std::nullopt;
  return version;
}

bool is_id(std::string_view id) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return !id.empty() && std::all_of(id.begin(), id.end(), allowed);
}

/// The text before `ending`, if it ends so and something is before it.
std::optional<std::string_view> stem(std::string_view name, std::string_view ending) {
  if (name.size() <= ending.size() || !name.ends_with(ending)) return std::nullopt;
  return name.substr(0, name.size() - ending.size());
}

Checked<Place> parse_path(std::string_view path) {
  const auto fault = [&](std::string why) { return Fault{std::string(path), 0, std::move(why)}; };
  static constexpr std::string_view kLayout =
      "is neither <id>/<version>.md nor <id>/<version>/<language>.txt";
  const auto first = path.find('/');
  if (first == path.npos || !is_id(path.substr(0, first))) return fault(std::string(kLayout));
  Place place{path.substr(0, first), 0, {}};
  auto rest = path.substr(first + 1);
  std::optional<std::string_view> version;
  if (const auto second = rest.find('/'); second == rest.npos) {
    version = stem(rest, ".md");
  } else if (const auto language = stem(rest.substr(second + 1), ".txt")) {
    version = rest.substr(0, second);
    place.language = *language;
  }
  const auto number = version ? parse_version(*version) : std::nullopt;
  if (!number) return fault(std::string(kLayout));
  place.version = *number;
  if (!place.language.empty() &&
      std::find(kLanguages.begin(), kLanguages.end(), place.language) == kLanguages.end()) {
    return fault("is for a language that nobody gets");
  }
  return place;
}

/// Fills in the file of a fault that knows only its line.
Fault in_file(Fault fault, std::string_view file) {
  fault.file = file;
  return fault;
}

std::optional<Fault> add(Library& library, const Place& place, const File& file) {
  const std::string id(place.id);
  if (place.language.empty()) {
    auto text = parse_prompt_file(file.text);
    if (!text) return in_file(text.error(), file.path);
    auto prompt = Prompt{id + "/" + std::to_string(place.version), file.path, std::move(*text)};
    library.prompts.emplace(id, std::move(prompt));
  } else {
    auto entries = parse_text_file(file.text);
    if (!entries) return in_file(entries.error(), file.path);
    library.texts[id].emplace(place.language, LanguageTexts{file.path, std::move(*entries)});
  }
  return std::nullopt;
}

std::optional<Fault> compare_with_english(const LanguageTexts& english,
                                          const LanguageTexts& other) {
  for (const auto& [key, entry] : english.entries) {
    const auto found = other.entries.find(key);
    if (found == other.entries.end()) return Fault{other.file, 0, "lacks \"" + key + "\""};
    if (found->second.text.slots() != entry.text.slots()) {
      return Fault{other.file, found->second.line,
                   "\"" + key + "\" has " + to_string(found->second.text.slots()) +
                       ", but English has " + to_string(entry.text.slots())};
    }
  }
  for (const auto& [key, entry] : other.entries) {
    if (!english.entries.contains(key)) {
      return Fault{other.file, entry.line, "\"" + key + "\" is not in the English file"};
    }
  }
  return std::nullopt;
}

/// Where a template has the place, from 1.
std::size_t line_of(const Template& text, const std::string& name) {
  const auto& source = text.source();
  const auto at = std::min(source.find("{{" + name + "}}"), source.size());
  return 1 + static_cast<std::size_t>(std::count(
                 source.begin(), source.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

std::optional<Fault> check_slots(const Template& text, const SlotNames& given, Fault where) {
  SlotNames foreign;
  for (const auto& name : text.slots()) {
    if (!given.contains(name)) foreign.insert(name);
  }
  if (foreign.empty()) return std::nullopt;
  // A text of people is one line of its file and knows which.
  if (where.line == 0) where.line = line_of(text, *foreign.begin());
  where.why = "asks for " + to_string(foreign) + ", which nobody gives; given: " + to_string(given);
  return where;
}

std::optional<Fault> check_texts(const Texts& texts, const KeyNeeds& needs) {
  static const SlotNames kNone;
  for (const auto& [language, file] : texts) {
    for (const auto& [key, slots] : needs) {
      if (key == kPromptKey) continue;
      if (!file.entries.contains(key)) return Fault{file.file, 0, "lacks \"" + key + "\""};
    }
    for (const auto& [key, entry] : file.entries) {
      const auto found = needs.find(key);
      const auto& given = found == needs.end() ? kNone : found->second;
      if (auto fault = check_slots(entry.text, given, {file.file, entry.line, ""})) return fault;
    }
  }
  return std::nullopt;
}

}  // namespace

Checked<Library> parse_library(std::span<const File> files) {
  std::vector<std::pair<Place, const File*>> places;
  std::map<std::pair<std::string_view, bool>, Version> highest;  // by id and whether it is a prompt
  for (const auto& file : files) {
    const auto place = parse_path(file.path);
    if (!place) return place.error();
    places.emplace_back(*place, &file);
    auto& version = highest[{place->id, place->language.empty()}];
    version = std::max(version, place->version);
  }
  Library library;
  for (const auto& [place, file] : places) {
    if (place.version != highest[{place.id, place.language.empty()}]) continue;
    if (auto fault = add(library, place, *file)) return *std::move(fault);
  }
  return library;
}

std::optional<Fault> check_languages(const Library& library) {
  for (const auto& [id, texts] : library.texts) {
    const auto english = texts.find(kFallbackLanguage);
    if (english == texts.end()) return Fault{id, 0, "has no English texts in its highest version"};
    for (const auto& [language, file] : texts) {
      if (auto fault = compare_with_english(english->second, file)) return fault;
    }
  }
  return std::nullopt;
}

std::optional<Fault> check_needs(const Library& library, const Needs& needs) {
  for (const auto& [id, keys] : needs) {
    const auto given = keys.find(kPromptKey);
    if (given != keys.end()) {
      const auto prompt = library.prompts.find(id);
      if (prompt == library.prompts.end()) return Fault{id, 0, "is missing: no prompt of that id"};
      const auto& [version, file, text] = prompt->second;
      if (auto fault = check_slots(text, given->second, {file, 0, ""})) return fault;
    }
    const auto text_keys = keys.size() - (given == keys.end() ? 0 : 1);
    if (text_keys > 0) {
      const auto texts = library.texts.find(id);
      if (texts == library.texts.end()) return Fault{id, 0, "is missing: no texts of that id"};
      if (auto fault = check_texts(texts->second, keys)) return fault;
    }
  }
  return std::nullopt;
}

std::optional<Fault> check_ids(const Library& library, const Library& known) {
  for (const auto& [id, prompt] : library.prompts) {
    if (!known.prompts.contains(id)) return Fault{prompt.file, 0, "is a prompt that nobody uses"};
  }
  for (const auto& [id, texts] : library.texts) {
    if (!known.texts.contains(id)) {
      return Fault{texts.begin()->second.file, 0, "has texts that nobody uses"};
    }
  }
  return std::nullopt;
}

Needs needs_of(const Library& library, Needs needs) {
  Needs offered;
  for (const auto& [id, prompt] : library.prompts) {
    offered[id].emplace(kPromptKey, prompt.text.slots());
  }
  for (const auto& [id, texts] : library.texts) {
    const auto english = texts.find(kFallbackLanguage);
    if (english == texts.end()) continue;
    for (const auto& [key, entry] : english->second.entries) {
      offered[id].emplace(key, entry.text.slots());
    }
  }
  needs.merge(offered);  // keeps what the table says about an id
  return needs;
}

}  // namespace spotter::prompts
