#pragma once

#include <spotter/chat/ending.hpp>
#include <spotter/plan/plan.hpp>

#include <cstddef>
#include <string_view>

namespace spotter::chat {

/// How much of earlier frames still waits to be sent.
enum class Room {
  empty,  ///< nothing
  some,   ///< something, but more may be added
  full    ///< add nothing that can wait
};

/// Whether more of a plan may come, or it stays as it is.
enum class PlanStage { growing, last };

/// Where one turn's answer goes: the invocation that asked for it. Lives on the session's shard.
/// After the client went away every call does nothing.
class Reply {
 public:
  virtual ~Reply() = default;
  [[nodiscard]] virtual Room room() const noexcept = 0;
  /// Shows the whole text so far in place of what was shown. Each text begins with the one before,
  /// except after start_over().
  virtual void show(std::string_view text) = 0;
  /// The next text has nothing to do with those before: their answer broke off.
  virtual void start_over() = 0;
  /// Shows the plan so far in place of what was shown, text or plan. After a plan there is no text:
  /// the app would take the plan away. Returns how many bytes the frame has that repeats the whole
  /// plan, of which not many are sent; 0: a frame costs what is new in it, and they need no bound.
  virtual std::size_t show(const plan::Plan& plan, PlanStage stage) = 0;
  /// The client takes the first finished call for the end of all that run: one that was superseded
  /// is finished only after the one that took over.
  [[nodiscard]] virtual bool ends_others() const noexcept = 0;
  /// Another call has taken over: the client may start more, though finish() comes later. Only of
  /// one that ends others.
  virtual void release() = 0;
  /// Tells the client that the turn is over. Once, last.
  virtual void finish(const Ending& ending) = 0;
  /// Whether what was shown went to a client, and not only where one would find it.
  [[nodiscard]] virtual bool was_sent() const noexcept { return true; }
  /// The method that the client called, a constant; empty: none, or it does not matter.
  [[nodiscard]] virtual std::string_view called_as() const noexcept { return {}; }
};

}  // namespace spotter::chat
