#include "support/loop.hpp"

#include <spotter/apidocs/pages.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

using namespace spotter;

namespace {

/// What the pages answer.
class Asked {
 public:
  Asked() { apidocs::add_routes(router_, "1.2.3-test"); }

  server::Response get(std::string target, std::vector<server::Header> headers = {}) {
    server::Request request;
    request.method = "GET";
    request.target = std::move(target);
    request.headers = std::move(headers);
    return std::get<server::Response>(loop_.run(router_.handle(request)));
  }

 private:
  testing::Loop loop_;
  server::Router router_{{}};
};

std::string header(const server::Response& response, std::string_view name) {
  const auto found =
      std::find_if(response.headers.begin(), response.headers.end(),
                   [name](const server::Header& header) { return header.first == name; });
  return found == response.headers.end() ? std::string() : found->second;
}

}  // namespace

TEST_CASE("the descriptions carry the server's version, once", "[apidocs]") {
  Asked pages;
  for (const char* path : {"/openapi.json", "/asyncapi.json"}) {
    CAPTURE(path);
    const auto answer = pages.get(path);
    CHECK(answer.status == 200);
    CHECK(header(answer, "Content-Type") == "application/json");
    CHECK(answer.body.find(R"("version": "1.2.3-test")") != std::string::npos);
    CHECK(answer.body.find("@SPOTTER_VERSION@") == std::string::npos);
    CHECK(answer.body.front() == '{');
    CHECK(answer.body.ends_with("}\n"));
  }
}

TEST_CASE("who has a description is not sent it again", "[apidocs]") {
  Asked pages;
  const auto first = pages.get("/openapi.json");
  const std::string tag = header(first, "ETag");
  REQUIRE(tag.size() == 34);
  CHECK(header(first, "Cache-Control") == "no-cache");
  for (const std::string& known :
       {tag, "W/" + tag, "\"a\" , " + tag + ",\"b\"", std::string("*")}) {
    CAPTURE(known);
    const auto again = pages.get("/openapi.json", {{"If-None-Match", known}});
    CHECK(again.status == 304);
    CHECK(again.body.empty());
    CHECK(header(again, "ETag") == tag);
    CHECK(header(again, "Content-Type").empty());
  }
  for (const std::string& other :
       {std::string("\"a\""), tag.substr(1), std::string(",,"), tag + "x"}) {
    CAPTURE(other);
    CHECK(pages.get("/openapi.json", {{"If-None-Match", other}}).status == 200);
  }
  CHECK(header(pages.get("/asyncapi.json"), "ETag") != tag);
}

TEST_CASE("the page has a slash at its end, wherever a proxy puts it", "[apidocs]") {
  Asked pages;
  const auto moved = pages.get("/apidocs?from=here");
  CHECK(moved.status == 308);
  CHECK(header(moved, "Location") == "apidocs/");
  const auto page = pages.get("/apidocs/?from=here");
  CHECK(page.status == 200);
  CHECK(header(page, "Content-Type") == "text/html; charset=utf-8");
  CHECK(header(page, "Content-Security-Policy").starts_with("default-src 'none'"));
  // Nothing in it is absolute.
  for (const char* absolute : {"src=\"/", "href=\"/", "http:", "https:"}) {
    CAPTURE(absolute);
    CHECK(page.body.find(absolute) == std::string::npos);
  }
}
