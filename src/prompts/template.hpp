#pragma once

#include "prompts/fault.hpp"

#include <spotter/prompts/catalog.hpp>

#include <initializer_list>
#include <memory>
#include <set>
#include <string>
#include <string_view>

namespace spotter::prompts {

using SlotNames = std::set<std::string, std::less<>>;

/// A text with `{{name}}` places, read once. It never changes, so any shard may render it.
///
/// Of the Mustache language only plain variables are allowed, spelled `{{name}}` with a name of
/// lower-case letters, digits and '_': a section or a partial in a text would be logic that nobody
/// reviews, and the library reads anything else in ways that surprise (`{{x}}}`, `{{=<% %>=}}`).
class Template {
 public:
  /// Checks the text. The fault says the line inside the text, from 1.
  static Checked<Template> parse(std::string text);

  Template(Template&& other) noexcept;
  Template& operator=(Template&& other) noexcept;
  ~Template();

  [[nodiscard]] const std::string& source() const noexcept { return source_; }
  [[nodiscard]] const SlotNames& slots() const noexcept { return slots_; }

  /// The text with every place filled. Values are put in as they are: no escaping, and `{{` inside
  /// a value has no meaning. Throws std::logic_error when a name of the text is not given.
  [[nodiscard]] std::string render(std::initializer_list<Slot> slots) const;

 private:
  struct Parsed;

  Template(std::string source, SlotNames slots, std::unique_ptr<const Parsed> parsed);

  std::string source_;
  SlotNames slots_;
  std::unique_ptr<const Parsed> parsed_;  // none when there is nothing to fill in
};

/// "{{a}}, {{b}}", or "no slots".
std::string to_string(const SlotNames& names);

}  // namespace spotter::prompts
