#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/conversation/settings.hpp>
#include <spotter/shard/shard_group.hpp>

#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

namespace spotter::conversation {

/// Where a chat lives: its shard, and its number there.
struct Place {
  shard::ShardId shard = 0;
  std::uint64_t number = 0;  ///< never reused on a shard

  friend bool operator==(const Place&, const Place&) = default;
};

/// Tells clients apart as far as their requests show what they are: equal for the same app on the
/// same kind of device. 0: they show nothing, and may be any.
using ClientMark = std::uint64_t;

/// What a connection wants of the chat of its payer.
enum class Wish {
  go_on,  ///< its user says something: the chat that was going on, if it is theirs
  begin   ///< its user begins a new one
};

/// Who talks in which chat, and the chats that rest while nobody does. Knows no words: what rests
/// is sealed. A part of it lives on the shard that a chat's name picks. Bounded, each payer's chats
/// and all: beyond a payer's limit, one of theirs goes. Beyond that of all, one of the payer that
/// has the most, as long as that is more than a few; else the one that rested longest. One without
/// words goes first.
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
    /// What is here, also when it is nothing, is not what the archive has: for so long.
    std::optional<Duration> missed;
    std::uint64_t order = 0;  ///< the place of this claim among all, for when it is made again
    bool outlived = false;    ///< who talks in it has claimed it later
  };

  explicit Directory(const Settings& settings) : settings_(settings) {}

  /// `order`: as Claimed::order said of the same claim; 0: it is the first time.
  Claimed claim(const std::string& name, Place who, ClientMark mark, Wish wish, TimePoint now,
                std::uint64_t order);
  /// Two talk at the same time under one name that says nothing of who they are.
  void mark_shared(const std::string& name, TimePoint now);
  /// `who` talked in it; its answer goes on there without a client.
  void detach(const std::string& name, Place who, TimePoint now);
  /// What a talker leaves of a chat.
  struct Rest {
    /// Empty: it is no more. Nothing: it is with the answer that is being given to nobody.
    std::optional<std::string> sealed;
    bool missed = false;  ///< the archive does not know
  };
  /// `who` talked in it, or gave the answer that nobody heard, and has ended. The chat rests for
  /// Settings::lifetime. Whoever talks in it has the last word: an answer that ends later, and that
  /// they did not wait for, is dropped. Does nothing when it is not theirs.
  void rest(const std::string& name, Place who, Rest rest, TimePoint now);

  /// A chat at rest that the archive has missed; null: there is none. A copy.
  struct Missed {
    std::string name;
    std::string sealed;
    ClientMark mark = 0;
    Duration age{};  ///< of its words
  };
  [[nodiscard]] std::optional<Missed> next_missed(TimePoint now) const;
  /// The archive has it now, if it still rests as it was; or (`newest` false) has a newer one, and
  /// this one is dropped.
  void caught_up(const Missed& what, bool newest);
  /// It could not be told: others come first, and after some such times it never is. False: that is
  /// so now.
  bool put_off(const Missed& what);
  /// Its payer wants it gone. Who talks in it goes on with an empty one; returned: whose answer is
  /// to be ended, or who talks.
  struct Forgotten {
    std::optional<Place> live;
    std::optional<Place> unheard;
  };
  Forgotten forget(const std::string& name);
  /// Who talks in it.
  [[nodiscard]] std::optional<Place> live(const std::string& name) const;
  /// Drops chats that rested for their lifetime.
  void sweep(TimePoint now);

  [[nodiscard]] std::size_t chats() const noexcept { return entries_.size(); }
  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }

 private:
  struct Entry;
  using Entries = std::unordered_map<std::string, Entry>;
  using Resting = std::list<const std::string*>;  ///< names, longest first
  /// Whose chats rest.
  struct Payer {
    Resting resting;   ///< with words
    Resting wordless;  ///< what else has to be remembered of a name
    std::size_t bytes = 0;

    [[nodiscard]] std::size_t chats() const { return resting.size() + wordless.size(); }
  };
  using Payers = std::unordered_map<std::string, Payer>;
  using Ranking = std::set<std::pair<std::size_t, Payer*>>;
  struct Entry {
    std::optional<Place> live;
    std::optional<Place> unheard;
    std::uint64_t order = 0;  ///< of the claim that was the last to get it
    std::string sealed;
    bool missed = false;
    int put_off = 0;
    ClientMark mark = 0;
    TimePoint shared_until{};
    TimePoint ends{};  ///< once neither live nor unheard
    Resting::iterator resting;
    Resting* line = nullptr;  ///< that it rests in; null: it does not rest
    Resting::iterator of_payer;
    Payers::pointer payer = nullptr;  ///< while it rests
    bool has_words = false;           ///< in its payer's line
    std::size_t counted = 0;          ///< bytes, of its payer
  };

  [[nodiscard]] Duration rested(const Entry& entry, TimePoint now) const;
  void wake(Entries::iterator at);
  void lay_down(Entries::iterator at, TimePoint now);
  void set_sealed(Entry& entry, std::string sealed);
  void erase(Entries::iterator at);
  void enter_payer(Entries::iterator at);
  void leave_payer(Entry& entry);
  void count(Payer& payer, Entry& entry, std::size_t bytes);
  void rank(Payer& payer);
  void unrank(Payer& payer);
  void keep_within_share(const std::string& payer);
  void make_room();
  void evict(Payer& payer, bool for_bytes);

  Settings settings_;
  Entries entries_;
  Resting resting_;   ///< with words
  Resting wordless_;  ///< what else has to be remembered of a name
  Payers payers_;
  /// Those that have more than a few at rest.
  Ranking by_bytes_;
  Ranking by_chats_;
  /// Of those that rest; what was put off last.
  std::set<std::pair<int, std::string>> missed_;
  std::size_t bytes_ = 0;
  std::uint64_t claims_ = 0;
};

}  // namespace spotter::conversation
