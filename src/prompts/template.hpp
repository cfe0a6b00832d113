#pragma once

#include "prompts/fault.hpp"

#include <spotter/prompts/catalog.hpp>

#include <cstddef>
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::prompts {

using SlotNames = std::set<std::string, std::less<>>;

/// A text with `{{name}}` places, read once. It never changes, so any shard may render it.
///
/// Of the Mustache language only plain variables are allowed, spelled `{{name}}` with a name of
/// lower-case letters, digits and '_': a section or a partial in a text would be logic that nobody
/// reviews. That is little enough to do without a library for the language, whose render() copies
/// its tree each time: a turn begins with a prompt.
class Template {
 public:
  /// Checks the text. The fault says the line inside the text, from 1.
  static Checked<Template> parse(std::string text);

  [[nodiscard]] const std::string& source() const noexcept { return source_; }
  [[nodiscard]] const SlotNames& slots() const noexcept { return slots_; }

  /// The text with every place filled. Values are put in as they are: no escaping, and `{{` inside
  /// a value has no meaning. Throws std::logic_error when a name of the text is not given.
  [[nodiscard]] std::string render(std::initializer_list<Slot> slots) const;

 private:
  /// `{{name}}`, in bytes of the source.
  struct Place {
    std::size_t open = 0;
    std::size_t end = 0;
  };

  Template(std::string source, SlotNames slots, std::vector<Place> places);
  /// The names of the text that are not given.
  [[nodiscard]] std::string ungiven(std::initializer_list<Slot> slots) const;

  std::string source_;
  SlotNames slots_;
  std::vector<Place> places_;  ///< in their order
};

/// "{{a}}, {{b}}", or "no slots".
std::string to_string(const SlotNames& names);

}  // namespace spotter::prompts
