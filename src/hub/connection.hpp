#pragma once

#include "hub/json_protocol.hpp"
#include "hub/record_buffer.hpp"

#include <spotter/base/clock.hpp>
#include <spotter/hub/ending.hpp>
#include <spotter/hub/hub.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace spotter::hub {

/// The server's side of one SignalR connection as a machine: bytes, times and results go in, steps
/// and bytes come out. No clock, socket or callback. Lives with its session.
///
/// After bytes arrived, and after slots came back while the loop is held(), take steps from next()
/// until it says Wait. Whatever the machine has to say is appended to output(); after ended()
/// nothing is added.
class Connection {
 public:
  /// Running invocations at most, those of out-of-band methods and those whose slot was freed
  /// included; one more is held.
  static constexpr std::size_t kRunningMax = 256;
  /// While the loop is held, this much waits at least before wants_bytes() says no.
  static constexpr std::size_t kHeldBytesMax = 64 * 1024;

  Connection(const Description& description, codec::JsonParser& parser, TimePoint now);

  // What happened.
  void on_bytes(std::string_view bytes);
  enum class Wire { free, writing };  ///< whether a write is under way
  void on_tick(TimePoint now, Wire wire);
  /// The transport is of no use any more: nothing more is said, and what waits is dropped.
  void abandon(Ending ending);

  // What the application says.
  void push(const GrowingMessage& message);
  void push(std::string_view target, std::string_view argument);
  void complete(InvocationKey key);
  void fail(InvocationKey key, std::string_view error);
  void free_slot(InvocationKey key);
  void close(Ending ending, json::Close close);

  // What to do.
  struct Wait {};  ///< nothing, until more comes in
  struct Open {};  ///< the handshake has succeeded: make the hub object
  using Step = std::variant<Wait, Open, Invocation>;
  Step next(TimePoint now);

  /// Whole records that wait to be written. The owner takes them out.
  [[nodiscard]] std::string& output() noexcept { return output_; }
  [[nodiscard]] const std::string& output() const noexcept { return output_; }
  /// The handshake has succeeded, and it is not over.
  [[nodiscard]] bool open() const noexcept { return state_ == State::open; }
  [[nodiscard]] bool ended() const noexcept { return state_ == State::ended; }
  /// How; once it has ended.
  [[nodiscard]] Ending ending() const noexcept { return ending_; }
  /// An invocation waits for a slot, and everything behind it.
  [[nodiscard]] bool held() const noexcept { return held_.has_value(); }
  /// The held invocation may run now.
  [[nodiscard]] bool resumable() const noexcept { return held_ && may_start(*held_); }
  /// More bytes are welcome. No: read nothing until the loop has moved on.
  [[nodiscard]] bool wants_bytes() const noexcept {
    return !ended() && !(held() && inbox_.size() >= kHeldBytesMax);
  }

 private:
  enum class State { handshake, open, ended };
  /// A checked call that has not started.
  struct Call {
    std::size_t method = 0;
    std::string id;  ///< empty: no completion wanted
    std::string target;
    std::vector<Argument> arguments;
  };
  struct Running {
    InvocationKey key = 0;
    std::string id;
    bool holds_slot = false;
  };

  std::optional<Step> on_handshake(std::string_view text, TimePoint now);
  void refuse_handshake(Ending ending, std::string_view error);
  void on_oversized();
  std::optional<Step> on_record(std::string_view text, TimePoint now);
  std::optional<Step> on_invocation(const json::Record& record);
  void refuse_invocation(const json::Record& record, std::string_view error);
  [[nodiscard]] const Method& method_of(const Call& call) const;
  [[nodiscard]] bool may_start(const Call& call) const noexcept;
  Invocation start(Call call);
  std::optional<Running> take_running(InvocationKey key);
  void end(Ending ending);

  const Description& description_;
  codec::JsonParser& parser_;
  State state_ = State::handshake;
  Ending ending_ = Ending::connection_lost;
  RecordBuffer inbox_;
  std::string output_;
  std::optional<Call> held_;
  std::vector<Running> running_;
  InvocationKey last_key_ = 0;
  std::size_t slots_taken_ = 0;
  TimePoint started_;
  TimePoint last_ping_;    ///< when we last decided about a ping
  TimePoint last_record_;  ///< when the client timeout began to run
  bool client_pings_ = false;
};

}  // namespace spotter::hub
