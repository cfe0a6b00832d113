#include "prompts/languages.hpp"

#include <spotter/base/text.hpp>
#include <spotter/prompts/catalog.hpp>

#include <algorithm>
#include <array>
#include <optional>

namespace spotter::prompts {
namespace {

constexpr std::size_t kLocaleBytesMax = 35;  // the longest tag that RFC 5646 section 4.4.1 expects
constexpr std::size_t kSubtagBytesMax = 8;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_alphanumeric(char c) {
  return is_letter(c) || is_digit(c);
}

template <class Predicate>
bool all(std::string_view text, Predicate predicate) {
  return std::all_of(text.begin(), text.end(), predicate);
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

bool is_language(std::string_view subtag) {
  return (subtag.size() == 2 || subtag.size() == 3) && all(subtag, is_letter);
}
bool is_script(std::string_view subtag) {
  return subtag.size() == 4 && all(subtag, is_letter);
}
bool is_region(std::string_view subtag) {
  return (subtag.size() == 2 && all(subtag, is_letter)) ||
         (subtag.size() == 3 && all(subtag, is_digit));
}

/// Hands out the subtags of a tag, one after the other.
class Subtags {
 public:
  explicit Subtags(std::string_view tag) : rest_(tag) {}

  /// The next one without taking it; nothing at the end. An empty one ("de--AT") stays empty.
  [[nodiscard]] std::optional<std::string_view> peek() const {
    if (ended_) return std::nullopt;
    return rest_.substr(0, rest_.find('-'));
  }
  void skip() {
    const auto hyphen = rest_.find('-');
    ended_ = hyphen == rest_.npos;
    rest_.remove_prefix(ended_ ? rest_.size() : hyphen + 1);
  }

 private:
  std::string_view rest_;
  bool ended_ = false;
};

/// Whether the rest is nothing but extensions: a single letter or digit, then one or more longer
/// subtags. After an "x" subtags of any length are private.
bool is_only_extensions(Subtags rest) {
  bool in_extension = false;
  bool in_private_use = false;
  bool wants_more = false;
  while (const auto subtag = rest.peek()) {
    if (subtag->empty() || subtag->size() > kSubtagBytesMax) return false;
    const bool singleton = subtag->size() == 1 && !in_private_use;
    if (singleton ? wants_more : !in_extension) return false;
    if (singleton) in_private_use = equals_ignoring_case(*subtag, "x");
    in_extension = true;
    wants_more = singleton;
    rest.skip();
  }
  return !wants_more;
}

std::optional<std::string> canonical(std::string_view locale) {
  if (locale.empty() || locale.size() > kLocaleBytesMax) return std::nullopt;
  if (!all(locale, [](char c) { return is_alphanumeric(c) || c == '-'; })) return std::nullopt;
  Subtags subtags(locale);
  if (!is_language(*subtags.peek())) return std::nullopt;
  auto out = to_lower_ascii(*subtags.peek());
  subtags.skip();
  if (const auto script = subtags.peek(); script && is_script(*script)) {
    out += '-' + upper(script->substr(0, 1)) + to_lower_ascii(script->substr(1));
    subtags.skip();
  }
  if (const auto region = subtags.peek(); region && is_region(*region)) {
    out += '-' + upper(*region);
    subtags.skip();
  }
  if (!is_only_extensions(subtags)) return std::nullopt;
  return out;
}

}  // namespace

std::string_view language_for(std::string_view locale) noexcept {
  const auto wanted = locale.substr(0, locale.find('-'));
  const auto* const found = std::find_if(
      kLanguages.begin(), kLanguages.end(),
      [&](std::string_view language) { return equals_ignoring_case(language, wanted); });
  return found == kLanguages.end() ? kFallbackLanguage : *found;
}

std::string canonical_locale(std::string_view locale) {
  return canonical(locale).value_or(std::string(kFallbackLocale));
}

}  // namespace spotter::prompts
