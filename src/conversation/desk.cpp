#include "conversation/chat.hpp"

#include <spotter/conversation/desk.hpp>

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

namespace spotter::conversation {
namespace {

/// Whoever is to forget a chat hears of it within a second, or counts as dead after four.
constexpr std::chrono::milliseconds kForgetPause{100};
constexpr int kForgetLooksMax = 50;

Task<void> pause_for(ShardExecutor executor, std::chrono::milliseconds span) {
  shard::Signal nobody(executor);
  auto pausing = nobody.wait_until(std::chrono::steady_clock::now() + span);
  co_await std::move(pausing);
}

}  // namespace

Desk::Desk(Services services)
    : services_(std::move(services)),
      directory_(services_.settings),
      vault_(services_.secret, services_.entropy),
      fewer_(services_.executor),
      tasks_(services_.executor, services_.on_bug) {}

Desk::~Desk() = default;

shard::ShardId Desk::home_of(const std::string& name) const {
  return std::hash<std::string>{}(name) % services_.desks.size();
}

std::string Desk::desk_name() const {
  return std::string(services_.instance).append(":").append(std::to_string(services_.id));
}

std::string Desk::talker_at(std::uint64_t number) const {
  return desk_name().append(":").append(std::to_string(number));
}

Metrics Desk::metrics() const {
  Metrics now = counts_;
  now.unheard.set(static_cast<std::int64_t>(unheard_.size()));
  now.kept.set(static_cast<std::int64_t>(directory_.chats()));
  now.kept_bytes.set(static_cast<std::int64_t>(directory_.bytes()));
  return now;
}

Task<void> Desk::release(std::shared_ptr<Chat> chat, bool seen) {
  const std::uint64_t number = chat->place().number;
  // Whoever talked may be gone before this is over.
  if (const auto at = seats_.find(number); at != seats_.end()) at->second = {nullptr, chat};
  auto taking = take_over(std::move(chat), seen);
  co_await std::move(taking);
  seats_.erase(number);
  for (Waiter& waiter : waiters_) {
    if (waiter.number == number) waiter.gone.notify();
  }
}

void Desk::release_soon(std::shared_ptr<Chat> chat, bool seen) {
  tasks_.spawn(release(std::move(chat), seen));
}

/// Who closes the connection while an answer is being given may well come back for it: browsers
/// take leave when a page is loaded again.
Task<void> Desk::take_over(std::shared_ptr<Chat> chat, bool seen) {
  const bool goes_on = chat->kept() && chat->coach().answering() && !stopping_ &&
                       services_.settings.grace.count() > 0 &&
                       unheard_.size() < services_.settings.unheard_max;
  if (!goes_on) {
    co_await chat->close();
    co_await lay_to_rest(*chat, chat->unseen() && !seen);
    co_return;
  }
  chat->detach();
  unheard_.emplace(chat->place().number, chat);
  auto detach = [name = chat->name(), who = chat->place(),
                 now = services_.clock.now()](Desk& desk) {
    desk.directory().detach(name, who, now);
    return true;
  };
  tasks_.spawn(see_out(chat));
  auto detaching = services_.desks.invoke_on(home_of(chat->name()), std::move(detach));
  co_await std::move(detaching);
}

/// Somebody who waits for the answer keeps it going.
Task<void> Desk::see_out(std::shared_ptr<Chat> chat) {
  while (chat->coach().answering()) {
    const TimePoint until = services_.clock.now() + services_.settings.grace;
    const bool over = co_await chat->over().wait_until(until);
    if (over || chat->recorder()->is_read()) continue;
    counts_.grace_ended.add();
    break;
  }
  // What was said by the end of the grace stays, as an answer that is not whole.
  co_await chat->close();
  co_await lay_to_rest(*chat, chat->unseen());
  unheard_.erase(chat->place().number);
  chat->rested().notify();
  fewer_.notify();
}

/// Also one that is not kept: its place is free.
Task<void> Desk::lay_to_rest(Chat& chat, bool unseen) {
  if (chat.name().empty()) co_return;
  auto rest = [name = chat.name(), who = chat.place(), left = chat.rest(unseen),
               now = services_.clock.now()](Desk& desk) {
    desk.directory().rest(name, who, left, now);
    return true;
  };
  auto resting = services_.desks.invoke_on(home_of(chat.name()), std::move(rest));
  co_await std::move(resting);
  auto leaving = chat.leave_archive();
  co_await std::move(leaving);
}

/// First here, so that nobody writes it anew.
Task<bool> Desk::forget_chat(std::string name) {
  auto forgetting = forget_here(name, true);
  co_await std::move(forgetting);
  Archive* archive = services_.archive.get();
  if (archive == nullptr) co_return true;
  // Whoever is as young as we are could not be told yet.
  for (int i = 0; i < kForgetLooksMax && archive->available() && !hears_others(); ++i) {
    auto pausing = pause_for(services_.executor, kForgetPause);
    co_await std::move(pausing);
  }
  auto telling = archive->forget(name, desk_name(), vault_.seal_name(name));
  auto known = co_await std::move(telling);
  if (!known) {
    // Whoever talks in it here tells it later.
    auto again = forget_here(name, false);
    co_await std::move(again);
  }
  for (int i = 0; i < kForgetLooksMax && known && !*known; ++i) {
    auto pausing = pause_for(services_.executor, kForgetPause);
    co_await std::move(pausing);
    auto looking = archive->is_forgotten(name);
    known = co_await std::move(looking);
  }
  const bool gone = known && *known;
  co_return gone;
}

Task<void> Desk::forget_here(std::string name, bool archive_knows) {
  auto forget = [name](Desk& desk) { return desk.directory().forget(name); };
  auto forgetting = services_.desks.invoke_on(home_of(name), std::move(forget));
  const auto forgotten = co_await std::move(forgetting);
  for (const auto& place : {forgotten.live, forgotten.unheard}) {
    if (!place) continue;
    auto tell = [number = place->number, archive_knows](Desk& desk) {
      desk.forget(number, archive_knows);
      return true;
    };
    auto telling = services_.desks.invoke_on(place->shard, std::move(tell));
    co_await std::move(telling);
  }
}

std::shared_ptr<Chat> Desk::unheard_at(std::uint64_t number) const {
  const auto at = unheard_.find(number);
  return at == unheard_.end() ? nullptr : at->second;
}

Talker* Desk::talker_in(std::uint64_t number) const {
  const auto at = seats_.find(number);
  return at == seats_.end() ? nullptr : at->second.talker;
}

/// The chat of somebody who has left.
std::shared_ptr<Chat> Desk::left_in(std::uint64_t number) const {
  const auto at = seats_.find(number);
  return at == seats_.end() ? unheard_at(number) : at->second.left;
}

Task<bool> Desk::is_there(std::uint64_t number, Duration patience) {
  Talker* talker = talker_in(number);
  if (talker == nullptr) co_return false;
  auto asking = talker->is_there(patience);
  co_return co_await std::move(asking);
}

Task<void> Desk::give_up(std::uint64_t number) {
  if (Talker* talker = talker_in(number)) talker->give_up();
  const auto me = waiters_.emplace(waiters_.end(), number, services_.executor);
  while (seats_.find(number) != seats_.end())
    co_await me->gone.wait();
  waiters_.erase(me);
}

void Desk::forget(std::uint64_t number, bool archive_knows) {
  if (Talker* talker = talker_in(number)) talker->forget(archive_knows);
  if (const auto chat = left_in(number)) chat->forget_here(archive_knows);
}

void Desk::share(std::uint64_t number) {
  if (Talker* talker = talker_in(number)) talker->share();
  if (const auto chat = left_in(number)) chat->share();
}

Task<Desk::Found> Desk::find(std::uint64_t number, std::string question) {
  const auto chat = unheard_at(number);
  if (chat == nullptr) co_return Found{};
  if (chat->coach().answering()) {
    if (chat->coach().question() == question) {
      readers_.emplace(++readers_so_far_, chat);
      co_return Found{Found::What::running, {}, readers_so_far_};
    }
    chat->coach().stop();
  }
  co_return Found{Found::What::rested, chat->snapshot(chat->unseen()), 0};
}

Task<std::optional<chat::AnswerNews>> Desk::news(std::uint64_t reader, std::uint64_t seen) {
  const auto at = readers_.find(reader);
  if (at == readers_.end()) co_return std::nullopt;
  const auto chat = at->second;  // held while it is waited for
  const bool more = co_await chat->recorder()->wait(seen);
  std::optional<chat::AnswerNews> news;
  if (more) {
    chat->recorder()->mark_sent();
    news = chat->recorder()->news();
  }
  if (!news || news->over) readers_.erase(reader);
  co_return news;
}

void Desk::leave(std::uint64_t reader) {
  const auto left = readers_.extract(reader);
  if (left) left.mapped()->recorder()->interrupt();
}

bool Desk::is_read(const Chat& chat) const {
  return std::any_of(readers_.begin(), readers_.end(),
                     [&](const auto& reader) { return reader.second.get() == &chat; });
}

void Desk::end_answer(std::uint64_t number, chat::Outcome outcome) {
  const auto chat = unheard_at(number);
  if (chat == nullptr) return;
  if (outcome == chat::Outcome::restarted) {
    chat->forget();
    chat->let_go();
  } else if (outcome == chat::Outcome::shut_down) {
    chat->coach().shut_down();
  } else {
    chat->coach().stop();
  }
}

Task<void> Desk::drained() {
  while (!unheard_.empty())
    co_await fewer_.wait();
}

void Desk::shutdown() {
  for (const auto& [number, chat] : unheard_)
    chat->coach().shut_down();
}

Task<void> Desk::stop() {
  stopping_ = true;
  // Ends turns that still run; see_out() does the rest.
  std::vector<std::shared_ptr<Chat>> chats;
  for (const auto& [number, chat] : unheard_)
    chats.push_back(chat);
  for (const auto& chat : chats) {
    chat->coach().shut_down();
    chat->recorder()->interrupt();
  }
  co_await tasks_.join();
  readers_.clear();
}

void Desk::on_tick(TimePoint now) {
  directory_.sweep(now);
  if (services_.archive == nullptr || stopping_) return;
  if (!services_.archive->available()) {
    beats_ = 0;
    return;
  }
  if (!std::exchange(beating_, true)) tasks_.spawn(beat());
  if (directory_.next_missed(now) && !std::exchange(catching_up_, true)) tasks_.spawn(catch_up());
}

/// Other instances ask for talkers here as long as this is heard.
Task<void> Desk::beat() {
  auto beating = services_.archive->beat(desk_name());
  auto questions = co_await std::move(beating);
  beating_ = false;
  beats_ = questions ? std::min(beats_ + 1, kBeatsToBeHeard) : 0;
  if (!questions) co_return;
  for (Archive::Question& question : *questions) {
    switch (question.what) {
      case Archive::Question::What::forgets:
        if (auto name = vault_.open_name(question.note))
          tasks_.spawn(forget_here(*std::move(name), true));
        break;
      case Archive::Question::What::shares:
        share(question.number);
        break;
      case Archive::Question::What::is_there:
      case Archive::Question::What::gives_up:
        if (asked_.insert(question.number).second) tasks_.spawn(answer(std::move(question)));
        break;
    }
  }
}

/// Somebody at another instance wants a chat that this desk had last. Whose client is there keeps
/// it, unless it is named; else it goes there, with what an answer without a client has said.
/// Whether two are there at once is for who asked to say: they may be gone by now.
Task<void> Desk::answer(Archive::Question question) {
  const std::uint64_t number = question.number;
  bool there = false;
  if (question.what == Archive::Question::What::is_there) {
    auto listening = is_heard(number);
    there = co_await std::move(listening);
    if (!there) {
      auto asking = is_there(number, services_.settings.patience);
      there = co_await std::move(asking);
    }
  }
  if (!there) {
    auto going = let_go(number);
    co_await std::move(going);
  }
  // Also for a talker of whom nothing is known here: its leave was missed.
  auto answering = services_.archive->answer(std::move(question), talker_at(number), there);
  co_await std::move(answering);
  asked_.erase(number);
}

/// Whether the client is there that has come back for an answer without one. If it is not, its
/// connection gives the chat up.
Task<bool> Desk::is_heard(std::uint64_t number) {
  const auto chat = unheard_at(number);
  if (chat == nullptr || !is_read(*chat)) co_return false;
  auto find = [name = chat->name()](Desk& desk) { return desk.directory().live(name); };
  auto finding = services_.desks.invoke_on(home_of(chat->name()), std::move(find));
  const auto reader = co_await std::move(finding);
  if (!reader) co_return false;
  auto ask = [reader = *reader, patience = services_.settings.patience](Desk& desk) {
    return desk.is_there(reader.number, patience);
  };
  auto asking = services_.desks.call_on(reader->shard, std::move(ask));
  const bool there = co_await std::move(asking);
  if (there) co_return true;
  auto give_up = [reader = *reader](Desk& desk) { return desk.give_up(reader.number); };
  auto giving = services_.desks.call_on(reader->shard, std::move(give_up));
  co_await std::move(giving);
  co_return false;
}

Task<void> Desk::let_go(std::uint64_t number) {
  auto giving = give_up(number);
  co_await std::move(giving);
  end_answer(number, chat::Outcome::stopped);
  const auto chat = unheard_at(number);
  if (chat == nullptr) co_return;
  auto resting = chat->rested().wait();
  co_await std::move(resting);
}

/// The archive is told of chats that came to rest while it was away.
Task<void> Desk::catch_up() {
  std::unordered_set<std::string> failed;
  for (;;) {
    const auto missed = directory_.next_missed(services_.clock.now());
    if (!missed || stopping_ || failed.count(missed->name) > 0) break;
    auto telling = services_.archive->catch_up(missed->name, talker_at(0), missed->mark,
                                               missed->age, missed->sealed);
    const auto newest = co_await std::move(telling);
    if (newest) {
      directory_.caught_up(*missed, *newest);
      continue;
    }
    if (!services_.archive->available() || newest.error().code != Errc::refused) break;
    failed.insert(missed->name);
    if (!directory_.put_off(*missed)) {
      services_.log.event(telemetry::Level::warn, "chat_not_shared",
                          {{"reason", newest.error().note}});
    }
  }
  catching_up_ = false;
}

}  // namespace spotter::conversation
