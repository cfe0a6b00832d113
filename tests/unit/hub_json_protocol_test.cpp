#include "hub/handshake.hpp"
#include "hub/json_protocol.hpp"
#include "support/hub_machine.hpp"

#include <catch2/catch.hpp>

namespace spotter::hub {
namespace {

using testing::record;

template <class Write>
std::string written(Write write) {
  codec::JsonParser parser;
  JsonProtocol protocol(parser);
  std::string out;
  write(protocol, out);
  return out;
}

TEST_CASE("records are written byte for byte as the reference server writes them", "[hub]") {
  REQUIRE(written([](auto&, auto& out) { write_handshake_accepted(out); }) ==
          std::string("\x7b\x7d\x1e"));
  REQUIRE(written([](auto&, auto& out) {
            write_handshake_error(out, "Handshake was canceled.");
          }) == record(R"({"error":"Handshake was canceled."})"));
  REQUIRE(written([](auto& p, auto& out) { p.write_invocation(out, "", "Recv", R"(["hi"])"); }) ==
          record(R"({"type":1,"target":"Recv","arguments":["hi"]})"));
  REQUIRE(written([](auto& p, auto& out) { p.write_invocation(out, "s1", "Ask", "[5]"); }) ==
          record(R"({"type":1,"invocationId":"s1","target":"Ask","arguments":[5]})"));
  REQUIRE(written([](auto& p, auto& out) { p.write_item(out, "1", "7"); }) ==
          record(R"({"type":2,"invocationId":"1","item":7})"));
  REQUIRE(written([](auto& p, auto& out) { p.write_result(out, "1", "42"); }) ==
          record(R"({"type":3,"invocationId":"1","result":42})"));
  REQUIRE(written([](auto& p, auto& out) { p.write_result(out, "1", "null"); }) ==
          record(R"({"type":3,"invocationId":"1","result":null})"));
  REQUIRE(written([](auto& p, auto& out) { p.write_stream_end(out, "1"); }) ==
          record(R"({"type":3,"invocationId":"1"})"));
  REQUIRE(written([](auto& p, auto& out) { p.write_error(out, "1", "boom"); }) ==
          record(R"({"type":3,"invocationId":"1","error":"boom"})"));
  REQUIRE(written([](auto& p, auto& out) { p.write_ping(out); }) == record(R"({"type":6})"));
  REQUIRE(written([](auto& p, auto& out) { p.write_close(out, Close::for_good, ""); }) ==
          record(R"({"type":7})"));
  REQUIRE(written([](auto& p, auto& out) { p.write_close(out, Close::come_back, ""); }) ==
          record(R"({"type":7,"allowReconnect":true})"));
  REQUIRE(written([](auto& p, auto& out) {
            p.write_close(out, Close::come_back, "Connection closed with an error.");
          }) ==
          record(R"({"type":7,"error":"Connection closed with an error.","allowReconnect":true})"));
  REQUIRE(written([](auto& p, auto& out) { p.write_ack(out, 42); }) ==
          record(R"({"type":8,"sequenceId":42})"));
  REQUIRE(written([](auto& p, auto& out) { p.write_sequence(out, 146); }) ==
          record(R"({"type":9,"sequenceId":146})"));
}

TEST_CASE("ids and errors that need escapes get them, everything else goes out raw", "[hub]") {
  REQUIRE(written([](auto& p, auto& out) {
            p.write_error(out, "a\"b", "'müde' <b> + & \n \x1e");
          }) == record(R"({"type":3,"invocationId":"a\"b","error":"'müde' <b> + & \n \u001e"})"));
}

TEST_CASE("a growing message is a push of its constants and all of its text so far", "[hub]") {
  GrowingMessage message(Encoding::json, "ReceiveMessage",
                         {{"type", "messageResponse"}, {"note", "a \"b\""}}, "message");
  std::string out;
  message.append_record_to(out);
  REQUIRE(out == record(R"({"type":1,"target":"ReceiveMessage","arguments":[)"
                        R"({"type":"messageResponse","note":"a \"b\"","message":""}]})"));
  message.append("Hällo \xF0\x9F\x92\xAA\n");
  message.append("\"you\" \x1e");
  out.clear();
  message.append_record_to(out);
  REQUIRE(out == record(R"({"type":1,"target":"ReceiveMessage","arguments":[)"
                        R"({"type":"messageResponse","note":"a \"b\"",)"
                        "\"message\":\"Hällo \xF0\x9F\x92\xAA\\n\\\"you\\\" \\u001e\"}]}"));
}

TEST_CASE("a growing message without constants has its one member", "[hub]") {
  GrowingMessage message(Encoding::json, "R", {}, "m");
  message.append("x");
  std::string out;
  message.append_record_to(out);
  REQUIRE(out == record(R"({"type":1,"target":"R","arguments":[{"m":"x"}]})"));
}

TEST_CASE("members of a record may come in any order, with others between them", "[hub]") {
  codec::JsonParser parser;
  const auto parsed = JsonProtocol(parser).parse(
      R"( {"arguments":["hi",1],"extra":{"target":7},"invocationId":"0",)"
      R"("headers":{"Foo":"Bar"},"streamIds":["2","3"],"target":"Echo","type":1} )");
  REQUIRE(parsed.has_value());
  REQUIRE(parsed->kind == Kind::invocation);
  REQUIRE(parsed->id == "0");
  REQUIRE(parsed->target == "Echo");
  REQUIRE(parsed->value.size() == 2);
  REQUIRE(parsed->upload_ids == std::vector<std::string_view>{"2", "3"});
}

