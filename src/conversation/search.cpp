#include "conversation/search.hpp"

#include "conversation/distant_answer.hpp"

#include <utility>

namespace spotter::conversation {
namespace {

/// Others may come and go while we look.
constexpr int kClaimsMax = 4;

}  // namespace

Search::Search(Seeker seeker, Wish wish, std::string text)
    : seeker_(std::move(seeker)),
      wish_(wish),
      began_(seeker_.desk.services().clock.now()),
      text_(std::move(text)),
      knows_(seeker_.coach.executor) {}

void Search::begin_anew() {
  wish_ = Wish::begin;
  began_ = seeker_.desk.services().clock.now();
}

Task<Search::Found> Search::run() {
  auto claiming = claim();
  auto claimed = co_await std::move(claiming);
  if (claimed.kept) {
    auto taking = take_up(std::move(claimed));
    co_await std::move(taking);
  }
  co_return std::move(found_);
}

/// Who has the chat, and whether it can be ours.
Task<Directory::Claimed> Search::claim() {
  const Owner& owner = seeker_.owner;
  const shard::ShardId home = seeker_.desk.home_of(owner.name);
  Directory::Claimed claimed;
  for (int i = 0; i < kClaimsMax; ++i) {
    auto ask = [name = owner.name, who = seeker_.chat.place(), mark = owner.mark, wish = wish_,
                order = claimed.order, now = seeker_.desk.services().clock.now()](Desk& desk) {
      return desk.directory().claim(name, who, mark, wish, now, order);
    };
    auto asking = seeker_.desk.services().desks.invoke_on(home, std::move(ask));
    claimed = co_await std::move(asking);
    if (!claimed.live || (owner.named && claimed.outlived)) break;
    auto waiting = wait_for(*claimed.live);
    const bool is_left = co_await std::move(waiting);
    if (!is_left) break;
  }
  co_return claimed;
}

/// False: the chat is not to be had, or nobody is there to have it. Who waits is asked for a sign
/// of life at the same time as who is waited for: many that are gone must not hold it up one after
/// the other for one who is there. What somebody has begun is theirs though they are gone by now:
/// they were there when they did.
Task<bool> Search::wait_for(Place other) {
  const Owner& owner = seeker_.owner;
  auto& desks = seeker_.desk.services().desks;
  heard_.reset();
  seeker_.tasks.spawn(listen());
  bool there = false;
  if (!owner.named) {
    auto look_there = [other, patience = seeker_.desk.services().settings.patience](Desk& desk) {
      return desk.is_there(other.number, patience);
    };
    auto looking = desks.call_on(other.shard, std::move(look_there));
    there = co_await std::move(looking);
  }
  if (!there) {
    auto give_up = [other](Desk& desk) { return desk.give_up(other.number); };
    auto giving = desks.call_on(other.shard, std::move(give_up));
    co_await std::move(giving);
  }
  while (!heard_)
    co_await knows_.wait();
  if (*heard_ && !begins()) {
    // They may have gone since.
    auto asking = seeker_.is_there();
    heard_ = co_await std::move(asking);
  }
  found_.client_is_gone = !*heard_;
  if (there && !found_.client_is_gone) {
    desks.post_to(seeker_.desk.home_of(owner.name),
                  [name = owner.name, now = seeker_.desk.services().clock.now()](Desk& desk) {
                    desk.directory().mark_shared(name, now);
                  });
    desks.post_to(other.shard, [number = other.number](Desk& desk) { desk.share(number); });
  }
  co_return !there && (!found_.client_is_gone || begins());
}

Task<void> Search::listen() {
  auto asking = seeker_.is_there();
  heard_ = co_await std::move(asking);
  knows_.notify();
}

Task<void> Search::take_up(Directory::Claimed claimed) {
  Chat& chat = seeker_.chat;
  chat.take_place(seeker_.owner.name);
  if (!begins()) {
    auto going_on = go_on(claimed);
    const bool ours = co_await std::move(going_on);
    if (!ours || !begins()) co_return;
  }
  drop_found();
  if (claimed.unheard) {
    seeker_.desk.services().desks.post_to(claimed.unheard->shard,
                                          [number = claimed.unheard->number](Desk& desk) {
                                            desk.end_answer(number, chat::Outcome::restarted);
                                          });
  }
  // Who is gone by now must not take it from those who came after them.
  chat.keep_begun(began_, closing_ || found_.client_is_gone);
}

/// What was found is not asked for any more.
void Search::drop_found() {
  if (found_.running) {
    found_.running->end(chat::Outcome::restarted);
    std::exchange(found_.running, nullptr)->leave();
  }
  found_.repeats = false;
  found_.said = {};
}

/// False: it is somebody else's.
Task<bool> Search::go_on(Directory::Claimed& claimed) {
  Chat& chat = seeker_.chat;
  const std::uint64_t era = chat.era();
  auto taking = take_kept(claimed);
  auto before = co_await std::move(taking);
  if (begins()) co_return true;
  if (!claimed.kept) co_return false;
  if (chat.era() != era) {
    // Its payer has deleted it.
    before.reset();
    if (found_.running) std::exchange(found_.running, nullptr)->leave();
  }
  if (found_.running) {
    chat.keep();
    seeker_.desk.counts().resumed(Resumption::joined).add();
    co_return true;
  }
  bool kept = false;
  if (closing_) {
    found_.client_is_gone = true;
  } else {
    auto opening = open_archive(claimed.missed, before);
    kept = co_await std::move(opening);
    found_.client_is_gone = chat.client_is_gone();
  }
  if (begins()) co_return kept || found_.client_is_gone;
  if (chat.era() != era) before.reset();
  if (!kept && !found_.client_is_gone) co_return false;
  chat.keep();
  if (!kept && claimed.missed) chat.set_missed();
  if (before) go_on_with(*std::move(before));
  co_return true;
}

void Search::go_on_with(chat::Snapshot before) {
  Chat& chat = seeker_.chat;
  if (found_.client_is_gone) return chat.restore(std::move(before));
  if (!left_behind_) {
    const auto& exchanges = before.exchanges;
    found_.repeats = before.last_unseen && !exchanges.empty() && !exchanges.back().introduction &&
                     exchanges.back().user == text_;
  }
  const auto how = found_.repeats ? Resumption::repeated : Resumption::continued;
  seeker_.desk.counts().resumed(how).add();
  if (left_behind_) return chat.coach().put_before(std::move(before));
  chat.restore(std::move(before));
}

/// What this process has of the chat. `claimed` is what was found in the end.
Task<std::optional<chat::Snapshot>> Search::take_kept(Directory::Claimed& claimed) {
  auto& desks = seeker_.desk.services().desks;
  if (claimed.unheard) {
    const Place where = *claimed.unheard;
    auto find = [where, text = text_](Desk& desk) { return desk.find(where.number, text); };
    auto finding = desks.call_on(where.shard, std::move(find));
    Desk::Found found = co_await std::move(finding);
    if (found.what == Desk::Found::What::rested) co_return std::move(found.chat);
    if (found.what == Desk::Found::What::running) {
      found_.running = std::make_unique<DistantAnswer>(desks, where, found.reader, seeker_.chat);
      co_return std::nullopt;
    }
    // It came to rest just now.
    auto claiming = claim();
    claimed = co_await std::move(claiming);
  }
  co_return seeker_.desk.vault().open(seeker_.owner.name, claimed.sealed);
}

/// What the archive has of it, unless this process knows better. False: it is not ours to go on
/// with.
Task<bool> Search::open_archive(std::optional<Duration> missed,
                                std::optional<chat::Snapshot>& before) {
  Desk& desk = seeker_.desk;
  Chat& chat = seeker_.chat;
  const std::string& name = seeker_.owner.name;
  Archive* archive = desk.services().archive.get();
  if (archive == nullptr) co_return true;
  const rate_limit::GenerationId id = seeker_.coach.next_turn_id();
  const OpenTurn turn{text_, seeker_.coach.limiter.name_of(id)};
  const bool known_here = before || missed;
  const std::string sealed_turn = desk.vault().seal(name, turn);
  auto opening = chat.open_archive(sealed_turn, missed, false);
  auto opened = co_await std::move(opening);
  if (!opened && !known_here && archive->available()) {
    // It may have been a moment only, and nothing is known here.
    auto again = chat.open_archive(sealed_turn, missed, false);
    opened = co_await std::move(again);
  }
  if (!opened) {
    chat.set_late(missed.has_value());
    co_return true;
  }
  if (opened->what != Archive::Opened::What::kept) co_return false;
  found_.said.id = id;
  chat.set_opened();
  if (opened->newest_here && known_here) co_return true;
  before = desk.vault().open(name, opened->chat);
  if (before && !opened->newest_here) desk.counts().moved.add();
  const auto lost = desk.vault().open_turn(name, opened->turn);
  if (lost) make_good(*lost, before);
  co_return true;
}

/// A turn that began and has no end: its process died. It costs nothing, and is answered when it is
/// asked again.
void Search::make_good(const OpenTurn& lost, std::optional<chat::Snapshot>& before) {
  const bool again = lost.text == text_;
  // What was cut off in good order has been seen, and is in the chat.
  if (lost.cut && !again) return;
  if (!lost.cut) seeker_.desk.counts().turns_lost.add();
  const rate_limit::Budget budget{seeker_.speaker.subject, seeker_.speaker.generations_max, {}};
  seeker_.tasks.spawn(seeker_.coach.limiter.give_back(budget, lost.generation));
  if (lost.cut && before && !before->exchanges.empty()) {
    const chat::Exchange& last = before->exchanges.back();
    if (last.interrupted && last.user == text_) before->exchanges.pop_back();
  }
  if (lost.text.empty() || again) return;
  if (!before) before.emplace();
  before->exchanges.push_back({lost.text, {}, true, {}, false});
  before->last_unseen = false;
  found_.said.sentence = "answer_lost";
}

}  // namespace spotter::conversation
