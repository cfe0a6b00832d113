#include "support/hub_machine.hpp"

#include <spotter/hub/error_texts.hpp>

#include <catch2/catch.hpp>

namespace spotter::hub {
namespace {

using namespace testing;

/// An open machine that has said its welcome.
struct Open : HubMachine {
  explicit Open(Description hub = test_hub()) : HubMachine(std::move(hub)) {
    REQUIRE(shake_hands() == kWelcome);
  }
};

Description with_slots(std::size_t slots) {
  Description hub = test_hub();
  hub.settings.parallel_invocations_max = slots;
  return hub;
}

// ---- one call

TEST_CASE("a call is completed under the id that it came with", "[hub]") {
  Open machine;
  REQUIRE(machine.says(call("7", "Echo", R"(["hi"])")) == completion("7"));
  REQUIRE(machine.says(call("x-é", "Echo", R"(["hi"])")) == completion("x-é"));
  REQUIRE(machine.calls.at(0).arguments == std::vector<Argument>{"hi"});
}

TEST_CASE("arguments arrive with their types", "[hub]") {
  Open machine;
  REQUIRE(machine.says(call("0", "Two", R"([-3,"a\nb"])") + call("1", "Flag", "[true]")) ==
          completion("0") + completion("1"));
  REQUIRE(machine.calls.at(0).arguments == std::vector<Argument>{std::int64_t{-3}, "a\nb"});
  REQUIRE(machine.calls.at(1).arguments == std::vector<Argument>{true});
}

TEST_CASE("a method's name matches in any case, and errors name it as the client did", "[hub]") {
  Open machine;
  REQUIRE(machine.says(call("0", "eCHO", R"(["x"])")) == completion("0"));
  REQUIRE(machine.calls.at(0).target == "eCHO");
  REQUIRE(machine.says(call("1", "tWO")) ==
          completion_error("1", "Failed to invoke 'tWO' due to an error on the server."));
}

TEST_CASE("a method without a value completes with a null result", "[hub]") {
  Open machine;
  REQUIRE(machine.says(call("0", "Void")) ==
          record(R"({"type":3,"invocationId":"0","result":null})"));
}

TEST_CASE("a call without id runs and is never answered", "[hub]") {
  Open machine;
  REQUIRE(machine.says(call("", "Echo", R"(["x"])")).empty());
  REQUIRE(machine.says(record(R"({"type":1,"invocationId":"","target":"Void","arguments":[]})"))
              .empty());
  REQUIRE(machine.calls.size() == 2);
}

TEST_CASE("a call without id that fails is not answered either, and the connection stays",
          "[hub]") {
  Open machine;
  REQUIRE(machine.says(call("", "Slow")).empty());
  machine.connection.fail(machine.key(0), {"Exception", "why"});
  REQUIRE(machine.go_on().empty());
  REQUIRE(machine.says(call("", "Nope") + call("", "Two", "[1]") + call("0", "Void")) ==
          completion("0"));
}

TEST_CASE("a method that does not exist is named in a completion error", "[hub]") {
  Open machine;
  const auto* target = GENERATE("Nope", "OnDisconnectedAsync", "Ech", "Echoo");
  REQUIRE(machine.says(call("1", target, "[1,2,3]")) ==
          completion_error(
              "1", "Failed to invoke '" + std::string(target) +
                       "' due to an error on the server. HubException: Method does not exist."));
  REQUIRE(machine.says(call("2", "Void")) == completion("2"));
}

TEST_CASE("arguments of the wrong count or type fail the call and nothing else", "[hub]") {
  Open machine;
  const auto* arguments =
      GENERATE("[]", "[1]", R"([1,"a",2])", R"(["x","y"])", R"(["1","y"])", "[1,2]", "[null,\"y\"]",
               "[1,null]", R"([1.5,"y"])", R"([true,"y"])", R"([[1],"y"])", R"(["y",1])",
               R"([9223372036854775808,"y"])", R"([100000000000000000000,"y"])", R"([1e+21,"y"])",
               R"([1e400,"y"])", R"([-1e400,"y"])");
  INFO(arguments);
  REQUIRE(machine.says(call("1", "Two", arguments)) ==
          completion_error("1", "Failed to invoke 'Two' due to an error on the server."));
  REQUIRE(machine.calls.empty());
  REQUIRE(machine.says(call("2", "Two", R"([1,"a"])")) == completion("2"));
}

TEST_CASE("a method that fails completes with the error it gives", "[hub]") {
  Open machine;
  REQUIRE(machine.says(call("0", "Slow")).empty());
  machine.connection.fail(machine.key(0), {"Exception", "why"});
  REQUIRE(machine.go_on() ==
          completion_error("0", "An unexpected error occurred invoking 'Slow' on the server."));
  REQUIRE(machine.says(call("1", "Slow")).empty());
  machine.connection.fail(machine.key(1), hub_exception("msg"));
  REQUIRE(
      machine.go_on() ==
      completion_error(
          "1", "An unexpected error occurred invoking 'Slow' on the server. HubException: msg"));
}

TEST_CASE("a plain method called as a stream is refused", "[hub]") {
  Open machine;
  REQUIRE(
      machine.says(record(R"({"target":"Echo","arguments":["x"],"invocationId":"0","type":4})")) ==
      completion_error("0",
                       "The client attempted to invoke the non-streaming 'Echo' method with a "
                       "streaming invocation."));
  REQUIRE(machine.calls.empty());
}

TEST_CASE("upload streams for a method that takes none are refused and then ignored", "[hub]") {
  Open machine;
  REQUIRE(
      machine.says(record(R"({"target":"Echo","arguments":["x"],"invocationId":"2",)"
                          R"("streamIds":["0","1"],"type":1})")) ==
      completion_error("2",
                       "An unexpected error occurred invoking 'Echo' on the server. HubException: "
                       "Client sent 2 stream(s), Hub method expects 0."));
  REQUIRE(machine.says(record(R"({"invocationId":"0","item":1,"type":2})") +
                       record(R"({"invocationId":"0","type":3})") +
                       record(R"({"type":1,"target":"Void","arguments":[],"streamIds":[],)"
                              R"("invocationId":"3"})")) == completion("3"));
}

TEST_CASE("the checks go in the reference's order: method, arguments, kind, streams", "[hub]") {
  Open machine;
  const auto streaming = [&](std::string_view target, std::string_view arguments) {
    return machine.says(record(R"({"type":4,"invocationId":"1","streamIds":["9"],"target":")" +
                               std::string(target) + R"(","arguments":)" + std::string(arguments) +
                               "}"));
  };
  REQUIRE(streaming("Nope", "[]") == completion_error("1", unknown_method("Nope")));
  REQUIRE(streaming("Echo", "[]") ==
          completion_error("1", wrong_count("Echo", 0, 1, Errors::brief)));
  REQUIRE(streaming("Echo", R"(["x"])") == completion_error("1", not_streaming("Echo")));
}

