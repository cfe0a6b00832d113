#pragma once

#include "hub/connection.hpp"

#include <spotter/codec/json.hpp>
#include <spotter/hub/hub.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spotter::testing {

/// What a method of the test hub does is in its name: "Slow" waits for the test, all others
/// complete at once.
inline hub::Description test_hub() {
  using hub::ArgumentType;
  hub::Description hub;
  const auto add = [&](std::string_view name, std::vector<ArgumentType> arguments = {}) -> auto& {
    hub::Method& method = hub.methods.emplace_back();
    method.name = name;
    method.arguments = std::move(arguments);
    return method;
  };
  add("Echo", {ArgumentType::string});
  add("Void");
  add("Two", {ArgumentType::integer, ArgumentType::string});
  add("Flag", {ArgumentType::boolean});
  add("Any", {ArgumentType::any});
  add("Slow");
  add("Now").slot = hub::Slot::out_of_band;
  add("SlowNow").slot = hub::Slot::out_of_band;
  add("Authorised").callers = hub::Callers::authorised;
  add("SlowCount", {ArgumentType::integer}).answers = hub::Answers::stream;
  add("SlowSum").uploads = {ArgumentType::integer};
  add("SlowMix").uploads = {ArgumentType::integer, ArgumentType::string};
  return hub;
}

/// A record as it goes over the wire.
inline std::string record(std::string_view json) {
  return std::string(json) + '\x1e';
}

inline const std::string kHello = record(R"({"protocol":"json","version":1})");
inline const std::string kWelcome = record("{}");
inline const std::string kPing = record(R"({"type":6})");
inline const std::string kClose = record(R"({"type":7})");
inline const std::string kCloseComeBack = record(R"({"type":7,"allowReconnect":true})");
inline const std::string kCloseWithError =
    record(R"({"type":7,"error":"Connection closed with an error.","allowReconnect":true})");

/// A call as the JavaScript client writes it; without id if that is empty.
inline std::string call(std::string_view id, std::string_view target,
                        std::string_view arguments = "[]") {
  std::string json =
      R"({"target":")" + std::string(target) + R"(","arguments":)" + std::string(arguments);
  if (!id.empty()) json += R"(,"invocationId":")" + std::string(id) + '"';
  return record(json + R"(,"type":1})");
}
inline std::string completion(std::string_view id) {
  return record(R"({"type":3,"invocationId":")" + std::string(id) + R"(","result":null})");
}
inline std::string completion_error(std::string_view id, std::string_view error) {
  return record(R"({"type":3,"invocationId":")" + std::string(id) + R"(","error":")" +
                std::string(error) + "\"}");
}

/// Moves a hub::Connection by hand: bytes in, bytes out, and the application of test_hub() beside
/// it.
class HubMachine {
 public:
  explicit HubMachine(hub::Description hub = test_hub(), hub::Peer peer = {})
      : description(std::move(hub)), connection(description, peer, parser, now) {}
  HubMachine(const HubMachine&) = delete;
  HubMachine& operator=(const HubMachine&) = delete;

  /// The client sends bytes; what the server answers at once.
  std::string says(std::string_view bytes) {
    connection.on_bytes(bytes);
    return go_on();
  }
  /// Takes steps until the machine waits.
  std::string go_on() {
    for (;;) {
      auto step = connection.next(now);
      if (auto* invocation = std::get_if<hub::Invocation>(&step)) {
        run(std::move(*invocation));
      } else if (std::holds_alternative<hub::Connection::Open>(step)) {
        ++opened;
      } else if (const auto* cancelled = std::get_if<hub::Connection::Cancelled>(&step)) {
        cancellations.push_back(cancelled->key);
      } else if (const auto* arrived = std::get_if<hub::Connection::Arrived>(&step)) {
        arrivals.push_back(arrived->key);
      } else if (auto* answered = std::get_if<hub::Connection::Answered>(&step)) {
        answers.push_back(std::move(*answered));
      } else {
        return std::exchange(connection.output(), {});
      }
    }
  }
  /// Time passes, in ticks of a second.
  std::string wait(std::chrono::seconds time) {
    std::string said;
    for (std::chrono::seconds passed{0}; passed < time; passed += std::chrono::seconds(1)) {
      now += std::chrono::seconds(1);
      connection.on_tick(now, wire);
      said += go_on();
    }
    return said;
  }
  std::string shake_hands() { return says(kHello); }

  [[nodiscard]] const std::string& name_of(const hub::Invocation& invocation) const {
    return description.methods[invocation.method].name;
  }
  /// The key of the n-th call that started.
  [[nodiscard]] hub::InvocationKey key(std::size_t n) const { return calls.at(n).key; }

  hub::Description description;
  codec::JsonParser parser;
  TimePoint now{std::chrono::hours(100)};
  hub::Connection connection;
  hub::Connection::Wire wire = hub::Connection::Wire::free;
  std::vector<hub::Invocation> calls;  ///< all that started
  std::vector<hub::InvocationKey> cancellations;
  std::vector<hub::InvocationKey> arrivals;
  std::vector<hub::Connection::Answered> answers;
  int opened = 0;

 private:
  void run(hub::Invocation invocation) {
    const bool slow = name_of(invocation).starts_with("Slow");
    calls.push_back(std::move(invocation));
    if (!slow) connection.complete(calls.back().key);
  }
};

}  // namespace spotter::testing
