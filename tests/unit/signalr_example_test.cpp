#include "support/hub_machine.hpp"
#include "support/loop.hpp"
#include "support/manual_clock.hpp"
#include "support/memory_transport.hpp"

#include <spotter/hub/table.hpp>
#include <spotter/signalr/mount.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>

namespace spotter::signalr {
namespace {

// The hub of docs/signalr.md: what stands between the lines is there, word for word.
// example begins
class Calculator final : public hub::HubObject {
 public:
  static std::vector<hub::Method> methods() {
    return {hub::method<&Calculator::add>("Add"),
            hub::method<&Calculator::count>("Count", hub::Answers::stream),
            hub::method<&Calculator::reset>("Reset", hub::Callers::authorised)};
  }

  std::int64_t add(std::int64_t a, std::int64_t b) { return total_ += a + b; }
  void count(hub::Call call, std::int64_t to) {
    for (std::int64_t i = 1; i <= std::min<std::int64_t>(to, 1000); ++i)
      call.item(std::to_string(i));
    call.complete();
  }
  void reset(hub::Call call) {
    total_ = 0;
    call.client().push("WasReset", "{}");
    call.complete();
  }
  Task<void> on_disconnected(hub::Ending, std::string) override { co_return; }

 private:
  std::int64_t total_ = 0;
};

Mount calculator(std::function<Task<Admission>(const server::Request&, Purpose)> admit) {
  Mount mount;
  mount.path = "/calculator";
  mount.hub.methods = Calculator::methods();
  mount.hub.settings.parallel_invocations_max = 1;
  mount.settings.stateful_reconnect = true;
  mount.admit = std::move(admit);
  mount.make_object = [](const Connection&, hub::Client&) {
    return std::make_unique<Calculator>();
  };
  mount.on_finished = [](const Connection&, hub::Ending, Duration) {};
  return mount;
}
// example ends

using namespace testing;

class Nobody final : public Guest {
 public:
  [[nodiscard]] std::string_view name() const noexcept override { return "nobody"; }
  [[nodiscard]] bool authorised() const noexcept override { return false; }
};

TEST_CASE("the documented hub does what its table says", "[signalr]") {
  Loop loop;
  ManualClock clock;
  const auto on_bug = [](std::exception_ptr bug) { std::rethrow_exception(bug); };
  shard::Ticker ticker(loop.executor(), clock, on_bug);
  codec::JsonParser parser;
  hub::SpareBuffers spares;
  MemoryTransport transport(loop.executor());
  Nobody nobody;
  const Connection connection{"id", TransportKind::web_sockets, {}, nobody};
  const Mount mount = calculator({});
  hub::Peer stranger;
  stranger.authorised = false;
  hub::Session session(mount.hub, stranger,
                       {loop.executor(), clock, ticker, parser, spares, on_bug},
                       [&](hub::Client& client) { return mount.make_object(connection, client); });
  std::optional<hub::Ending> ending;
  asio::co_spawn(loop.executor(), session.run(transport),
                 [&](std::exception_ptr, hub::Ending how) { ending = how; });
  const auto says = [&](std::string_view bytes) {
    transport.client_sends(bytes);
    loop.settle();
    std::string heard = transport.received();
    transport.forget_messages();
    return heard;
  };
  REQUIRE(says(kHello) == kWelcome);
  says(call("1", "Add", "[40,1]"));
  REQUIRE(says(call("1", "Add", "[0,1]")) ==
          record(R"({"type":3,"invocationId":"1","result":42})"));
  REQUIRE(says(record(R"({"type":4,"invocationId":"1","target":"Count","arguments":[1]})")) ==
          record(R"({"type":2,"invocationId":"1","item":1})") +
              record(R"({"type":3,"invocationId":"1"})"));
  REQUIRE(says(call("1", "Reset")) ==
          completion_error("1", "Failed to invoke 'Reset' because user is unauthorized"));
  REQUIRE(says(kClose) == kClose);
  REQUIRE(ending == hub::Ending::client_closed);
}

}  // namespace
}  // namespace spotter::signalr
