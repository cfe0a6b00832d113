#pragma once

#include "hub/outbox.hpp"
#include "hub/protocol.hpp"
#include "hub/record_buffer.hpp"
#include "hub/uploads.hpp"

#include <spotter/base/clock.hpp>
#include <spotter/hub/ending.hpp>
#include <spotter/hub/session.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace spotter::hub {

/// The server's side of one SignalR connection as a machine: bytes, times and results go in, steps
/// and bytes come out. No clock, socket or callback. Lives with its session.
///
/// After bytes arrived, and after slots came back or items were taken while the loop is held(),
/// take steps from next() until it says Wait. Whatever the machine has to say is appended to
/// output(); after ended() nothing is added.
class Connection {
 public:
  /// Running invocations at most, those of out-of-band methods and those whose slot was freed
  /// included; one more is held.
  static constexpr std::size_t kRunningMax = 256;
  /// While the loop is held, this much waits at least before wants_bytes() says no.
  static constexpr std::size_t kHeldBytesMax = 64 * 1024;
  /// The longest id of an invocation or upload: they are kept while it runs.
  static constexpr std::size_t kIdBytesMax = 1024;

  Connection(const Description& description, Peer peer, codec::JsonParser& parser, TimePoint now);

  // What happened.
  void on_bytes(std::string_view bytes);
  enum class Wire { free, writing };  ///< whether a write is under way
  void on_tick(TimePoint now, Wire wire);
  /// When a tick has something to do at the earliest, as things are now; max(): never.
  [[nodiscard]] TimePoint next_due() const noexcept;
  /// The client is of no use any more: nothing more is said, and what waits is dropped.
  void abandon(Ending ending);
  /// The transport is lost, and the client may come back over another: can_reconnect().
  void leave(TimePoint now);
  /// It is back: says again what was not acknowledged.
  void come_back(TimePoint now);

  // What the application says.
  void push(const GrowingMessage& message);
  void push(std::string_view target, std::string_view argument);
  void item(InvocationKey key, std::string_view json);
  /// Without a value.
  void complete(InvocationKey key);
  void complete(InvocationKey key, const Json& result);
  void fail(InvocationKey key, const Failure& failure);
  void free_slot(InvocationKey key);
  /// Names a call of the client; 0: too many wait, or it is over.
  using ClientCall = std::uint64_t;
  ClientCall ask(InvocationKey on_behalf, std::string_view target, std::string_view argument);
  /// The next item or the end of an upload; nothing yet.
  std::optional<UploadItem> take_item(InvocationKey key, std::size_t upload);
  /// The handshake's Open step could not be done.
  void fail_to_open();
  void close(Ending ending, Close close);
  void close_with_error(Ending ending, const Failure& failure);

  // What to do.
  struct Wait {};  ///< nothing, until more comes in
  struct Open {};  ///< the handshake has succeeded: make the hub object
  struct Cancelled {
    InvocationKey key;
  };
  /// take_item() of that invocation has something.
  struct Arrived {
    InvocationKey key;
  };
  struct Answered {
    ClientCall call;
    ClientResult result;
  };
  using Step = std::variant<Wait, Open, Invocation, Cancelled, Arrived, Answered>;
  Step next(TimePoint now);

