#pragma once

#include "conversation/chat.hpp"

#include <spotter/conversation/conversation.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace spotter::conversation {

/// Looks for the chat of a connection whose user has said the first thing: in this process, then in
/// the archive. Lives on the connection's shard.
class Search {
 public:
  /// For whom.
  struct Seeker {
    Desk& desk;
    const chat::Services& coach;
    const Owner& owner;
    const chat::Speaker& speaker;
    Chat& chat;
    shard::TaskGroup& tasks;
    std::function<Task<bool>()> is_there;  ///< asks their client for a sign of life
  };
  /// What the first message finds.
  struct Found {
    std::unique_ptr<chat::RunningAnswer> running;  ///< the answer to it, elsewhere; null: none
    bool repeats = false;                          ///< it asks for the last answer once more
    chat::Said said;
    bool client_is_gone = false;  ///< the seeker's own
  };

  /// All that the seeker refers to outlives it. `text`: of the first message.
  Search(Seeker seeker, Wish wish, std::string text);

  /// Once.
  Task<Found> run();
  /// The user wants nothing of what was said before: it is forgotten when it is found.
  void begin_anew();
  /// The user's calls could not wait: what is found comes before what they have said.
  void leave_behind() noexcept { left_behind_ = true; }
  /// The connection is over. What its user has begun takes the place of what was there before all
  /// the same.
  void close() noexcept { closing_ = true; }

 private:
  [[nodiscard]] bool begins() const noexcept { return wish_ == Wish::begin; }
  Task<Directory::Claimed> claim();
  Task<bool> wait_for(Place other);
  Task<void> listen();
  Task<void> take_up(Directory::Claimed claimed);
  Task<bool> go_on(Directory::Claimed& claimed);
  Task<std::optional<chat::Snapshot>> take_kept(Directory::Claimed& claimed);
  Task<bool> open_archive(std::optional<Duration> missed, std::optional<chat::Snapshot>& before);
  void make_good(const OpenTurn& lost, std::optional<chat::Snapshot>& before);
  void go_on_with(chat::Snapshot before);
  void drop_found();

  Seeker seeker_;
  Wish wish_;
  TimePoint began_{};  ///< when the user wanted to begin
  std::string text_;
  Found found_;
  std::optional<bool> heard_;  ///< whether their own client is there; nothing: nobody knows yet
  shard::Signal knows_;
  bool closing_ = false;
  bool left_behind_ = false;
};

}  // namespace spotter::conversation
