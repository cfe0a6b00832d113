#include "support/hub_machine.hpp"

#include <catch2/catch.hpp>

namespace spotter::hub {
namespace {

using namespace testing;

std::string stream_call(std::string_view id, std::string_view target, std::string_view arguments) {
  return record(R"({"target":")" + std::string(target) + R"(","arguments":)" +
                std::string(arguments) + R"(,"invocationId":")" + std::string(id) +
                R"(","type":4})");
}
std::string upload_call(std::string_view id, std::string_view target, std::string_view stream_ids) {
  return record(R"({"target":")" + std::string(target) + R"(","arguments":[],"invocationId":")" +
                std::string(id) + R"(","streamIds":)" + std::string(stream_ids) + R"(,"type":1})");
}
std::string item(std::string_view id, std::string_view value) {
  return record(R"({"type":2,"invocationId":")" + std::string(id) + R"(","item":)" +
                std::string(value) + "}");
}
std::string end_of(std::string_view id) {
  return record(R"({"type":3,"invocationId":")" + std::string(id) + "\"}");
}
std::string end_of(std::string_view id, std::string_view error) {
  return completion_error(id, error);
}
std::string cancel(std::string_view id) {
  return record(R"({"type":5,"invocationId":")" + std::string(id) + "\"}");
}

struct Open : HubMachine {
  explicit Open(Description hub = test_hub(), Peer peer = {}) : HubMachine(std::move(hub), peer) {
    shake_hands();
  }
  /// What the application's words sound like.
  template <class Say>
  std::string heard(Say say) {
    say(connection);
    return go_on();
  }
};

// ---- from the server

TEST_CASE("a stream is its items in order and then its end without a result", "[hub]") {
  Open hub;
  REQUIRE(hub.says(stream_call("2", "SlowCount", "[2]")).empty());
  REQUIRE(hub.heard([&](auto& c) {
    c.item(hub.key(0), "0");
    c.item(hub.key(0), R"({"a":1})");
    c.complete(hub.key(0));
  }) == item("2", "0") + item("2", R"({"a":1})") + end_of("2"));
}

TEST_CASE("a stream's failure names the method before its first item, and the stream after it",
          "[hub]") {
  Open hub;
  hub.says(stream_call("1", "SlowCount", "[1]") + stream_call("2", "slowcount", "[1]"));
  REQUIRE(hub.heard([&](auto& c) {
    c.fail(hub.key(1), {"Exception", "why"});
  }) == end_of("2", "An unexpected error occurred invoking 'slowcount' on the server."));
  REQUIRE(hub.heard([&](auto& c) {
    c.item(hub.key(0), "0");
    c.fail(hub.key(0), {"Exception", "why"});
  }) == item("1", "0") + end_of("1", "An error occurred on the server while streaming results."));
}

TEST_CASE("a cancelled stream says no more items and ends without an error", "[hub]") {
  Open hub;
  hub.says(stream_call("1", "SlowCount", "[9]"));
  REQUIRE(hub.says(cancel("1")).empty());
  REQUIRE(hub.cancellations == std::vector<InvocationKey>{hub.key(0)});
  REQUIRE(hub.heard([&](auto& c) {
    c.item(hub.key(0), "0");
    c.fail(hub.key(0), {"Exception", "stopped"});
  }) == end_of("1"));
  REQUIRE(hub.says(cancel("1") + cancel("nobody")).empty());
  REQUIRE(hub.cancellations.size() == 1);
  REQUIRE(hub.connection.open());
}

TEST_CASE("a plain call cannot be cancelled", "[hub]") {
  Open hub;
  hub.says(call("1", "Slow") + cancel("1"));
  REQUIRE(hub.cancellations.empty());
}

TEST_CASE("streams take no slot and hold nobody up", "[hub]") {
  Description one = test_hub();
  one.settings.parallel_invocations_max = 1;
  Open hub(one);
  REQUIRE(hub.says(call("0", "Slow") + stream_call("1", "SlowCount", "[1]") +
                   upload_call("2", "SlowSum", R"(["u"])") + kPing)
              .empty());
  REQUIRE(hub.calls.size() == 3);
  REQUIRE_FALSE(hub.connection.held());
}

