#pragma once

#include <spotter/base/error.hpp>
#include <spotter/conversation/directory.hpp>
#include <spotter/shard/task.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace spotter::conversation {

/// What a turn's beginning does with what is kept of its chat.
enum class Taking {
  go_on,   ///< brings it: the talker has just come
  begin,   ///< drops it: the talker begins a new chat
  nothing  ///< leaves it: the archive knows that the talker has it
};

/// Where chats are kept beyond this process, so that another one goes on with them. All texts are
/// sealed. One a shard; calls on it. Whoever it says talks in a chat has it: others write nothing
/// into it. Errors of all calls: what is behind it did not answer, and may have done it or not.
///
/// A talker is named `INSTANCE:SHARD:NUMBER`, which no two in all processes share; what stands
/// before the last colon is its desk. Within an instance its Directory decides who has a chat, so
/// talkers of one instance take it from each other at once. One of another instance is asked first,
/// through its desk, as long as that is heard of.
class Archive {
 public:
  /// A turn that begins, or a chat that is taken without one.
  struct Opening {
    std::string name;
    std::string talker;
    bool named = false;  ///< the client named the chat: the newest talker has it
    ClientMark mark = 0;
    Taking taking = Taking::nothing;
    std::string turn;  ///< empty: none
    /// How old the words are that this process has of the chat and the archive has not.
    std::optional<Duration> missed{};
    /// Desks may live that had no time to be heard of: who talks there counts as there.
    bool early = false;
    /// Whoever talks in it was asked, and does not answer: they have lost it.
    bool insists = false;
    /// Taking::begin: its own client is gone by now. Nothing is taken from whoever is there, or has
    /// had it at another instance since; `missed` is how long ago the user began.
    bool gone = false;
    /// As Opened::order said, when it is opened again; "0": as old as that of who has it.
    std::string order{};
  };
  struct Opened {
    enum class What {
      kept,  ///< the talker has it
      /// Somebody of another instance may be in it, and is asked now. Who comes again once their
      /// own client has given a sign of life, and finds that they are there, shares it with them.
      occupied,
      lost  ///< somebody else has it, or nobody can tell whose it is; nothing is kept
    };
    What what = What::kept;
    /// Nobody of another instance has had it since: what this process has of it, if anything, is
    /// the newest.
    bool newest_here = true;
    std::string chat;  ///< Taking::go_on: at its last turn's end; empty: there is none
    /// Taking::go_on: one of another instance, without an end or cut off by its own; empty: none.
    std::string turn;
    /// Its payer has deleted it since the talker had it: what they said before is no more.
    bool deleted = false;
    /// Occupied: the place of this opening among all of a chat that is named; opaque.
    std::string order;
    std::string holder;  ///< occupied: who is asked
  };
  /// Another instance wants something of this desk.
  struct Question {
    enum class What {
      is_there,  ///< whether a talker's client is
      gives_up,  ///< a talker is to go, whether its client is there or not: the chat is named
      shares,    ///< a talker's chat is kept no more: another one is there as well
      forgets    ///< a chat is deleted: that in `note`
    };
    What what = What::is_there;
    std::uint64_t number = 0;  ///< the talker's place's
    std::string asker{};       ///< the talker that wants the chat
    std::string chat{};        ///< as the archive names it
    std::string note{};        ///< as erase() had it
  };
  /// What has become of a change to a talker's own chat.
  enum class Change {
    done,
    lost,      ///< somebody else has it, and nothing happened
    forgotten  ///< its payer has deleted it, and nothing happened
  };

  virtual ~Archive() = default;
  /// Whether a call is worth its while just now.
  [[nodiscard]] virtual bool available() const noexcept = 0;
  virtual Task<Result<Opened>> open_turn(Opening opening) = 0;
  /// The turn is over, and this is the chat; empty: nothing was said in it. `turn`: it was cut off
  /// by the end of its process, and may be asked for anew; empty: it was not.
  virtual Task<Result<Change>> close_turn(std::string name, std::string talker, ClientMark mark,
                                          std::string chat, std::string turn) = 0;
  /// The talker's words are no more.
  virtual Task<Result<Change>> erase(std::string name, std::string talker) = 0;
  /// The same for its payer, whoever has it; `desk`: of who asks. Instances that live and may have
  /// its words in memory are told, with `note`. False: not all have taken that yet.
  virtual Task<Result<bool>> forget(std::string name, std::string desk, std::string note) = 0;
  /// Whether they have by now.
  virtual Task<Result<bool>> is_forgotten(std::string name) = 0;
  /// The talker is gone, and no answer of theirs is being given: others may go on. Does nothing
  /// when it is not theirs.
  virtual Task<Result<void>> leave(std::string name, std::string talker) = 0;
  /// Somebody else was there beside the talker: nobody goes on with the chat for a lifetime.
  virtual Task<Result<void>> share(std::string name, std::string talker) = 0;
  /// A chat that rests in the talker's process, as the archive has missed it. False: another
  /// instance has had it since.
  virtual Task<Result<bool>> catch_up(std::string name, std::string talker, ClientMark mark,
                                      Duration age, std::string chat) = 0;

  /// Lets `desk` be heard of for some seconds; brings what it is asked.
  virtual Task<Result<std::vector<Question>>> beat(std::string desk) = 0;
  /// As leave() when the client is not there; else whoever asked is told when they come again.
  virtual Task<Result<void>> answer(Question question, std::string talker, bool there) = 0;
};

}  // namespace spotter::conversation
