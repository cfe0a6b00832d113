#include "prompts/text_file.hpp"

#include <spotter/base/text.hpp>

#include <boost/locale/utf.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace spotter::prompts {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string_view without_byte_order_mark(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  return text;
}

bool is_control(boost::locale::utf::code_point c) {
  return (c < 0x20 && c != '\t' && c != '\r' && c != '\n') || (c >= 0x7F && c < 0xA0);
}

/// The first line that is not text, if there is one.
std::optional<Fault> find_foreign_bytes(std::string_view text) {
  namespace utf = boost::locale::utf;
  std::size_t line = 1;
  for (auto at = text.begin(); at != text.end();) {
    const auto c = utf::utf_traits<char>::decode(at, text.end());
    if (c == utf::illegal || c == utf::incomplete) return Fault{"", line, "is not valid UTF-8"};
    if (is_control(c)) return Fault{"", line, "contains a control character"};
    if (c == '\n') ++line;
  }
  return std::nullopt;
}

bool is_key(std::string_view key) {
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto allowed = [&](char c) {
    return letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
  };
  return !key.empty() && letter(key.front()) && std::all_of(key.begin(), key.end(), allowed);
}

/// The text with its escapes replaced; nothing when there is one that we do not know.
std::optional<std::string> unescaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    const char next = ++i < text.size() ? text[i] : '\0';
    if (next != 'n' && next != '\\') return std::nullopt;
    out += next == 'n' ? '\n' : '\\';
  }
  return out;
}

Checked<std::pair<std::string, Template>> parse_line(std::string_view line) {
  const auto equals = line.find('=');
  if (equals == line.npos) return Fault{"", 0, "has no \"=\"; expected: key = text"};
  const auto key = trimmed(line.substr(0, equals));
  if (!is_key(key)) {
    return Fault{"", 0, "has a key that is not of a-z, 0-9, \"_\", \"-\" and \".\""};
  }
  auto text = unescaped(trimmed(line.substr(equals + 1)));
  if (!text) return Fault{"", 0, "has a \"\\\" that is neither \"\\n\" nor \"\\\\\""};
  if (trimmed(*text).empty()) return Fault{"", 0, "has no text for \"" + std::string(key) + "\""};
  auto parsed = Template::parse(std::move(*text));
  if (!parsed) return parsed.error();
  return std::pair(std::string(key), std::move(*parsed));
}

}  // namespace

Checked<Entries> parse_text_file(std::string_view file) {
  file = without_byte_order_mark(file);
  if (auto fault = find_foreign_bytes(file)) return *std::move(fault);
  Entries entries;
  for (std::size_t number = 1; !file.empty(); ++number) {
    const auto end = std::min(file.find('\n'), file.size());
    const auto line = trimmed(file.substr(0, end));
    file.remove_prefix(std::min(end + 1, file.size()));
    if (line.empty() || line.front() == '#') continue;
    auto parsed = parse_line(line);
    if (!parsed) return Fault{"", number, parsed.error().why};
    auto& [key, text] = *parsed;
    const auto [at, added] = entries.try_emplace(key, Entry{std::move(text), number});
    if (!added) {
      return Fault{"", number,
                   "\"" + key + "\" is there already, in line " + std::to_string(at->second.line)};
    }
  }
  return entries;
}

Checked<Template> parse_prompt_file(std::string_view file) {
  file = without_byte_order_mark(file);
  if (auto fault = find_foreign_bytes(file)) return *std::move(fault);
  const auto last = file.find_last_not_of(" \t\r\n");
  if (last == file.npos) return Fault{"", 0, "is empty"};
  return Template::parse(std::string(file.substr(0, last + 1)));
}

}  // namespace spotter::prompts
