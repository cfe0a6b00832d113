#include "simulation/judge.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>

namespace spotter::simulation {
namespace {

/// The next word of a model in `text`, from `at` on, which moves behind it.
struct Word {
  CallId call = 0;
  std::size_t number = 0;
};
std::optional<Word> next_word(std::string_view text, std::size_t& at) {
  constexpr std::string_view kMark = "w~";
  for (;;) {
    at = text.find(kMark, at);
    if (at == std::string_view::npos) return std::nullopt;
    at += kMark.size();
    Word word;
    const char* const end = text.data() + text.size();
    const auto call = std::from_chars(text.data() + at, end, word.call);
    if (call.ec != std::errc() || call.ptr == end || *call.ptr != '.') continue;
    const auto number = std::from_chars(call.ptr + 1, end, word.number);
    if (number.ec != std::errc()) continue;
    at = static_cast<std::size_t>(number.ptr - text.data());
    return word;
  }
}

}  // namespace

std::string word_of(CallId call, std::size_t number) {
  return "w~" + std::to_string(call) + "." + std::to_string(number) + "; ";
}

void Judge::note(UserId user, TimePoint now, std::string line) {
  using namespace std::chrono;
  const auto since = duration_cast<milliseconds>(now.time_since_epoch()) - hours(1000);
  mix(user);
  hear(now, line);
  char time[32];
  std::snprintf(time, sizeof time, "%02d:%02d:%02d.%03d  ", static_cast<int>(since / hours(1)),
                static_cast<int>(since % hours(1) / minutes(1)),
                static_cast<int>(since % minutes(1) / seconds(1)),
                static_cast<int>(since % seconds(1) / milliseconds(1)));
  logs_[user].push_back(time + std::move(line));
}

void Judge::hear(TimePoint now, std::string_view line) {
  mix(static_cast<std::uint64_t>(now.time_since_epoch().count()));
  for (const char c : line)
    mix(static_cast<unsigned char>(c));
  ++counts_.events;
}

const std::vector<std::string>& Judge::log_of(UserId user) const {
  static const std::vector<std::string> nothing;
  const auto at = logs_.find(user);
  return at == logs_.end() ? nothing : at->second;
}

/// FNV-1a, a word at a time.
void Judge::mix(std::uint64_t value) noexcept {
  hash_ = (hash_ ^ value) * 0x100000001b3U;
}

void Judge::violate(UserId user, std::string what) {
  violations_.push_back({user, std::move(what)});
}

// --- clients ------------------------------------------------------------------------------------

QuestionId Judge::ask(UserId user, ConnectionId connection, std::string key, TimePoint now) {
  Connection& on = connections_[connection];
  on.user = user;
  Question question;
  question.user = user;
  question.connection = connection;
  question.key = std::move(key);
  question.asked = now;
  for (const QuestionId id : on.questions) {
    Question& before = questions_[id];
    // A newer one takes its place.
    before.interrupted = true;
    question.alone = question.alone && before.over;
    question.twin = question.twin || (!before.over && before.key == question.key);
  }
  on.questions.push_back(questions_.size());
  questions_.push_back(std::move(question));
  ++counts_.questions;
  return questions_.size() - 1;
}

void Judge::interrupt(QuestionId question) {
  questions_[question].interrupted = true;
}

/// Frames do not say whose they are; words do. Those without a word are of the newest question, or
/// were under way when that was asked.
Judge::Question* Judge::shown_in(Connection& connection, CallId call) {
  if (connection.questions.empty()) return nullptr;
  Question& newest = questions_[connection.questions.back()];
  if (call == 0 || call >= calls_.size() + 1) return &newest;
  const Call& said = calls_[call - 1];
  const auto asks = [&](const Question& question) {
    return said.introduction ? question.key.empty() : question.key == said.key;
  };
  if (asks(newest) || !newest.shown.empty() || newest.over) return &newest;
  for (auto id = connection.questions.rbegin(); id != connection.questions.rend(); ++id) {
    if (asks(questions_[*id])) return &questions_[*id];
  }
  return &newest;
}

void Judge::show(ConnectionId connection, std::string_view text) {
  ++counts_.frames;
  mix(connection);
  mix(text.size());
  Connection& on = connections_[connection];
  std::size_t at = 0;
  const auto first = next_word(text, at);
  Question* const question = shown_in(on, first ? first->call : 0);
  if (question == nullptr) return violate(on.user, "a frame came before anything was asked");
  std::size_t words = 0;
  if (first) {
    std::optional<Word> word = first;
    for (; word; word = next_word(text, at), ++words) {
      if (word->call == first->call && word->number == words) continue;
      violate(question->user, "an answer is not what its model said, from word " +
                                  std::to_string(words) + " of call " +
                                  std::to_string(first->call) + " on");
      break;
    }
    if (first->call == 0 || first->call > calls_.size())
      return violate(question->user, "a word of a call that never was");
    const Call& call = calls_[first->call - 1];
    check_owner(*question, call, first->call);
    if (words > call.words) violate(question->user, "more words are shown than were said");
    if (const auto taken = taken_.find(call.generation); taken != taken_.end())
      taken->second.seen = true;
  }
  check_growth(*question, text, first ? first->call : 0, words);
}

void Judge::check_owner(const Question& question, const Call& call, CallId id) {
  const bool same_user = call.user == question.user;
  const bool same_question = call.introduction ? question.key.empty() : call.key == question.key;
  if (same_user && same_question) return;
  violate(question.user, std::string("words of call ") + std::to_string(id) + " of user " +
                             std::to_string(call.user) + " (" + call.key +
                             ") are shown to whoever asked " + question.key);
}

void Judge::check_growth(Question& question, std::string_view text, CallId call,
                         std::size_t words) {
  if (question.over) violate(question.user, "a frame came after the completion of " + question.key);
  if (question.plan_shown && question.alone)
    violate(question.user, "a text takes the place of a plan");
  if (!text.starts_with(question.shown)) {
    // What broke off may be begun again, and is replaced; before that, only what has no words of a
    // model and may be of the question before.
    const bool said_before = question.call != 0;
    const bool broke_off = said_before && calls_[question.call - 1].end && call != question.call &&
                           *calls_[question.call - 1].end != CallEnd::finished;
    const bool of_another = (!said_before && !question.alone) || question.twin;
    if (broke_off)
      ++counts_.begun_again;
    else if (!of_another)
      violate(question.user, "an answer does not grow: \"" + question.shown + "\" became \"" +
                                 std::string(text) + "\"");
  }
  question.shown = text;
  question.call = call;
  question.words = words;
}

void Judge::show_plan(ConnectionId connection) {
  ++counts_.frames;
  Connection& on = connections_[connection];
  if (on.questions.empty()) return violate(on.user, "a plan came before anything was asked");
  Question& question = questions_[on.questions.back()];
  if (question.over) violate(question.user, "a plan came after the completion of " + question.key);
  question.plan_shown = true;
}

void Judge::complete(QuestionId id) {
  Question& question = questions_[id];
  if (question.over) return violate(question.user, "completed twice: " + question.key);
  if (question.hung_up) violate(question.user, "completed on a connection that is over");
  question.over = true;
  if (question.interrupted || question.call == 0) return;
  const Call& call = calls_[question.call - 1];
  if (call.end == CallEnd::finished) {
    ++counts_.answered_whole;
    if (question.words < call.words)
      violate(question.user, "an answer of " + std::to_string(call.words) + " words ended with " +
                                 std::to_string(question.words) + " of them shown");
  }
}

void Judge::hang_up(ConnectionId connection) {
  for (const QuestionId id : connections_[connection].questions) {
    Question& question = questions_[id];
    if (!question.over) left_.emplace(question.user, question.key);
    question.hung_up = true;
    question.shown = {};
  }
}

void Judge::look(QuestionId id, TimePoint now) {
  Question& question = questions_[id];
  const bool late = now - question.asked > kAnswerTime;
  if (question.over || question.hung_up || question.overdue || !late) return;
  question.overdue = true;
  violate(question.user, "never ends: " + question.key);
}

// --- the server ---------------------------------------------------------------------------------

void Judge::write(ConnectionId connection, std::string_view bytes) {
  constexpr char kRecordEnd = '\x1e';
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t end = std::min(bytes.find(kRecordEnd, at), bytes.size());
    std::size_t in_record = 0;
    const auto word = next_word(bytes.substr(at, end - at), in_record);
    at = end + 1;
    if (!word || word->call == 0 || word->call > calls_.size()) continue;
    const Call& call = calls_[word->call - 1];
    const UserId reader = connections_[connection].user;
    if (reader != call.user)
      violate(call.user, "their words are written to user " + std::to_string(reader));
    if (const auto taken = taken_.find(call.generation); taken != taken_.end())
      taken->second.sent = true;
  }
}

