// What the linter finds and what people are told of it belong together: this sees both rooms.
#include "prompts/languages.hpp"
#include "prompts/needs.hpp"

#include <spotter/lint/linter.hpp>
#include <spotter/prompts/catalog.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>
#include <string>

using namespace spotter;

namespace {

constexpr std::string_view kPrefix = "plan_note_";

bool is_told(const lint::Kind& kind) {
  return kind.severity != lint::Severity::repaired;
}

}  // namespace

TEST_CASE("each kind of warning and error of the linter has its sentence in every language",
          "[prompts]") {
  const auto catalog = prompts::make_built_in_catalog();
  for (const auto language : prompts::kLanguages) {
    CHECK_FALSE(catalog->text("sentences", "plan_notes_intro", language, {}).empty());
    for (const lint::Kind& kind : lint::kinds()) {
      if (!is_told(kind)) continue;
      const std::string key = std::string(kPrefix).append(kind.key);
      INFO(language << " " << key);
      // Throws when there is none, or when it has a slot.
      CHECK_FALSE(catalog->text("sentences", key, language, {}).empty());
    }
  }
}

TEST_CASE("no sentence about plans is left over from a kind that is gone", "[prompts]") {
  std::set<std::string> told;
  for (const lint::Kind& kind : lint::kinds()) {
    if (is_told(kind)) told.insert(std::string(kPrefix).append(kind.key));
  }
  std::set<std::string> written;
  const auto needs = prompts::needs_of_code();
  for (const auto& [key, slots] : needs.at("sentences")) {
    if (key.starts_with(kPrefix)) written.insert(key);
  }
  CHECK(written == told);
}

TEST_CASE("a sentence about plans is short: several stand below each other", "[prompts]") {
  constexpr std::size_t kBytesMax = 260;
  const auto catalog = prompts::make_built_in_catalog();
  for (const auto language : prompts::kLanguages) {
    for (const lint::Kind& kind : lint::kinds()) {
      if (!is_told(kind)) continue;
      const auto key = std::string(kPrefix).append(kind.key);
      const auto text = catalog->raw_text("sentences", key, language);
      INFO(language << " " << text);
      CHECK(text.size() <= kBytesMax);
      CHECK(text.find('\n') == text.npos);
    }
  }
}
