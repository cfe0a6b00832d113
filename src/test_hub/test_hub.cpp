#include "test_hub/held.hpp"

#include <spotter/codec/json_writer.hpp>
#include <spotter/hub/table.hpp>
#include <spotter/shard/task_group.hpp>
#include <spotter/test_hub/test_hub.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

namespace spotter::test_hub {
namespace {

using Text = hub::Text;
using Integers = hub::Upload<std::int64_t>;

constexpr std::int64_t kPushBytesMax = 2 * 1024 * 1024;
/// Long enough for items to overtake a check that does not keep them, short enough for a test.
constexpr std::chrono::milliseconds kCheckTime{100};

hub::Failure boom() {
  return {"InvalidOperationException", "BOOM!"};
}

std::string quoted(std::string_view text) {
  std::string json;
  codec::append_json_string(json, text);
  return json;
}

class TestHub final : public hub::HubObject {
 public:
  TestHub(const Services& services, const signalr::Connection& connection, hub::Client& client)
      : services_(services),
        connection_(connection),
        client_(client),
        tag_(connection.query.get("tag").value_or("")),
        tasks_(services.executor, services.on_bug) {
    note("connected");
  }

  static std::vector<hub::Method> methods() {
    using enum hub::Answers;
    using hub::Callers;
    using hub::method;
    using hub::Slot;
    return {method<&TestHub::echo>("Echo"),
            method<&TestHub::do_nothing>("Void"),
            method<&TestHub::two>("Two"),
            method<&TestHub::throw_exception>("Throw"),
            method<&TestHub::throw_hub_exception>("HubThrow"),
            method<&TestHub::slow>("Slow"),
            method<&TestHub::release>("Release", Slot::out_of_band),
            method<&TestHub::count>("Count", stream),
            method<&TestHub::count_then_fail>("CountThenFail", stream),
            method<&TestHub::throw_exception>("StreamThrow", stream),
            method<&TestHub::block>("Block", stream),
            method<&TestHub::sum>("Sum"),
            method<&TestHub::sum>("SumStrict"),
            method<&TestHub::sum_after_check>("SumAfterCheck"),
            method<&TestHub::take_one>("TakeOne"),
            method<&TestHub::hold_stream>("HoldStream"),
            method<&TestHub::authorised>("Authorised", Callers::authorised),
            method<&TestHub::ask>("Ask"),
            method<&TestHub::ask>("AskFails"),
            method<&TestHub::push>("Push"),
            method<&TestHub::push_bytes>("PushBytes"),
            method<&TestHub::abort>("Abort"),
            method<&TestHub::unserializable>("Unserializable"),
            method<&TestHub::connection_id>("ConnectionId"),
            method<&TestHub::query_value>("QueryValue"),
            method<&TestHub::events>("Events")};
  }

  // What methods() lists, in its order; ConnectionId and the like need no words.

  hub::Json echo(hub::Json value) { return value; }
  void do_nothing() {}
  std::string two(std::int64_t a, std::string b) { return std::to_string(a) + " " + b; }
  void throw_exception(hub::Call call) { call.fail(boom()); }
  void throw_hub_exception(hub::Call call) { call.fail(hub::hub_exception("msg")); }
  void slow(hub::Call call) { tasks_.spawn(be_slow(call)); }
  void release(hub::Call call) { tasks_.spawn(release_all(call)); }
  void count(hub::Call call, std::int64_t n) { tasks_.spawn(count_up(call, n, false)); }
  void count_then_fail(hub::Call call, std::int64_t n) { tasks_.spawn(count_up(call, n, true)); }
  void block(hub::Call call) { tasks_.spawn(be_cancelled(call)); }
  void sum(hub::Call call, Integers items) { tasks_.spawn(add_up(call, items)); }
  void sum_after_check(hub::Call call, Integers items) { tasks_.spawn(check_first(call, items)); }
  void take_one(hub::Call call, Integers items) { tasks_.spawn(take_first(call, items)); }
  void hold_stream(hub::Call call, Integers items) { tasks_.spawn(hold(call, items)); }
  std::string authorised() { return "welcome"; }
  void ask(hub::Call call, std::int64_t n) { tasks_.spawn(ask_client(call, n)); }
  void push(hub::Call call, std::int64_t n, std::string text) {
    tasks_.spawn(push_many(call, n, quoted(text)));
  }
  void push_bytes(hub::Call call, std::int64_t n) {
    const auto bytes = static_cast<std::size_t>(std::clamp<std::int64_t>(n, 0, kPushBytesMax));
    client_.push("Recv", '"' + std::string(bytes, 'x') + '"');
    call.complete();
  }
  void abort(hub::Call) { client_.abort(); }
  void unserializable(hub::Call) { client_.abort_with_error(); }
  std::string connection_id() { return connection_.id; }
  void query_value(hub::Call call, std::string name) {
    const auto value = connection_.query.get(name);
    call.complete(value ? quoted(*value) : "null");
  }
  void events(hub::Call call, std::string tag) { tasks_.spawn(tell_events(call, tag)); }

