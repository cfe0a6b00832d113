#pragma once

#include <spotter/hub/transport.hpp>
#include <spotter/shard/signal.hpp>

#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>

namespace spotter::signalr {

/// Names a request that waits for bytes of a connection. Never reused on an instance.
using Visit = std::uint64_t;

/// What a request got that came for bytes.
struct Taken {
  enum class What {
    bytes,     ///< at least one
    nothing,   ///< the time came first
    over,      ///< the connection has ended, and there is nothing left
    ping,      ///< nothing to write: the client is to be asked whether it is there
    aborted,   ///< it was cut: what was still there is lost
    replaced,  ///< another request takes the place
    conflict   ///< another request is just about to take the place
  };
  What what = What::over;
  std::string bytes;  ///< whole records
  hub::Format format = hub::Format::text;
  Duration patience{};  ///< of a ping
};

/// A hub's transport whose wire is other tasks of the same shard: requests hand in what the client
/// sent, and fetch what it shall get. One end is the session's, the other that of the requests;
/// none waits for ever, since each end says when it is gone. Lives on its connection's shard.
/// Bounded: who hands in, or writes, more than is taken waits.
class Pipe final : public hub::Transport {
 public:
  enum class Wire {
    socket,  ///< somebody takes all the time: a write is done when it is on the client's wire
    events,  ///< the same, and what the client says comes by other ways
    visits   ///< somebody comes now and then: a write is done when it fits in the buffer
  };
  struct Limits {
    std::size_t inbound_bytes_max;
    std::size_t outbound_bytes_max;  ///< with Wire::visits
  };
  Pipe(ShardExecutor executor, Limits limits, Wire wire = Wire::visits);
  /// Before the first write.
  void set_wire(Wire wire) noexcept { wire_ = wire; }

  // The session's end.
  Task<Result<std::size_t>> read(std::string& into) override;
  Task<Result<void>> write(std::string_view bytes, hub::Format format) override;
  /// How the client is asked depends on the wire. `socket`: whoever takes sends a ping, and says
  /// heard() if there was an answer. `visits`: the request that waits is answered with `nothing`,
  /// and the client lives if it comes again. `events`: nothing that could be written asks for an
  /// answer. Something is written, since that may show that the stream is gone; else the client is
  /// taken to be there.
  Task<bool> ping(Duration patience) override;
  Task<void> close() override;
  void abort() noexcept override;

  // The client's end.

  /// There was a sign of life.
  void heard() noexcept;

  /// Hands in what the client sent, after those who came before. Waits while too much is unread.
  /// False: the connection ended before all of it was handed in.
  Task<bool> deliver(std::string bytes, Visit visit = 0);
  /// Nobody waits any more for that sender's bytes to be handed in: what is left of them is
  /// dropped.
  void forget(Visit visit) noexcept;
  /// Bytes of senders that wait.
  [[nodiscard]] std::size_t waiting_bytes() const noexcept { return waiting_bytes_; }
  /// The client sends no more; what has come can still be read. `how`: closed or reset.
  void end(Errc how) noexcept;
  /// The same, and it takes no more either.
  void hang_up(Errc how) noexcept;
  /// Waits for bytes to take, until `until` at most. Who waits already is told `replaced` and goes
  /// first. Coming back says that what was taken before has been sent.
  Task<Taken> take(Visit visit, TimePoint until);
  /// The request takes nothing any more: its wait ends with `nothing`.
  void leave(Visit visit) noexcept;

  [[nodiscard]] bool has_taker() const noexcept { return taker_ != nullptr; }
  /// Nothing can be handed in any more.
  [[nodiscard]] bool ended() const noexcept { return aborted_ || closing_ || client_end_; }
  /// What the hub has not read yet, taken out; how a socket takes over what came by POST.
  std::string take_unread();

 private:
  struct Sender {
    Sender(Visit number, ShardExecutor executor) : visit(number), wake(executor) {}
    Visit visit;  ///< 0: of a line, which never gives up
    shard::Signal wake;
    bool gone = false;
  };
  struct Taker {
    Taker(Visit number, ShardExecutor executor) : visit(number), wake(executor) {}
    Visit visit;
    shard::Signal wake;
    std::optional<Taken::What> told;
  };

  Task<void> wait_for_place(Taker& me);
  [[nodiscard]] bool cut() const noexcept { return aborted_ || hung_up_; }
  [[nodiscard]] bool written_out() const noexcept { return outbound_.empty() && !on_the_way_; }
  void wake_all() noexcept;
  void wake_sender() noexcept;

  ShardExecutor executor_;
  Wire wire_;
  Limits limits_;
  std::string inbound_;
  std::string outbound_;
  hub::Format format_ = hub::Format::text;
  shard::Signal readable_;
  shard::Signal writable_;        ///< of a write, then of close
  shard::Signal sign_;            ///< of a ping: heard, or the end
  std::optional<Duration> ping_;  ///< that nobody has taken; the patience
  bool heard_ = false;            ///< since the last ping began
  std::list<Sender> senders_;     ///< in the order in which they came; the first hands in
  std::size_t waiting_bytes_ = 0;
  Taker* taker_ = nullptr;       ///< who waits
  Taker* next_taker_ = nullptr;  ///< who waits for it to go
  std::optional<Errc> client_end_;
  bool on_the_way_ = false;  ///< taken, and its taker is not back
  bool closing_ = false;
  bool hung_up_ = false;
  bool aborted_ = false;
};

}  // namespace spotter::signalr
