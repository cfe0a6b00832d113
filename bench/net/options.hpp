// The command line of the measuring programs: --name value, numbers and words.
#pragma once

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

namespace bench {

/// Ends the program with a sentence.
[[noreturn]] inline void die(const char* what, std::string_view which = "") {
  std::fprintf(stderr, "%s%.*s\n", what, static_cast<int>(which.size()), which.data());
  std::exit(2);
}

/// What was given. A name that nobody asked for by the end, and a value that is no number where one
/// is wanted, end the program: a mistyped option would measure something else.
class Options {
 public:
  Options(int count, char** values) {
    for (int i = 1; i < count; i += 2) {
      const std::string_view name = values[i];
      if (!name.starts_with("--") || i + 1 == count) die("expected --name value at ", name);
      given_.push_back({name.substr(2), values[i + 1], false});
    }
  }

  [[nodiscard]] std::string_view word(std::string_view name, std::string_view otherwise) {
    for (auto& option : given_) {
      if (option.name != name) continue;
      option.known = true;
      return option.value;
    }
    return otherwise;
  }

  /// Whole and not negative.
  [[nodiscard]] std::int64_t number(std::string_view name, std::int64_t otherwise) {
    const auto text = word(name, "");
    if (text.empty()) return otherwise;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 0) {
      die("not a number: ", text);
    }
    return value;
  }

  void finish() const {
    for (const auto& option : given_) {
      if (!option.known) die("no option --", option.name);
    }
  }

 private:
  struct Given {
    std::string_view name;
    std::string_view value;
    bool known;
  };
  std::vector<Given> given_;
};

}  // namespace bench
