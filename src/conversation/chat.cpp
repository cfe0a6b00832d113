#include "conversation/chat.hpp"

#include <iterator>
#include <utility>

namespace spotter::conversation {
namespace {

/// Two a turn, and an archive that is slow says nothing for half a second at most.
constexpr std::size_t kUntoldMax = 16;
constexpr std::size_t kChargedMax = 16;
/// Whoever is asked hears of it within a second, and has Settings::patience for the answer; one
/// that has died counts as gone after four seconds.
constexpr int kAsksMax = 12;

/// The newest stay.
void append(std::vector<std::string>& charged, std::vector<std::string> more) {
  charged.insert(charged.end(), std::make_move_iterator(more.begin()),
                 std::make_move_iterator(more.end()));
  if (charged.size() > kChargedMax)
    charged.erase(charged.begin(), charged.end() - static_cast<std::ptrdiff_t>(kChargedMax));
}

}  // namespace

Chat::Chat(Desk& desk, const chat::Services& services, chat::Speaker speaker, Place place,
           ClientMark mark, bool named)
    : desk_(desk),
      services_(services),
      budget_{speaker.subject, speaker.generations_max, {}},
      place_(place),
      mark_(mark),
      named_(named),
      over_(services.executor),
      rested_(services.executor),
      tasks_(services.executor, services.on_bug),
      coach_(services_, std::move(speaker)) {
  coach_.observe(this);
}

Chat::~Chat() = default;

void Chat::keep(std::string name) {
  name_ = std::move(name);
  kept_ = true;
}

void Chat::keep_begun(std::string name) {
  keep(std::move(name));
  if (!archived()) return;
  taking_ = Taking::begin;
  if (coach_.answering())
    tell({News::What::begun_anew, sealed_turn(question_, generation_)});
  else
    tell({News::What::over, sealed(unseen_)});
}

void Chat::close_opened() {
  if (std::exchange(opened_, false) && archived()) tell({News::What::over, sealed(true)});
}

void Chat::close_rejoined(const chat::Snapshot& chat, std::uint64_t era) {
  if (archived() && era == era_) tell({News::What::over, desk_.vault().seal(name_, chat)});
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

Directory::Rest Chat::rest(bool unseen) const {
  std::string words = sealed(unseen);
  const bool elsewhere = words.empty() && kept_ && rejoined_;
  if (elsewhere) return {std::nullopt, false};
  return {std::move(words), kept_ && missed_};
}

Task<void> Chat::leave_archive() {
  if (!archived() || handed_on_ || taking_ != Taking::nothing) co_return;
  auto leaving = desk_.services().archive->leave(name_, talker());
  // Should it fail, we are asked.
  co_await std::move(leaving);
}

std::string Chat::sealed_turn(std::string_view text, rate_limit::GenerationId id) const {
  return desk_.vault().seal(name_, OpenTurn{std::string(text), services_.limiter.name_of(id)});
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
  if (text.empty()) begin_era();
  if (std::exchange(opened_, false) || !archived()) return;
  // The coach introduces itself in a new chat.
  tell({text.empty() ? News::What::begun_anew : News::What::begun, sealed_turn(text, id)});
}

void Chat::on_turn_over(const chat::Ending& ending) {
  last_outcome_ = ending.outcome;
  unseen_ = ending.outcome == chat::Outcome::answered || ending.outcome == chat::Outcome::warned;
  if (archived() && ending.charged) append(charged_, {services_.limiter.name_of(generation_)});
  const bool forgotten = ending.outcome == chat::Outcome::restarted;
  // Whoever gets the end takes the chat in the archive with it.
  handed_on_ = archived() && !forgotten && recorder_ && desk_.is_read(*this);
  if (handed_on_)
    missed_ = true;
  else if (archived() && !forgotten)
    tell({News::What::over, sealed(unseen_)});
  if (recorder_) {
    recorder_->set_snapshot(snapshot(true));
    recorder_->finished(ending);
  }
  over_.notify();
}

/// Nothing that was said before belongs to the chat from now on.
void Chat::begin_era() {
  ++era_;
  rejoined_ = false;
}

void Chat::forget() {
  begin_era();
  coach_.restart();
  if (!archived()) return;
  // What was to be written of it before need not be.
  drop_untold();
  tell({News::What::erased});
}

void Chat::forget_here() {
  begin_era();
  coach_.restart();
  drop_untold();
  taking_ = Taking::begin;
  missed_ = true;
}

void Chat::share() {
  if (!kept_) return;
  desk_.services().desks.post_to(desk_.home_of(name_),
                                 [name = name_, now = desk_.services().clock.now()](Desk& desk) {
                                   desk.directory().mark_shared(name, now);
                                 });
  drop_untold();
  if (archived()) tell({News::What::shared});
  let_go();
}

// --- what the archive is told -------------------------------------------------------------------

Task<Result<Archive::Opened>> Chat::open_archive(std::string turn, std::optional<Duration> missed) {
  Archive& archive = *desk_.services().archive;
  Archive::Opening opening{name_, talker(), named_, mark_, taking_, std::move(turn), missed};
  for (int asked = 0;; ++asked) {
    opening.early = !desk_.hears_others();
    opening.insists = named_ && asked >= kAsksMax;
    auto asking = archive.open_turn(opening);
    auto opened = co_await std::move(asking);
    if (!opened) {
      missed_ = true;
      co_return opened;
    }
    if (opened->what == Archive::Opened::What::kept) {
      taking_ = Taking::nothing;
      missed_ = missed_ || (missed && opened->newest_here);
      co_return opened;
    }
    if (opened->what == Archive::Opened::What::lost || !asks_ || asked >= kAsksMax) {
      opened->what = Archive::Opened::What::lost;
      co_return opened;
    }
    shard::Signal pause(services_.executor);
    auto pausing =
        pause.wait_until(std::chrono::steady_clock::now() + desk_.services().settings.ask_interval);
    co_await std::move(pausing);
  }
}

/// One after the other: the archive may ask for a thing twice, and what came later would overtake
/// it.
void Chat::tell(News news) {
  // Whoever talks faster than the archive listens has its newest words kept.
  if (untold_.size() == kUntoldMax) {
    append(charged_, std::move(untold_.front().charged));
    untold_.pop_front();
  }
  news.charged = std::exchange(charged_, {});
  untold_.push_back(std::move(news));
  if (!std::exchange(telling_, true)) tasks_.spawn(tell_all());
}

void Chat::drop_untold() {
  for (News& news : untold_)
    append(charged_, std::move(news.charged));
  untold_.clear();
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
  if (news.what == News::What::shared) {
    auto sharing = desk_.services().archive->share(name_, talker());
    co_await std::move(sharing);
    co_return;
  }
  if (news.what == News::What::begun_anew) taking_ = Taking::begin;
  auto telling = task_of(news);
  const Result<bool> ours = co_await std::move(telling);
  if (!ours) {
    missed_ = true;
    append(charged_, std::move(news.charged));
    co_return;
  }
  if (*ours) co_return;
  let_go();
  // Whoever has it took us for dead.
  for (std::string& name : news.charged) {
    auto counting = services_.limiter.count_again(budget_, std::move(name));
    co_await std::move(counting);
  }
}

Task<Result<bool>> Chat::task_of(News& news) {
  if (news.what == News::What::over) return tell_over(std::move(news.text));
  if (news.what == News::What::erased) return tell_erased();
  return take_in_archive(std::move(news.text));
}

/// False: it is not ours any more.
Task<Result<bool>> Chat::take_in_archive(std::string turn) {
  auto opening = open_archive(std::move(turn), std::nullopt);
  const auto opened = co_await std::move(opening);
  if (!opened) co_return opened.error();
  co_return opened->what == Archive::Opened::What::kept;
}

Task<Result<bool>> Chat::tell_over(std::string chat) {
  if (taking_ != Taking::nothing) {
    auto taking = take_in_archive({});
    auto taken = co_await std::move(taking);
    if (!taken || !*taken) co_return taken;
  }
  auto closing = desk_.services().archive->close_turn(name_, talker(), mark_, std::move(chat));
  auto ours = co_await std::move(closing);
  if (ours && *ours) missed_ = false;
  co_return ours;
}

Task<Result<bool>> Chat::tell_erased() {
  if (taking_ != Taking::nothing) {
    taking_ = Taking::begin;  // drops it as well
    auto closing = tell_over({});
    co_return co_await std::move(closing);
  }
  auto erasing = desk_.services().archive->erase(name_, talker());
  auto ours = co_await std::move(erasing);
  if (ours && *ours) missed_ = false;
  co_return ours;
}

Task<void> Chat::close() {
  co_await coach_.close();
  co_await tasks_.join();
}

}  // namespace spotter::conversation
