#include "http_client/record.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

using namespace spotter;
using namespace spotter::http_client;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint kStart{std::chrono::hours(1000)};

/// A record of a body that came in pieces, 10 ms apart.
ResponseRecord record_of(const std::vector<std::string>& pieces, std::size_t bytes_max = 1'000'000,
                         std::size_t secret_bytes_max = 0) {
  BodyRecorder recorder(bytes_max, kStart);
  TimePoint now = kStart;
  for (const auto& piece : pieces)
    recorder.on_bytes(piece, now += 10ms);
  ResponseRecord record;
  record.host = "api.example.com";
  record.began = WallTime(std::chrono::seconds(1'795'000'000));
  record.status = 200;
  recorder.finish(record, secret_bytes_max);
  return record;
}

std::vector<std::string> pieces_of(const ResponseRecord& record) {
  std::vector<std::string> pieces;
  std::size_t at = 0;
  for (const auto& read : record.reads) {
    pieces.push_back(record.body.substr(at, read.bytes));
    at += read.bytes;
  }
  CHECK(at == record.body.size());
  return pieces;
}

Request with_key(std::string_view header, std::string_view value) {
  Request request;
  request.headers = {{"Content-Type", "application/json"}, {"User-Agent", "spotter/1"}};
  request.headers.emplace_back(header, value);
  return request;
}

std::vector<std::string> revealed(const std::vector<Secret>& secrets) {
  std::vector<std::string> texts;
  for (const Secret& secret : secrets)
    texts.push_back(secret.reveal());
  return texts;
}

using Pieces = std::vector<std::string>;

}  // namespace

TEST_CASE("a record holds what came, when, and how it ended", "[http_client]") {
  ResponseRecord record = record_of({"data: a\r\n", "\r\n== body\n\xff"});
  record.headers = {{"Content-Type", "text/event-stream"},
                    {"Set-Cookie", "id=1"},
                    {"Retry-After-Ms", "5"},
                    {"X-RateLimit-Limit-Requests", "9"},
                    {"anthropic-ratelimit-tokens-limit", "8"},
                    {"x-should-retry", "true"},
                    {"x-request-id", "r"}};
  record.end = ResponseRecord::End::idle;
  CHECK(write_record(record) ==
        "# recorded 2026-11-18T11:06:40Z from api.example.com\n"
        "status 200\n"
        "header content-type: text/event-stream\n"
        "header retry-after-ms: 5\n"
        "header x-ratelimit-limit-requests: 9\n"
        "header anthropic-ratelimit-tokens-limit: 8\n"
        "header x-should-retry: true\n"
        "end idle\n"
        "== timing\n"
        "10 9\n"
        "20 11\n"
        "== body\n"
        "data: a\r\n\r\n== body\n\xff");
}

TEST_CASE("a record's name has no character that leads elsewhere", "[http_client]") {
  ResponseRecord record = record_of({});
  CHECK(name_of_record(record) == "api.example.com-20261118T110640Z");
  record.host = "2001:db8::1/../x";
  CHECK(name_of_record(record) == "2001_db8__1_.._x-20261118T110640Z");
}

TEST_CASE("the secrets of a request are the values of its key headers", "[http_client]") {
  CHECK(revealed(secrets_of(with_key("x-api-key", " sk-ant-1 "))) == Pieces{"sk-ant-1"});
  CHECK(revealed(secrets_of(with_key("X-Goog-Api-Key", "AIza123"))) == Pieces{"AIza123"});
  CHECK(revealed(secrets_of(with_key("Authorization", "Bearer a/b+1"))) ==
        Pieces{"Bearer a/b+1", "Bearer a\\/b+1", "a/b+1", "a\\/b+1"});
  CHECK(secrets_of(with_key("X-Title", "Spotter")).empty());
  CHECK(secrets_of(with_key("x-api-key", "x")).empty());
}

TEST_CASE("an echo of a key is stars, wherever the reads cut it", "[http_client]") {
  const auto secrets = secrets_of(with_key("Authorization", "Bearer KEY123"));
  const std::string body = "you sent KEY123, Bearer KEY123 and KEY12.";
  const std::string hidden = "you sent ***, *** and KEY12.";
  for (std::size_t first = 1; first < body.size(); ++first) {
    for (std::size_t second = 1; second < 8 && first + second < body.size(); ++second) {
      ResponseRecord record = record_of(
          {body.substr(0, first), body.substr(first, second), body.substr(first + second)});
      hide(record, secrets);
      REQUIRE(record.body == hidden);
      pieces_of(record);
    }
  }
  ResponseRecord record = record_of({"a KEY", "123 b"});
  hide(record, secrets);
  CHECK(pieces_of(record) == Pieces{"a ***", " b"});
}

TEST_CASE("an echo of a key in a header is stars", "[http_client]") {
  ResponseRecord record = record_of({});
  record.headers = {{"content-type", "text/KEY123"}};
  hide(record, secrets_of(with_key("x-api-key", "KEY123")));
  CHECK(record.headers[0].second == "text/***");
}

TEST_CASE("a body over the limit is cut, and no beginning of a key stays behind", "[http_client]") {
  const ResponseRecord whole = record_of({"0123", "4567"}, 8, 3);
  CHECK(whole.body == "01234567");
  CHECK(whole.end == ResponseRecord::End::clean);
  const ResponseRecord cut = record_of({"0123", "4567", "8", "9"}, 8, 5);
  CHECK(cut.end == ResponseRecord::End::reset);
  CHECK(pieces_of(cut) == Pieces{"012"});
}

TEST_CASE("many small reads are told as they came, up to a limit", "[http_client]") {
  BodyRecorder recorder(1'000'000, kStart);
  for (int i = 0; i < 150'000; ++i)
    recorder.on_bytes("x", kStart);
  ResponseRecord record;
  recorder.finish(record, 0);
  CHECK(record.reads.size() == 100'000);
  const auto bytes = std::accumulate(
      record.reads.begin(), record.reads.end(), std::size_t{0},
      [](std::size_t sum, const ResponseRecord::Read& read) { return sum + read.bytes; });
  CHECK(bytes == 150'000);
}
