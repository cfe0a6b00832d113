#include "conversation/chat.hpp"

#include <utility>

namespace spotter::conversation {

Chat::Chat(Desk& desk, const chat::Services& services, chat::Speaker speaker, Place place)
    : desk_(desk),
      services_(services),
      place_(place),
      over_(services.executor),
      tasks_(services.executor, services.on_bug),
      coach_(services_, std::move(speaker)) {
  coach_.observe(this);
}

Chat::~Chat() = default;

void Chat::keep(std::string name) {
  name_ = std::move(name);
  kept_ = true;
}

void Chat::keep_begun(std::string name, std::uint64_t revision) {
  keep(std::move(name));
  coach_.raise_revision(revision);
  if (desk_.services().archive == nullptr) return;
  tasks_.spawn(tell_begun(Taking::begin, sealed_turn(question_, generation_)));
  if (!coach_.answering()) tasks_.spawn(tell_over(name_, sealed(unseen_)));
}

void Chat::close_opened() {
  if (std::exchange(opened_, false) && kept_) tasks_.spawn(tell_over(name_, sealed(true)));
}

void Chat::restore(chat::Snapshot snapshot) {
  unseen_ = snapshot.last_unseen;
  coach_.restore(std::move(snapshot));
}

chat::Snapshot Chat::snapshot(bool unseen) const {
  chat::Snapshot now = coach_.snapshot();
  now.last_unseen = unseen && !now.exchanges.empty() && !now.exchanges.back().interrupted;
  return now;
}

std::string Chat::sealed(bool unseen) const {
  const chat::Snapshot now = snapshot(unseen);
  if (!kept_ || (now.exchanges.empty() && now.earlier.empty())) return {};
  return desk_.vault().seal(name_, now);
}

std::string Chat::sealed_turn(std::string_view text, rate_limit::GenerationId id) const {
  return desk_.vault().seal(name_, OpenTurn{std::string(text), services_.limiter.name_of(id)});
}

std::string Chat::talker() const {
  return std::string(desk_.services().instance)
      .append(":")
      .append(std::to_string(place_.shard))
      .append(":")
      .append(std::to_string(place_.number));
}

void Chat::detach() {
  recorder_.emplace(services_.executor);
  coach_.redirect(recorder_->make_reply());
}

void Chat::on_turn_begun(std::string_view text, rate_limit::GenerationId id) {
  unseen_ = false;
  question_ = text;
  generation_ = id;
  if (std::exchange(opened_, false) || !kept() || desk_.services().archive == nullptr) return;
  const bool begins = text.empty();  // the coach introduces itself in a new chat
  const bool takes_over = std::exchange(taken_over_, false);
  const Taking taking = begins ? Taking::begin : takes_over ? Taking::go_on : Taking::nothing;
  tasks_.spawn(tell_begun(taking, sealed_turn(text, id)));
}

void Chat::on_turn_over(const chat::Ending& ending) {
  unseen_ = ending.outcome == chat::Outcome::answered || ending.outcome == chat::Outcome::warned;
  const bool forgotten = ending.outcome == chat::Outcome::restarted;
  if (kept() && !forgotten && desk_.services().archive != nullptr)
    tasks_.spawn(tell_over(name_, sealed(unseen_)));
  if (recorder_) {
    recorder_->set_snapshot(snapshot(true));
    recorder_->finished(ending);
  }
  over_.notify();
}

/// Who else has taken the chat meanwhile keeps it; this one lasts as long as its connection.
Task<void> Chat::tell_begun(Taking taking, std::string turn) {
  auto telling =
      desk_.services().archive->open_turn(name_, talker(), mark_, taking, std::move(turn));
  const auto opened = co_await std::move(telling);
  if (opened && !opened->kept) let_go();
}

Task<void> Chat::tell_over(std::string name, std::string sealed) {
  auto telling = desk_.services().archive->close_turn(std::move(name), talker(), std::move(sealed));
  co_await std::move(telling);
}

void Chat::erase() {
  if (!kept() || desk_.services().archive == nullptr) return;
  tasks_.spawn(tell_erased(name_));
}

Task<void> Chat::tell_erased(std::string name) {
  auto telling = desk_.services().archive->erase(std::move(name));
  co_await std::move(telling);
}

Task<void> Chat::close() {
  co_await coach_.close();
  co_await tasks_.join();
}

}  // namespace spotter::conversation
