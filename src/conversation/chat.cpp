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
/// It may go from one who is gone to another one who is.
constexpr int kHoldersMax = 3;
/// A client that lost its connection has a moment to come back to it.
constexpr int kSignsMax = 4;

/// Of a chat in which no turn was charged this much is kept: words that cost nothing must not take
/// the memory of others.
constexpr std::size_t kFreeBytesMax = 16 * 1024;

std::size_t size_of(const chat::Exchange& exchange) noexcept {
  return exchange.user.size() + exchange.assistant.size() +
         (exchange.call ? exchange.call->arguments.size() : 0);
}

bool is_more_than_free(const chat::Snapshot& chat) noexcept {
  std::size_t bytes = 0;
  for (const chat::Exchange& exchange : chat.exchanges)
    bytes += size_of(exchange);
  return bytes > kFreeBytesMax;
}

/// The newest stay.
void cut_down(chat::Snapshot& chat) {
  std::size_t bytes = 0;
  auto first = chat.exchanges.end();
  while (first != chat.exchanges.begin()) {
    bytes += size_of(*std::prev(first));
    if (bytes > kFreeBytesMax) break;
    --first;
  }
  if (first == chat.exchanges.begin()) return;
  chat.exchanges.erase(chat.exchanges.begin(), first);
  chat.earlier.clear();
  chat.names = {};
}

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

void Chat::keep() {
  kept_ = true;
  if (shared_) share();
}

void Chat::keep_begun(TimePoint began, bool gone) {
  keep();
  opened_ = false;
  if (!archived()) return;
  taking_ = Taking::begin;
  began_ = began;
  if (gone) stop_asking();
  if (coach_.answering())
    tell({News::What::begun_anew, sealed_turn(question_, generation_)});
  else
    tell({News::What::over, sealed(unseen_)});
}

bool Chat::takes_begun() const noexcept {
  return archived() && taking_ == Taking::begin && telling_;
}

void Chat::close_opened() {
  if (std::exchange(opened_, false) && archived()) tell({News::What::over, sealed(true)});
}

void Chat::close_rejoined(const chat::AnswerNews& news, std::uint64_t era) {
  if (era == era_) paid_ = is_more_than_free(news.snapshot);
  if (archived() && era == era_)
    tell({News::What::over, desk_.vault().seal(name_, news.snapshot), news.cut});
}

void Chat::restore(chat::Snapshot snapshot) {
  unseen_ = snapshot.last_unseen;
  paid_ = is_more_than_free(snapshot);
  coach_.restore(std::move(snapshot));
}

chat::Snapshot Chat::snapshot(bool unseen) const {
  chat::Snapshot now = coach_.snapshot();
  if (!paid_) cut_down(now);
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
  paid_ = paid_ || ending.charged;
  unseen_ = ending.outcome == chat::Outcome::answered || ending.outcome == chat::Outcome::warned;
  if (archived() && ending.charged) append(charged_, {services_.limiter.name_of(generation_)});
  const bool forgotten = ending.outcome == chat::Outcome::restarted;
  // Whoever gets the end takes the chat in the archive with it.
  handed_on_ = archived() && !forgotten && recorder_ && desk_.is_read(*this);
  if (handed_on_)
    missed_ = true;
  else if (archived() && !forgotten)
    tell({News::What::over, sealed(unseen_), cut_turn(ending)});
  if (recorder_) {
    recorder_->set_cut(cut_turn(ending));
    recorder_->set_snapshot(snapshot(true));
    recorder_->finished(ending);
  }
  over_.notify();
}

/// Nothing that was said before belongs to the chat from now on.
void Chat::begin_era() {
  ++era_;
  began_ = desk_.services().clock.now();
  rejoined_ = paid_ = false;
}

/// Whoever asks the same elsewhere does not pay for it twice.
std::string Chat::cut_turn(const chat::Ending& ending) const {
  if (!archived() || ending.outcome != chat::Outcome::shut_down || question_.empty()) return {};
  return desk_.vault().seal(name_,
                            OpenTurn{question_, services_.limiter.name_of(generation_), true});
}

void Chat::forget() {
  begin_era();
  coach_.restart();
  if (!archived()) return;
  // What was to be written of it before need not be.
  drop_untold();
  tell({News::What::erased});
}

void Chat::forget_here(bool archive_knows) {
  begin_era();
  coach_.restart();
  drop_untold();
  taking_ = Taking::begin;
  missed_ = !archive_knows;
}

/// Its payer has deleted it at another instance. What they say now begins another one.
void Chat::forget_past() {
  begin_era();
  coach_.forget_past();
  seal_untold();
}

/// Another instance has had it while the archive was away: its words came before.
void Chat::put_before(const Archive::Opened& opened) {
  auto older = desk_.vault().open(name_, opened.chat);
  if (older) {
    paid_ = paid_ || is_more_than_free(*older);
    coach_.put_before(*std::move(older));
    desk_.counts().moved.add();
    seal_untold();
  }
  const auto lost = desk_.vault().open_turn(name_, opened.turn);
  if (!lost || lost->cut) return;
  desk_.counts().turns_lost.add();
  tasks_.spawn(services_.limiter.give_back(budget_, lost->generation));
}

void Chat::seal_untold() {
  ++rewritten_;
  for (News& news : untold_) {
    if (news.what == News::What::over) news.text = sealed(unseen_);
  }
}

void Chat::share() {
  shared_ = true;
  if (name_.empty()) return;
  desk_.services().desks.post_to(desk_.home_of(name_),
                                 [name = name_, now = desk_.services().clock.now()](Desk& desk) {
                                   desk.directory().mark_shared(name, now);
                                 });
  if (!kept_) return;
  drop_untold();
  if (archived()) tell({News::What::shared});
  let_go();
}

