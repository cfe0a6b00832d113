#include "conversation/chat.hpp"
#include "conversation/search.hpp"

#include <spotter/base/text.hpp>
#include <spotter/conversation/conversation.hpp>

#include <utility>

namespace spotter::conversation {
namespace {

/// Of a call that has ended for its client.
class Unheard final : public chat::Reply {
 public:
  [[nodiscard]] chat::Room room() const noexcept override { return chat::Room::empty; }
  void show(std::string_view /*text*/) override {}
  void start_over() override {}
  std::size_t show(const plan::Plan& /*plan*/, chat::PlanStage /*stage*/) override { return 0; }
  [[nodiscard]] bool ends_others() const noexcept override { return false; }
  void release() override {}
  void finish(const chat::Ending& /*ending*/) override {}
  [[nodiscard]] bool was_sent() const noexcept override { return false; }
};

std::string readable(std::string_view text) {
  std::string out;
  append_readable(out, text);
  return out;
}

}  // namespace

/// What came while the chat was being looked for.
struct Conversation::Call {
  enum class What { message, preference, introduction, restart, stop };
  What what = What::stop;
  std::string text;  ///< of the message; else the locale
  chat::WeightUnit unit = chat::WeightUnit::unknown;
  std::unique_ptr<chat::Reply> reply;
  bool is_stopped = false;
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
  if (first) start_looking(Wish::begin, {});
}

void Conversation::prefer(std::string_view locale, chat::WeightUnit unit) {
  call({Call::What::preference, std::string(locale), unit, nullptr});
}

void Conversation::send_message(std::string text, std::unique_ptr<chat::Reply> reply) {
  const bool first = state_ == State::untouched && !owner_.name.empty();
  std::string said;
  if (first) {
    state_ = State::looking;
    said = readable(text);
  }
  call({Call::What::message, std::move(text), {}, std::move(reply)});
  if (first) start_looking(Wish::go_on, std::move(said));
}

void Conversation::restart() {
  const bool first = begin_anew();
  if (state_ == State::looking) {
    // What is looked for is forgotten as soon as it is found.
    if (search_) search_->begin_anew();
    pass_on_waiting();
  }
  call({Call::What::restart, {}, {}, nullptr});
  if (first) start_looking(Wish::begin, {});
}

void Conversation::stop() {
  if (state_ == State::looking) return stop_waiting();
  call({Call::What::stop, {}, {}, nullptr});
}

/// Their answers end now; what was said is passed on in its order once the chat is found.
void Conversation::stop_waiting() {
  chat::Ending ending;
  ending.outcome = chat::Outcome::stopped;
  // The client takes the first finished call for the end of all: the newest one is.
  for (auto call = waiting_.rbegin(); call != waiting_.rend(); ++call) {
    if (!call->reply || call->is_stopped) continue;
    std::exchange(call->reply, std::make_unique<Unheard>())->finish(ending);
    call->is_stopped = true;
    ending.outcome = chat::Outcome::superseded;
  }
  // One is as good as many: they are free to send.
  const bool said = !waiting_.empty() && waiting_.back().what == Call::What::stop;
  if (!said) waiting_.push_back({Call::What::stop, {}, {}, nullptr});
}

/// Nobody waits for a chat that they do not want. True: it is to be looked for all the same, once
/// the call is passed on.
bool Conversation::begin_anew() {
  if (state_ != State::untouched) return false;
  pass_on_waiting();
  return !owner_.name.empty();
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

/// Nobody is waited for any more, by us or for us: whoever else wants the chat has it.
void Conversation::shut_down() {
  leaving_ = true;
  if (search_) search_->leave_behind();
  if (chat_) chat_->stop_asking();
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

void Conversation::start_looking(Wish wish, std::string text) {
  desk_.enter(chat().place(), *this);
  auto ask = [this] { return is_there(desk_.services().settings.patience); };
  search_ = std::make_unique<Search>(
      Search::Seeker{desk_, coach_, owner_, speaker_, *chat_, tasks_, std::move(ask)}, wish,
      std::move(text));
  tasks_.spawn(look());
}

Task<void> Conversation::look() {
  auto searching = search_->run();
  auto found = co_await std::move(searching);
  search_.reset();
  running_ = std::move(found.running);
  repeats_ = found.repeats;
  said_ = found.said;
  if (closing_) co_return;
  // Somebody else has it by now: nobody is there, or a newer connection has named it.
  const bool superseded = std::exchange(gives_up_, false);
  bool gone = superseded || found.client_is_gone;
  if (gone) {
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
  const bool waits = state_ == State::looking;
  if (waits && !gone) pass_on_waiting();
  if (waits && gone) end_waiting();
  // Should it be heard of again, it looks again.
  if (gone && (waits || !superseded)) state_ = State::untouched;
}

// --- the end, and others ------------------------------------------------------------------------

Task<bool> Conversation::is_there(Duration patience) {
  if (closing_ || leaving_) co_return false;
  auto asking = ask_client_(patience);
  co_return co_await std::move(asking);
}

/// Who closes is about to leave it anyway.
void Conversation::give_up() {
  if (closing_) return;
  gives_up_ = search_ != nullptr;
  if (!search_) return leave_chat();
  chat_->stop_asking();
}

/// What is said from now on begins another.
void Conversation::leave_chat() {
  if (!chat_) return;
  turns_before_ += chat_->coach().turns();
  desk_.release_soon(std::exchange(chat_, nullptr), false);
}

void Conversation::share() {
  if (chat_) chat_->share();
}

void Conversation::forget(bool archive_knows) {
  if (chat_) chat_->forget_here(archive_knows);
}

Task<void> Conversation::close(bool seen) {
  closing_ = true;
  if (search_) search_->close();
  if (chat_) chat_->stop_asking();
  co_await tasks_.join();
  end_waiting();
  // Nobody asked for what was found.
  if (running_) running_->leave();
  if (!chat_) co_return;
  if (chat_->takes_begun()) {
    // Whoever is in it elsewhere is asked, which takes seconds.
    desk_.release_soon(std::exchange(chat_, nullptr), seen);
    co_return;
  }
  auto releasing = desk_.release(chat_, seen);
  co_await std::move(releasing);
}

}  // namespace spotter::conversation
