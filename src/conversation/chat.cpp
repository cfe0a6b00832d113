#include "conversation/chat.hpp"

#include <utility>

namespace spotter::conversation {
namespace {

/// Two a turn, and an archive that is slow says nothing for half a second at most.
constexpr std::size_t kUntoldMax = 16;

}  // namespace

Chat::Chat(Desk& desk, const chat::Services& services, chat::Speaker speaker, Place place,
           ClientMark mark)
    : desk_(desk),
      services_(services),
      budget_{speaker.subject, speaker.generations_max},
      place_(place),
      mark_(mark),
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
  if (!archived()) return;
  tell({News::What::begun, name_, sealed_turn(question_, generation_), Taking::begin});
  if (!coach_.answering()) tell({News::What::over, name_, sealed(unseen_), {}});
}

void Chat::close_opened() {
  if (std::exchange(opened_, false) && archived())
    tell({News::What::over, name_, sealed(true), {}});
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

bool Chat::archived() const noexcept {
  return kept_ && desk_.services().archive != nullptr;
}

void Chat::detach() {
  recorder_.emplace(services_.executor);
  coach_.redirect(recorder_->make_reply());
}

void Chat::on_turn_begun(std::string_view text, rate_limit::GenerationId id) {
  unseen_ = false;
  question_ = text;
  generation_ = id;
  if (std::exchange(opened_, false) || !archived()) return;
  const bool begins = text.empty();  // the coach introduces itself in a new chat
  const bool takes_over = std::exchange(taken_over_, false);
  const Taking taking = begins ? Taking::begin : takes_over ? Taking::go_on : Taking::nothing;
  tell({News::What::begun, name_, sealed_turn(text, id), taking});
}

void Chat::on_turn_over(const chat::Ending& ending) {
  last_outcome_ = ending.outcome;
  unseen_ = ending.outcome == chat::Outcome::answered || ending.outcome == chat::Outcome::warned;
  const bool forgotten = ending.outcome == chat::Outcome::restarted;
  if (archived() && !forgotten) {
    std::string charged = ending.charged ? services_.limiter.name_of(generation_) : std::string();
    tell({News::What::over, name_, sealed(unseen_), {}, std::move(charged)});
  }
  if (recorder_) {
    recorder_->set_snapshot(snapshot(true));
    recorder_->finished(ending);
  }
  over_.notify();
}

void Chat::erase() {
  if (!archived()) return;
  // What was to be written of it before need not be.
  untold_.clear();
  tell({News::What::erased, name_, {}, {}});
}

/// One after the other: the archive may ask for a thing twice, and what came later would overtake
/// it.
void Chat::tell(News news) {
  // Whoever talks faster than the archive listens has its newest words kept.
  if (untold_.size() == kUntoldMax) untold_.pop_front();
  untold_.push_back(std::move(news));
  if (!std::exchange(telling_, true)) tasks_.spawn(tell_all());
}

Task<void> Chat::tell_all() {
  while (!untold_.empty()) {
    News next = std::move(untold_.front());
    untold_.pop_front();
    auto telling = tell_one(std::move(next));
    co_await std::move(telling);
  }
  telling_ = false;
}

/// Who else has taken the chat meanwhile keeps it; this one lasts as long as its connection.
Task<void> Chat::tell_one(News news) {
  Archive& archive = *desk_.services().archive;
  switch (news.what) {
    case News::What::begun: {
      auto telling = archive.open_turn(std::move(news.name), talker(), mark_, news.taking,
                                       std::move(news.text));
      const auto opened = co_await std::move(telling);
      if (opened && !opened->kept) let_go();
      break;
    }
    case News::What::over: {
      auto telling = archive.close_turn(std::move(news.name), talker(), std::move(news.text));
      const auto closed = co_await std::move(telling);
      // Whoever has taken the chat took us for dead, and gave back what this turn used.
      const bool taken_for_dead = closed && !*closed && !news.charged.empty();
      if (!taken_for_dead) break;
      auto counting = services_.limiter.count_again(budget_, std::move(news.charged));
      co_await std::move(counting);
      break;
    }
    case News::What::erased: {
      auto telling = archive.erase(std::move(news.name));
      co_await std::move(telling);
      break;
    }
  }
}

Task<void> Chat::close() {
  co_await coach_.close();
  co_await tasks_.join();
}

}  // namespace spotter::conversation