TEST_CASE("the id of a stream that runs cannot be used for another", "[hub]") {
  Open hub;
  hub.says(stream_call("123", "SlowCount", "[1]"));
  REQUIRE(hub.says(stream_call("123", "SlowCount", "[1]")) ==
          end_of("123", "Invocation ID '123' is already in use."));
  hub.heard([&](auto& c) { c.complete(hub.key(0)); });
  REQUIRE(hub.says(stream_call("123", "SlowCount", "[1]")).empty());
  REQUIRE(hub.calls.size() == 2);
}

TEST_CASE("a stream is called as a stream, anything else is not", "[hub]") {
  Open hub;
  REQUIRE(hub.says(call("1", "SlowCount", "[1]")) ==
          end_of("1",
                 "The client attempted to invoke the streaming 'SlowCount' method with a "
                 "non-streaming invocation."));
  REQUIRE(hub.says(stream_call("1", "Void", "[]")) ==
          end_of("1",
                 "The client attempted to invoke the non-streaming 'Void' method with a streaming "
                 "invocation."));
}

TEST_CASE("an id that is too long to be kept ends the connection", "[hub]") {
  Open hub;
  const std::string longest(Connection::kIdBytesMax, 'i');
  REQUIRE(hub.says(stream_call(longest, "SlowCount", "[1]")).empty());
  REQUIRE(hub.says(stream_call(longest + "i", "SlowCount", "[1]")) == kCloseWithError);
  Open uploads;
  REQUIRE(uploads.says(upload_call("1", "SlowSum", "[\"" + longest + "i\"]")) == kCloseWithError);
}

// ---- from the client

TEST_CASE("an upload's items reach its method in order, and so does its end", "[hub]") {
  Open hub;
  hub.says(upload_call("3", "SlowMix", R"(["1","2"])"));
  REQUIRE_FALSE(hub.connection.take_item(hub.key(0), 0));
  hub.says(item("2", R"("x")") + item("1", "7") + item("1", "8") + end_of("1"));
  REQUIRE(hub.arrivals == std::vector<InvocationKey>(4, hub.key(0)));
  const auto take = [&](std::size_t upload) {
    return hub.connection.take_item(hub.key(0), upload);
  };
  REQUIRE(std::get<Argument>(*take(0)) == Argument(std::int64_t{7}));
  REQUIRE(std::get<Argument>(*take(1)) == Argument("x"));
  REQUIRE(std::get<Argument>(*take(0)) == Argument(std::int64_t{8}));
  REQUIRE(std::get<UploadEnd>(*take(0)).error.empty());
  REQUIRE(std::get<UploadEnd>(*take(0)).error.empty());
  REQUIRE_FALSE(take(1));
  hub.says(end_of("2", "Something bad"));
  REQUIRE(std::get<UploadEnd>(*take(1)).error == "Something bad");
}

TEST_CASE("an item of the wrong type ends its stream with an error, not the connection", "[hub]") {
  Open hub;
  hub.says(upload_call("3", "SlowSum", R"(["1"])") + item("1", R"("no number")") + item("1", "7"));
  const auto ended = hub.connection.take_item(hub.key(0), 0);
  REQUIRE(std::get<UploadEnd>(*ended).error == "Failed to bind Stream message.");
  REQUIRE(hub.connection.open());
}

TEST_CASE("items and ends of streams that nobody knows are ignored", "[hub]") {
  Open hub;
  hub.says(upload_call("3", "SlowSum", R"(["1"])"));
  hub.heard([&](auto& c) { c.complete(hub.key(0), Json{"1"}); });
  REQUIRE(hub.says(item("1", "7") + end_of("1") + item("x", "7") + end_of("x", "e")).empty());
  REQUIRE(hub.connection.open());
  REQUIRE(std::get<UploadEnd>(*hub.connection.take_item(hub.key(0), 0)).error ==
          "The stream was closed.");
}

TEST_CASE("a full upload holds everything behind it until its method takes an item", "[hub]") {
  Open hub;
  std::string eleven;
  for (int i = 0; i < 11; ++i)
    eleven += item("1", std::to_string(i));
  REQUIRE(hub.says(upload_call("3", "SlowSum", R"(["1"])") + eleven + call("4", "Void")).empty());
  REQUIRE(hub.connection.held());
  REQUIRE_FALSE(hub.connection.resumable());
  REQUIRE(std::get<Argument>(*hub.connection.take_item(hub.key(0), 0)) ==
          Argument(std::int64_t{0}));
  REQUIRE(hub.connection.resumable());
  REQUIRE(hub.go_on() == completion("4"));
  for (std::int64_t i = 1; i < 11; ++i)
    REQUIRE(std::get<Argument>(*hub.connection.take_item(hub.key(0), 0)) == Argument(i));
}