  /// Whole records that wait to be written, in this format. The owner takes them out.
  [[nodiscard]] std::string& output() noexcept { return outbox_.ready(); }
  [[nodiscard]] const std::string& output() const noexcept { return outbox_.ready(); }
  [[nodiscard]] Format format() const noexcept {
    return state_ == State::handshake ? Format::text : format_;
  }
  [[nodiscard]] Encoding encoding() const noexcept {
    return protocol_ ? protocol_->encoding() : Encoding::json;
  }
  /// Of the protocol; 0 before the handshake.
  [[nodiscard]] std::int64_t version() const noexcept { return version_; }
  [[nodiscard]] std::size_t calls_running() const noexcept { return running_.size(); }
  [[nodiscard]] const Outbox& outbox() const noexcept { return outbox_; }
  /// The handshake has succeeded, and it is not over.
  [[nodiscard]] bool open() const noexcept { return state_ == State::open; }
  [[nodiscard]] bool ended() const noexcept { return state_ == State::ended; }
  [[nodiscard]] bool can_reconnect() const noexcept { return open() && outbox_.keeps(); }
  /// The invocation has started and owes its completion.
  [[nodiscard]] bool runs(InvocationKey key) const noexcept;
  /// How; once it has ended.
  [[nodiscard]] Ending ending() const noexcept { return ending_; }
  /// What the client said about it, or did; mostly empty.
  [[nodiscard]] const std::string& ending_error() const noexcept { return ending_error_; }
  /// Something waits for a slot or for room, and everything behind it.
  [[nodiscard]] bool held() const noexcept { return held_call_ || held_item_; }
  /// It may go on now.
  [[nodiscard]] bool resumable() const noexcept;
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
    std::vector<std::string> upload_ids;
  };
  struct Running {
    InvocationKey key = 0;
    std::string id;
    std::string target;
    Answers answers = Answers::once;
    bool holds_slot = false;
    bool said_items = false;
    bool cancelled = false;
  };
  struct HeldItem {
    std::string upload_id;
    Argument item;
  };
  struct Asked {
    ClientCall call = 0;
    InvocationKey on_behalf = 0;
    bool lent_slot = false;
  };

  std::optional<Step> on_handshake(std::string_view text, TimePoint now);
  std::optional<std::string> choose_protocol(std::string_view name, std::int64_t version);
  void refuse_handshake(Ending ending, std::string_view error);
  void on_unreadable(RecordBuffer::Found found);
  void look_for_acks();
  std::optional<Step> go_on(TimePoint now);
  std::optional<Step> on_record(std::string_view bytes, TimePoint now);
  std::optional<Step> do_record(const Record& record);
  bool is_repeated(const Record& record);
  void on_sequence(std::int64_t number);
  std::optional<Step> on_invocation(const Record& record);
  std::optional<std::string> fault_in(const Method& method, const Record& record);
  void refuse_invocation(const Record& record, std::string_view error);
  std::optional<Step> on_item(const Record& record);
  std::optional<Step> on_completion(const Record& record);
  std::optional<Step> on_cancel(const Record& record);
  std::optional<Step> on_answer(const Record& record);
  std::optional<Step> put_item(std::string_view upload_id, Argument item);
  [[nodiscard]] const Method& method_of(const Call& call) const;
  [[nodiscard]] bool may_start(const Call& call) const noexcept;
  Invocation start(Call call);
  Running* find_running(InvocationKey key) noexcept;
  Running* find_stream(std::string_view id) noexcept;
  std::optional<Running> take_running(InvocationKey key);
  void end(Ending ending);

  const Description& description_;
  Peer peer_;
  codec::JsonParser& parser_;
  std::unique_ptr<Protocol> protocol_;  ///< null before the handshake
  std::int64_t version_ = 0;
  State state_ = State::handshake;
  Format format_ = Format::text;
  Ending ending_ = Ending::connection_lost;
  std::string ending_error_;
  RecordBuffer inbox_;
  Outbox outbox_;
  Uploads uploads_;
  std::unique_ptr<Call> held_call_;      ///< null: none
  std::unique_ptr<HeldItem> held_item_;  ///< null: none
  std::size_t peeked_ = 0;  ///< bytes behind what is held that look_for_acks() has seen
  std::vector<Running> running_;
  std::vector<Asked> asked_;
  InvocationKey last_key_ = 0;
  ClientCall last_call_ = 0;
  std::size_t slots_taken_ = 0;
  TimePoint started_;
  TimePoint last_ping_;    ///< when we last decided about a ping
  TimePoint last_record_;  ///< when the client timeout began to run
  bool client_pings_ = false;
  // Stateful reconnect: what the client has sent.
  std::int64_t expected_ = 1;  ///< the number of its next record that counts
  std::int64_t highest_ = 0;   ///< the last one that was new
  std::int64_t acknowledged_ = 0;
  std::optional<TimePoint> away_since_;
};

}  // namespace spotter::hub