// ---- records that are not calls

TEST_CASE("records for ids that nobody knows are ignored", "[hub]") {
  Open machine;
  REQUIRE(machine
              .says(record(R"({"type":2,"invocationId":"9","item":null})") +
                    record(R"({"type":3,"invocationId":"9","error":"e"})") +
                    record(R"({"type":3,"invocationId":"s1","result":{"a":1}})") +
                    record(R"({"type":5,"invocationId":"9"})") +
                    record(R"({"type":8,"sequenceId":3})") +
                    record(R"({"type":9,"sequenceId":1})") + kPing)
              .empty());
  REQUIRE(machine.connection.open());
}

TEST_CASE("a cancellation of a running call changes nothing: its completion still comes", "[hub]") {
  Open machine;
  REQUIRE(machine.says(call("0", "Slow") + record(R"({"invocationId":"0","type":5})")).empty());
  machine.connection.complete(machine.key(0));
  REQUIRE(machine.go_on() == completion("0"));
}

TEST_CASE("a record of an unknown type is skipped", "[hub]") {
  Open machine;
  REQUIRE(machine.says(record(R"({"type":42})") + call("0", "Void")) == completion("0"));
}

TEST_CASE("unknown members and headers are ignored, members come in any order", "[hub]") {
  Open machine;
  REQUIRE(machine.says(record(R"({"arguments":["x"],"headers":{"Foo":"Bar"},"new":[{}],)"
                              R"("target":"Echo","invocationId":"1","type":1})")) ==
          completion("1"));
  REQUIRE(machine.says(record(R"({"type":6,"headers":{"Foo":"Bar"}})")).empty());
}