// --- what the archive is told -------------------------------------------------------------------

Task<Result<Archive::Opened>> Chat::open_archive(std::string turn, std::optional<Duration> missed,
                                                 bool late) {
  using What = Archive::Opened::What;
  Archive& archive = *desk_.services().archive;
  const std::uint64_t era = era_;
  client_is_gone_ = false;
  // A named chat's older connection does not become its newest by coming late.
  const std::string order = late && taking_ == Taking::go_on ? "0" : "";
  Archive::Opening opening{name_, talker(), named_, mark_, taking_, std::move(turn), missed};
  opening.order = order;
  bool silent = false;
  std::string holder;
  int holders = 0;
  for (int asked = 0;; ++asked) {
    opening.early = !desk_.hears_others();
    // What they have begun is theirs, unless another one is there or has come since.
    const bool gone = opening.taking == Taking::begin && (silent || !asks_);
    opening.insists = named_ && !gone && asked >= kAsksMax;
    opening.gone = gone;
    if (gone) opening.missed = desk_.services().clock.now() - began_;
    auto asking = archive.open_turn(opening);
    auto opened = co_await std::move(asking);
    if (!opened) {
      missed_ = true;
      co_return opened;
    }
    if (opened->what == What::kept && shared_) {
      // The archive did not know yet whose it is when it was told.
      auto sharing = archive.share(name_, talker());
      co_await std::move(sharing);
      opened->what = What::lost;
    }
    if (opened->what == What::kept) {
      if (era == era_) taking_ = Taking::nothing;
      missed_ = missed_ || (missed && opened->newest_here);
      co_return opened;
    }
    if (opened->what == What::occupied && asked < kAsksMax) {
      if (order.empty()) opening.order = opened->order;
      if (opened->holder != holder && ++holders <= kHoldersMax) asked = 0;
      holder = opened->holder;
      if (gone) {
        auto pausing = pause();
        co_await std::move(pausing);
        if (!desk_.stopping()) continue;
      } else {
        auto listening = client_gives_a_sign();
        client_is_gone_ = !co_await std::move(listening);
        silent = client_is_gone_;
        if (!silent || opening.taking == Taking::begin) continue;
      }
    }
    opened->what = What::lost;
    co_return opened;
  }
}

/// Who is gone must neither take a chat nor say that two are there.
Task<bool> Chat::client_gives_a_sign() {
  for (int i = 0; i < kSignsMax && asks_; ++i) {
    auto pausing = pause();
    co_await std::move(pausing);
    if (!asks_) break;
    auto asking = desk_.is_there(place_.number, desk_.services().settings.patience);
    const bool there = co_await std::move(asking);
    if (there && asks_) co_return true;
  }
  co_return false;
}

Task<void> Chat::pause() {
  shard::Signal nobody(services_.executor);
  auto pausing =
      nobody.wait_until(std::chrono::steady_clock::now() + desk_.services().settings.ask_interval);
  co_await std::move(pausing);
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
  const Result<Change> change = co_await std::move(telling);
  if (!change) {
    missed_ = true;
    append(charged_, std::move(news.charged));
    co_return;
  }
  if (*change == Change::done) co_return;
  if (*change == Change::forgotten) {
    forget_past();
    taking_ = Taking::begin;
    missed_ = false;
    co_return;
  }
  let_go();
  // Whoever has it took us for dead.
  for (std::string& name : news.charged) {
    auto counting = services_.limiter.count_again(budget_, std::move(name));
    co_await std::move(counting);
  }
}

Task<Result<Archive::Change>> Chat::task_of(News& news) {
  if (news.what == News::What::over) return tell_over(std::move(news.text), std::move(news.cut));
  if (news.what == News::What::erased) return tell_erased();
  return take_in_archive(std::move(news.text));
}

Task<Result<Archive::Change>> Chat::take_in_archive(std::string turn) {
  const Taking taking = taking_;
  const std::uint64_t era = era_;
  auto opening = open_archive(std::move(turn), std::nullopt, true);
  const auto opened = co_await std::move(opening);
  if (!opened) co_return opened.error();
  if (opened->what != Archive::Opened::What::kept) co_return Change::lost;
  const bool late = taking == Taking::go_on && era == era_ && !rejoined_;
  if (opened->deleted)
    forget_past();
  else if (late && (!opened->newest_here || !newest_here_))
    put_before(*opened);
  co_return Change::done;
}

Task<Result<Archive::Change>> Chat::tell_over(std::string chat, std::string cut) {
  if (taking_ != Taking::nothing) {
    const std::uint64_t rewritten = rewritten_;
    auto taking = take_in_archive({});
    auto taken = co_await std::move(taking);
    if (!taken || *taken != Change::done) co_return taken;
    if (rewritten != rewritten_) chat = sealed(unseen_);
  }
  auto closing =
      desk_.services().archive->close_turn(name_, talker(), mark_, std::move(chat), std::move(cut));
  auto change = co_await std::move(closing);
  if (change && *change == Change::done) missed_ = false;
  co_return change;
}

Task<Result<Archive::Change>> Chat::tell_erased() {
  if (taking_ != Taking::nothing) {
    taking_ = Taking::begin;  // drops it as well
    auto closing = tell_over({}, {});
    co_return co_await std::move(closing);
  }
  auto erasing = desk_.services().archive->erase(name_, talker());
  auto change = co_await std::move(erasing);
  if (change && *change == Change::done) missed_ = false;
  co_return change;
}

Task<void> Chat::close() {
  co_await coach_.close();
  co_await tasks_.join();
}

}  // namespace spotter::conversation
