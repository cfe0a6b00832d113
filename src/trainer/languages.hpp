#pragma once

#include <cstddef>
#include <string_view>

namespace spotter::trainer {

/// The languages that the coach reads and writes; `any` marks words that many of them share.
enum class Language { en, de, fr, es, it, pt, pl, cs, nl, sv, ja, zh, fi, ru, sr, any };

constexpr std::size_t kLanguageCount = static_cast<std::size_t>(Language::any);

constexpr std::string_view kLanguageCodes[kLanguageCount] = {
    "en", "de", "fr", "es", "it", "pt", "pl", "cs", "nl", "sv", "ja", "zh", "fi", "ru", "sr"};

/// "de"; English for `any`.
constexpr std::string_view code_of(Language language) {
  return language == Language::any ? "en" : kLanguageCodes[static_cast<std::size_t>(language)];
}

/// The language for a BCP 47 tag; English when it is none of ours.
constexpr Language language_of_locale(std::string_view locale) {
  const std::string_view primary = locale.substr(0, locale.find('-'));
  for (std::size_t i = 0; i < kLanguageCount; ++i) {
    if (primary == kLanguageCodes[i]) return static_cast<Language>(i);
  }
  return Language::en;
}

/// Written without spaces: each character is a token.
constexpr bool is_unspaced(Language language) {
  return language == Language::ja || language == Language::zh;
}

}  // namespace spotter::trainer