TEST_CASE("each record type is known for what it is", "[hub]") {
  codec::JsonParser parser;
  JsonProtocol protocol(parser);
  const auto read = [&](std::string_view text) { return protocol.parse(text).value(); };
  REQUIRE(read(R"({"type":1,"target":"a","arguments":[]})").kind == Kind::invocation);
  const Record item = read(R"({"item":[1,"x"],"type":2,"invocationId":"1"})");
  REQUIRE(item.kind == Kind::stream_item);
  REQUIRE(item.value.to_json() == R"([1,"x"])");
  REQUIRE(read(R"({"type":2,"invocationId":"1","item":null})").kind == Kind::stream_item);
  REQUIRE(read(R"({"type":3,"invocationId":"1"})").kind == Kind::completion);
  REQUIRE(read(R"({"type":3,"invocationId":"1","result":5})").value.integer() == 5);
  REQUIRE(read(R"({"type":3,"invocationId":"1","error":"e"})").error == "e");
  REQUIRE_FALSE(read(R"({"type":3,"invocationId":"1","result":null})").error);
  REQUIRE(read(R"({"type":4,"invocationId":"1","target":"a","arguments":[]})").kind ==
          Kind::stream_invocation);
  REQUIRE(read(R"({"type":5,"invocationId":"1"})").kind == Kind::cancel_invocation);
  REQUIRE(read(R"({"type":6})").kind == Kind::ping);
  REQUIRE(read(R"({"type":7,"error":"e","allowReconnect":true})").error == "e");
  REQUIRE(read(R"({"type":7})").kind == Kind::close);
  REQUIRE(read(R"({"type":8,"sequenceId":42})").kind == Kind::ack);
  REQUIRE(read(R"({"type":9,"sequenceId":146})").sequence_id == 146);
}

TEST_CASE("a record of an unknown type is nothing, whatever else is in it", "[hub]") {
  codec::JsonParser parser;
  JsonProtocol protocol(parser);
  for (const auto* text : {R"({"type":42})", R"({"type":0})", R"({"type":-1})", R"({"type":10})",
                           R"({"type":42,"invocationId":7,"target":null,"headers":[]})"}) {
    INFO(text);
    REQUIRE(protocol.parse(text).value().kind == Kind::other);
  }
}

TEST_CASE("a record that breaks the protocol's field rules is malformed", "[hub]") {
  codec::JsonParser parser;
  JsonProtocol protocol(parser);
  const auto* text = GENERATE(
      // not a record at all
      "", "{", "[42]", "null", "{}", "42", R"({"type":6}{"type":6})", R"({"type":"6"})",
      R"({"type":null})", R"({"type":1.5})", R"({"Type":6})", "{\"type\":6,\"x\":\"\xff\"}",
      // invocations
      R"({"type":1,"target":"Echo"})", R"({"type":1,"arguments":[]})",
      R"({"type":1,"target":"","arguments":[]})", R"({"type":1,"target":null,"arguments":[]})",
      R"({"type":1,"target":7,"arguments":[]})", R"({"type":1,"target":"a","arguments":{}})",
      R"({"type":1,"target":"a","arguments":null})",
      R"({"type":1,"invocationId":42,"target":"a","arguments":[]})",
      R"({"type":1,"invocationId":null,"target":"a","arguments":[]})",
      R"({"type":1,"target":"a","arguments":[],"streamIds":null})",
      R"({"type":1,"target":"a","arguments":[],"streamIds":[1]})",
      R"({"type":1,"target":"a","arguments":[],"headers":{"Foo":42}})",
      R"({"type":1,"target":"a","arguments":[],"headers":[]})",
      R"({"type":1,"target":"a","arguments":[[[}]]]})",
      // the others
      R"({"type":2,"invocationId":"1"})", R"({"type":2,"item":1})", R"({"type":3})",
      R"({"type":3,"invocationId":""})", R"({"type":3,"invocationId":"1","error":null})",
      R"({"type":3,"invocationId":"1","error":"e","result":1})",
      R"({"type":4,"target":"a","arguments":[]})", R"({"type":5})",
      R"({"type":5,"invocationId":1})", R"({"type":6,"headers":{"a":1}})",
      R"({"type":7,"allowReconnect":1})", R"({"type":7,"error":null})", R"({"type":8})",
      R"({"type":8,"sequenceId":"1"})", R"({"type":9})");
  INFO(text);
  REQUIRE(protocol.parse(text).has_error());
}

TEST_CASE("arguments may nest as deep as the reference lets them, not deeper", "[hub]") {
  codec::JsonParser parser;
  JsonProtocol protocol(parser);
  const auto nested = [](std::size_t depth) {  // two levels are the record and its arguments
    return R"({"type":1,"target":"a","arguments":[)" + std::string(depth - 2, '[') + '1' +
           std::string(depth - 2, ']') + "]}";
  };
  REQUIRE(protocol.parse(nested(64)).has_value());
  REQUIRE(protocol.parse(nested(65)).has_error());
}

}  // namespace
}  // namespace spotter::hub
