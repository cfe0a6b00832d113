#include "trainer/own_words.hpp"

#include <algorithm>

namespace spotter::trainer {
namespace {

/// Where the object ends that begins at the text's start; npos when it does not.
std::size_t end_of_object(std::string_view text) {
  std::size_t depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\') ++i;
      quoted = quoted && c != '"';
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{') {
      ++depth;
    } else if (c == '}' && --depth == 0) {
      return i + 1;
    }
  }
  return std::string_view::npos;
}

bool contains_no_case(std::string_view text, std::string_view word) {
  const auto found = std::search(text.begin(), text.end(), word.begin(), word.end(),
                                 [](char a, char b) { return a == b || a == b - 0x20; });
  return found != text.end();
}

/// A key or a value of JSON, with its quote: "{ 3 sessions" are words.
bool is_plan(std::string_view object) {
  return contains_no_case(object, "sessions\"") || contains_no_case(object, "blueprint\"");
}

}  // namespace

std::string own_words(std::string_view text) {
  std::string own;
  // Each pass takes an object away whole, so all is read once, twice at most where one is open.
  for (auto open = text.find('{'); open != std::string_view::npos; open = text.find('{')) {
    const auto length = end_of_object(text.substr(open));
    const std::string_view object = text.substr(open, length);
    if (is_plan(object)) {
      own.append(text.substr(0, open)).append("\n");
    } else if (length == std::string_view::npos) {
      break;
    } else {
      own.append(text.substr(0, open + object.size()));
    }
    text.remove_prefix(open + object.size());
  }
  return own.append(text);
}

}  // namespace spotter::trainer
