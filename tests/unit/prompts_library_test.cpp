#include "prompts/library.hpp"

#include <catch2/catch.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace spotter::prompts;

namespace {

std::string why_not_path(const std::string& path) {
  const auto library = parse_library(std::vector<File>{{path, "a = b"}});
  return library ? "" : library.error().to_string();
}

Library library_of(const std::vector<File>& files) {
  auto library = parse_library(files);
  INFO((library ? "" : library.error().to_string()));
  REQUIRE(library.has_value());
  return std::move(*library);
}

std::string why(const std::optional<Fault>& fault) {
  return fault ? fault->to_string() : "";
}

std::string why_not_languages(const std::vector<File>& files) {
  return why(check_languages(library_of(files)));
}

}  // namespace

TEST_CASE("the highest version of a prompt and of texts counts, by number", "[prompts]") {
  const auto library = library_of({{"coach/10.md", "ten"},
                                   {"coach/2.md", "two"},
                                   {"coach/9.md", "{{ broken, but history"},
                                   {"sentences/1/en.txt", "a = old"},
                                   {"sentences/1/de.txt", "a = alt"},
                                   {"sentences/2/en.txt", "a = new"},
                                   {"both/1.md", "prompt"},
                                   {"both/3/en.txt", "a = text"}});
  CHECK(library.prompts.at("coach").version == "coach/10");
  CHECK(library.prompts.at("coach").text.source() == "ten");
  CHECK(library.texts.at("sentences").size() == 1);
  CHECK(library.texts.at("sentences").at("en").entries.at("a").text.source() == "new");
  CHECK(library.prompts.at("both").version == "both/1");
  CHECK(library.texts.at("both").contains("en"));
}

TEST_CASE("a file outside the layout is a fault that names it", "[prompts]") {
  const auto path = GENERATE(as<std::string>{}, "coach.md", "coach/v1.md", "coach/.md",
                             "coach/0.md", "coach/01.md", "coach/1.txt", "coach/1.md.bak",
                             "coach/-1.md", "coach/99999999999.md", "sentences/1/en.md",
                             "sentences/x/en.txt", "sentences//en.txt", "sentences/1/.txt",
                             "sentences/1/en/a.txt", "Coach/1.md", "/1.md", "");
  CHECK(why_not_path(path).find(path + ": is ") == 0);
}

TEST_CASE("texts in a language that nobody gets are a fault", "[prompts]") {
  const auto path = GENERATE(as<std::string>{}, "s/1/ko.txt", "s/1/pt-BR.txt", "s/1/EN.txt");
  CHECK(why_not_path(path) == path + ": is for a language that nobody gets");
}

TEST_CASE("a broken file is named with its line", "[prompts]") {
  const auto texts = parse_library(std::vector<File>{{"s/1/en.txt", "a = 1\nb\n"}});
  REQUIRE_FALSE(texts.has_value());
  CHECK(texts.error().to_string().find("s/1/en.txt:2: has no \"=\"") == 0);
  const auto prompt = parse_library(std::vector<File>{{"coach/1.md", "Hi\n\n{{#x}}"}});
  REQUIRE_FALSE(prompt.has_value());
  CHECK(prompt.error().to_string().find("coach/1.md:3: only") == 0);
}

TEST_CASE("all languages have the keys and slots of English", "[prompts]") {
  const File english{"s/1/en.txt", "a = in {{x}}\nb = hello"};
  CHECK(why_not_languages({english, {"s/1/de.txt", "b = hallo\na = {{x}} und {{x}}"}}).empty());
  CHECK(why_not_languages({english, {"s/1/de.txt", "a = in {{x}}"}}) == "s/1/de.txt: lacks \"b\"");
  CHECK(why_not_languages({english, {"s/1/de.txt", "a = in {{x}}\nb = c\nc = d"}}) ==
        "s/1/de.txt:3: \"c\" is not in the English file");
  CHECK(why_not_languages({english, {"s/1/de.txt", "b = c\na = in {{y}}"}}) ==
        "s/1/de.txt:2: \"a\" has {{y}}, but English has {{x}}");
  CHECK(why_not_languages({english, {"s/1/de.txt", "b = c\na = bald"}}) ==
        "s/1/de.txt:2: \"a\" has no slots, but English has {{x}}");
}

TEST_CASE("texts without English are a fault", "[prompts]") {
  CHECK(why_not_languages({{"s/1/en.txt", "a = b"}, {"s/2/de.txt", "a = b"}}) ==
        "s: has no English texts in its highest version");
}

TEST_CASE("a slot that the code does not give is a fault", "[prompts]") {
  const Needs needs = {{"coach", {{"", {"locale"}}}}, {"s", {{"a", {"x", "y"}}}}};
  const File prompt{"coach/1.md", "Speak {{locale}}."};
  const File texts{"s/1/en.txt", "a = {{y}}\nmore = fine"};
  const auto check = [&](const std::vector<File>& files) {
    return why(check_needs(library_of(files), needs));
  };
  CHECK(check({prompt, texts}).empty());
  CHECK(check({{"coach/1.md", "no slot is fine too"}, texts}).empty());
  CHECK(check({{"coach/1.md", "{{locale}} {{name}}"}, texts}) ==
        "coach/1.md:1: asks for {{name}}, which nobody gives; given: {{locale}}");
  CHECK(check({prompt, {"s/1/en.txt", "\na = {{x}} {{z}}"}}) ==
        "s/1/en.txt:2: asks for {{z}}, which nobody gives; given: {{x}}, {{y}}");
  CHECK(check({prompt, {"s/1/en.txt", "a = b\nmore = {{x}}"}}) ==
        "s/1/en.txt:2: asks for {{x}}, which nobody gives; given: no slots");
}

TEST_CASE("a prompt or text that the code asks for and nobody wrote is a fault", "[prompts]") {
  const Needs needs = {{"coach", {{"", {}}}}, {"s", {{"a", {}}}}};
  const File prompt{"coach/1.md", "Hi."};
  const File texts{"s/1/en.txt", "a = b"};
  const auto check = [&](const std::vector<File>& files) {
    return why(check_needs(library_of(files), needs));
  };
  CHECK(check({texts}) == "coach: is missing: no prompt of that id");
  CHECK(check({prompt}) == "s: is missing: no texts of that id");
  CHECK(check({prompt, {"s/1/en.txt", "b = c"}}) == "s/1/en.txt: lacks \"a\"");
}

TEST_CASE("an id that nobody uses is a fault", "[prompts]") {
  const auto known = library_of({{"coach/1.md", "Hi."}, {"s/1/en.txt", "a = b"}});
  CHECK(why(check_ids(library_of({{"coach/7.md", "Ho."}}), known)).empty());
  CHECK(why(check_ids(library_of({{"coahc/1.md", "Hi."}}), known)) ==
        "coahc/1.md: is a prompt that nobody uses");
  CHECK(why(check_ids(library_of({{"coach/1/en.txt", "a = b"}}), known)) ==
        "coach/1/en.txt: has texts that nobody uses");
}

TEST_CASE("a replacement has to offer the built-in keys of ids that have no table", "[prompts]") {
  const auto known = library_of({{"offline/1/en.txt", "a = {{x}}"}, {"s/1/en.txt", "extra = b"}});
  const auto needs = needs_of(known, {{"s", {{"a", {}}}}});
  CHECK(needs.at("offline") == KeyNeeds{{"a", {"x"}}});
  CHECK(needs.at("s") == KeyNeeds{{"a", {}}});
}
