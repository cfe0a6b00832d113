#pragma once

#include <spotter/chat/coach.hpp>
#include <spotter/conversation/chat_name.hpp>
#include <spotter/conversation/desk.hpp>

#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>

namespace spotter::conversation {

/// Whose chat a connection may go on with.
struct Owner {
  /// Of the chat, from name_of_chat(); empty: the chat ends with its connection.
  std::string name;
  /// The client named the chat: nobody else can mean it, and the newest connection has it.
  bool named = false;
  ClientMark mark = 0;
};

class Search;

/// A coach's chat with one connection, which may have begun on an earlier connection and may go on
/// on a later one. The first thing that the user says decides: an introduction begins a chat, a
/// message goes on with the one that is kept, if there is one and nobody talks in it; a message
/// equal to the one whose answer was lost on the way gets that answer, running or done, free of
/// charge. Calls are the coach's own; those that come while the chat is being looked for wait, in
/// their order, but for stop() and restart(). Lives on the session's shard; close() before
/// destruction.
class Conversation final : private Talker {
 public:
  /// Asks the client for a sign of life.
  using AskClient = std::function<Task<bool>(Duration patience)>;

  /// `desk`, `coach` and what that refers to outlive it and all that it leaves behind.
  Conversation(Desk& desk, const chat::Services& coach, chat::Speaker speaker, Owner owner,
               AskClient ask_client);
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;
  ~Conversation() override;

  void introduce(std::string_view locale, chat::WeightUnit unit,
                 std::unique_ptr<chat::Reply> reply);
  void prefer(std::string_view locale, chat::WeightUnit unit);
  void send_message(std::string text, std::unique_ptr<chat::Reply> reply);
  void restart();
  void stop();
  void shut_down();
  void on_room();
  [[nodiscard]] bool busy() const noexcept;
  [[nodiscard]] std::size_t turns() const noexcept;
  /// How the last turn ended; nothing: none has here.
  [[nodiscard]] std::optional<chat::Outcome> last_outcome() const noexcept;

  /// The connection is over; an answer that runs goes on for a while. `seen`: its client took
  /// leave, so it has seen all that was said before. Once, last.
  Task<void> close(bool seen);

 private:
  struct Call;
  enum class State {
    untouched,  ///< nothing was said
    looking,    ///< for the chat; calls wait
    found       ///< or not: the coach has what there is
  };

  Task<bool> is_there(Duration patience) override;
  void give_up() override;
  void share() override;
  void forget(bool archive_knows) override;

  [[nodiscard]] bool begin_anew();
  void call(Call call);
  void pass_on(Call call);
  void pass_on_waiting();
  void stop_waiting();
  void end_waiting();
  void start_looking(Wish wish, std::string text);
  Task<void> look();
  Chat& chat();
  void leave_chat();

  Desk& desk_;
  const chat::Services& coach_;
  chat::Speaker speaker_;
  Owner owner_;
  AskClient ask_client_;
  std::shared_ptr<Chat> chat_;  ///< null until something is said: an idle session costs little
  State state_ = State::untouched;
  std::list<Call> waiting_;         ///< an empty one takes no memory
  std::size_t turns_before_ = 0;    ///< of chats that were given up
  std::unique_ptr<Search> search_;  ///< null: look() does not run
  bool gives_up_ = false;           ///< once it has ended
  bool leaving_ = false;            ///< the process ends
  bool closing_ = false;
  shard::TaskGroup tasks_;

  // What looking found for the first message.
  std::unique_ptr<chat::RunningAnswer> running_;  ///< the answer to it, elsewhere; null: none
  bool repeats_ = false;                          ///< it asks for the last answer once more
  chat::Said said_;
};

}  // namespace spotter::conversation