CallId Judge::open_call(UserId user, std::string key, Generation generation, bool introduction) {
  ++counts_.calls;
  calls_.push_back({user, std::move(key), generation, introduction, 0, {}});
  const auto taken = taken_.find(generation);
  if (taken == taken_.end())
    violate(user, "a model is called, and no generation was taken");
  else if (taken->second.charged)
    violate(user, "a model is called for a generation that is settled");
  else if (taken->second.user != user)
    violate(user,
            "a model is called for a generation of user " + std::to_string(taken->second.user));
  return calls_.size();
}

void Judge::say(CallId call) {
  ++counts_.words;
  ++calls_[call - 1].words;
  if (const auto taken = taken_.find(calls_[call - 1].generation); taken != taken_.end())
    taken->second.said = true;
}

void Judge::end_call(CallId call, CallEnd how) {
  Call& ended = calls_[call - 1];
  if (ended.end) violate(ended.user, "call " + std::to_string(call) + " ends twice");
  ended.end = how;
}

void Judge::disturb(UserId user, std::string_view whom) {
  violate(user, std::string(whom) + " is called, and wants to be left alone");
}

void Judge::take(UserId user, Generation generation, std::size_t limit, bool allowed, bool used_up,
                 TimePoint now) {
  auto& mine = taken_of_[user];
  std::size_t counted = 0;
  for (const Generation before : mine) {
    const Taken& taken = taken_.at(before);
    if (taken.charged != false && taken.at > now - kQuotaWindow) ++counted;
  }
  if (allowed && counted >= limit)
    violate(user, "generation " + std::to_string(counted + 1) + " of " + std::to_string(limit));
  if (used_up && counted < limit)
    violate(user, "refused after " + std::to_string(counted) + " of " + std::to_string(limit));
  if (!allowed) {
    ++counts_.refused;
    return;
  }
  if (!taken_.emplace(generation, Taken{user, now, {}, false, false, false}).second)
    return violate(user, "a generation is taken twice");
  mine.push_back(generation);
}

