#include "conversation/chat.hpp"

#include <spotter/base/text.hpp>
#include <spotter/conversation/conversation.hpp>
#include <spotter/crypto/digest.hpp>

#include <algorithm>
#include <utility>

namespace spotter::conversation {
namespace {

constexpr std::size_t kIdBytesMin = 16;
constexpr std::size_t kIdBytesMax = 64;
/// Others may come and go while we look.
constexpr int kClaimsMax = 4;

/// An answer that goes on on another shard, or this.
class DistantAnswer final : public chat::RunningAnswer {
 public:
  /// `chat` is that of the coach that shows it, and outlives this.
  DistantAnswer(shard::Sharded<Desk>& desks, Place where, std::uint64_t reader, Chat& chat)
      : desks_(desks), where_(where), reader_(reader), chat_(chat), era_(chat.era()) {}

  Task<std::optional<chat::AnswerNews>> next(std::uint64_t seen) override {
    auto ask = [reader = reader_, seen](Desk& desk) { return desk.news(reader, seen); };
    auto asking = desks_.call_on(where_.shard, std::move(ask));
    auto news = co_await std::move(asking);
    if (news && news->over) chat_.close_rejoined(*news, era_);
    co_return news;
  }
  void end(chat::Outcome outcome) override {
    desks_.post_to(where_.shard, [number = where_.number, outcome](Desk& desk) {
      desk.end_answer(number, outcome);
    });
  }
  void leave() override {
    desks_.post_to(where_.shard, [reader = reader_](Desk& desk) { desk.leave(reader); });
  }

 private:
  shard::Sharded<Desk>& desks_;
  Place where_;
  std::uint64_t reader_;
  Chat& chat_;
  std::uint64_t era_;
};

std::string readable(std::string_view text) {
  std::string out;
  append_readable(out, text);
  return out;
}

}  // namespace

std::string name_of_chat(std::string_view subject, std::string_view id) {
  std::string text(subject);
  text.append(1, '\x1F').append(id);
  return to_base64url(crypto::sha256(text));
}

bool is_chat_id(std::string_view id) noexcept {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  };
  return id.size() >= kIdBytesMin && id.size() <= kIdBytesMax &&
         std::all_of(id.begin(), id.end(), fits);
}

/// What came while the chat was being looked for.
struct Conversation::Call {
  enum class What { message, preference, introduction, restart, stop };
  What what = What::stop;
  std::string text;  ///< of the message; else the locale
  chat::WeightUnit unit = chat::WeightUnit::unknown;
  std::unique_ptr<chat::Reply> reply;
};

Conversation::Conversation(Desk& desk, const chat::Services& coach, chat::Speaker speaker,
                           Owner owner, AskClient ask_client)
    : desk_(desk),
      coach_(coach),
      speaker_(std::move(speaker)),
      owner_(std::move(owner)),
      ask_client_(std::move(ask_client)),
      tasks_(coach.executor, coach.on_bug) {
  // Who names a chat is nobody else, whatever app they have.
  if (owner_.named) owner_.mark = 0;
}

Conversation::~Conversation() = default;

Chat& Conversation::chat() {
  if (!chat_) {
    chat_ = std::make_shared<Chat>(desk_, coach_, speaker_, desk_.next_place(), owner_.mark,
                                   owner_.named);
  }
  return *chat_;
}

// --- calls --------------------------------------------------------------------------------------

void Conversation::introduce(std::string_view locale, chat::WeightUnit unit,
                             std::unique_ptr<chat::Reply> reply) {
  const bool first = begin_anew();
  call({Call::What::introduction, std::string(locale), unit, std::move(reply)});
  if (first) tasks_.spawn(look(Wish::begin, {}));
}

void Conversation::prefer(std::string_view locale, chat::WeightUnit unit) {
  call({Call::What::preference, std::string(locale), unit, nullptr});
}

void Conversation::send_message(std::string text, std::unique_ptr<chat::Reply> reply) {
  const bool first = state_ == State::untouched && !owner_.name.empty();
  std::string said;
  if (first) {
    state_ = State::looking;
    looks_ = true;
    said = readable(text);
  }
  call({Call::What::message, std::move(text), {}, std::move(reply)});
  if (first) tasks_.spawn(look(Wish::go_on, std::move(said)));
}

void Conversation::restart() {
  const bool first = begin_anew();
  call({Call::What::restart, {}, {}, nullptr});
  if (first) tasks_.spawn(look(Wish::begin, {}));
}

