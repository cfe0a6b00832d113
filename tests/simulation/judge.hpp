#pragma once

#include <spotter/base/clock.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace spotter::simulation {

using UserId = std::uint32_t;
using ConnectionId = std::uint64_t;
using QuestionId = std::uint64_t;
using CallId = std::uint64_t;
using Generation = std::uint64_t;

/// A word of a scripted model: it says which call said it, and where in its answer it stands.
std::string word_of(CallId call, std::size_t number);

/// Knows what must hold, is told all that happens, and says what did not hold. Knows nothing of the
/// product: facts in, violations out. Calls name times by themselves only where a rule has one.
class Judge {
 public:
  struct Violation {
    UserId user = 0;
    std::string what;
  };
  /// Once a question is asked, it ends within that, as long as its connection lives.
  static constexpr Duration kAnswerTime = std::chrono::minutes(7);
  static constexpr Duration kQuotaWindow = std::chrono::hours(24);

  /// Something happened to that user: into their log, and into hash().
  void note(UserId user, TimePoint now, std::string line);
  /// Something happened that is nobody's: into hash().
  void hear(TimePoint now, std::string_view line);

  // What clients do and see.

  /// `key` names a question in all times and is part of its text; empty: an introduction.
  QuestionId ask(UserId user, ConnectionId connection, std::string key, TimePoint now);
  /// It is to be stopped, or forgotten: it need not be answered whole.
  void interrupt(QuestionId question);
  /// A cumulative text came.
  void show(ConnectionId connection, std::string_view text);
  void show_plan(ConnectionId connection);
  void complete(QuestionId question);
  /// Nothing comes any more, and what was asked need not end.
  void hang_up(ConnectionId connection);
  /// The connection is whole, and the client reads.
  void look(QuestionId question, TimePoint now);

  // What the server does.

  /// It wrote a message to that connection's transport.
  void write(ConnectionId connection, std::string_view bytes);
  /// A model is called. `key`: what the last message asks; `user`: who pays.
  CallId open_call(UserId user, std::string key, Generation generation, bool introduction);
  void say(CallId call);  ///< one more word was taken
  enum class CallEnd { finished, failed, cancelled };
  void end_call(CallId call, CallEnd how);
  /// A model was called that wants to be left alone.
  void disturb(UserId user, std::string_view whom);

  void take(UserId user, Generation generation, std::size_t limit, bool allowed, bool used_up,
            TimePoint now);
  void settle(Generation generation, bool charged);
  /// An exception left a task.
  void bug(std::string what);

  /// What is left at the end, by name: all must be 0.
  void finish(const std::map<std::string, std::int64_t>& left);

  [[nodiscard]] const std::vector<Violation>& violations() const noexcept { return violations_; }
  /// Of all that happened, in its order.
  [[nodiscard]] std::uint64_t hash() const noexcept { return hash_; }
  [[nodiscard]] const std::vector<std::string>& log_of(UserId user) const;

  struct Counts {
    std::uint64_t events = 0, questions = 0, frames = 0, calls = 0, words = 0;
    std::uint64_t charged = 0, given_back = 0, refused = 0, answered_whole = 0;
    std::uint64_t begun_again = 0;
  };
  [[nodiscard]] const Counts& counts() const noexcept { return counts_; }

 private:
  struct Question {
    UserId user = 0;
    ConnectionId connection = 0;
    std::string key;
    TimePoint asked;
    bool alone = true;  ///< none before it on its connection was open
    bool twin = false;  ///< one of those asked the same
    bool interrupted = false;
    bool over = false;     ///< completed
    bool hung_up = false;  ///< or its connection ended
    bool overdue = false;  ///< and this was said
    bool plan_shown = false;
    std::string shown;
    CallId call = 0;  ///< whose words are shown; 0: none
    std::size_t words = 0;
  };
  struct Call {
    UserId user = 0;
    std::string key;
    Generation generation = 0;
    bool introduction = false;
    std::size_t words = 0;
    std::optional<CallEnd> end;
  };
  struct Taken {
    UserId user = 0;
    TimePoint at;
    std::optional<bool> charged;
    bool said = false;  ///< a word of it was taken from a model
    bool sent = false;  ///< and written to a client
    bool seen = false;  ///< and shown to one
  };
  struct Connection {
    UserId user = 0;
    std::vector<QuestionId> questions;
  };

  void mix(std::uint64_t value) noexcept;
  void violate(UserId user, std::string what);
  Question* shown_in(Connection& connection, CallId call);
  void check_growth(Question& question, std::string_view text, CallId call, std::size_t words);
  void check_owner(const Question& question, const Call& call, CallId id);

  std::vector<Violation> violations_;
  std::uint64_t hash_ = 0xcbf29ce484222325U;
  std::unordered_map<UserId, std::vector<std::string>> logs_;
  std::vector<Question> questions_;
  std::vector<Call> calls_;
  std::map<Generation, Taken> taken_;
  std::map<UserId, std::vector<Generation>> taken_of_;
  std::unordered_map<ConnectionId, Connection> connections_;
  /// Questions whose client had hung up before they were over: their words may be on their way to
  /// nobody, and wait for that client to come back.
  std::set<std::pair<UserId, std::string>> left_;
  Counts counts_;
};

}  // namespace spotter::simulation
