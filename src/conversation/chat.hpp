#pragma once

#include <spotter/chat/coach.hpp>
#include <spotter/conversation/desk.hpp>

#include <deque>
#include <memory>
#include <optional>
#include <string>

namespace spotter::conversation {

/// A coach and where its chat is kept. Outlives its connection when an answer is still being given.
/// Lives on its shard.
class Chat final : public chat::TurnObserver {
 public:
  /// `desk` outlives it. `speaker` as for a coach; `mark`: of their client.
  Chat(Desk& desk, const chat::Services& services, chat::Speaker speaker, Place place,
       ClientMark mark);
  Chat(const Chat&) = delete;
  Chat& operator=(const Chat&) = delete;
  ~Chat() override;

  [[nodiscard]] chat::Coach& coach() noexcept { return coach_; }
  [[nodiscard]] const Place& place() const noexcept { return place_; }

  /// It has the place of that name, and is kept under it from now on.
  void keep(std::string name);
  /// The same for one that has begun already; `revision`: of the one before it.
  void keep_begun(std::string name, std::uint64_t revision);
  /// The archive knows of the turn to come.
  void set_opened() noexcept { opened_ = true; }
  /// It does not come.
  void close_opened();
  /// The archive does not know yet that it is talked in here.
  void set_taken_over() noexcept { taken_over_ = true; }
  /// Goes on with what was said before.
  void restore(chat::Snapshot snapshot);
  /// It is not kept any more: somebody else has it.
  void let_go() noexcept { kept_ = false; }
  [[nodiscard]] bool kept() const noexcept { return kept_; }
  /// Whose place it has; empty: none.
  [[nodiscard]] const std::string& name() const noexcept { return name_; }

  /// Its user said something: they have seen what came before.
  void heard() noexcept { unseen_ = false; }
  /// The answer that comes next was begun elsewhere: nobody knows whether its end is seen here.
  void set_rejoined() noexcept { unseen_ = true; }
  /// How its last turn ended; nothing: none has yet.
  [[nodiscard]] std::optional<chat::Outcome> last_outcome() const noexcept { return last_outcome_; }
  /// The last answer is whole, and nobody knows whether it was seen.
  [[nodiscard]] bool unseen() const noexcept { return unseen_; }

  /// The chat as it is; `unseen`: the end of its last answer may be.
  [[nodiscard]] chat::Snapshot snapshot(bool unseen) const;
  /// The same, sealed; empty when nothing was said, or it is not kept.
  [[nodiscard]] std::string sealed(bool unseen) const;
  /// The archive forgets it as well.
  void erase();
  /// For the archive: a turn that begins.
  [[nodiscard]] std::string sealed_turn(std::string_view text, rate_limit::GenerationId id) const;
  /// Names the chat's connection in all processes.
  [[nodiscard]] std::string talker() const;
  /// Its client is gone: the running answer is taken down from now on.
  void detach();
  [[nodiscard]] chat::Recorder* recorder() noexcept { return recorder_ ? &*recorder_ : nullptr; }
  /// Raised when the running answer is over.
  [[nodiscard]] shard::Signal& over() noexcept { return over_; }

  void on_turn_begun(std::string_view text, rate_limit::GenerationId id) override;
  void on_turn_over(const chat::Ending& ending) override;

  /// Ends it and waits.
  Task<void> close();

 private:
  /// What the archive is to be told.
  struct News {
    enum class What { begun, over, erased };
    What what = What::over;
    std::string name;
    std::string text;  ///< the turn, or the chat
    Taking taking = Taking::nothing;
    std::string charged{};  ///< the generation of a turn that is over and counts
  };
  [[nodiscard]] bool archived() const noexcept;
  void tell(News news);
  Task<void> tell_all();
  Task<void> tell_one(News news);

  Desk& desk_;
  chat::Services services_;
  rate_limit::Budget budget_;
  Place place_;
  ClientMark mark_;
  std::string name_;
  bool kept_ = false;
  bool opened_ = false;
  bool taken_over_ = false;
  std::string question_;  ///< of the last turn, while it is not kept
  rate_limit::GenerationId generation_ = 0;
  bool unseen_ = false;
  std::optional<chat::Outcome> last_outcome_;
  std::deque<News> untold_;  ///< in the order in which it happened
  bool telling_ = false;
  std::optional<chat::Recorder> recorder_;
  shard::Signal over_;
  shard::TaskGroup tasks_;
  chat::Coach coach_;
};

}  // namespace spotter::conversation
