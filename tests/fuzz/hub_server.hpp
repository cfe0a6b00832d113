#pragma once

#include "fuzz/check.hpp"
#include "hub/connection.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace spotter::fuzz {

/// A hub with one method of each sort. What they do depends on nothing but the order of the records
/// that came: "Slow" ones go on when the connection is held up, and at the end.
inline hub::Description sample_hub() {
  using hub::ArgumentType;
  hub::Description hub;
  const auto add = [&](std::string name, std::vector<ArgumentType> arguments = {}) -> hub::Method& {
    hub::Method& method = hub.methods.emplace_back();
    method.name = std::move(name);
    method.arguments = std::move(arguments);
    return method;
  };
  add("Echo", {ArgumentType::any});
  add("Two", {ArgumentType::integer, ArgumentType::text});
  add("Fail");
  add("Slow");
  add("SlowNow").slot = hub::Slot::out_of_band;
  add("Ask", {ArgumentType::string});
  add("Vip").callers = hub::Callers::authorised;
  add("Count", {ArgumentType::integer}).answers = hub::Answers::stream;
  add("SlowStream").answers = hub::Answers::stream;
  add("Sum").uploads = {ArgumentType::integer};
  add("SlowMix").uploads = {ArgumentType::string, ArgumentType::any};
  hub.settings.upload_items_max = 2;
  hub.settings.unacknowledged_bytes_max = 200;
  return hub;
}

/// A connection and the application behind it, moved by hand.
class HubServer {
 public:
  HubServer(const hub::Description& hub, hub::Peer peer)
      : hub_(hub), connection_(hub, peer, parser_, now_) {}

  /// The client sends bytes: all that there is to do is done.
  void on_bytes(std::string_view bytes) {
    connection_.on_bytes(bytes);
    go_on();
  }
  void on_second() {
    now_ += std::chrono::seconds(1);
    connection_.on_tick(now_, hub::Connection::Wire::free);
    go_on();
  }
  /// The transport breaks, and there is another one.
  void reconnect() {
    if (!connection_.can_reconnect()) return;
    connection_.leave(now_);
    connection_.come_back(now_);
    go_on();
  }
  /// Whatever was slow comes to its end.
  void finish() {
    while (!running_.empty() && !connection_.ended()) {
      complete(running_.front().key);
      go_on();
    }
    collect();
  }

  [[nodiscard]] const hub::Connection& connection() const noexcept { return connection_; }
  /// All that was said.
  [[nodiscard]] const std::string& said() const noexcept { return said_; }
  [[nodiscard]] std::size_t opened() const noexcept { return opened_; }

 private:
  struct Running {
    hub::InvocationKey key = 0;
    std::size_t method = 0;
  };

  void go_on() {
    for (bool waits = false; !waits;) {
      waits = !take(connection_.next(now_));
      if (waits && connection_.held()) {
        move_on();
        check(connection_.resumable(), "a connection that is held up can be helped");
        waits = false;
      }
    }
    collect();
  }

  void collect() { said_ += std::exchange(connection_.output(), {}); }

  /// False: there is nothing to do.
  bool take(hub::Connection::Step step) {
    if (auto* call = std::get_if<hub::Invocation>(&step)) {
      start(*call);
    } else if (auto* cancelled = std::get_if<hub::Connection::Cancelled>(&step)) {
      complete(cancelled->key);
    } else if (auto* arrived = std::get_if<hub::Connection::Arrived>(&step)) {
      if (name_of(arrived->key) == "Sum") take_all(arrived->key);
    } else if (auto* answered = std::get_if<hub::Connection::Answered>(&step)) {
      on_answer(*answered);
    } else if (std::holds_alternative<hub::Connection::Open>(step)) {
      ++opened_;
    } else {
      return false;
    }
    return true;
  }

  void start(hub::Invocation& call) {
    check(call.key == ++last_key_, "keys are never used again");
    running_.push_back({call.key, call.method});
    const std::string& name = hub_.methods.at(call.method).name;
    if (name == "Echo") {
      finish(call.key, std::get<hub::Json>(call.arguments.at(0)).text);
    } else if (name == "Fail") {
      drop(call.key);
      connection_.fail(call.key, hub::hub_exception("of \"course\"\n"));
    } else if (name == "Ask") {
      const auto asked = connection_.ask(call.key, "Question", "[1,\"?\"]");
      if (asked == 0) return complete(call.key);
      asked_.emplace_back(asked, call.key);
    } else if (name == "Count") {
      const std::int64_t count =
          std::min<std::int64_t>(std::get<std::int64_t>(call.arguments[0]), 4);
      for (std::int64_t i = 0; i < count; ++i)
        connection_.item(call.key, std::to_string(i));
      complete(call.key);
    } else if (name == "Two" || name == "Vip") {
      connection_.push("Pushed", R"({"from":"Two"})");
      complete(call.key);
    }
  }

  void on_answer(const hub::Connection::Answered& answered) {
    const auto found = std::find_if(asked_.begin(), asked_.end(), [&](const auto& asked) {
      return asked.first == answered.call;
    });
    check(found != asked_.end(), "an answer has a question");
    const hub::InvocationKey key = found->second;
    asked_.erase(found);
    if (name_of(key).empty()) return;  // it could not wait
    const auto* json = std::get_if<hub::Json>(&answered.result);
    if (json != nullptr) return finish(key, json->text);
    drop(key);
    connection_.fail(key, std::get<hub::Failure>(answered.result));
  }

  /// Takes what has arrived of an upload; its end ends the call.
  void take_all(hub::InvocationKey key) {
    while (auto item = connection_.take_item(key, 0)) {
      if (std::holds_alternative<hub::UploadEnd>(*item)) return complete(key);
    }
  }

  /// Does what a method would do in time.
  void move_on() {
    for (const auto& running : running_) {
      for (std::size_t i = 0; i < hub_.methods[running.method].uploads.size(); ++i)
        connection_.take_item(running.key, i);
    }
    while (!connection_.resumable() && !running_.empty())
      complete(running_.front().key);
  }

  std::string name_of(hub::InvocationKey key) const {
    for (const auto& running : running_) {
      if (running.key == key) return hub_.methods[running.method].name;
    }
    return {};
  }

  void drop(hub::InvocationKey key) {
    check(connection_.ended() || connection_.runs(key),
          "a call that started runs until it is over");
    const auto erased =
        std::erase_if(running_, [key](const Running& running) { return running.key == key; });
    check(erased == 1, "a call is completed once");
  }
  void complete(hub::InvocationKey key) {
    drop(key);
    connection_.complete(key);
  }
  void finish(hub::InvocationKey key, std::string_view json) {
    drop(key);
    connection_.complete(key, hub::Json{std::string(json)});
  }

  const hub::Description& hub_;
  codec::JsonParser parser_;
  TimePoint now_{std::chrono::hours(1)};
  hub::Connection connection_;
  std::vector<Running> running_;  ///< oldest first
  std::vector<std::pair<hub::Connection::ClientCall, hub::InvocationKey>> asked_;
  std::string said_;
  std::size_t opened_ = 0;
  hub::InvocationKey last_key_ = 0;
};

}  // namespace spotter::fuzz
