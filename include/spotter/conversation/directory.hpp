#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/conversation/settings.hpp>
#include <spotter/shard/shard_group.hpp>

#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>

namespace spotter::conversation {

/// Where a chat lives: its shard, and its number there.
struct Place {
  shard::ShardId shard = 0;
  std::uint64_t number = 0;  ///< never reused on a shard

  friend bool operator==(const Place&, const Place&) = default;
};

/// Tells clients apart as far as their requests show what they are: equal for the same app on the
/// same kind of device. 0: they show nothing.
using ClientMark = std::uint64_t;

/// What a connection wants of the chat of its payer.
enum class Wish {
  go_on,  ///< its user says something: the chat that was going on, if it is theirs
  begin   ///< its user begins a new one
};

/// Who talks in which chat, and the chats that rest while nobody does. Knows no words: what rests
/// is sealed. A part of it lives on the shard that a chat's name picks. Bounded: beyond the limits
/// the chat that rested longest goes.
///
/// One chat has one talker. Who comes while another one talks gets none (`kept` is false, and
/// their chat lasts as long as their connection), unless the name is one that only this chat has;
/// and for a lifetime from then on nobody goes on with a chat of that name, because nobody can tell
/// whose it is. Neither does a client of another kind than the one that talked last.
class Directory {
 public:
  struct Claimed {
    bool kept = false;             ///< the chat of that name is now the claimant's
    std::optional<Place> live;     ///< somebody else talks in it, so it was not taken
    std::optional<Place> unheard;  ///< an answer of it is being given there, to nobody
    std::string sealed;            ///< the chat at rest; empty: there is none here
    std::uint64_t revision = 0;    ///< of `sealed`
  };

  explicit Directory(const Settings& settings) : settings_(settings) {}

  Claimed claim(const std::string& name, Place who, ClientMark mark, Wish wish, TimePoint now);
  /// Two talk at the same time under one name that says nothing of who they are.
  void mark_shared(const std::string& name, TimePoint now);
  /// `who` talked in it; its answer goes on there without a client.
  void detach(const std::string& name, Place who, TimePoint now);
  /// `who` talked in it, or gave the answer that nobody heard, and has ended. The chat rests for
  /// Settings::lifetime; `sealed` empty: it is no more. Does nothing when it is not theirs.
  void rest(const std::string& name, Place who, std::string sealed, std::uint64_t revision,
            TimePoint now);
  /// Its payer wants it gone. Who talks in it goes on with an empty one; returned: whose answer is
  /// to be ended, or who talks.
  struct Forgotten {
    std::optional<Place> live;
    std::optional<Place> unheard;
  };
  Forgotten forget(const std::string& name);
  /// Drops chats that rested for their lifetime.
  void sweep(TimePoint now);

  [[nodiscard]] std::size_t chats() const noexcept { return entries_.size(); }
  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }

 private:
  using Resting = std::list<std::string>;  ///< names, longest first
  struct Entry {
    std::optional<Place> live;
    std::optional<Place> unheard;
    std::string sealed;
    std::uint64_t revision = 0;
    ClientMark mark = 0;
    TimePoint shared_until{};
    TimePoint ends{};  ///< once neither live nor unheard
    Resting::iterator resting;
    bool rests = false;
  };
  using Entries = std::unordered_map<std::string, Entry>;

  void wake(Entry& entry);
  void lay_down(Entries::iterator at, TimePoint now);
  void set_sealed(Entry& entry, std::string sealed);
  void erase(Entries::iterator at);
  void make_room();

  Settings settings_;
  Entries entries_;
  Resting resting_;
  std::size_t bytes_ = 0;
};

}  // namespace spotter::conversation
