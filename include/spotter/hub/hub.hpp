#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/hub/ending.hpp>
#include <spotter/hub/error_texts.hpp>
#include <spotter/hub/growing_message.hpp>
#include <spotter/hub/json.hpp>
#include <spotter/hub/settings.hpp>
#include <spotter/shard/task.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

// What a hub is: a table of methods (see table.hpp for how to write one), an object a connection
// that does what they say, and the client that the object talks to. Values are JSON inside,
// whatever the connection speaks.
namespace spotter::hub {

/// `text`: a string, or null for an empty one. `any`: whatever it is, as Json.
enum class ArgumentType { string, text, integer, boolean, any };
using Argument = std::variant<std::string, std::int64_t, bool, Json>;

/// Whether a call of the method counts against parallel_invocations_max. Out-of-band methods run at
/// once, also when all slots are taken. Streams and methods with uploads never take one.
enum class Slot { takes_one, out_of_band };

/// What a call brings: one result (record type 1), or a stream of items (type 4).
enum class Answers { once, stream };

/// Who may call.
enum class Callers { anyone, authorised };

/// Names one running invocation of a session. Never reused in a session; 0 is none.
using InvocationKey = std::uint64_t;

/// A call whose name, count and types have been checked. Whoever gets one owes it exactly one
/// complete() or fail(), also when the client sent no id: then nothing is written, but the slot
/// comes back.
struct Invocation {
  InvocationKey key = 0;   ///< never 0
  std::size_t method = 0;  ///< index into Description::methods
  std::vector<Argument> arguments;
  std::string target;  ///< the method as the client spelled it
};

class Client;
class HubObject;

/// A method that clients may call. Names match ignoring ASCII case; argument count and types
/// exactly.
struct Method {
  std::string name;
  std::vector<ArgumentType> arguments;
  Slot slot = Slot::takes_one;
  Answers answers = Answers::once;
  Callers callers = Callers::anyone;
  std::vector<ArgumentType> uploads;  ///< of the items of its upload streams, in order
  /// Runs a call on the connection's object; returns soon. An exception is a bug: it is reported,
  /// and the call fails.
  std::function<void(HubObject&, Client&, Invocation)> run;
};

/// A hub as a table: what may be called, and its limits. Lives longer than its sessions; read-only.
struct Description {
  std::vector<Method> methods;
  Settings settings;
};

/// How much waits to be written to the client.
enum class Room {
  empty,  ///< nothing waits: a push is on its way at once
  some,   ///< something waits, below the soft limit
  full    ///< at or over the soft limit, or the client is away: push nothing that can wait
};

/// How a connection stands, for whoever looks after the server. A value.
struct Standing {
  Encoding encoding = Encoding::json;
  std::int64_t version = 0;       ///< of the protocol, as the handshake had it
  bool stateful = false;          ///< the client may come back over another transport
  bool away = false;              ///< it has lost its transport, and may
  std::size_t calls_running = 0;  ///< have begun, and owe their completion
  std::size_t bytes_unsent = 0;   ///< wait to be written, or are being
  TimePoint last_call;            ///< when a call last began or ended; at first the handshake
};

/// The next thing of an upload stream: an item, or its end.
struct UploadEnd {
  std::string error;  ///< empty: in an orderly manner
};
using UploadItem = std::variant<Argument, UploadEnd>;

/// What the client made of a call of the server.
using ClientResult = std::variant<Json, Failure>;

/// The client as its hub object sees it. Lives on the session's shard and as long as the session.
/// After the end of the connection everything said is dropped.
class Client {
 public:
  virtual ~Client() = default;
  [[nodiscard]] virtual Room room() const noexcept = 0;
  /// What GrowingMessages for this client are made with.
  [[nodiscard]] virtual Encoding encoding() const noexcept = 0;
  /// Sends the message as it is now.
  virtual void push(const GrowingMessage& message) = 0;
  /// Sends target(argument); `argument` is one JSON value, whole and without a 0x1E.
  virtual void push(std::string_view target, std::string_view argument) = 0;
  /// Sends an item of a streaming invocation; JSON as above. Nothing once it is complete.
  virtual void item(InvocationKey key, std::string_view json) = 0;
  /// Completes without a value and gives the slot back: "result":null, or the end of a stream. Each
  /// key is completed once; completing twice is a bug. Writes nothing if the client sent no id.
  virtual void complete(InvocationKey key) = 0;
  /// The same with a result, JSON as above; not for streams.
  virtual void complete(InvocationKey key, std::string_view json) = 0;
  /// The same with a value that came from a client, as it came.
  virtual void complete(InvocationKey key, const Json& result) = 0;
  /// The same with an error in the reference's words.
  virtual void fail(InvocationKey key, const Failure& failure) = 0;
  /// Gives the invocation's slot back before its completion.
  virtual void free_slot(InvocationKey key) = 0;
  /// Waits for the next item of that upload stream of a running invocation. One waiter a stream.
  /// After the end it says the end again; the end of the connection or of the invocation is an end
  /// with an error.
  virtual Task<UploadItem> next_item(InvocationKey key, std::size_t upload) = 0;
  /// Calls target(argument) at the client and waits for its result; the slot of `on_behalf` is lent
  /// out meanwhile. Fails at once while kClientCallsMax calls wait.
  virtual Task<ClientResult> ask(InvocationKey on_behalf, std::string target,
                                 std::string argument) = 0;
  static constexpr std::size_t kClientCallsMax = 64;
  /// Whether the client is still there: asks it, and waits for a sign of life, `patience` at most.
  /// Yes: something came from it since, or the transport cannot tell (an event stream on which the
  /// client says nothing). No: it stayed silent, it is away, or the connection is over or ends
  /// meanwhile. Who asks while somebody asks already gets the answer that the other one gets, no
  /// later; beyond kAskersMax it is yes at once. The session does not end before all are answered.
  virtual Task<bool> is_there(Duration patience) = 0;
  static constexpr std::size_t kAskersMax = 64;
  [[nodiscard]] virtual Standing standing() const = 0;
  /// For whoever looks after the server: lets the object say its last words (on_shutdown()), then
  /// ends the connection with a Close record. Not from the object. Nothing if it is over.
  virtual void dismiss(Close close) = 0;
  /// Ends the connection for good, with {"type":7}.
  virtual void abort() = 0;
  /// Ends it with an error: something that had to be said cannot be written.
  virtual void abort_with_error() = 0;
};

/// What answers the calls of one connection. Made per connection, lives on its shard. None of the
/// calls may throw; each returns soon (long work is spawned in the object's own TaskGroup). Each
/// may use the Client; a call of the Client never calls back into the object before it returns.
class HubObject {
 public:
  virtual ~HubObject() = default;
  /// The client wants no more items of a streaming invocation: produce no more, and complete it.
  virtual void on_cancel(InvocationKey key) { static_cast<void>(key); }
  /// Everything that waited has been handed to the transport: Room is `empty` again. Also called
  /// after a push that never had to wait, and when a client that was away is back.
  virtual void on_room() {}
  /// Invocations run or wait for their completion: drain() lets them finish.
  [[nodiscard]] virtual bool busy() const noexcept { return false; }
  /// The server ends the connection now: the last moment at which something can still be said.
  virtual void on_shutdown() {}
  /// The connection is over. Ends and joins what still runs; called exactly once if the handshake
  /// had succeeded. The object is destroyed afterwards. `ending`: how. `error`: what the client
  /// said in its Close record, or that it left in the middle of a record; mostly empty.
  virtual Task<void> on_disconnected(Ending ending, std::string error) = 0;
};

}  // namespace spotter::hub