void Conversation::stop() {
  // One is as good as many: they are free to send.
  const bool said = !waiting_.empty() && waiting_.back().what == Call::What::stop;
  if (!said) call({Call::What::stop, {}, {}, nullptr});
}

/// Nobody waits for a chat that they do not want. True: it is to be looked for all the same, once
/// the call is passed on.
bool Conversation::begin_anew() {
  if (state_ != State::untouched) return false;
  pass_on_waiting();
  looks_ = !owner_.name.empty();
  return looks_;
}

void Conversation::call(Call call) {
  if (state_ == State::untouched) {
    // Nothing runs that could be stopped, and a wish counts from the first message on.
    if (call.what == Call::What::stop) return;
    if (call.what == Call::What::preference) return waiting_.push_back(std::move(call));
    pass_on_waiting();
  }
  chat().heard();
  if (state_ == State::looking) return waiting_.push_back(std::move(call));
  pass_on(std::move(call));
}

void Conversation::pass_on(Call call) {
  chat::Coach& coach = chat().coach();
  switch (call.what) {
    case Call::What::message:
      if (running_) {
        chat_->set_rejoined();
        coach.rejoin(std::move(running_), std::move(call.reply));
      } else if (repeats_) {
        repeats_ = false;
        coach.repeat_last(std::move(call.reply));
        chat_->close_opened();
      } else {
        coach.send_message(std::move(call.text), std::move(call.reply), std::exchange(said_, {}));
      }
      break;
    case Call::What::preference:
      coach.prefer(call.text, call.unit);
      break;
    case Call::What::introduction:
      coach.introduce(call.text, call.unit, std::move(call.reply));
      break;
    case Call::What::restart:
      chat_->forget();
      break;
    case Call::What::stop:
      coach.stop();
      break;
  }
}

void Conversation::pass_on_waiting() {
  state_ = State::found;
  while (!waiting_.empty()) {
    Call next = std::move(waiting_.front());
    waiting_.pop_front();
    pass_on(std::move(next));
  }
}

/// Nobody is there any more to be answered.
void Conversation::end_waiting() {
  chat::Ending ending;
  ending.outcome = chat::Outcome::disconnected;
  for (Call& call : waiting_) {
    if (call.reply) call.reply->finish(ending);
  }
  waiting_.clear();
}

void Conversation::shut_down() {
  if (state_ == State::looking) pass_on_waiting();
  if (chat_) chat_->coach().shut_down();
}

void Conversation::on_room() {
  if (chat_) chat_->coach().on_room();
}

bool Conversation::busy() const noexcept {
  return !waiting_.empty() || (chat_ && chat_->coach().busy());
}

std::size_t Conversation::turns() const noexcept {
  return turns_before_ + (chat_ ? chat_->coach().turns() : 0);
}

std::optional<chat::Outcome> Conversation::last_outcome() const noexcept {
  return chat_ ? chat_->last_outcome() : std::nullopt;
}

// --- looking for the chat -----------------------------------------------------------------------

Task<void> Conversation::look(Wish wish, std::string text) {
  desk_.enter(chat_->place(), *this);
  auto claiming = claim(wish);
  auto claimed = co_await std::move(claiming);
  if (claimed.kept) {
    auto taking = take_up(std::move(claimed), wish, std::move(text));
    co_await std::move(taking);
  }
  looks_ = false;
  if (closing_) co_return;
  // Somebody else has it by now: nobody is there, or a newer connection has named it.
  const bool superseded = std::exchange(gives_up_, false);
  bool gone = superseded || client_is_gone_ || chat_->client_is_gone();
  client_is_gone_ = false;
  if (superseded || gone) {
    if (running_) std::exchange(running_, nullptr)->leave();
    repeats_ = false;
    said_ = {};
    leave_chat();
  }
  if (superseded && owner_.named && state_ == State::looking) {
    // It may well be there, and is answered in a chat of its own.
    auto asking = is_there(desk_.services().settings.patience);
    gone = !co_await std::move(asking);
    if (closing_) co_return;
  }
  if (state_ != State::looking) co_return;
  if (!gone) {
    pass_on_waiting();
    co_return;
  }
  // Should it be heard of again, it begins as it did.
  end_waiting();
  state_ = State::untouched;
}

