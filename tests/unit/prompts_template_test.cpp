#include "prompts/template.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>
#include <string>

using spotter::prompts::SlotNames;
using spotter::prompts::Template;

namespace {

std::string why_not(const std::string& text) {
  const auto parsed = Template::parse(text);
  return parsed ? "" : std::to_string(parsed.error().line) + ": " + parsed.error().why;
}

}  // namespace

TEST_CASE("a template puts values in as they are", "[prompts]") {
  const auto text = Template::parse("{{name}} lifts {{load}}, {{name}}!\n{ } }} & <b> \"q\"\n");
  REQUIRE(text.has_value());
  CHECK(text->slots() == SlotNames{"load", "name"});
  CHECK(text->render({{"name", "O'Neil & <Söhne>"}, {"load", "100\n\"kg\""}}) ==
        "O'Neil & <Söhne> lifts 100\n\"kg\", O'Neil & <Söhne>!\n{ } }} & <b> \"q\"\n");
}

TEST_CASE("braces inside a value mean nothing", "[prompts]") {
  const auto text = Template::parse("Locale {{locale}}, date {{date}}.");
  REQUIRE(text.has_value());
  CHECK(text->render({{"locale", "{{date}}{{{x}}}{{"}, {"date", "today"}}) ==
        "Locale {{date}}{{{x}}}{{, date today.");
}

TEST_CASE("line ends, indents and empty values survive rendering", "[prompts]") {
  const auto text = Template::parse("  a\r\n\n{{x}}\n\t b ");
  REQUIRE(text.has_value());
  CHECK(text->render({{"x", ""}}) == "  a\r\n\n\n\t b ");
}

TEST_CASE("rendering without a value that the template asks for is a bug", "[prompts]") {
  const auto text = Template::parse("{{a}} {{b}}");
  REQUIRE(text.has_value());
  CHECK_THROWS_AS(text->render({{"a", "1"}}), std::logic_error);
  CHECK_THROWS_AS(text->render({}), std::logic_error);
  CHECK(text->render({{"a", "1"}, {"b", "2"}, {"c", "3"}}) == "1 2");
}

TEST_CASE("a template is rendered often and stays the same", "[prompts]") {
  const auto text = Template::parse("in {{when}}");
  REQUIRE(text.has_value());
  CHECK(text->render({{"when", "1 h"}}) == "in 1 h");
  CHECK(text->render({{"when", "2 h"}}) == "in 2 h");
  CHECK(text->render({{"when", "3 h"}}) == "in 3 h");
}

TEST_CASE("only plain names are allowed between braces", "[prompts]") {
  const auto bad = GENERATE(as<std::string>{}, "{{}}", "{{ name }}", "{{{name}}}", "{{name}}}",
                            "{{&name}}", "{{#list}}x{{/list}}", "{{^x}}y{{/x}}", "{{>partial}}",
                            "{{!comment}}", "{{=<% %>=}}", "{{Name}}", "{{a.b}}", "{{.}}", "{{1a}}",
                            "{{na\nme}}", "{{n\xC3\xA4me}}");
  CHECK(why_not(bad).find("only {{name}}") != std::string::npos);
}

TEST_CASE("the fault of a template says the line", "[prompts]") {
  CHECK(why_not("one\ntwo {{x}}\nthree {{ y }}").substr(0, 2) == "3:");
  CHECK(why_not("one\n{{two").substr(0, 2) == "2:");
  CHECK(why_not("{{").find("never closed") != std::string::npos);
  CHECK(why_not("text {{{").find("never closed") != std::string::npos);
}
