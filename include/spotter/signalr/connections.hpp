#pragma once

#include <spotter/hub/session.hpp>
#include <spotter/shard/task_group.hpp>
#include <spotter/signalr/mount.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace spotter::signalr {

class Pipe;
struct Taken;
struct Resident;

/// The connections whose home is one shard, by the id that their token seals. All of them are
/// registered here; those whose requests may land on any shard (Server-Sent Events, Long Polling,
/// WebSockets with stateful reconnect) live here as well: other shards hand in what their clients
/// send and fetch what they shall get. Ordinary WebSockets live where their socket is.
/// One per shard: other shards reach it by Sharded. Bounded: an entry ends with its connection or
/// its token, whichever is later; kWaitingMax entries have no transport yet.
class Connections final : public shard::TickListener {
 public:
  /// Connections that only POSTs have come for.
  static constexpr std::size_t kWaitingMax = 1024;
  /// What the POSTs of one connection, and those of all that live here, bring while the hub has not
  /// read what came before: who sends more is told to come later.
  static constexpr std::size_t kPostedBytesMax = 2 * 1024 * 1024;
  static constexpr std::size_t kAllPostedBytesMax = 128 * 1024 * 1024;

  struct Services {
    ShardExecutor executor;
    const Clock& clock;
    /// Told of an exception that left a task of a connection: a bug.
    std::function<void(std::exception_ptr)> on_bug;
  };
  explicit Connections(Services services);
  Connections(const Connections&) = delete;
  Connections& operator=(const Connections&) = delete;
  /// Nothing lives here any more: drained() has returned.
  ~Connections() override;

  /// What sessions of this shard are made with; both outlive the sessions.
  struct Host {
    const std::deque<Mount>& mounts;
    hub::Session::Services session;
  };
  void host(Host host);

  /// Which connection a request wants, and who sends it.
  struct Key {
    std::string id;
    WallTime expires;     ///< of the token
    std::size_t mount;    ///< index into Host::mounts
    std::string guest;    ///< Guest::name
    std::string alias{};  ///< Guest::alias
  };
  /// What became of a request. Closed set.
  enum class Outcome {
    done,
    gone,             ///< no such connection, none any more, or not for this guest
    in_use,           ///< somebody else is at it
    other_transport,  ///< it has another one
    sockets_only,     ///< it has WebSockets, which take no POST
    not_polling,      ///< only a polling one can be deleted
    cut_off,          ///< it was over before all was handed in
    full,             ///< too many wait; later there may be room
    draining          ///< this shard takes no new ones
  };

  /// A connection as the requests see it.
  enum class State {
    unopened,  ///< negotiated; perhaps POSTs have come
    open,
    over  ///< or unknown
  };
  [[nodiscard]] State state_of(const std::string& id, WallTime expires) const;
  /// Whether it could be opened for that transport.
  [[nodiscard]] Outcome check(const Key& key, TransportKind transport) const;

  // Ordinary WebSockets.

  struct Claim {
    Outcome outcome;
    std::string sent_before;  ///< by POST
  };
  /// Registers a socket's connection, for `guest`.
  Claim claim(const Key& key);
  /// It is over.
  void release(const std::string& id);

  // Connections that live here.

  /// One way to the client of such a connection. Never reused on an instance; 0 is none.
  using LineId = std::uint64_t;
  struct Opened {
    Outcome outcome;
    LineId line = 0;
  };
  /// Starts the session of one. `stateful`: of a WebSocket with stateful reconnect.
  Opened open(const Key& key, TransportKind transport, bool stateful, std::unique_ptr<Guest> guest,
              codec::Query query);
  /// Another socket for it.
  Opened reopen(const Key& key);