TEST_CASE("uploads that hold much together hold everything behind them, too", "[hub]") {
  Description hub_of_few = test_hub();
  hub_of_few.settings.upload_bytes_max = 1'000;
  Open hub(hub_of_few);
  const std::string text = '"' + std::string(600, 'x') + '"';
  REQUIRE(hub.says(upload_call("1", "SlowMix", R"(["a","b"])") + item("b", text)).empty());
  REQUIRE(hub.says(upload_call("2", "SlowMix", R"(["c","d"])") + item("d", text) + item("d", text) +
                   call("3", "Void"))
              .empty());
  REQUIRE(hub.connection.held());
  REQUIRE_FALSE(hub.connection.resumable());
  // What another stream gives up is room for this one.
  hub.connection.take_item(hub.key(0), 1);
  REQUIRE(hub.connection.resumable());
  REQUIRE(hub.go_on() == completion("3"));
  REQUIRE(hub.says(item("a", "1") + call("4", "Void")).empty());
  REQUIRE(hub.connection.held());
  REQUIRE(hub.heard([&](auto& c) { c.complete(hub.key(1), Json{"9"}); }) ==
          record(R"({"type":3,"invocationId":"2","result":9})") + completion("4"));
}

TEST_CASE("a method that ends lets go of what its full upload held", "[hub]") {
  Open hub;
  std::string eleven;
  for (int i = 0; i < 11; ++i)
    eleven += item("1", "1");
  hub.says(upload_call("3", "SlowSum", R"(["1"])") + eleven + call("4", "Void"));
  REQUIRE(hub.heard([&](auto& c) { c.complete(hub.key(0), Json{"9"}); }) ==
          record(R"({"type":3,"invocationId":"3","result":9})") + completion("4"));
}

TEST_CASE("the number of uploads is the method's", "[hub]") {
  Open hub;
  REQUIRE(hub.says(upload_call("3", "SlowSum", R"(["1","2"])")) ==
          end_of("3",
                 "An unexpected error occurred invoking 'SlowSum' on the server. HubException: "
                 "Client sent 2 stream(s), Hub method expects 1."));
  REQUIRE(hub.says(call("3", "SlowSum")) ==
          end_of("3",
                 "An unexpected error occurred invoking 'SlowSum' on the server. HubException: "
                 "Client sent 0 stream(s), Hub method expects 1."));
}

// ---- calls of the server

TEST_CASE("the client's answer comes back to who asked", "[hub]") {
  Open hub;
  hub.says(call("1", "Slow"));
  REQUIRE(hub.connection.ask(hub.key(0), "Ask", "5") == 1);
  REQUIRE(hub.go_on() ==
          record(R"({"type":1,"invocationId":"s1","target":"Ask","arguments":[5]})"));
  hub.connection.ask(hub.key(0), "Ask", "6");
  hub.says(end_of("s2", "no") + record(R"({"type":3,"invocationId":"s1","result":{"a":[1]}})"));
  REQUIRE(hub.answers.size() == 2);
  REQUIRE(hub.answers[0].call == 2);
  REQUIRE(std::get<Failure>(hub.answers[0].result).message == "no");
  REQUIRE(hub.answers[1].call == 1);
  REQUIRE(std::get<Json>(hub.answers[1].result).text == R"({"a":[1]})");
  hub.says(end_of("s1") + end_of("s77"));
  REQUIRE(hub.answers.size() == 2);
}

TEST_CASE("who waits for the client lends its slot out", "[hub]") {
  Description one = test_hub();
  one.settings.parallel_invocations_max = 1;
  Open hub(one);
  REQUIRE(hub.says(call("1", "Slow") + call("2", "Void")).empty());
  hub.connection.ask(hub.key(0), "Ask", "5");
  const std::string asked =
      record(R"({"type":1,"invocationId":"s1","target":"Ask","arguments":[5]})");
  REQUIRE(hub.go_on() == asked + completion("2"));
  hub.says(record(R"({"type":3,"invocationId":"s1","result":1})") + call("3", "Void"));
  REQUIRE(hub.connection.held());
  REQUIRE(hub.heard([&](auto& c) { c.complete(hub.key(0), Json{"1"}); }) ==
          record(R"({"type":3,"invocationId":"1","result":1})") + completion("3"));
}

