#include "prompts/built_in.hpp"
#include "prompts/folder.hpp"
#include "prompts/languages.hpp"
#include "prompts/library.hpp"

#include <spotter/prompts/catalog.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

namespace spotter::prompts {
namespace {

/// A library behind the seam. Nothing in it changes, so it may be used on any shard.
class LibraryCatalog final : public Catalog {
 public:
  explicit LibraryCatalog(Library library) : library_(std::move(library)) {}

  [[nodiscard]] std::string prompt(std::string_view id,
                                   std::initializer_list<Slot> slots) const override {
    return find_prompt(id).text.render(slots);
  }

  [[nodiscard]] std::string_view prompt_version(std::string_view id) const override {
    return find_prompt(id).version;
  }

  [[nodiscard]] std::string text(std::string_view id, std::string_view key, std::string_view locale,
                                 std::initializer_list<Slot> slots) const override {
    const auto* const found = find_text(id, key, locale);
    if (found == nullptr) {
      throw std::logic_error("no text " + std::string(id) + "/" + std::string(key));
    }
    return found->render(slots);
  }

  [[nodiscard]] std::string_view raw_text(std::string_view id, std::string_view key,
                                          std::string_view locale) const override {
    const auto* const found = find_text(id, key, locale);
    return found == nullptr ? std::string_view() : found->source();
  }

  [[nodiscard]] std::vector<std::string> versions() const override {
    std::vector<std::string> all;
    for (const auto& [id, prompt] : library_.prompts)
      all.push_back(prompt.version);
    for (const auto& [id, languages] : library_.texts) {
      // "<id>/<version>" of "<id>/<version>/<language>.txt".
      const auto& file = languages.at(std::string(kFallbackLanguage)).file;
      all.push_back(file.substr(0, file.rfind('/')));
    }
    std::sort(all.begin(), all.end());
    return all;
  }

 private:
  [[nodiscard]] const Prompt& find_prompt(std::string_view id) const {
    const auto found = library_.prompts.find(id);
    if (found == library_.prompts.end()) throw std::logic_error("no prompt " + std::string(id));
    return found->second;
  }

  [[nodiscard]] const Template* find_text(std::string_view id, std::string_view key,
                                          std::string_view locale) const {
    const auto texts = library_.texts.find(id);
    if (texts == library_.texts.end()) return nullptr;
    auto language = texts->second.find(language_for(locale));
    if (language == texts->second.end()) language = texts->second.find(kFallbackLanguage);
    // All languages have the keys of English: that was checked when the library was made.
    const auto entry = language->second.entries.find(key);
    return entry == language->second.entries.end() ? nullptr : &entry->second.text;
  }

  Library library_;
};

Checked<Library> checked_built_in_library() {
  std::vector<File> files;
  for (const auto& file : built_in_files()) {
    files.push_back({std::string(file.path), std::string(file.text)});
  }
  auto library = parse_library(files);
  if (!library) return library;
  if (auto fault = check_languages(*library)) return *std::move(fault);
  if (auto fault = check_needs(*library, needs_of_code())) return *std::move(fault);
  return library;
}

Library built_in_library() {
  auto library = checked_built_in_library();
  if (!library) {
    throw std::runtime_error("the built-in prompts are broken: " + library.error().to_string());
  }
  return std::move(*library);
}

/// The folder's library, filled up with what it lacks.
Checked<Library> library_of(const std::string& folder) {
  const auto files = read_folder(folder);
  if (!files) return files.error();
  auto library = parse_library(*files);
  if (!library) return library;
  auto built_in = built_in_library();
  if (auto fault = check_ids(*library, built_in)) return *std::move(fault);
  if (auto fault = check_languages(*library)) return *std::move(fault);
  const auto needs = needs_of(built_in, needs_of_code());
  library->prompts.merge(built_in.prompts);
  library->texts.merge(built_in.texts);
  if (auto fault = check_needs(*library, needs)) return *std::move(fault);
  return library;
}

}  // namespace

std::unique_ptr<const Catalog> make_built_in_catalog() {
  return std::make_unique<const LibraryCatalog>(built_in_library());
}

Result<std::unique_ptr<const Catalog>> load_catalog(const std::string& folder, std::string& why) {
  auto library = library_of(folder);
  if (!library) {
    why = library.error().to_string();
    return Error{Errc::malformed, "prompts folder"};
  }
  std::unique_ptr<const Catalog> catalog =
      std::make_unique<const LibraryCatalog>(std::move(*library));
  return catalog;
}

}  // namespace spotter::prompts
