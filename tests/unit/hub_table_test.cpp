#include "support/hub_machine.hpp"
#include "support/loop.hpp"
#include "support/manual_clock.hpp"
#include "support/memory_transport.hpp"

#include <spotter/hub/session.hpp>
#include <spotter/hub/table.hpp>
#include <spotter/shard/task_group.hpp>

#include <catch2/catch.hpp>

namespace spotter::hub {
namespace {

using namespace testing;

/// One method of each kind.
class Sums final : public HubObject {
 public:
  Sums(Client& client, ShardExecutor executor, shard::TaskGroup::OnBug on_bug)
      : client_(client), tasks_(executor, std::move(on_bug)) {}

  static std::vector<Method> methods() {
    return {method<&Sums::add>("Add"),
            method<&Sums::nothing>("Nothing"),
            method<&Sums::not_yet>("NotYet", Slot::out_of_band),
            method<&Sums::greet>("Greet", Callers::authorised),
            method<&Sums::same>("Same"),
            method<&Sums::is_even>("IsEven"),
            method<&Sums::count>("Count", Answers::stream),
            method<&Sums::sum>("Sum"),
            method<&Sums::join>("Join"),
            method<&Sums::ask>("Ask")};
  }

  std::int64_t add(std::int64_t a, std::int64_t b) { return a + b; }
  void nothing() {}
  void not_yet(Call call) { late_.push_back(call); }
  std::string greet(std::string name, Text title) { return title.value + name + "\"!"; }
  Json same(Json value) { return value; }
  bool is_even(std::int64_t n) { return n % 2 == 0; }
  void count(Call call, std::int64_t n) {
    for (std::int64_t i = 0; i < n; ++i)
      call.item(std::to_string(i));
    call.complete();
  }
  void sum(Call call, std::int64_t start, Upload<std::int64_t> items) {
    tasks_.spawn(add_up(call, start, items));
  }
  void join(Call call, Upload<std::string> words, Upload<std::int64_t> times) {
    tasks_.spawn(join_words(call, words, times));
  }
  void ask(Call call, std::int64_t n) { tasks_.spawn(ask_client(call, n)); }

  Task<void> on_disconnected(hub::Ending, std::string) override { co_await tasks_.join(); }

 private:
  Task<void> add_up(Call call, std::int64_t sum, Upload<std::int64_t> items) {
    std::string error;
    for (;;) {
      const auto item = co_await items.next(error);
      if (!item) break;
      sum += *item;
    }
    if (error.empty()) {
      call.complete(std::to_string(sum));
    } else {
      call.fail(hub_exception(error));
    }
  }
  Task<void> join_words(Call call, Upload<std::string> words, Upload<std::int64_t> times) {
    std::string error;
    const auto n = co_await times.next(error);
    std::string joined = "\"";
    for (std::int64_t i = 0; i < n.value_or(0); ++i) {
      const auto word = co_await words.next(error);
      joined += word.value_or("-");
    }
    call.complete(joined + "\"");
  }
  Task<void> ask_client(Call call, std::int64_t n) {
    const ClientResult result = co_await client_.ask(call.key(), "Ask", std::to_string(n));
    call.answer(result);
  }

  Client& client_;
  shard::TaskGroup tasks_;
  std::vector<Call> late_;
};

struct Mounted {
  Mounted() : ticker(loop.executor(), clock, on_bug()), transport(loop.executor()) {
    description.methods = Sums::methods();
    Session::Services services{loop.executor(), clock, ticker, parser, spares, on_bug()};
    session =
        std::make_unique<Session>(description, Peer{}, std::move(services), [this](Client& client) {
          return std::make_unique<Sums>(client, loop.executor(), on_bug());
        });
    asio::co_spawn(loop.executor(), session->run(transport),
                   [this](std::exception_ptr, Ending how) { ending = how; });
    says(kHello);
  }
  ~Mounted() {
    transport.client_vanishes();
    loop.settle();
  }
  std::function<void(std::exception_ptr)> on_bug() {
    return [](std::exception_ptr bug) { std::rethrow_exception(bug); };
  }
  std::string says(std::string_view bytes) {
    transport.client_sends(bytes);
    loop.settle();
    std::string heard = transport.received();
    transport.forget_messages();
    return heard;
  }
  std::string calls(std::string_view target, std::string_view arguments) {
    return says(call("1", target, arguments));
  }

