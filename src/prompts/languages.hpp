#pragma once

#include <array>
#include <string_view>

namespace spotter::prompts {

inline constexpr std::string_view kFallbackLanguage = "en";
inline constexpr std::string_view kFallbackLocale = "en-AU";

/// The languages that people's texts may have. Serbian is in Latin script, Portuguese in the form
/// of Brazil, Chinese in simplified characters.
inline constexpr std::array<std::string_view, 15> kLanguages = {
    "en", "de", "fr", "es", "it", "pt", "pl", "cs", "nl", "sv", "ja", "zh", "fi", "ru", "sr"};

}  // namespace spotter::prompts