void Judge::settle(Generation generation, bool charged) {
  const auto at = taken_.find(generation);
  if (at == taken_.end()) return violate(0, "a generation is settled that nobody took");
  Taken& taken = at->second;
  if (taken.charged) return violate(taken.user, "a generation is settled twice");
  taken.charged = charged;
  ++(charged ? counts_.charged : counts_.given_back);
  if (charged && !taken.said) violate(taken.user, "charged, and no model said a word");
  if (!charged && taken.seen) violate(taken.user, "given back, and words were seen");
}

void Judge::bug(std::string what) {
  violate(0, "a bug: " + std::move(what));
}

void Judge::finish(const std::map<std::string, std::int64_t>& left) {
  for (const auto& [name, count] : left) {
    if (count != 0) violate(0, "left at the end: " + std::to_string(count) + " " + name);
  }
  for (const Question& question : questions_) {
    if (!question.over && !question.hung_up) violate(question.user, "no end: " + question.key);
  }
  for (std::size_t i = 0; i < calls_.size(); ++i) {
    if (!calls_[i].end)
      violate(calls_[i].user,
              "call " + std::to_string(i + 1) + " has neither ended nor been cancelled");
  }
  std::set<Generation> unheard;
  for (const Call& call : calls_) {
    if (left_.count({call.user, call.key}) > 0) unheard.insert(call.generation);
  }
  for (const auto& [id, taken] : taken_) {
    const std::string name = "generation " + std::to_string(id);
    if (!taken.charged) violate(taken.user, name + " was never settled");
    if (taken.charged == false && taken.seen) violate(taken.user, name + " is free, and was seen");
    if (taken.charged == true && !taken.sent && unheard.count(id) == 0)
      violate(taken.user, name + " is charged, and no word of it was sent");
  }
}

}  // namespace spotter::simulation