  // What the connection does.

  void on_cancel(hub::InvocationKey key) override {
    for (Held* held : held_)
      if (held->key == key) held->let_go(Held::Why::cancelled);
  }
  void on_room() override {
    for (Held* held : held_)
      held->look();
  }
  Task<void> on_disconnected(hub::Ending /*ending*/, std::string error) override {
    over_ = true;
    note(error.empty() ? "disconnected" : "disconnected:" + error);
    for (Held* held : held_)
      held->let_go(Held::Why::cancelled);
    co_await tasks_.join();
  }

 private:
  /// A call that waits, for as long as this lives.
  struct Waiting {
    Waiting(TestHub& of, hub::InvocationKey key) : hub(of), held(of.services_.executor, key) {
      hub.held_.push_back(&held);
    }
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;
    ~Waiting() { hub.held_.remove(&held); }

    TestHub& hub;
    Held held;
  };

  Task<void> be_slow(hub::Call call) {
    co_await wait_for_release(call);
    call.complete(quoted("slow"));
  }

  Task<void> wait_for_release(hub::Call call) {
    Waiting waiting(*this, call.key());
    Hall& hall = services_.halls.local();
    if (!over_) {
      hall.hold(waiting.held);
      co_await waiting.held.wait();
      hall.forget(waiting.held);
    }
  }

  Task<void> release_all(hub::Call call) {
    std::size_t released = 0;
    for (shard::ShardId id = 0; id < services_.halls.size(); ++id) {
      auto let_go = [](Hall& hall) { return hall.release(); };
      auto letting_go = services_.halls.invoke_on(id, let_go);
      released += co_await std::move(letting_go);
    }
    call.complete(std::to_string(released));
  }

  /// Waits until something may be pushed again. False: nobody wants it any more.
  Task<bool> wait_for_room(Held& held) {
    while (client_.room() == hub::Room::full && !over_ && !held.gone())
      co_await held.look_again();
    co_return !over_ && !held.gone();
  }

  Task<void> count_up(hub::Call call, std::int64_t n, bool then_fail) {
    Waiting waiting(*this, call.key());
    for (std::int64_t i = 0; i < n; ++i) {
      const bool wanted = co_await wait_for_room(waiting.held);
      if (!wanted) break;
      call.item(std::to_string(i));
    }
    if (then_fail) {
      call.fail(boom());
    } else {
      call.complete();
    }
  }

  Task<void> be_cancelled(hub::Call call) {
    Waiting waiting(*this, call.key());
    if (!over_) co_await waiting.held.wait();
    call.complete();
  }

  Task<void> add_up(hub::Call call, Integers items) {
    std::int64_t sum = 0;
    std::string error;
    for (;;) {
      const auto item = co_await items.next(error);
      if (!item) break;
      sum += *item;
    }
    if (error.empty()) {
      call.complete(std::to_string(sum));
    } else {
      call.fail(hub::hub_exception(error));
    }
  }

  Task<void> check_first(hub::Call call, Integers items) {
    Timer timer(services_.executor, kCheckTime);
    co_await timer.async_wait(asio::use_awaitable_t<ShardExecutor>{});
    co_await add_up(call, items);
  }

  Task<void> take_first(hub::Call call, Integers items) {
    std::string error;
    const auto item = co_await items.next(error);
    call.complete(std::to_string(item.value_or(-1)));
  }

  Task<void> hold(hub::Call call, Integers items) {
    co_await wait_for_release(call);
    std::int64_t count = 0;
    std::string error;
    for (;;) {
      const auto item = co_await items.next(error);
      if (!item) break;
      ++count;
    }
    call.complete(std::to_string(count));
  }

  Task<void> ask_client(hub::Call call, std::int64_t n) {
    const hub::ClientResult result = co_await client_.ask(call.key(), "Ask", std::to_string(n));
    call.answer(result);
  }

  Task<void> push_many(hub::Call call, std::int64_t n, std::string json) {
    Waiting waiting(*this, call.key());
    for (std::int64_t i = 0; i < n; ++i) {
      const bool wanted = co_await wait_for_room(waiting.held);
      if (!wanted) break;
      client_.push("Recv", json);
    }
    call.complete();
  }

  /// All shards write down what happens on the first.
  void note(std::string event) {
    if (tag_.empty()) return;
    services_.halls.post_to(
        0, [tag = tag_, event = std::move(event)](Hall& hall) { hall.note(tag, event); });
  }

