#pragma once

#include <spotter/base/error.hpp>
#include <spotter/conversation/directory.hpp>
#include <spotter/shard/task.hpp>

#include <cstdint>
#include <string>

namespace spotter::conversation {

/// What a turn's beginning does with what is kept of its chat.
enum class Taking {
  go_on,   ///< brings it: the talker has just come
  begin,   ///< drops it: the talker begins a new chat
  nothing  ///< leaves it: the talker has it
};

/// Where chats are kept beyond this process, so that another one goes on with them. All texts are
/// sealed. One a shard; calls on it.
class Archive {
 public:
  /// What a turn's beginning found.
  struct Opened {
    bool kept = true;  ///< false: somebody else talks in the chat, or it is shared; nothing is kept
    std::string chat;  ///< Taking::go_on: at its last turn's end; empty: there is none
    std::string turn;  ///< Taking::go_on: one that began and was never ended; empty: there is none
  };

  virtual ~Archive() = default;
  /// Whether a call is worth its while just now.
  [[nodiscard]] virtual bool available() const noexcept = 0;
  /// A turn begins. `talker` names the connection in all processes. Errors: what is behind it did
  /// not answer; the chat goes on in this process alone.
  virtual Task<Result<Opened>> open_turn(std::string name, std::string talker, ClientMark mark,
                                         Taking taking, std::string turn) = 0;
  /// The turn is over, and this is the chat. False: somebody else talks in it by now, or it is no
  /// more, and nothing happened.
  virtual Task<Result<bool>> close_turn(std::string name, std::string talker, std::string chat) = 0;
  /// The chat is no more.
  virtual Task<Result<void>> erase(std::string name) = 0;
};

}  // namespace spotter::conversation