/// Who has the chat, and whether it can be ours.
Task<Directory::Claimed> Conversation::claim(Wish wish) {
  auto& desks = desk_.services().desks;
  const shard::ShardId home = desk_.home_of(owner_.name);
  Directory::Claimed claimed;
  for (int i = 0; i < kClaimsMax && !closing_; ++i) {
    auto ask = [name = owner_.name, who = chat_->place(), mark = owner_.mark, wish,
                order = claimed.order, now = desk_.services().clock.now()](Desk& desk) {
      return desk.directory().claim(name, who, mark, wish, now, order);
    };
    auto asking = desks.invoke_on(home, std::move(ask));
    claimed = co_await std::move(asking);
    if (!claimed.live || (owner_.named && claimed.outlived)) break;
    const Place other = *claimed.live;
    waited_ = true;
    if (!owner_.named) {
      auto look_there = [other, patience = desk_.services().settings.patience](Desk& desk) {
        return desk.is_there(other.number, patience);
      };
      auto looking = desks.call_on(other.shard, std::move(look_there));
      const bool there = co_await std::move(looking);
      if (there) {
        // Two are there only if we are as well, after all that time.
        auto asking_us = is_there(desk_.services().settings.patience);
        client_is_gone_ = !co_await std::move(asking_us);
        if (client_is_gone_) break;
        desks.post_to(home, [name = owner_.name, now = desk_.services().clock.now()](Desk& desk) {
          desk.directory().mark_shared(name, now);
        });
        desks.post_to(other.shard, [number = other.number](Desk& desk) { desk.share(number); });
        break;
      }
    }
    auto give_up = [other](Desk& desk) { return desk.give_up(other.number); };
    auto giving = desks.call_on(other.shard, std::move(give_up));
    co_await std::move(giving);
  }
  co_return claimed;
}

/// Who waited for somebody else may be gone by now, and must not take the chat from those who came
/// after them.
Task<bool> Conversation::client_is_still_there() {
  if (!std::exchange(waited_, false) || desk_.services().archive == nullptr) co_return !closing_;
  auto asking = is_there(desk_.services().settings.patience);
  co_return co_await std::move(asking);
}

Task<void> Conversation::take_up(Directory::Claimed claimed, Wish wish, std::string text) {
  if (wish == Wish::begin) {
    if (claimed.unheard) {
      desk_.services().desks.post_to(claimed.unheard->shard,
                                     [number = claimed.unheard->number](Desk& desk) {
                                       desk.end_answer(number, chat::Outcome::restarted);
                                     });
    }
    auto asking = client_is_still_there();
    const bool there = co_await std::move(asking);
    if (there || desk_.services().archive == nullptr) {
      chat_->keep_begun(owner_.name);
    } else {
      chat_->keep(owner_.name);
      chat_->let_go();
    }
    co_return;
  }
  chat_->keep(owner_.name);
  const std::uint64_t era = chat_->era();
  auto taking = take_kept(claimed, text);
  auto before = co_await std::move(taking);
  if (chat_->era() != era) {
    // Its payer has deleted it.
    before.reset();
    if (running_) std::exchange(running_, nullptr)->leave();
  }
  if (running_) {
    desk_.counts().resumed(Resumption::joined).add();
    co_return;
  }
  auto asking = client_is_still_there();
  client_is_gone_ = !co_await std::move(asking);
  bool kept = false;
  if (!client_is_gone_) {
    auto opening = open_archive(text, claimed.missed, before);
    kept = co_await std::move(opening);
  }
  if (chat_->era() != era) before.reset();
  if (client_is_gone_ || chat_->client_is_gone()) {
    if (claimed.missed) chat_->set_missed();
    if (before) chat_->restore(*std::move(before));
    co_return;
  }
  if (!kept) chat_->let_go();
  // Calls that could not wait have begun another chat.
  if (!kept || !before || state_ != State::looking) co_return;
  const auto& exchanges = before->exchanges;
  repeats_ = before->last_unseen && !exchanges.empty() && !exchanges.back().introduction &&
             exchanges.back().user == text;
  desk_.counts().resumed(repeats_ ? Resumption::repeated : Resumption::continued).add();
  chat_->restore(*std::move(before));
}

