#include <spotter/llm/failures.hpp>
#include <spotter/llm/http/errors.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <string_view>

using namespace spotter;
using namespace spotter::llm;
using namespace spotter::llm::http;

namespace {

/// What is made of a payload: its class and code, or "no error".
std::string verdict_on(std::string_view payload, int status = 0) {
  codec::JsonParser parser;
  const auto document = parser.parse(payload);
  REQUIRE(document.has_value());
  const auto error = error_in(*document);
  if (!error) return "no error";
  const Failed failed = classify({status, error});
  return std::string(name_of(failed.cause)) + " " + failed.code;
}

}  // namespace

TEST_CASE("an error is found in each of its shapes", "[llm]") {
  CHECK(verdict_on(R"({"error":{"code":"server_error"}})") == "server server_error");
  CHECK(verdict_on(R"({"error":"overloaded"})") == "server ");
  CHECK(verdict_on(R"([{"error":{"code":429}}])") == "rate_limit 429");
  CHECK(verdict_on(R"({"type":"error","code":"invalid_prompt"})") ==
        "invalid_request invalid_prompt");
  CHECK(verdict_on(R"({"type":"error","error":{"type":"overloaded_error"}})") ==
        "overloaded overloaded_error");
  CHECK(verdict_on(R"({"object":"error","code":404})") == "not_found 404");
  CHECK(verdict_on(R"({"type":"error"})") == "server ");
}

TEST_CASE("what only looks like an error is none", "[llm]") {
  CHECK(verdict_on(R"({"error":null})") == "no error");
  CHECK(verdict_on(R"({"error":false})") == "no error");
  CHECK(verdict_on(R"({"response":{"error":{"code":"x"}}})") == "no error");
  CHECK(verdict_on(R"({"type":"errors"})") == "no error");
  CHECK(verdict_on("[]") == "no error");
  CHECK(verdict_on("7") == "no error");
}

TEST_CASE("the most telling word decides, then numbers, then the status", "[llm]") {
  CHECK(verdict_on(
            R"({"error":{"type":"rate_limit_error","details":{"error_code":"billing_error"}}})",
            429) == "billing billing_error");
  CHECK(verdict_on(R"({"error":{"code":502,"metadata":{"error_type":"provider_overloaded"}}})") ==
        "overloaded provider_overloaded");
  CHECK(verdict_on(R"({"error":{"type":"invalid_request_error"}})", 404) ==
        "not_found invalid_request_error");
  CHECK(verdict_on(R"({"error":{"type":"new_kind","code":503}})", 500) == "overloaded 503");
  CHECK(verdict_on(R"({"error":{"type":"new_kind"}})", 401) == "auth new_kind");
  CHECK(verdict_on(R"({"error":{"type":"new_kind"}})") == "server new_kind");
  CHECK(verdict_on(R"({"error":{"message":"x"}})", 307) == "invalid_request 307");
}

TEST_CASE("a code that looks like somebody's key is not told", "[llm]") {
  for (const char* key : {"sk-proj-abc", "gsk_x7Kd93jQpL2mNv81", "xai-a1b2c3d4e5f6a7b8"}) {
    INFO(key);
    CHECK(loggable_code(key).empty());
  }
  for (const char* code : {"context_length_exceeded", "RESOURCE_EXHAUSTED", "InvalidApiKey", "1113",
                           "error_404", "model-not-found.v2"}) {
    INFO(code);
    CHECK(loggable_code(code) == code);
  }
}
