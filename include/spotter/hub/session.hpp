#pragma once

#include <spotter/hub/ending.hpp>
#include <spotter/hub/hub.hpp>
#include <spotter/hub/transport.hpp>
#include <spotter/shard/ticker.hpp>

#include <functional>
#include <memory>

namespace spotter::codec {
class JsonParser;
}

namespace spotter::hub {

/// One SignalR connection over one transport: handshake, framing, dispatch, keep-alive, closing.
/// Protocol "json", versions up to 2. Lives on its shard.
class Session final : public Client, public shard::TickListener {
 public:
  /// What all sessions of a shard share. Everything outlives the sessions.
  struct Services {
    ShardExecutor executor;
    const Clock& clock;
    shard::Ticker& ticker;
    codec::JsonParser& parser;
    /// Told of an exception that left a task of the session: a bug.
    std::function<void(std::exception_ptr)> on_bug;
  };
  /// Makes the hub object once the handshake has succeeded.
  using MakeObject = std::function<std::unique_ptr<HubObject>(Client&)>;

  Session(const Description& description, Transport& transport, Services services,
          MakeObject make_object);
  ~Session() override;

  /// Serves the connection until it is over and everything of it has ended. Once.
  Task<Ending> run();

  /// No new invocations count; when the object is not busy any more, says
  /// {"type":7,"allowReconnect":true} and ends. Invocations that arrive meanwhile are still served:
  /// the app shows a refused one as nothing.
  void drain();
  /// Lets the object say its last words, then ends now, with that record.
  void shutdown();
  /// Ends now and for good, with {"type":7}: official clients do not come back by themselves.
  void dismiss();

  [[nodiscard]] Room room() const noexcept override;
  void push(const GrowingMessage& message) override;
  void push(std::string_view target, std::string_view argument) override;
  void complete(InvocationKey key) override;
  void fail(InvocationKey key, std::string_view error) override;
  void free_slot(InvocationKey key) override;
  void on_tick(TimePoint now) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spotter::hub