TEST_CASE("a record that breaks the protocol ends the connection with an error", "[hub]") {
  Open machine;
  const auto* text =
      GENERATE("", "[42]", "null", "{}", R"({"type":1,"target":"Echo"})",
               R"({"type":1,"invocationId":42,"target":"Void","arguments":[]})",
               R"({"type":1,"invocationId":"1","target":"Echo","arguments":[{"a":[}]})",
               R"({"type":6,"headers":{"Foo":42}})",
               R"({"type":3,"invocationId":"9","error":"e","result":1})");
  INFO(text);
  REQUIRE(machine.says(call("0", "Void") + record(text) + call("2", "Void")) ==
          completion("0") + kCloseWithError);
  REQUIRE(machine.connection.ending() == Ending::protocol_error);
  REQUIRE(machine.calls.size() == 1);
  REQUIRE(machine.says(call("3", "Void")).empty());
}

TEST_CASE("an oversized record ends the connection after the ones before it", "[hub]") {
  Description hub = test_hub();
  hub.settings.record_bytes_max = 1024;
  Open machine(hub);
  const std::string large = call("2", "Echo", "[\"" + std::string(2000, 'x') + "\"]");
  REQUIRE(machine.says(call("0", "Void") + call("1", "Void") + large) ==
          completion("0") + completion("1") + kCloseWithError);
  REQUIRE(machine.connection.ending() == Ending::protocol_error);
}

TEST_CASE("an oversized record is not waited for", "[hub]") {
  Open machine;
  const std::size_t limit = machine.description.settings.record_bytes_max;
  REQUIRE(machine.says(std::string(limit, ' ')).empty());
  REQUIRE(machine.says(" ") == kCloseWithError);
}

TEST_CASE("a record of exactly the limit is served", "[hub]") {
  Open machine;
  const std::size_t limit = machine.description.settings.record_bytes_max;
  const std::size_t frame = call("0", "Echo", R"([""])").size();
  REQUIRE(machine.says(call("0", "Echo", "[\"" + std::string(limit - frame, 'x') + "\"]")) ==
          completion("0"));
}