/// What this process has of the chat. `claimed` is what was found in the end.
Task<std::optional<chat::Snapshot>> Conversation::take_kept(Directory::Claimed& claimed,
                                                            std::string text) {
  auto& desks = desk_.services().desks;
  if (claimed.unheard) {
    const Place where = *claimed.unheard;
    auto find = [where, text](Desk& desk) { return desk.find(where.number, text); };
    auto finding = desks.call_on(where.shard, std::move(find));
    Desk::Found found = co_await std::move(finding);
    if (found.what == Desk::Found::What::rested) co_return std::move(found.chat);
    if (found.what == Desk::Found::What::running) {
      running_ = std::make_unique<DistantAnswer>(desks, where, found.reader, *chat_);
      co_return std::nullopt;
    }
    // It came to rest just now.
    auto claiming = claim(Wish::go_on);
    claimed = co_await std::move(claiming);
  }
  co_return desk_.vault().open(owner_.name, claimed.sealed);
}

/// What the archive has of it, unless this process knows better. False: it is not ours to go on
/// with.
Task<bool> Conversation::open_archive(std::string text, std::optional<Duration> missed,
                                      std::optional<chat::Snapshot>& before) {
  Archive* archive = desk_.services().archive.get();
  if (archive == nullptr) co_return true;
  const rate_limit::GenerationId id = coach_.next_turn_id();
  const OpenTurn turn{std::move(text), coach_.limiter.name_of(id)};
  const bool known_here = before || missed;
  const std::string sealed_turn = desk_.vault().seal(owner_.name, turn);
  auto opening = chat_->open_archive(sealed_turn, missed, false);
  auto opened = co_await std::move(opening);
  if (!opened && !known_here && archive->available()) {
    // It may have been a moment only, and nothing is known here.
    auto again = chat_->open_archive(sealed_turn, missed, false);
    opened = co_await std::move(again);
  }
  if (!opened) {
    chat_->set_late(missed.has_value());
    co_return true;
  }
  if (opened->what != Archive::Opened::What::kept) co_return false;
  said_.id = id;
  chat_->set_opened();
  if (opened->newest_here && known_here) co_return true;
  before = desk_.vault().open(owner_.name, opened->chat);
  if (before && !opened->newest_here) desk_.counts().moved.add();
  const auto lost = desk_.vault().open_turn(owner_.name, opened->turn);
  if (lost) make_good(*lost, turn.text, before);
  co_return true;
}

/// A turn that began and has no end: its process died. It costs nothing, and is answered when it is
/// asked again.
void Conversation::make_good(const OpenTurn& lost, std::string_view text,
                             std::optional<chat::Snapshot>& before) {
  const bool again = lost.text == text;
  // What was cut off in good order has been seen, and is in the chat.
  if (lost.cut && !again) return;
  if (!lost.cut) desk_.counts().turns_lost.add();
  tasks_.spawn(
      coach_.limiter.give_back({speaker_.subject, speaker_.generations_max}, lost.generation));
  if (lost.cut && before && !before->exchanges.empty()) {
    const chat::Exchange& last = before->exchanges.back();
    if (last.interrupted && last.user == text) before->exchanges.pop_back();
  }
  if (lost.text.empty() || again) return;
  if (!before) before.emplace();
  before->exchanges.push_back({lost.text, {}, true, {}, false});
  before->last_unseen = false;
  said_.sentence = "answer_lost";
}

// --- the end, and others ------------------------------------------------------------------------

Task<bool> Conversation::is_there(Duration patience) {
  if (closing_) co_return false;
  auto asking = ask_client_(patience);
  co_return co_await std::move(asking);
}

/// Who closes is about to leave it anyway.
void Conversation::give_up() {
  if (closing_) return;
  gives_up_ = looks_;
  if (looks_) chat_->stop_asking();
  if (!looks_) leave_chat();
}

/// What is said from now on begins another.
void Conversation::leave_chat() {
  if (!chat_) return;
  turns_before_ += chat_->coach().turns();
  desk_.release_soon(std::exchange(chat_, nullptr));
}

void Conversation::share() {
  if (chat_) chat_->share();
}

void Conversation::forget(bool archive_knows) {
  if (chat_) chat_->forget_here(archive_knows);
}

Task<void> Conversation::close(bool seen) {
  closing_ = true;
  if (chat_) chat_->stop_asking();
  co_await tasks_.join();
  end_waiting();
  // Nobody asked for what was found.
  if (running_) running_->leave();
  if (!chat_) co_return;
  auto releasing = desk_.release(chat_, seen);
  co_await std::move(releasing);
}

}  // namespace spotter::conversation