  Task<void> tell_events(hub::Call call, std::string tag) {
    auto look = [tag](Hall& hall) { return hall.events(tag); };
    auto looking = services_.halls.invoke_on(0, std::move(look));
    const std::vector<std::string> events = co_await std::move(looking);
    std::string json = "[";
    for (const std::string& event : events)
      json.append(json.size() > 1 ? "," : "").append(quoted(event));
    call.complete(json + "]");
  }

  const Services& services_;
  const signalr::Connection& connection_;
  hub::Client& client_;
  std::string tag_;
  bool over_ = false;
  std::list<Held*> held_;
  shard::TaskGroup tasks_;
};

class Visitor final : public signalr::Guest {
 public:
  explicit Visitor(bool authorised) : authorised_(authorised) {}
  [[nodiscard]] std::string_view name() const noexcept override {
    return authorised_ ? "visitor" : "stranger";
  }
  [[nodiscard]] bool authorised() const noexcept override { return authorised_; }

 private:
  bool authorised_;
};

enum class Strangers { welcome, refused };

Task<signalr::Admission> admit(const Services& services, Strangers strangers,
                               const server::Request& request) {
  const bool known = co_await services.authenticate(request);
  if (!known && strangers == Strangers::refused) {
    server::Response refusal;
    refusal.status = 401;
    refusal.headers = {{"Content-Type", "text/plain"}};
    co_return signalr::Admission(std::move(refusal));
  }
  std::unique_ptr<signalr::Guest> visitor = std::make_unique<Visitor>(known);
  co_return signalr::Admission(std::move(visitor));
}

/// The reference server's own limits.
hub::Settings reference_settings() {
  hub::Settings settings;
  settings.handshake_timeout = std::chrono::seconds(15);
  settings.client_timeout = std::chrono::seconds(30);
  settings.record_bytes_max = 32'768;
  settings.parallel_invocations_max = 1;
  return settings;
}

void scale(std::chrono::milliseconds& time, double factor) {
  time = std::chrono::milliseconds(
      static_cast<std::int64_t>(static_cast<double>(time.count()) * factor));
}

void scale(signalr::Mount& mount, double factor) {
  hub::Settings& hub = mount.hub.settings;
  for (auto* time :
       {&hub.handshake_timeout, &hub.client_timeout, &hub.keep_alive_interval, &hub.send_timeout,
        &hub.away_max, &mount.settings.disconnect_timeout, &mount.settings.poll_timeout})
    scale(*time, factor);
}

signalr::Mount make_mount(const Services& services, std::string path, Strangers strangers) {
  signalr::Mount mount;
  mount.path = std::move(path);
  mount.hub.methods = TestHub::methods();
  mount.hub.settings = reference_settings();
  mount.admit = [services, strangers](const server::Request& request, signalr::Purpose) {
    return admit(services, strangers, request);
  };
  auto shared = std::make_shared<const Services>(services);
  mount.make_object = [shared](const signalr::Connection& connection,
                               hub::Client& client) -> std::unique_ptr<hub::HubObject> {
    if (connection.query.get("failConnect") == "1") return nullptr;
    return std::make_unique<TestHub>(*shared, connection, client);
  };
  mount.on_finished = [](const signalr::Connection&, hub::Ending, Duration) {};
  return mount;
}

}  // namespace

std::size_t Hall::release() {
  const auto all = std::exchange(held_, {});
  for (Held* held : all)
    held->let_go(Held::Why::released);
  return all.size();
}

void Hall::note(const std::string& tag, std::string event) {
  if (!events_.contains(tag)) {
    tags_.push_back(tag);
    if (tags_.size() > kTagsMax) {
      events_.erase(tags_.front());
      tags_.pop_front();
    }
  }
  auto& events = events_[tag];
  events.push_back(std::move(event));
  if (events.size() > kEventsMax) events.pop_front();
}

std::vector<std::string> Hall::events(const std::string& tag) const {
  const auto found = events_.find(tag);
  if (found == events_.end()) return {};
  return {found->second.begin(), found->second.end()};
}

std::vector<signalr::Mount> mounts(const Services& services, double time_scale) {
  std::vector<signalr::Mount> all;
  const auto add = [&](std::string variant, Strangers strangers = Strangers::welcome) -> auto& {
    return all.emplace_back(make_mount(services, "/test-hub" + variant, strangers));
  };
  add("");
  add("/detailed").hub.settings.errors = hub::Errors::detailed;
  add("/parallel2").hub.settings.parallel_invocations_max = 2;
  auto& polling = add("/polling-only").settings;
  polling.web_sockets = polling.server_sent_events = false;
  add("/min-version-1").settings.negotiate_version_min = 1;
  add("/stateful").settings.stateful_reconnect = true;
  auto& quick = add("/quick");
  quick.settings.stateful_reconnect = true;
  scale(quick, time_scale);
  add("/auth", Strangers::refused);
  return all;
}

}  // namespace spotter::test_hub