TEST_CASE("fifty records of a kilobyte in one message are answered in order", "[hub]") {
  Description hub = test_hub();
  hub.settings.record_bytes_max = 32 * 1024;
  Open machine(hub);
  std::string records;
  std::string completions;
  for (int i = 0; i < 50; ++i) {
    records += call(std::to_string(i), "Echo", "[\"" + std::string(1000, 'x') + "\"]");
    completions += completion(std::to_string(i));
  }
  REQUIRE(records.size() > 50'000);
  REQUIRE(machine.says(records) == completions);
}

TEST_CASE("no bytes are no record", "[hub]") {
  Open machine;
  REQUIRE(machine.says("").empty());
  REQUIRE(machine.connection.open());
}

// ---- slots

TEST_CASE("with one slot, what comes behind a running call waits for it, in order", "[hub]") {
  Open machine(with_slots(1));
  REQUIRE(
      machine.says(call("0", "Slow") + call("1", "Echo", R"(["x"])") + call("2", "Void")).empty());
  REQUIRE(machine.connection.held());
  REQUIRE_FALSE(machine.connection.resumable());
  machine.connection.complete(machine.key(0));
  REQUIRE(machine.connection.resumable());
  REQUIRE(machine.go_on() == completion("0") + completion("1") + completion("2"));
  REQUIRE_FALSE(machine.connection.held());
}

TEST_CASE("with two slots, calls overtake a slow one", "[hub]") {
  Open machine(with_slots(2));
  std::string expected;
  std::string said = machine.says(call("0", "Slow"));
  for (const auto* id : {"1", "2", "3", "4", "5"}) {
    said += machine.says(call(id, "Echo", R"(["x"])"));
    expected += completion(id);
  }
  REQUIRE(said == expected);
  machine.connection.complete(machine.key(0));
  REQUIRE(machine.go_on() == completion("0"));
}

TEST_CASE("the loop holds exactly at the call that finds no slot, and everything behind it waits",
          "[hub]") {
  Open machine(with_slots(2));
  REQUIRE(machine.says(call("0", "Slow") + call("1", "Slow") + call("2", "Nope") +
                       call("3", "Now") + call("4", "Slow") + call("5", "Nope") + call("6", "Now") +
                       record("broken")) ==
          completion_error("2", unknown_method("Nope")) + completion("3"));
  REQUIRE(machine.calls.size() == 3);
  machine.connection.complete(machine.key(1));
  REQUIRE(machine.go_on() == completion("1") + completion_error("5", unknown_method("Nope")) +
                                 completion("6") + kCloseWithError);
}

TEST_CASE("a method out of band takes no slot and needs none", "[hub]") {
  Open machine(with_slots(1));
  REQUIRE(machine.says(call("0", "SlowNow") + call("1", "Slow") + call("2", "Now")) ==
          completion("2"));
  REQUIRE(machine.calls.size() == 3);
  machine.connection.complete(machine.key(0));
  machine.connection.complete(machine.key(1));
  REQUIRE(machine.go_on() == completion("0") + completion("1"));
}

TEST_CASE("a slot that is given back early lets the next call run before the completion", "[hub]") {
  Open machine(with_slots(1));
  REQUIRE(machine.says(call("0", "Slow") + call("1", "Slow") + call("2", "Void")).empty());
  machine.connection.free_slot(machine.key(0));
  REQUIRE(machine.go_on().empty());
  REQUIRE(machine.calls.size() == 2);
  machine.connection.complete(machine.key(0));  // gives no second slot back
  REQUIRE(machine.go_on() == completion("0"));
  REQUIRE(machine.connection.held());
  machine.connection.complete(machine.key(1));
  REQUIRE(machine.go_on() == completion("1") + completion("2"));
}

TEST_CASE("giving a slot back twice gives one back", "[hub]") {
  Open machine(with_slots(1));
  machine.says(call("0", "Slow") + call("1", "Slow") + call("2", "Slow"));
  machine.connection.free_slot(machine.key(0));
  machine.connection.free_slot(machine.key(0));
  machine.go_on();
  REQUIRE(machine.calls.size() == 2);
}

TEST_CASE("a call without id holds its slot until it is completed", "[hub]") {
  Open machine(with_slots(1));
  REQUIRE(machine.says(call("", "Slow") + call("1", "Void")).empty());
  machine.connection.complete(machine.key(0));
  REQUIRE(machine.go_on() == completion("1"));
}

TEST_CASE("calls whose slot is free again are limited too", "[hub]") {
  Open machine;
  for (std::size_t i = 0; i < Connection::kRunningMax; ++i) {
    REQUIRE(machine.says(call(std::to_string(i), "Slow")).empty());
    REQUIRE(machine.calls.size() == i + 1);
    machine.connection.free_slot(machine.key(i));
  }
  REQUIRE(machine.says(call("a", "Now") + call("b", "Void")).empty());
  REQUIRE(machine.connection.held());
  machine.connection.complete(machine.key(3));
  REQUIRE(machine.go_on() == completion("3") + completion("a") + completion("b"));
}

TEST_CASE("a held loop takes 64 KiB and then wants no more", "[hub]") {
  Open machine(with_slots(1));
  machine.says(call("0", "Slow") + call("1", "Void"));
  REQUIRE(machine.connection.held());
  std::size_t taken = 0;
  while (machine.connection.wants_bytes()) {
    machine.says(kPing);
    taken += kPing.size();
  }
  REQUIRE(taken >= Connection::kHeldBytesMax);
  REQUIRE(taken < Connection::kHeldBytesMax + kPing.size());
  machine.connection.complete(machine.key(0));
  REQUIRE(machine.go_on() == completion("0") + completion("1"));
  REQUIRE(machine.connection.wants_bytes());
}

// ---- pushes and the end

TEST_CASE("pushes and completions go out in the order in which they were made", "[hub]") {
  Open machine;
  machine.says(call("0", "Slow"));
  GrowingMessage message(Encoding::json, "R", {}, "m");
  message.append("a");
  machine.connection.push(message);
  message.append("b");
  machine.connection.push(message);
  machine.connection.push("R \"1\"", R"({"n":[1,2]})");
  machine.connection.complete(machine.key(0));
  REQUIRE(machine.go_on() ==
          record(R"({"type":1,"target":"R","arguments":[{"m":"a"}]})") +
              record(R"({"type":1,"target":"R","arguments":[{"m":"ab"}]})") +
              record(R"({"type":1,"target":"R \"1\"","arguments":[{"n":[1,2]}]})") +
              completion("0"));
}

TEST_CASE("nothing is said after the end, and completing is still allowed", "[hub]") {
  Open machine;
  machine.says(call("0", "Slow") + call("1", "Slow"));
  REQUIRE(machine.says(kClose) == kClose);
  GrowingMessage message(Encoding::json, "R", {}, "m");
  machine.connection.push(message);
  machine.connection.push("R", "{}");
  machine.connection.complete(machine.key(0));
  machine.connection.fail(machine.key(1), hub_exception("x"));
  machine.connection.close(Ending::server_closed, Close::come_back);
  REQUIRE(machine.go_on().empty());
  REQUIRE(machine.connection.ending() == Ending::client_closed);
}

}  // namespace
}  // namespace spotter::hub
