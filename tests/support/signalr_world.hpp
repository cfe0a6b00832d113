#pragma once

#include "support/hub_machine.hpp"
#include "support/loop.hpp"
#include "support/manual_clock.hpp"

#include <spotter/codec/json.hpp>
#include <spotter/hub/table.hpp>
#include <spotter/signalr/mount.hpp>

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spotter::testing {

/// What happened on the connections of a small hub.
struct SmallHubEvents {
  std::vector<std::string> opened;      ///< ids
  std::vector<std::string> finished;    ///< "id transport ending"
  std::atomic<std::size_t> guests = 0;  ///< that are there, on any shard
  hub::Client* client = nullptr;        ///< of the last one opened; may be gone
};

/// Echoes; pushes what it is told to; can be busy, and can wait.
class SmallHub final : public hub::HubObject {
 public:
  static std::vector<hub::Method> methods() {
    return {hub::method<&SmallHub::echo>("Echo"), hub::method<&SmallHub::push>("Push"),
            hub::method<&SmallHub::hold>("Hold"),
            hub::method<&SmallHub::let_go>("LetGo", hub::Slot::out_of_band)};
  }
  hub::Json echo(hub::Json value) { return value; }
  void push(hub::Call call, std::int64_t times, std::string text) {
    for (std::int64_t i = 0; i < times; ++i)
      call.client().push("Recv", hub::detail::to_json(text));
    call.complete();
  }
  /// Busy until LetGo.
  void hold(hub::Call call) { held_.push_back(call); }
  void let_go() {
    for (const hub::Call& call : std::exchange(held_, {}))
      call.complete();
  }
  [[nodiscard]] bool busy() const noexcept override { return !held_.empty(); }
  Task<void> on_disconnected(hub::Ending /*ending*/, std::string /*error*/) override {
    let_go();
    co_return;
  }

 private:
  std::vector<hub::Call> held_;
};

/// Somebody by name; counted while there.
class NamedGuest final : public signalr::Guest {
 public:
  NamedGuest(std::string name, std::atomic<std::size_t>& count)
      : name_(std::move(name)), count_(count) {
    ++count_;
  }
  ~NamedGuest() override { --count_; }
  [[nodiscard]] std::string_view name() const noexcept override { return name_; }
  [[nodiscard]] bool authorised() const noexcept override { return true; }

 private:
  std::string name_;
  std::atomic<std::size_t>& count_;
};

/// The small hub at /hub, telling `events`, which outlives it. Of one shard: admits nobody.
inline signalr::Mount small_mount(SmallHubEvents& events) {
  signalr::Mount mount;
  mount.path = "/hub";
  mount.hub.methods = SmallHub::methods();
  mount.make_object = [&events](const signalr::Connection& connection, hub::Client& client) {
    events.client = &client;
    events.opened.push_back(connection.id);
    return std::make_unique<SmallHub>();
  };
  mount.on_finished = [&events](const signalr::Connection& connection, hub::Ending ending,
                                Duration) {
    events.finished.push_back(connection.id + " " + std::string(name_of(connection.transport)) +
                              " " + std::string(hub::name_of(ending)));
  };
  return mount;
}

}  // namespace spotter::testing
