#pragma once

#include <spotter/hub/hub.hpp>
#include <spotter/hub/spare_buffers.hpp>
#include <spotter/hub/transport.hpp>
#include <spotter/shard/ticker.hpp>

#include <functional>
#include <memory>

namespace spotter::codec {
class JsonParser;
}

namespace spotter::hub {

/// What is known of a connection before its handshake.
struct Peer {
  bool authorised = true;
  bool binary = true;  ///< the transport carries binary messages
  /// No: the transport looks after itself (long polling): it keeps itself alive, and ends a
  /// connection whose client fetches nothing, so that no write is taken for a stuck one.
  bool pings = true;
  bool stateful = false;  ///< stateful reconnect was negotiated, on WebSockets
};

/// One SignalR connection: handshake, framing, dispatch, keep-alive, closing, stateful reconnect.
/// Protocols "json" and "messagepack", versions up to 2. Lives on its shard.
class Session final : public Client, public shard::TickListener {
 public:
  /// What all sessions of a shard share. Everything outlives the sessions.
  struct Services {
    ShardExecutor executor;
    const Clock& clock;
    shard::Ticker& ticker;
    codec::JsonParser& parser;
    SpareBuffers& spares;
    /// Told of an exception that left a task of the session: a bug.
    std::function<void(std::exception_ptr)> on_bug;
  };
  /// Makes the hub object once the handshake has succeeded; null: it failed, and the connection
  /// ends with an error.
  using MakeObject = std::function<std::unique_ptr<HubObject>(Client&)>;

  Session(const Description& description, Peer peer, Services services, MakeObject make_object);
  ~Session() override;

  /// Serves the connection until it is over and everything of it has ended. Once.
  Task<Ending> run(Transport& transport);

  /// Another transport may take over: the client knows stateful reconnect, it is not over, and
  /// none is taking over.
  [[nodiscard]] bool can_reconnect() const noexcept;
  /// Goes on over another transport, in the place of the one that is lost or still there; returns
  /// when it is not used any more. The place is taken by the call itself. Closes the transport if
  /// it could not be, or the session ends first.
  Task<void> carry(Transport& transport);

  /// No new invocations count; when the object is not busy any more, says
  /// {"type":7,"allowReconnect":true} and ends. Invocations that arrive meanwhile are still served:
  /// the app shows a refused one as nothing.
  void drain();
  /// Lets the object say its last words, then ends now, with that record.
  void shutdown();
  /// The client has said that it closes the transport, which a read may tell only later: ends now.
  void client_closed();
  /// Nobody reads any more, and nobody will come back: ends now, silently.
  void lose();

  [[nodiscard]] Room room() const noexcept override;
  [[nodiscard]] Encoding encoding() const noexcept override;
  void push(const GrowingMessage& message) override;
  void push(std::string_view target, std::string_view argument) override;
  void item(InvocationKey key, std::string_view json) override;
  void complete(InvocationKey key) override;
  void complete(InvocationKey key, std::string_view json) override;
  void complete(InvocationKey key, const Json& result) override;
  void fail(InvocationKey key, const Failure& failure) override;
  void free_slot(InvocationKey key) override;
  Task<UploadItem> next_item(InvocationKey key, std::size_t upload) override;
  Task<ClientResult> ask(InvocationKey on_behalf, std::string target,
                         std::string argument) override;
  Task<bool> is_there(Duration patience) override;
  [[nodiscard]] Standing standing() const override;
  void dismiss(Close close) override;
  void abort() override;
  void abort_with_error() override;
  void on_tick(TimePoint now) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spotter::hub