TEST_CASE("no more than so many calls of the client wait", "[hub]") {
  Open hub;
  hub.says(call("1", "Slow"));
  for (std::size_t i = 0; i < Client::kClientCallsMax; ++i)
    REQUIRE(hub.connection.ask(hub.key(0), "Ask", "1") != 0);
  REQUIRE(hub.connection.ask(hub.key(0), "Ask", "1") == 0);
}

// ---- who may, and what they are told

TEST_CASE("a method for the authorised is refused to others", "[hub]") {
  Peer stranger;
  stranger.authorised = false;
  Open hub(test_hub(), stranger);
  REQUIRE(hub.says(call("1", "Authorised")) ==
          end_of("1", "Failed to invoke 'Authorised' because user is unauthorized"));
  Open known;
  REQUIRE(known.says(call("1", "Authorised")) == completion("1"));
}

TEST_CASE("detailed errors say why", "[hub]") {
  Description detailed = test_hub();
  detailed.settings.errors = Errors::detailed;
  detailed.settings.record_bytes_max = 32'768;
  Open hub(detailed);
  REQUIRE(hub.says(call("1", "Two", "[1]")) ==
          end_of("1",
                 "Failed to invoke 'Two' due to an error on the server. InvalidDataException: "
                 "Invocation provides 1 argument(s) but target expects 2."));
  REQUIRE(hub.says(call("1", "Two", R"(["x","y"])")) ==
          end_of("1",
                 "Failed to invoke 'Two' due to an error on the server. InvalidDataException: "
                 "Error binding arguments. Make sure that the types of the provided values match "
                 "the types of the hub method being invoked."));
  hub.says(call("2", "Slow"));
  REQUIRE(hub.heard([&](auto& c) {
    c.fail(hub.calls.back().key, {"InvalidOperationException", "BOOM!"});
  }) == end_of("2",
               "An unexpected error occurred invoking 'Slow' on the server. "
               "InvalidOperationException: BOOM!"));
  REQUIRE(hub.says(std::string(32'768, 'x')) ==
          "");  // exactly the limit may still end with its mark
  REQUIRE(hub.says("x") ==
          record(R"({"type":7,"error":"Connection closed with an error. InvalidDataException: )"
                 R"(The maximum message size of 32768B was exceeded. The message size can be )"
                 R"(configured in AddHubOptions.","allowReconnect":true})"));
}

TEST_CASE("a result and an argument may be any JSON", "[hub]") {
  Open hub;
  hub.says(call("1", "Any", R"([{"b":[1,null,"\u001e"],"a":1.5}])"));
  REQUIRE(std::get<Json>(hub.calls.at(0).arguments.at(0)).text ==
          R"({"b":[1,null,"\u001e"],"a":1.5})");
}

TEST_CASE("a client that goes in the middle of a record leaves an error, one that says why too",
          "[hub]") {
  Open half;
  half.says(R"({"type":1)");
  half.connection.abandon(Ending::client_closed);
  REQUIRE(half.connection.ending_error() == "Connection terminated while reading a message.");
  Open says;
  says.says(record(R"({"type":7,"error":"e"})"));
  REQUIRE(says.connection.ending_error() == "e");
  Open quiet;
  quiet.connection.abandon(Ending::client_closed);
  REQUIRE(quiet.connection.ending_error().empty());
  // In MessagePack it lies in the very bytes that closing gives back: too many for a string itself.
  HubMachine binary(test_hub(), {});
  binary.says(record(R"({"protocol":"messagepack","version":1})"));
  const std::string why(200, 'w');
  const std::string close = "\x92\x07\xd9\xc8" + why;
  binary.says("\xcc\x01" + close);
  REQUIRE(binary.connection.ending_error() == why);
}

TEST_CASE("an object that cannot be made closes the connection for good, with an error", "[hub]") {
  Open hub;
  hub.connection.fail_to_open();
  REQUIRE(hub.go_on() == record(R"({"type":7,"error":"Connection closed with an error."})"));
  REQUIRE(hub.connection.ended());
}

}  // namespace
}  // namespace spotter::hub