  Loop loop;
  ManualClock clock;
  shard::Ticker ticker;
  codec::JsonParser parser;
  SpareBuffers spares;
  Description description;
  MemoryTransport transport;
  std::unique_ptr<Session> session;
  std::optional<Ending> ending;
};

std::string result(std::string_view json) {
  return record(R"({"type":3,"invocationId":"1","result":)" + std::string(json) + "}");
}

TEST_CASE("a row's argument types and options are those of its function", "[hub]") {
  const auto methods = Sums::methods();
  REQUIRE(methods[0].name == "Add");
  REQUIRE(methods[0].arguments == std::vector(2, ArgumentType::integer));
  REQUIRE(methods[2].arguments.empty());
  REQUIRE(methods[2].slot == Slot::out_of_band);
  REQUIRE(methods[3].arguments == std::vector{ArgumentType::string, ArgumentType::text});
  REQUIRE(methods[3].callers == Callers::authorised);
  REQUIRE(methods[6].answers == Answers::stream);
  REQUIRE(methods[7].arguments == std::vector{ArgumentType::integer});
  REQUIRE(methods[7].uploads == std::vector{ArgumentType::integer});
  REQUIRE(methods[8].uploads == std::vector{ArgumentType::string, ArgumentType::integer});
}

TEST_CASE("what a function returns is its call's result", "[hub]") {
  Mounted hub;
  REQUIRE(hub.calls("Add", "[40,2]") == result("42"));
  REQUIRE(hub.calls("Nothing", "[]") == result("null"));
  REQUIRE(hub.calls("Greet", R"(["you",null])") == result(R"("you\"!")"));
  REQUIRE(hub.calls("Greet", R"(["you","Dr "])") == result(R"("Dr you\"!")"));
  REQUIRE(hub.calls("Same", R"([{"a":[null,1.5]}])") == result(R"({"a":[null,1.5]})"));
  REQUIRE(hub.calls("IsEven", "[3]") == result("false"));
  REQUIRE(hub.calls("NotYet", "[]").empty());
}

TEST_CASE("a function with a call answers by it", "[hub]") {
  Mounted hub;
  REQUIRE(hub.says(record(R"({"type":4,"invocationId":"1","target":"Count","arguments":[2]})")) ==
          record(R"({"type":2,"invocationId":"1","item":0})") +
              record(R"({"type":2,"invocationId":"1","item":1})") +
              record(R"({"type":3,"invocationId":"1"})"));
}

TEST_CASE("a method waits for the items of its uploads", "[hub]") {
  Mounted hub;
  const auto item = [](std::string_view id, std::string_view value) {
    return record(R"({"type":2,"invocationId":")" + std::string(id) + R"(","item":)" +
                  std::string(value) + "}");
  };
  hub.says(record(R"({"type":1,"invocationId":"1","target":"Sum","arguments":[100],)"
                  R"("streamIds":["u"]})"));
  std::string many;
  for (int i = 0; i < 50; ++i)
    many += item("u", "1");
  REQUIRE(hub.says(many).empty());
  REQUIRE(hub.says(completion("u")) == result("150"));

  hub.says(record(R"({"type":1,"invocationId":"1","target":"Join","arguments":[],)"
                  R"("streamIds":["w","n"]})"));
  REQUIRE(hub.says(item("w", R"("a")") + item("n", "2")).empty());
  REQUIRE(hub.says(item("w", R"("b")")) == result(R"("ab")"));

  hub.says(record(R"({"type":1,"invocationId":"1","target":"Sum","arguments":[0],)"
                  R"("streamIds":["u"]})"));
  REQUIRE(hub.says(completion_error("u", "Something bad")) ==
          completion_error("1",
                           "An unexpected error occurred invoking 'Sum' on the server. "
                           "HubException: Something bad"));
}

TEST_CASE("a method waits for the client's answer", "[hub]") {
  Mounted hub;
  REQUIRE(hub.calls("Ask", "[5]") ==
          record(R"({"type":1,"invocationId":"s1","target":"Ask","arguments":[5]})"));
  REQUIRE(hub.says(record(R"({"type":3,"invocationId":"s1","result":[6]})")) == result("[6]"));
  hub.calls("Ask", "[5]");
  REQUIRE(hub.says(completion_error("s2", "no")) ==
          completion_error("1",
                           "An unexpected error occurred invoking 'Ask' on the server. "
                           "HubException: no"));
}

TEST_CASE("the end of the connection ends all waiting", "[hub]") {
  Mounted hub;
  hub.calls("Ask", "[5]");
  hub.says(record(R"({"type":1,"invocationId":"2","target":"Sum","arguments":[0],)"
                  R"("streamIds":["u"]})"));
  hub.transport.client_vanishes();
  hub.loop.settle();
  REQUIRE(hub.ending == Ending::connection_lost);
}

}  // namespace
}  // namespace spotter::hub
