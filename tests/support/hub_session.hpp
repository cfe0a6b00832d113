#pragma once

#include "support/hub_machine.hpp"
#include "support/loop.hpp"
#include "support/manual_clock.hpp"
#include "support/memory_transport.hpp"

#include <spotter/hub/session.hpp>
#include <spotter/shard/signal.hpp>

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace spotter::testing {

/// What the object of a HubSession saw and shall do; outlives it.
struct HubObjectScript {
  std::vector<hub::Invocation> calls;
  std::function<void(const hub::Invocation&)> on_call;  ///< unset: calls stay open
  std::function<void()> on_room;
  std::function<bool()> busy = [] { return false; };
  std::function<Task<void>()> on_disconnected;
  std::vector<hub::InvocationKey> cancellations;
  std::string error;  ///< of on_disconnected
  int rooms = 0;
  int disconnects = 0;
  bool alive = false;
};

class ScriptedHubObject final : public hub::HubObject {
 public:
  explicit ScriptedHubObject(HubObjectScript& script) : script_(script) { script_.alive = true; }
  ~ScriptedHubObject() override { script_.alive = false; }
  void on_invoke(const hub::Invocation& invocation) {
    script_.calls.push_back(invocation);
    if (script_.on_call) script_.on_call(invocation);
  }
  void on_room() override {
    ++script_.rooms;
    if (script_.on_room) script_.on_room();
  }
  [[nodiscard]] bool busy() const noexcept override { return script_.busy(); }
  void on_cancel(hub::InvocationKey key) override { script_.cancellations.push_back(key); }
  Task<void> on_disconnected(hub::Ending /*ending*/, std::string error) override {
    ++script_.disconnects;
    script_.error = std::move(error);
    if (script_.on_disconnected) co_await script_.on_disconnected();
  }

 private:
  HubObjectScript& script_;
};

/// Calls of any method go to the ScriptedHubObject.
inline hub::Description to_scripted_object(hub::Description hub) {
  for (hub::Method& method : hub.methods) {
    method.run = [](hub::HubObject& object, hub::Client&, hub::Invocation invocation) {
      static_cast<ScriptedHubObject&>(object).on_invoke(invocation);
    };
  }
  return hub;
}

/// A hub::Session over a MemoryTransport, its loop turned by the test, its clock moved by hand.
class HubSession {
 public:
  explicit HubSession(hub::Description hub = test_hub(), hub::Peer peer = {})
      : description(to_scripted_object(std::move(hub))),
        ticker(
            loop.executor(), clock, [](std::exception_ptr bug) { std::rethrow_exception(bug); },
            std::chrono::milliseconds(1)),
        transport(loop.executor()) {
    hub::Session::Services services{
        loop.executor(), clock,  ticker,
        parser,          spares, [this](std::exception_ptr bug) { bugs.push_back(bug); }};
    session =
        std::make_unique<hub::Session>(description, peer, std::move(services),
                                       [this](hub::Client&) -> std::unique_ptr<hub::HubObject> {
                                         if (refuses) return nullptr;
                                         ++objects_made;
                                         return std::make_unique<ScriptedHubObject>(object);
                                       });
    asio::co_spawn(loop.executor(), session->run(transport),
                   [this](std::exception_ptr bug, hub::Ending how) {
                     if (bug) bugs.push_back(bug);
                     ending = how;
                   });
    loop.settle();
  }
  HubSession(const HubSession&) = delete;
  HubSession& operator=(const HubSession&) = delete;
  ~HubSession() {
    transport.client_vanishes();
    loop.settle();
  }

  /// The client sends bytes; what it has got when everything is quiet again.
  std::string says(std::string_view bytes) {
    transport.client_sends(bytes);
    return hears();
  }
  /// What the client got since it last looked.
  std::string hears() {
    loop.settle();
    std::string all = transport.received();
    transport.forget_messages();
    return all;
  }
  void shake_hands() { says(kHello); }
  /// Time passes in ticks of a second.
  void wait(std::chrono::seconds time) {
    for (std::chrono::seconds passed{0}; passed < time && !ending;
         passed += std::chrono::seconds(1)) {
      clock.advance(std::chrono::seconds(1));
      ticker.tick();
      loop.settle();
    }
  }
  void push(std::string_view text) {
    hub::GrowingMessage message(session->encoding(), "R", {}, "m");
    message.append(text);
    session->push(message);
  }

  Loop loop;
  ManualClock clock;
  hub::Description description;
  shard::Ticker ticker;
  codec::JsonParser parser;
  hub::SpareBuffers spares;
  MemoryTransport transport;
  HubObjectScript object;
  std::vector<std::exception_ptr> bugs;
  int objects_made = 0;
  bool refuses = false;  ///< no object is made
  std::unique_ptr<hub::Session> session;
  std::optional<hub::Ending> ending;  ///< once run() has returned
};

/// The record of HubSession::push.
inline std::string pushed(std::string_view text) {
  return record(R"({"type":1,"target":"R","arguments":[{"m":")" + std::string(text) + "\"}]}");
}

}  // namespace spotter::testing
