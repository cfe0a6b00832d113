#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

// What rules on texts do to them. Each does nothing to what it has done already.
namespace spotter::lint {

/// One line of plain words: no control characters, links or markup, single spaces.
[[nodiscard]] std::string plain_line(std::string_view text);
/// Lines of text: no control characters save line feeds, nothing that is not UTF-8.
[[nodiscard]] std::string plain_lines(std::string_view text);
/// At most so many characters, cut between words where that leaves half of them.
[[nodiscard]] std::string cut_to_characters(std::string_view text, std::size_t characters_max);

/// Sentences, each with what ends it; together they are the text.
[[nodiscard]] std::string_view first_sentence(std::string_view text) noexcept;

/// In lower case: the letters of Latin, Greek and Cyrillic scripts. Other bytes stay.
[[nodiscard]] std::string lower_case(std::string_view text);

/// Whether a phrase stands in a text that is lower-case, between characters that are no letters. A
/// phrase that ends in '*' may go on; one in a script without spaces stands anywhere.
[[nodiscard]] bool has_phrase(std::string_view lower, std::string_view phrase) noexcept;
[[nodiscard]] bool has_any(std::string_view lower,
                           std::span<const std::string_view> phrases) noexcept;

}  // namespace spotter::lint