  /// Hands in what came by that line. False: the line or its connection is over.
  Task<bool> deliver(std::string id, LineId line, std::string bytes);
  /// What goes out by that line next.
  Task<Taken> take(std::string id, LineId line);
  /// The client showed that it is there.
  void heard(const std::string& id, LineId line);
  /// The client sends no more by that line: it said so (Errc::closed).
  void end(const std::string& id, LineId line);
  /// The line is lost (Errc::reset) or was given up (Errc::closed).
  void hang_up(const std::string& id, LineId line, Errc how);

  /// A POST; `visit` names it, see give_up().
  Task<Outcome> post(Key key, std::string bytes, std::uint64_t visit);
  /// The POST's client is gone.
  void give_up(const std::string& id, std::uint64_t visit);
  struct Polled {
    Outcome outcome;
    bool over = false;  ///< the connection has ended, and this was all
    std::string bytes;  ///< empty: the poll timed out
  };
  /// A poll after the first; `visit` names it, see leave(). One that waits already is told `over`.
  Task<Polled> poll(Key key, std::uint64_t visit);
  /// The poll's client is gone.
  void leave(const std::string& id, std::uint64_t visit);
  /// A DELETE.
  Outcome remove(const Key& key);

  // The end.

  /// Nothing new is opened from now on, and what was not opened yet ends.
  void close_doors();
  /// Closes the doors; all sessions end as hub::Session::drain() has it.
  void drain();
  /// Those that live here.
  [[nodiscard]] std::vector<Resident*> residents() const;
  /// hub::Session::drain() of one, if it is still there.
  void drain(Resident* resident);
  void shutdown();
  /// Drops them: nothing that can wait for a client is waited for.
  void abort();
  /// Waits until none lives here. After drain(); one waiter.
  Task<void> drained();
  /// That live here.
  [[nodiscard]] std::size_t sessions() const noexcept { return residents_.size(); }
  /// All that are known, and those of them that have no transport yet.
  [[nodiscard]] std::size_t entries() const noexcept { return entries_.size(); }
  [[nodiscard]] std::size_t waiting() const noexcept { return waiting_; }
  /// Polls that wait.
  [[nodiscard]] std::size_t polls() const noexcept { return polls_; }

  void on_tick(TimePoint now) override;

 private:
  struct Entry {
    State state = State::unopened;
    TransportKind transport{};  ///< once it is open
    std::size_t mount = 0;
    std::string owner;     ///< the name of who opened it, or else came first
    std::string alias;     ///< another one, or empty
    TimePoint token_ends;  ///< until then the id must be known
    TimePoint due;         ///< when it has to go if nothing happens
    /// Shared with the requests that wait in it, which may be there for a moment longer.
    std::shared_ptr<Pipe> pipe;    ///< null: an ordinary WebSocket
    Resident* resident = nullptr;  ///< while its session lives here
    LineId line = 0;
  };

  static bool belongs_to(const Entry& entry, const Key& key);
  Entry* find_open(const Key& key);
  std::shared_ptr<Pipe> find_pipe(const std::string& id, LineId line);
  Entry& enter(const Key& key);
  std::shared_ptr<Pipe> make_pipe(const Key& key) const;
  void set_due(Entry& entry, TimePoint due);
  void make_over(Entry& entry);
  void expire(Entry& entry);
  void after_poll(const std::string& id, const Pipe& pipe, bool over);
  void after_session(const Resident& resident);
  Task<void> serve(std::unique_ptr<Resident> resident);
  static Task<void> carry(std::shared_ptr<Pipe> pipe, Task<void> carrying);

  Services services_;
  std::optional<Host> host_;
  std::unordered_map<std::string, Entry> entries_;
  std::set<Resident*> residents_;
  std::size_t waiting_ = 0;
  std::size_t polls_ = 0;
  std::size_t posted_bytes_ = 0;  ///< of POSTs that wait
  LineId lines_ = 0;
  TimePoint next_due_ = TimePoint::max();
  bool draining_ = false;
  shard::TaskGroup tasks_;
};

}  // namespace spotter::signalr
