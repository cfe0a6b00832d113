#include "conversation/chat.hpp"

#include <spotter/conversation/desk.hpp>

#include <functional>
#include <utility>
#include <vector>

namespace spotter::conversation {

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

Metrics Desk::metrics() const {
  Metrics now = counts_;
  now.unheard.set(static_cast<std::int64_t>(unheard_.size()));
  now.kept.add(static_cast<std::int64_t>(directory_.chats()));
  now.kept_bytes.add(static_cast<std::int64_t>(directory_.bytes()));
  return now;
}

Task<void> Desk::release(std::shared_ptr<Chat> chat, bool seen) {
  const std::uint64_t number = chat->place().number;
  auto taking = take_over(std::move(chat), seen);
  co_await std::move(taking);
  talkers_.erase(number);
  for (Waiter& waiter : waiters_) {
    if (waiter.number == number) waiter.gone.notify();
  }
}

void Desk::release_soon(std::shared_ptr<Chat> chat) {
  tasks_.spawn(release(std::move(chat), false));
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
  fewer_.notify();
}

/// Also one that is not kept: its place is free.
Task<void> Desk::lay_to_rest(Chat& chat, bool unseen) {
  if (chat.name().empty()) co_return;
  auto rest = [name = chat.name(), who = chat.place(), sealed = chat.sealed(unseen),
               revision = chat.snapshot(unseen).revision, now = services_.clock.now()](Desk& desk) {
    desk.directory().rest(name, who, sealed, revision, now);
    return true;
  };
  auto resting = services_.desks.invoke_on(home_of(chat.name()), std::move(rest));
  co_await std::move(resting);
}

std::shared_ptr<Chat> Desk::unheard_at(std::uint64_t number) const {
  const auto at = unheard_.find(number);
  return at == unheard_.end() ? nullptr : at->second;
}

Task<bool> Desk::is_there(std::uint64_t number, Duration patience) {
  const auto at = talkers_.find(number);
  if (at == talkers_.end()) co_return false;
  auto asking = at->second->is_there(patience);
  co_return co_await std::move(asking);
}

Task<void> Desk::give_up(std::uint64_t number) {
  const auto at = talkers_.find(number);
  if (at == talkers_.end()) co_return;
  at->second->give_up();
  const auto me = waiters_.emplace(waiters_.end(), number, services_.executor);
  while (talkers_.find(number) != talkers_.end())
    co_await me->gone.wait();
  waiters_.erase(me);
}

void Desk::forget(std::uint64_t number) {
  if (const auto at = talkers_.find(number); at != talkers_.end()) at->second->forget();
  if (const auto chat = unheard_at(number)) {
    chat->let_go();
    chat->coach().restart();
  }
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
  if (more) news = chat->recorder()->news();
  if (!news || news->over) readers_.erase(reader);
  co_return news;
}

void Desk::leave(std::uint64_t reader) {
  const auto left = readers_.extract(reader);
  if (left) left.mapped()->recorder()->interrupt();
}

void Desk::end_answer(std::uint64_t number, chat::Outcome outcome) {
  const auto chat = unheard_at(number);
  if (chat == nullptr) return;
  if (outcome == chat::Outcome::restarted) {
    chat->let_go();
    chat->coach().restart();
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
}

}  // namespace spotter::conversation
