#include "hub/json_protocol.hpp"
#include "hub/messagepack_protocol.hpp"
#include "support/hub_records.hpp"

#include <spotter/hub/growing_message.hpp>

#include <catch2/catch.hpp>

namespace spotter::hub {
namespace {

std::string record_of(const GrowingMessage& message) {
  std::string out;
  message.append_record_to(out);
  return out;
}

GrowingMessage message_with_constants(Encoding encoding) {
  return {
      encoding, "ReceiveMessage", {{"type", "messageResponse"}, {"note", "a \"b\""}}, "message"};
}

TEST_CASE("a growing message is its constants and all of its text so far, as JSON", "[hub]") {
  auto message = message_with_constants(Encoding::json);
  const std::string head = R"({"type":1,"target":"ReceiveMessage","arguments":[)"
                           R"({"type":"messageResponse","note":"a \"b\"","message":")";
  CHECK(record_of(message) == head + "\"}]}\x1e");
  message.append("Hällo \xF0\x9F\x92\xAA\n");
  message.append("\"you\" \x1e");
  CHECK(record_of(message) == head + "Hällo \xF0\x9F\x92\xAA\\n\\\"you\\\" \\u001e\"}]}\x1e");
}

TEST_CASE("a growing message is the same in MessagePack, its text as it is", "[hub]") {
  GrowingMessage message(Encoding::messagepack, "R", {{"a", "b"}}, "m");
  CHECK(record_of(message) ==
        testing::bytes_of("10 96 01 80 c0 a1 52 91 82 a1 61 a1 62 a1 6d a0 90"));
  message.append("hi");
  message.append("\n");
  CHECK(record_of(message) ==
        testing::bytes_of("13 96 01 80 c0 a1 52 91 82 a1 61 a1 62 a1 6d a3 68 69 0a 90"));
}

TEST_CASE("a growing message is what a push of the same argument is, however long", "[hub]") {
  codec::JsonParser parser;
  JsonProtocol json(parser);
  MessagePackProtocol messagepack(parser);
  for (Protocol* protocol : {static_cast<Protocol*>(&json), static_cast<Protocol*>(&messagepack)}) {
    auto message = message_with_constants(protocol->encoding());
    std::string escaped;
    for (int i = 0; i < 3000; ++i) {
      // Each word is looked at: the text's head and the record's length grow on the way.
      message.append(i % 7 == 0 ? "\"w\u00e9\" " : "word ");
      escaped += i % 7 == 0 ? "\\\"w\u00e9\\\" " : "word ";
      if (i % 10 != 0 && i > 100) continue;
      std::string pushed;
      protocol->write_invocation(
          pushed, "", "ReceiveMessage",
          R"([{"type":"messageResponse","note":"a \"b\"","message":")" + escaped + "\"}]");
      REQUIRE(record_of(message) == pushed);
    }
  }
}

TEST_CASE("growing messages without constants have their one member, and may share a buffer",
          "[hub]") {
  GrowingMessage json(Encoding::json, "R", {}, "m");
  GrowingMessage messagepack(Encoding::messagepack, "R", {}, "m");
  json.append("x");
  messagepack.append("x");
  std::string out = "before";
  json.append_record_to(out);
  messagepack.append_record_to(out);
  CHECK(out == "before{\"type\":1,\"target\":\"R\",\"arguments\":[{\"m\":\"x\"}]}\x1e" +
                   testing::bytes_of("0d 96 01 80 c0 a1 52 91 81 a1 6d a1 78 90"));
}

}  // namespace
}  // namespace spotter::hub
