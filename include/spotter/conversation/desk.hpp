#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/base/entropy.hpp>
#include <spotter/base/secret.hpp>
#include <spotter/chat/coach.hpp>
#include <spotter/conversation/archive.hpp>
#include <spotter/conversation/directory.hpp>
#include <spotter/conversation/metrics.hpp>
#include <spotter/conversation/settings.hpp>
#include <spotter/conversation/vault.hpp>
#include <spotter/shard/shard_group.hpp>
#include <spotter/shard/task_group.hpp>
#include <spotter/shard/ticker.hpp>
#include <spotter/telemetry/log.hpp>

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace spotter::conversation {

class Chat;

/// Somebody on this shard who talks in a chat.
class Talker {
 public:
  virtual ~Talker() = default;
  /// Whether their client is still there.
  virtual Task<bool> is_there(Duration patience) = 0;
  /// Another connection goes on with the chat: this one hands it to Desk::release() soon, and has
  /// another, empty one from then on.
  virtual void give_up() = 0;

  /// Somebody else is there at the same time, and nobody can tell whose chat it is: it is kept no
  /// more.
  virtual void share() = 0;
  /// The chat is to be no more; what is said from now on is the beginning of another one.
  /// `archive_knows`: it need not be told.
  virtual void forget(bool archive_knows) = 0;
};

/// What one shard has of conversations: its part of the directory, who talks here, and the answers
/// that go on here without a client. Made, used and destroyed on its shard.
class Desk final : public shard::TickListener {
 public:
  /// Everything outlives it.
  struct Services {
    shard::Sharded<Desk>& desks;
    shard::ShardId id;
    ShardExecutor executor;
    const Clock& clock;
    telemetry::Log& log;
    const Secret& secret;  ///< seals what is kept
    Entropy& entropy;
    std::string instance;              ///< names the process among all that share an archive
    std::unique_ptr<Archive> archive;  ///< null: chats stay in this process
    std::function<void(std::exception_ptr)> on_bug;
    Settings settings;
  };
  explicit Desk(Services services);
  ~Desk() override;

  [[nodiscard]] const Services& services() const noexcept { return services_; }
  [[nodiscard]] Directory& directory() noexcept { return directory_; }
  [[nodiscard]] const Vault& vault() const noexcept { return vault_; }
  [[nodiscard]] shard::ShardId home_of(const std::string& name) const;
  [[nodiscard]] Place next_place() noexcept { return {services_.id, ++places_}; }

  /// Names a talker in all processes; what stands before the last colon is its desk.
  [[nodiscard]] std::string talker_at(std::uint64_t number) const;
  /// Other desks have had the time to be heard of since the archive was away.
  [[nodiscard]] bool hears_others() const noexcept { return beats_ >= kBeatsToBeHeard; }

  /// Nobody waits for anybody any more.
  [[nodiscard]] bool stopping() const noexcept { return stopping_; }

  // For talkers of this shard.

  /// Until release().
  void enter(Place place, Talker& talker) { seats_[place.number] = {&talker, nullptr}; }

  /// Takes a chat over whose client is gone, or has lost it: an answer that is being given goes on
  /// for a while, then the chat rests. Returns when it can be had. `seen`: all that was said.
  Task<void> release(std::shared_ptr<Chat> chat, bool seen);
  /// The same, soon.
  void release_soon(std::shared_ptr<Chat> chat, bool seen);

  /// A payer's chat is to be no more: in this process, where others read it, and in the others that
  /// live and had it, which takes a second. False: that is not certain.
  Task<bool> forget_chat(std::string name);

  // For other shards, by place.

  Task<bool> is_there(std::uint64_t number, Duration patience);
  /// Returns when that talker's chat can be had.
  Task<void> give_up(std::uint64_t number);
  void forget(std::uint64_t number, bool archive_knows);
  void share(std::uint64_t number);
  /// What came of a chat whose answer went on here.
  struct Found {
    enum class What {
      gone,     ///< it is not here any more
      running,  ///< the answer to this very question is being given
      rested    ///< no answer is being given any more: `chat` is what came of it
    };
    What what = What::gone;
    std::optional<chat::Snapshot> chat;
    std::uint64_t reader = 0;  ///< running: for news(), until that says that it is over, or leave()
  };
  /// Looks for the answer to `question`; one to another question is ended first.
  Task<Found> find(std::uint64_t number, std::string question);
  /// What is newer than what that reader has seen. It gets the end, however soon that came.
  Task<std::optional<chat::AnswerNews>> news(std::uint64_t reader, std::uint64_t seen);
  void leave(std::uint64_t reader);
  /// Whether somebody is to get that answer's end.
  [[nodiscard]] bool is_read(const Chat& chat) const;
  void end_answer(std::uint64_t number, chat::Outcome outcome);

  /// What is counted here, by whoever talks.
  [[nodiscard]] Metrics& counts() noexcept { return counts_; }
  /// A copy, with how much there is now.
  [[nodiscard]] Metrics metrics() const;
  /// Answers that go on without a client.
  [[nodiscard]] std::size_t unheard() const noexcept { return unheard_.size(); }
  /// Returns when there is none.
  Task<void> drained();
  /// They end now, with a sentence for whoever comes back.
  void shutdown();
  /// Ends everything and waits for it. Once, last.
  Task<void> stop();

  void on_tick(TimePoint now) override;

 private:
  /// Each desk that lives beats once a second.
  static constexpr int kBeatsToBeHeard = 3;

  /// Somebody who waits until a talker is gone.
  struct Waiter {
    Waiter(std::uint64_t whom, ShardExecutor executor) : number(whom), gone(executor) {}
    std::uint64_t number;
    shard::Signal gone;
  };

  Task<void> take_over(std::shared_ptr<Chat> chat, bool seen);
  Task<void> see_out(std::shared_ptr<Chat> chat);
  Task<void> lay_to_rest(Chat& chat, bool unseen);
  Task<void> forget_here(std::string name, bool archive_knows);
  [[nodiscard]] std::string desk_name() const;
  Task<void> beat();
  Task<void> answer(Archive::Question question);
  Task<bool> is_heard(std::uint64_t number);
  Task<void> let_go(std::uint64_t number);
  Task<void> catch_up();
  [[nodiscard]] Talker* talker_in(std::uint64_t number) const;
  [[nodiscard]] std::shared_ptr<Chat> left_in(std::uint64_t number) const;
  [[nodiscard]] std::shared_ptr<Chat> unheard_at(std::uint64_t number) const;

  Services services_;
  Directory directory_;
  Vault vault_;
  Metrics counts_;
  std::uint64_t places_ = 0;
  /// Who talks; once they have left, what they left, until it is at rest.
  struct Seat {
    Talker* talker = nullptr;
    std::shared_ptr<Chat> left;
  };
  std::unordered_map<std::uint64_t, Seat> seats_;
  std::list<Waiter> waiters_;  ///< one a connection that looks for its chat
  std::unordered_map<std::uint64_t, std::shared_ptr<Chat>> unheard_;
  std::uint64_t readers_so_far_ = 0;
  /// What they read, also when it is over; one a connection that goes on with an answer.
  std::unordered_map<std::uint64_t, std::shared_ptr<Chat>> readers_;
  shard::Signal fewer_;
  int beats_ = 0;  ///< in a row, that the archive has heard
  bool beating_ = false;
  bool catching_up_ = false;
  std::unordered_set<std::uint64_t> asked_;  ///< talkers that another instance wants to know of
  bool stopping_ = false;
  shard::TaskGroup tasks_;
};

}  // namespace spotter::conversation
