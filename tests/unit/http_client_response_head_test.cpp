#include "http_client/response_head.hpp"

#include <catch2/catch.hpp>

using spotter::http_client::ResponseHead;
using Fed = ResponseHead::Fed;

TEST_CASE("a head is complete with its empty line and not before", "[http_client]") {
  ResponseHead head(1024);
  CHECK(head.on_line("HTTP/1.1 200 OK\r\n") == Fed::more);
  CHECK(head.status() == 0);
  CHECK(head.on_line("Content-Type:  text/event-stream \r\n") == Fed::more);
  CHECK(head.on_line("X-Twice: first\r\n") == Fed::more);
  CHECK(head.on_line("x-twice: second\r\n") == Fed::more);
  CHECK(head.on_line("X-Empty:\r\n") == Fed::more);
  CHECK_FALSE(head.complete());
  CHECK(head.on_line("\r\n") == Fed::complete);
  CHECK(head.complete());
  CHECK(head.status() == 200);
  CHECK(head.header("content-type") == "text/event-stream");
  CHECK(head.header("X-TWICE") == "first");
  CHECK(head.header("X-Empty").empty());
  CHECK(head.header("absent").empty());
}

TEST_CASE("a status line is read in each version's spelling", "[http_client]") {
  for (const char* line : {"HTTP/1.0 429 Too Many\r\n", "HTTP/1.1 429\r\n", "HTTP/2 429 \r\n"}) {
    INFO(line);
    ResponseHead head(1024);
    CHECK(head.on_line(line) == Fed::more);
    CHECK(head.on_line("\r\n") == Fed::complete);
    CHECK(head.status() == 429);
  }
}

TEST_CASE("what does not begin like HTTP is malformed", "[http_client]") {
  for (const char* line : {"220 smtp.example ready\r\n", "HTTP/1.1\r\n", "HTTP/1.1 2x0 OK\r\n",
                           "HTTP/1.1 20\r\n", "HTTP/1.1 099 Low\r\n", "\r\n"}) {
    INFO(line);
    ResponseHead head(1024);
    CHECK(head.on_line(line) == Fed::malformed);
  }
}

TEST_CASE("interim responses leave no trace but count for the limit", "[http_client]") {
  ResponseHead head(64);
  CHECK(head.on_line("HTTP/1.1 103 Early Hints\r\n") == Fed::more);
  CHECK(head.on_line("Link: </a>\r\n") == Fed::more);
  CHECK(head.on_line("\r\n") == Fed::more);
  CHECK(head.on_line("HTTP/1.1 200 OK\r\n") == Fed::more);
  CHECK(head.on_line("\r\n") == Fed::complete);
  CHECK(head.header("Link").empty());
  CHECK(head.on_line("X: 9\r\n") == Fed::too_large);
}

TEST_CASE("a folded header goes on with the line before", "[http_client]") {
  ResponseHead head(1024);
  head.on_line("HTTP/1.1 200 OK\r\n");
  head.on_line("X-Long: one\r\n");
  head.on_line("  two\r\n");
  head.on_line("no colon here\r\n");
  CHECK(head.on_line("\r\n") == Fed::complete);
  CHECK(head.header("x-long") == "one two");
}

TEST_CASE("trailers are not headers, but no way around the limit", "[http_client]") {
  ResponseHead head(40);
  head.on_line("HTTP/1.1 200 OK\r\n");
  head.on_line("\r\n");
  CHECK(head.on_line("X-Trailer: 1\r\n") == Fed::more);
  CHECK(head.header("x-trailer").empty());
  CHECK(head.on_line("X-Trailer: 2\r\n") == Fed::too_large);
}

TEST_CASE("only a content coding that changes the bytes counts as one", "[http_client]") {
  for (const auto& [value, encoded] :
       {std::pair{"gzip", true}, {"br", true}, {"Identity", false}, {"", false}}) {
    INFO(value);
    ResponseHead head(1024);
    head.on_line("HTTP/1.1 200 OK\r\n");
    head.on_line("Content-Encoding: " + std::string(value) + "\r\n");
    head.on_line("\r\n");
    CHECK(head.encoded() == encoded);
  }
}
