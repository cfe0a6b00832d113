#include "hub/json_protocol.hpp"
#include "hub/messagepack_protocol.hpp"
#include "support/hub_records.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <iterator>

namespace spotter::hub {
namespace {

using testing::bytes_of;
using testing::RecordExample;
using testing::told;

/// A record without its length.
std::string body_of(std::string_view hex) {
  const std::string bytes = bytes_of(hex);
  RecordBuffer buffer(256 * 1024);
  buffer.append(bytes);
  std::string_view record;
  REQUIRE(buffer.next(Framing::length, record) == RecordBuffer::Found::record);
  REQUIRE(record.size() + 1 == bytes.size());
  return std::string(record);
}

std::vector<RecordExample> all_examples() {
  std::vector<RecordExample> all(testing::kRecordExamples.begin(), testing::kRecordExamples.end());
  all.insert(all.end(), testing::kClientExamples.begin(), testing::kClientExamples.end());
  return all;
}

struct Parsers {
  codec::JsonParser json_values;
  codec::JsonParser messagepack_values;
  JsonProtocol json{json_values};
  MessagePackProtocol messagepack{messagepack_values};
};

/// One call of the protocol for each example of the server; false for what only clients write.
bool write(Protocol& protocol, std::string_view name, std::string& out) {
  if (name == "invocation") {
    protocol.write_invocation(out, "1", "Add", "[40,2]");
  } else if (name == "push") {
    protocol.write_invocation(out, "", "Recv", R"(["hi"])");
  } else if (name == "question") {
    protocol.write_invocation(out, "s1", "Ask", "[5]");
  } else if (name == "item") {
    protocol.write_item(out, "1", "7");
  } else if (name == "null item") {
    protocol.write_item(out, "1", "null");
  } else if (name == "result") {
    protocol.write_result(out, "1", Json{"42"});
  } else if (name == "null result") {
    protocol.write_result(out, "1", Json{"null"});
  } else if (name == "stream end") {
    protocol.write_stream_end(out, "1");
  } else if (name == "error") {
    protocol.write_error(out, "1", "boom");
  } else if (name == "ping") {
    protocol.write_ping(out);
  } else if (name == "close") {
    protocol.write_close(out, Close::for_good, "");
  } else if (name == "close, come back") {
    protocol.write_close(out, Close::come_back, "");
  } else if (name == "close with error") {
    protocol.write_close(out, Close::come_back, "Connection closed with an error.");
  } else if (name == "ack") {
    protocol.write_ack(out, 42);
  } else if (name == "sequence") {
    protocol.write_sequence(out, 146);
  } else {
    return false;
  }
  return true;
}

TEST_CASE("both protocols write each record byte for byte as the reference server", "[hub]") {
  Parsers parsers;
  std::size_t written = 0;
  // Behind each other: a record leaves alone what stands before it.
  std::string json;
  std::string messagepack;
  std::string expected_json;
  std::string expected_messagepack;
  for (const auto& example : testing::kRecordExamples) {
    INFO(example.name);
    if (!write(parsers.json, example.name, json)) continue;
    REQUIRE(write(parsers.messagepack, example.name, messagepack));
    expected_json.append(example.json).append("\x1e");
    expected_messagepack.append(bytes_of(example.hex));
    REQUIRE(json == expected_json);
    REQUIRE(messagepack == expected_messagepack);
    ++written;
  }
  REQUIRE(written == 15);
}

TEST_CASE("both protocols read the same from each record", "[hub]") {
  Parsers parsers;
  for (const auto& example : all_examples()) {
    INFO(example.name);
    const std::string body = body_of(example.hex);
    const auto json = parsers.json.parse(example.json);
    const auto messagepack = parsers.messagepack.parse(body);
    REQUIRE(json.has_value());
    REQUIRE(messagepack.has_value());
    CHECK(told(*messagepack) == told(*json));
  }
}

TEST_CASE("a MessagePack record gives what is of use in it", "[hub]") {
  Parsers parsers;
  const std::string upload = body_of("11 96 01 80 a1 33 a6 55 70 6c 6f 61 64 91 07 91 a1 32");
  const auto invocation = parsers.messagepack.parse(upload);
  REQUIRE(invocation.has_value());
  CHECK(invocation->kind == Kind::invocation);
  CHECK(invocation->id == "3");
  CHECK(invocation->target == "Upload");
  CHECK(invocation->value.to_json() == "[7]");
  CHECK(invocation->upload_ids == std::vector<std::string_view>{"2"});

  const std::string close = bytes_of("93 07 a1 65 c3");
  CHECK(parsers.messagepack.parse(close).value().error == "e");
  const std::string error = bytes_of("95 03 80 a1 31 01 a4 62 6f 6f 6d");
  CHECK(parsers.messagepack.parse(error).value().error == "boom");
  const std::string sequence = bytes_of("92 09 d3 80 00 00 00 00 00 00 00");
  CHECK(parsers.messagepack.parse(sequence).value().sequence_id ==
        std::numeric_limits<std::int64_t>::min());
}

TEST_CASE("writing leaves the record that was read alone", "[hub]") {
  Parsers parsers;
  const std::string body = body_of("0f 95 01 80 a1 30 a4 45 63 68 6f 92 a2 68 69 01");
  const auto record = parsers.messagepack.parse(body);
  REQUIRE(record.has_value());
  std::string out;
  parsers.messagepack.write_result(out, record->id, Json{R"({"a":[1,2,3]})"});
  CHECK(told(*record) == "0 id 0 target Echo value [\"hi\",1] uploads number 0");
}

TEST_CASE("every beginning of a MessagePack record is malformed, or waits for more", "[hub]") {
  Parsers parsers;
  for (const auto& example : all_examples()) {
    INFO(example.name);
    const std::string framed = bytes_of(example.hex);
    const std::string body = framed.substr(1);
    for (std::size_t length = 0; length < body.size(); ++length) {
      INFO(length);
      const auto record = parsers.messagepack.parse(body.substr(0, length));
      // The empty array behind an invocation that has no streams is an element like all others.
      REQUIRE_FALSE(record.has_value());
      CHECK(record.error().code == Errc::malformed);
      RecordBuffer buffer(1024);
      buffer.append(std::string_view(framed).substr(0, length + 1));
      std::string_view found;
      CHECK(buffer.next(Framing::length, found) == RecordBuffer::Found::nothing);
    }
  }
}

TEST_CASE("headers are read and not looked at, more elements and bytes are nothing", "[hub]") {
  Parsers parsers;
  const auto* hex =
      GENERATE("95 01 81 a3 46 6f 6f a3 42 61 72 a1 30 a1 61 90", "97 01 80 a1 30 a1 61 90 90 c1",
               "98 01 80 a1 30 a1 61 90 90 07 07", "96 01 80 a1 30 a1 61 90 90 ff ff",
               "dc 00 05 cd 00 01 80 d9 01 30 "
               "da 00 01 61 dd 00 00 00 00");
  INFO(hex);
  const std::string body = bytes_of(hex);
  const auto record = parsers.messagepack.parse(body);
  REQUIRE(record.has_value());
  CHECK(told(*record) == "0 id 0 target a value [] uploads number 0");
}

TEST_CASE("a MessagePack record of an unknown type is nothing, whatever else is in it", "[hub]") {
  Parsers parsers;
  for (const auto* hex :
       {"91 2a", "91 00", "91 ff", "91 0a", "92 2a c1", "91 d3 80 00 00 00 00 00 00 00"}) {
    INFO(hex);
    const std::string body = bytes_of(hex);
    CHECK(parsers.messagepack.parse(body).value().kind == Kind::other);
  }
}

TEST_CASE("a MessagePack record that breaks the protocol's rules is malformed", "[hub]") {
  Parsers parsers;
  const auto* hex = GENERATE(
      // no array with a type
      "", "90", "c0", "06", "80", "81 06 06", "a1 06", "91 a1 36", "91 c0", "91 ca 40 c0 00 00",
      "91 cf ff ff ff ff ff ff ff ff", "dd ff ff ff ff 06",
      // too few elements, though bytes follow
      "94 01 80 c0 a1 61 90", "94 04 80 a1 32 a1 61 90", "93 02 80 a1 31 07", "93 03 80 a1 31 02",
      "94 03 80 a1 31 03 2a", "94 03 80 a1 31 01 a1 65", "92 05 80 a1 32", "91 07", "91 08",
      "91 09",
      // headers
      "95 01 c0 c0 a1 61 90", "95 01 90 c0 a1 61 90", "95 01 81 a1 61 07 c0 a1 61 90",
      "95 01 81 07 a1 61 c0 a1 61 90", "95 01 81 a1 61 c0 c0 a1 61 90",
      "95 01 df ff ff ff ff c0 a1 61 90", "94 02 c0 a1 31 07", "94 03 07 a1 31 02",
      "93 05 90 a1 32",
      // ids
      "95 01 80 07 a1 61 90", "95 01 80 c4 01 31 a1 61 90", "95 04 80 c0 a1 61 90",
      "95 04 80 a0 a1 61 90", "94 02 80 c0 07", "94 02 80 a0 07", "94 02 80 07 07",
      "94 03 80 c0 02", "94 03 80 a0 02", "93 05 80 c0", "93 05 80 a0", "93 05 80 07",
      "93 05 80 a1 ff",
      // targets and arguments
      "95 01 80 c0 c0 90", "95 01 80 c0 a0 90", "95 01 80 c0 07 90", "95 01 80 c0 a1 61 c0",
      "95 01 80 c0 a1 61 80", "95 01 80 c0 a1 61 07", "95 01 80 c0 a1 61 91 c1",
      "95 01 80 c0 a1 61 91 ca 7f c0 00 00", "95 01 80 c0 a1 61 91 d4 01 00",
      "95 01 80 c0 a1 61 91 a1 80", "95 01 80 c0 a1 61 dd ff ff ff ff c0",
      // upload streams
      "96 01 80 c0 a1 61 90 c0", "96 01 80 c0 a1 61 90 80", "96 01 80 c0 a1 61 90 91 02",
      "96 01 80 c0 a1 61 90 91 c0", "96 01 80 c0 a1 61 90 dd ff ff ff ff a1 32",
      // outcomes
      "94 03 80 a1 31 00", "95 03 80 a1 31 04 c0", "95 03 80 a1 31 a1 33 c0",
      "95 03 80 a1 31 01 c0", "95 03 80 a1 31 01 07", "95 03 80 a1 31 c0 c0",
      // closes and counters
      "92 07 07", "93 07 c0 c0", "93 07 c0 00", "92 08 c0", "92 08 a1 31",
      "92 08 cb 3f f0 00 00 00 00 00 00", "92 09 cf 80 00 00 00 00 00 00 00");
  INFO(hex);
  const std::string body = bytes_of(hex);
  const auto record = parsers.messagepack.parse(body);
  REQUIRE_FALSE(record.has_value());
  CHECK(record.error().code == Errc::malformed);
}

TEST_CASE("arguments are nested as deep in one protocol as in the other", "[hub]") {
  Parsers parsers;
  for (const std::size_t levels : {1U, 62U, 63U, 64U, 65U}) {
    INFO(levels);
    const std::string json = R"({"type":1,"target":"a","arguments":)" + std::string(levels, '[') +
                             "1" + std::string(levels, ']') + '}';
    const std::string messagepack =
        bytes_of("95 01 80 c0 a1 61") + std::string(levels, '\x91') + '\x01';
    CHECK(parsers.json.parse(json).has_value() == (levels <= 63));
    CHECK(parsers.messagepack.parse(messagepack).has_value() == (levels <= 63));
  }
}

TEST_CASE("the length before a record takes as many bytes as it needs", "[hub]") {
  Parsers parsers;
  for (const std::size_t text_bytes : {10U, 110U, 111U, 120U, 130U, 16'360U, 16'380U, 300'000U}) {
    INFO(text_bytes);
    const std::string text = '"' + std::string(text_bytes, 'x') + '"';
    std::string out = "before";
    parsers.messagepack.write_item(out, "7", text);
    RecordBuffer buffer(1024 * 1024);
    buffer.append(std::string_view(out).substr(6));
    std::string_view body;
    REQUIRE(buffer.next(Framing::length, body) == RecordBuffer::Found::record);
    CHECK(buffer.size() == 0);
    CHECK(parsers.messagepack.parse(body).value().value.to_json() == text);
  }
  const auto length_of = [](std::size_t bytes) {
    std::string out;
    messagepack::append_record_length(out, bytes);
    return to_hex(as_bytes(out));
  };
  CHECK(length_of(0) == "00");
  CHECK(length_of(127) == "7f");
  CHECK(length_of(128) == "8001");
  CHECK(length_of(16'383) == "ff7f");
  CHECK(length_of(16'384) == "808001");
  CHECK(length_of(0x7FFFFFFF) == "ffffffff07");
}

TEST_CASE("a value with bytes in it goes back as it came", "[hub]") {
  codec::JsonParser parser;
  MessagePackProtocol protocol(parser);
  // Echo([bin, 1]) and Echo("x").
  const std::string with_bytes(
      "\x95\x01\x80\xa1\x31\xa4"
      "Echo"
      "\x91\x92\xc4\x02\x00\xff\x01",
      17);
  const auto record = protocol.parse(with_bytes);
  REQUIRE(record.has_value());
  REQUIRE(record->value.to_json() == R"([["AP8=",1]])");
  REQUIRE(record->packed ==
          std::vector<std::string_view>{std::string_view("\x92\xc4\x02\x00\xff\x01", 6)});
  std::string out;
  protocol.write_result(out, "1", Json{R"(["AP8=",1])", std::string(record->packed[0])});
  REQUIRE(out == std::string("\x0c\x95\x03\x80\xa1\x31\x03\x92\xc4\x02\x00\xff\x01", 13));
  REQUIRE(protocol
              .parse("\x95\x01\x80\xa1\x31\xa4"
                     "Echo"
                     "\x91\xa1x")
              ->packed.empty());
}

}  // namespace
}  // namespace spotter::hub
