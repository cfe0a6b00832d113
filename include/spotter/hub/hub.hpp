#pragma once

#include <spotter/hub/settings.hpp>
#include <spotter/shard/task.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace spotter::hub {

/// `text`: a string, or null for an empty one.
enum class ArgumentType { string, text, integer, boolean };
using Argument = std::variant<std::string, std::int64_t, bool>;

/// Whether a call of the method counts against parallel_invocations_max. Out-of-band methods run at
/// once, also when all slots are taken.
enum class Slot { takes_one, out_of_band };

/// A method that clients may call. Names match ignoring ASCII case; argument count and types
/// exactly.
struct Method {
  std::string name;
  std::vector<ArgumentType> arguments;
  Slot slot = Slot::takes_one;
};

/// A hub as a table: what may be called, and its limits. Lives longer than its sessions; read-only.
struct Description {
  std::vector<Method> methods;
  Settings settings;
};

/// Names one running invocation of a session. Never reused in a session; 0 is none.
using InvocationKey = std::uint64_t;

/// A call whose name, count and types have been checked. Whoever gets one owes it exactly one
/// complete() or fail(), also when the client sent no id: then nothing is written, but the slot
/// comes back.
struct Invocation {
  InvocationKey key = 0;   ///< never 0
  std::size_t method = 0;  ///< index into Description::methods
  std::vector<Argument> arguments;
  std::string target;  ///< the method as the client spelled it, for error_texts.hpp
};

/// A push to the client, `target(argument)`, whose one argument is an object of constant string
/// members and one string member that only grows. It keeps the encoded text, so that a push costs a
/// copy and never escapes a byte twice.
class GrowingMessage {
 public:
  /// The argument is {"<constants...>", "<growing_key>": "<text>"}, members in this order.
  GrowingMessage(std::string_view target,
                 const std::vector<std::pair<std::string_view, std::string_view>>& constants,
                 std::string_view growing_key);

  /// Adds to the text. Valid UTF-8, cut at a code point.
  void append(std::string_view text);

  /// Appends the message as it is now, as one whole record.
  void append_record_to(std::string& out) const;

 private:
  std::string json_head_;  ///< up to the text's opening quote
  std::string json_text_;  ///< escaped
};

/// How much waits to be written to the client.
enum class Room {
  empty,  ///< nothing waits: a push is on its way at once
  some,   ///< something waits, below the soft limit
  full    ///< at or over the soft limit: push nothing that can wait
};

/// The client as its hub object sees it. Lives on the session's shard and as long as the session.
class Client {
 public:
  virtual ~Client() = default;
  [[nodiscard]] virtual Room room() const noexcept = 0;
  /// Sends the message as it is now. Never fails: after the end of the connection it does nothing.
  virtual void push(const GrowingMessage& message) = 0;
  /// Sends target(argument); `argument` is one JSON value, whole and without a 0x1E.
  virtual void push(std::string_view target, std::string_view argument) = 0;
  /// Completes without a result ("result":null) and gives the slot back. Each key is completed
  /// once; completing twice is a bug. Writes nothing if the client sent no id, or after the end of
  /// the connection.
  virtual void complete(InvocationKey key) = 0;
  /// The same with an error text, see error_texts.hpp.
  virtual void fail(InvocationKey key, std::string_view error) = 0;
  /// Gives the invocation's slot back before its completion.
  virtual void free_slot(InvocationKey key) = 0;
};

/// What answers the calls of one connection. Made per connection, lives on its shard. None of the
/// calls may throw; each returns soon (long work is spawned in the object's own TaskGroup). Each
/// may use the Client; a call of the Client never calls back into the object before it returns.
class HubObject {
 public:
  virtual ~HubObject() = default;
  virtual void on_invoke(Invocation invocation) = 0;
  /// Everything that waited has been handed to the transport: Room is `empty` again. Also called
  /// after a push that never had to wait.
  virtual void on_room() {}
  /// Invocations run or wait for their completion: drain() lets them finish.
  [[nodiscard]] virtual bool busy() const noexcept = 0;
  /// The server ends the connection now: the last moment at which something can still be said.
  virtual void on_shutdown() {}
  /// The connection is over. Ends and joins what still runs; called exactly once if the handshake
  /// had succeeded. The object is destroyed afterwards.
  virtual Task<void> on_disconnected() = 0;
};

}  // namespace spotter::hub
