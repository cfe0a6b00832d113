#include "hub/record_buffer.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace spotter::hub {
namespace {

using Found = RecordBuffer::Found;

/// All records that are there; what ended the search goes to `last`.
std::vector<std::string> take_all(RecordBuffer& buffer, Found& last) {
  std::vector<std::string> records;
  std::string_view record;
  while ((last = buffer.next(Framing::end_mark, record)) == Found::record)
    records.emplace_back(record);
  return records;
}

TEST_CASE("records are cut at their end mark, wherever the pieces are", "[hub]") {
  const std::string stream = "one\x1e\x1ethree\x1e";
  for (std::size_t split = 0; split <= stream.size(); ++split) {
    RecordBuffer buffer(100);
    Found last = Found::nothing;
    buffer.append(stream.substr(0, split));
    auto records = take_all(buffer, last);
    buffer.append(stream.substr(split));
    for (auto& record : take_all(buffer, last))
      records.push_back(record);
    REQUIRE(records == std::vector<std::string>{"one", "", "three"});
    REQUIRE(last == Found::nothing);
    REQUIRE(buffer.size() == 0);
  }
}

TEST_CASE("a record of exactly the limit passes, its end mark counted, and one byte more does not",
          "[hub]") {
  Found last = Found::nothing;
  RecordBuffer fits(8);
  fits.append("1234567\x1e");
  REQUIRE(take_all(fits, last) == std::vector<std::string>{"1234567"});
  RecordBuffer over(8);
  over.append("12345678\x1e");
  REQUIRE(take_all(over, last).empty());
  REQUIRE(last == Found::too_large);
}

TEST_CASE("a record that fills the limit without an end mark waits, and the next byte settles it",
          "[hub]") {
  Found last = Found::nothing;
  RecordBuffer buffer(8);
  buffer.append("12345678");
  REQUIRE(take_all(buffer, last).empty());
  REQUIRE(last == Found::nothing);
  buffer.append("9");
  REQUIRE(take_all(buffer, last).empty());
  REQUIRE(last == Found::too_large);
}

TEST_CASE("records before an oversized one are still given out", "[hub]") {
  Found last = Found::nothing;
  RecordBuffer buffer(8);
  buffer.append(
      "a\x1e"
      "b\x1e"
      "far too long a record\x1e");
  REQUIRE(take_all(buffer, last) == std::vector<std::string>{"a", "b"});
  REQUIRE(last == Found::too_large);
}

TEST_CASE("the limit is one of records, not of what arrives together", "[hub]") {
  Found last = Found::nothing;
  RecordBuffer buffer(8);
  std::string many;
  for (int i = 0; i < 100; ++i)
    many += "1234567\x1e";
  buffer.append(many);
  REQUIRE(take_all(buffer, last).size() == 100);
  REQUIRE(last == Found::nothing);
}

TEST_CASE("the end of a record is found across many pieces that are looked at in between",
          "[hub]") {
  RecordBuffer buffer(1000);
  std::string_view record;
  const std::string long_one(500, 'x');
  for (const char byte : "y\x1e" + long_one) {
    buffer.append(std::string_view(&byte, 1));
    static_cast<void>(buffer.next(Framing::end_mark, record));
  }
  REQUIRE(buffer.size() == 500);
  buffer.append("\x1e");
  REQUIRE(buffer.next(Framing::end_mark, record) == Found::record);
  REQUIRE(record == long_one);
}

}  // namespace
}  // namespace spotter::hub
