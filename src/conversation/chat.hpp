#pragma once

#include <spotter/chat/coach.hpp>
#include <spotter/conversation/desk.hpp>

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace spotter::conversation {

/// A coach and where its chat is kept. Outlives its connection when an answer is still being given.
/// Lives on its shard.
class Chat final : public chat::TurnObserver {
 public:
  /// `desk` and `services` outlive it. `speaker` as for a coach; `mark`: of their client; `named`:
  /// the client names the chat.
  Chat(Desk& desk, const chat::Services& services, chat::Speaker speaker, Place place,
       ClientMark mark, bool named);
  Chat(const Chat&) = delete;
  Chat& operator=(const Chat&) = delete;
  ~Chat() override;

  [[nodiscard]] chat::Coach& coach() noexcept { return coach_; }
  [[nodiscard]] const Place& place() const noexcept { return place_; }

  /// It has the place of that name.
  void take_place(std::string name) { name_ = std::move(name); }
  /// It is kept under its name from now on.
  void keep();
  /// The same for one that began already. `gone`: its client is so by now, and whoever has come
  /// since `began` keeps the chat.
  void keep_begun(TimePoint began, bool gone);
  /// The archive is still to hear of that.
  [[nodiscard]] bool takes_begun() const noexcept;
  /// Takes the chat in the archive for a turn to come; `missed`: as Archive::Opening has it.
  /// Whoever is in it elsewhere is asked, which takes seconds; stop_asking() ends that.
  /// `late`: its connection was there before.
  Task<Result<Archive::Opened>> open_archive(std::string turn, std::optional<Duration> missed,
                                             bool late);
  void stop_asking() noexcept { asks_ = false; }
  /// That ended because its own client gave no sign of life: nothing is known of the chat.
  [[nodiscard]] bool client_is_gone() const noexcept { return client_is_gone_; }
  /// The archive has not all that was said.
  void set_missed() noexcept { missed_ = true; }
  /// The archive did not answer: what it has may come later. `newest_here`: this process has words
  /// that it lacks.
  void set_late(bool newest_here) noexcept { newest_here_ = newest_here; }
  /// The archive knows of the turn to come.
  void set_opened() noexcept { opened_ = true; }
  /// The turn to come does not come.
  void close_opened();
  /// Goes on with what was said before.
  void restore(chat::Snapshot snapshot);
  /// It is not kept any more: somebody else has it.
  void let_go() noexcept { kept_ = false; }
  [[nodiscard]] bool kept() const noexcept { return kept_; }
  /// Whose place it has; empty: none.
  [[nodiscard]] const std::string& name() const noexcept { return name_; }

  /// Its user said something: they have seen what came before.
  void heard() noexcept { unseen_ = false; }
  /// How its last turn ended; nothing: none has yet.
  [[nodiscard]] std::optional<chat::Outcome> last_outcome() const noexcept { return last_outcome_; }
  /// The answer that comes next was begun elsewhere, and has all of the chat: nobody knows whether
  /// its end is seen here.
  void set_rejoined() noexcept { unseen_ = rejoined_ = true; }
  /// Counts up whenever another chat begins in the place of this one.
  [[nodiscard]] std::uint64_t era() const noexcept { return era_; }
  /// That answer is over, and this is the chat, unless another one has begun since `era`.
  void close_rejoined(const chat::AnswerNews& news, std::uint64_t era);
  /// The last answer is whole, and nobody knows whether it was seen.
  [[nodiscard]] bool unseen() const noexcept { return unseen_; }

  /// The chat as it is; `unseen`: the end of its last answer may be.
  [[nodiscard]] chat::Snapshot snapshot(bool unseen) const;
  /// The same, sealed; empty when nothing was said, or it is not kept.
  [[nodiscard]] std::string sealed(bool unseen) const;
  /// What is left of it; `unseen` as above.
  [[nodiscard]] Directory::Rest rest(bool unseen) const;
  /// Nobody talks in it here any more, and no answer of it is being given.
  Task<void> leave_archive();
  /// The coach and the archive forget it, unless somebody else has it by now.
  void forget();
  /// The same for its payer, who sees to the archive. `archive_knows`: and has done so.
  void forget_here(bool archive_knows);
  /// Somebody else is there at the same time: it is kept no more, and nobody goes on with it.
  void share();
  /// For the archive: a turn that begins.
  [[nodiscard]] std::string sealed_turn(std::string_view text, rate_limit::GenerationId id) const;
  /// Its client is gone: the running answer is taken down from now on.
  void detach();
  [[nodiscard]] chat::Recorder* recorder() noexcept { return recorder_ ? &*recorder_ : nullptr; }
  /// Raised when the running answer is over.
  [[nodiscard]] shard::Signal& over() noexcept { return over_; }
  /// Raised when it rests, after an answer without a client.
  [[nodiscard]] shard::Signal& rested() noexcept { return rested_; }

  void on_turn_begun(std::string_view text, rate_limit::GenerationId id) override;
  void on_turn_over(const chat::Ending& ending) override;

  /// Ends it and waits.
  Task<void> close();

 private:
  /// What the archive is to be told.
  struct News {
    enum class What { begun, begun_anew, over, erased, shared };
    What what = What::over;
    std::string text{};  ///< the turn, or the chat
    std::string cut{};   ///< the turn that the end of the process cut off; empty: none
    /// Generations of turns that are over and count, unless whoever has taken the chat has given
    /// them back.
    std::vector<std::string> charged{};
  };
  [[nodiscard]] bool archived() const noexcept;
  void begin_era();
  void tell(News news);
  Task<void> tell_all();
  Task<void> tell_one(News news);
  using Change = Archive::Change;
  Task<Result<Change>> task_of(News& news);
  Task<Result<Change>> take_in_archive(std::string turn);
  Task<Result<Change>> tell_over(std::string chat, std::string cut);
  Task<Result<Change>> tell_erased();
  Task<bool> client_gives_a_sign();
  Task<void> pause();
  void forget_past();
  void put_before(const Archive::Opened& opened);
  void seal_untold();
  [[nodiscard]] std::string cut_turn(const chat::Ending& ending) const;
  void drop_untold();
  [[nodiscard]] std::string talker() const { return desk_.talker_at(place_.number); }

  Desk& desk_;
  const chat::Services& services_;
  rate_limit::Budget budget_;
  Place place_;
  ClientMark mark_;
  bool named_;
  std::string name_;
  bool kept_ = false;
  /// How the archive's chat is taken with the next word to it; nothing: it knows whose it is.
  Taking taking_ = Taking::go_on;
  bool opened_ = false;  ///< the archive knows of the turn to come
  bool missed_ = false;  ///< the archive has not all that was said
  bool asks_ = true;     ///< whoever is in it elsewhere
  bool client_is_gone_ = false;
  TimePoint began_{};            ///< when its user did, see Taking::begin
  bool newest_here_ = true;      ///< when the archive's chat comes late
  std::uint64_t rewritten_ = 0;  ///< so often what was said before has changed
  bool shared_ = false;          ///< with somebody who is there at the same time
  bool handed_on_ = false;       ///< the end went to another connection
  bool rejoined_ = false;        ///< and has the chat only when that answer is over
  std::uint64_t era_ = 0;
  std::string question_;  ///< of the last turn, while it is not kept
  rate_limit::GenerationId generation_ = 0;
  bool unseen_ = false;
  bool paid_ = false;  ///< a turn here was charged, or what came from before shows that one was
  std::optional<chat::Outcome> last_outcome_;
  std::deque<News> untold_;           ///< in the order in which it happened
  std::vector<std::string> charged_;  ///< for the next of them
  bool telling_ = false;
  std::optional<chat::Recorder> recorder_;
  shard::Signal over_;
  shard::Signal rested_;
  shard::TaskGroup tasks_;
  chat::Coach coach_;
};

}  // namespace spotter::conversation
