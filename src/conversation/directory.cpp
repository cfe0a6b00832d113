#include <spotter/conversation/chat_name.hpp>
#include <spotter/conversation/directory.hpp>

#include <utility>

namespace spotter::conversation {
namespace {

/// The archive answers, and does not take it: not for want of time.
constexpr int kPutOffMax = 5;
/// What a payer may have at rest and not be the first to lose some of it.
constexpr std::size_t kFewChats = 16;
constexpr std::size_t kFewBytes = std::size_t{1024} * 1024;

}  // namespace

Directory::Claimed Directory::claim(const std::string& name, Place who, ClientMark mark, Wish wish,
                                    TimePoint now, std::uint64_t order) {
  Claimed claimed;
  claimed.order = order == 0 ? ++claims_ : order;
  auto at = entries_.find(name);
  if (at != entries_.end() && at->second.line != nullptr && at->second.ends <= now) {
    erase(at);
    at = entries_.end();
  }
  if (at == entries_.end()) {
    make_room();
    if (entries_.size() >= settings_.chats_max) return claimed;  // all are talked in
    at = entries_.try_emplace(name).first;
  }
  Entry& entry = at->second;
  if (entry.live && *entry.live != who) {
    claimed.live = entry.live;
    claimed.outlived = entry.order > claimed.order;
    return claimed;
  }
  if (now < entry.shared_until) return claimed;
  if (wish == Wish::go_on) {
    const bool another_client = entry.mark != 0 && mark != 0 && entry.mark != mark;
    if (another_client) {
      entry.shared_until = now + settings_.lifetime;
      set_sealed(entry, {});
      lay_down(at, now);
      return claimed;
    }
    if (entry.missed) claimed.missed = rested(entry, now);
    claimed.sealed = std::exchange(entry.sealed, {});
    bytes_ -= claimed.sealed.size();
    claimed.unheard = entry.unheard;
  } else {
    claimed.unheard = std::exchange(entry.unheard, std::nullopt);
    set_sealed(entry, {});
  }
  wake(at);
  entry.live = who;
  entry.order = claimed.order;
  if (mark != 0) entry.mark = mark;
  claimed.kept = true;
  return claimed;
}

void Directory::mark_shared(const std::string& name, TimePoint now) {
  const auto at = entries_.find(name);
  if (at != entries_.end()) at->second.shared_until = now + settings_.lifetime;
}

void Directory::detach(const std::string& name, Place who, TimePoint now) {
  const auto at = entries_.find(name);
  if (at == entries_.end() || at->second.live != who) return;
  at->second.live.reset();
  at->second.unheard = who;
  lay_down(at, now);
}

void Directory::rest(const std::string& name, Place who, Rest rest, TimePoint now) {
  const auto at = entries_.find(name);
  if (at == entries_.end()) return;
  Entry& entry = at->second;
  const bool was_live = entry.live == who;
  if (!was_live && entry.unheard != who) return;
  if (was_live) entry.live.reset();
  if (!was_live || rest.sealed) entry.unheard.reset();
  if (rest.sealed) {
    // Nobody goes on with words of which nobody can tell whose they are.
    set_sealed(entry, now < entry.shared_until ? std::string() : *std::move(rest.sealed));
    entry.missed = rest.missed;
  }
  lay_down(at, now);
  keep_within_share(std::string(payer_of_chat(name)));
  make_room();
}

std::optional<Directory::Missed> Directory::next_missed(TimePoint now) const {
  if (missed_.empty()) return std::nullopt;
  const std::string& name = missed_.begin()->second;
  const Entry& entry = entries_.at(name);
  return Missed{name, entry.sealed, entry.mark, rested(entry, now)};
}

void Directory::caught_up(const Missed& what, bool newest) {
  const auto at = entries_.find(what.name);
  if (at == entries_.end() || at->second.line == nullptr || at->second.sealed != what.sealed)
    return;
  Entry& entry = at->second;
  entry.missed = false;
  missed_.erase({entry.put_off, what.name});
  if (!newest) set_sealed(entry, {});
  if (entry.sealed.empty() && entry.shared_until == TimePoint{}) erase(at);
}

bool Directory::put_off(const Missed& what) {
  const auto at = entries_.find(what.name);
  if (at == entries_.end() || missed_.erase({at->second.put_off, what.name}) == 0) return true;
  Entry& entry = at->second;
  entry.missed = ++entry.put_off < kPutOffMax;
  if (entry.missed) missed_.emplace(entry.put_off, what.name);
  return entry.missed;
}

Directory::Forgotten Directory::forget(const std::string& name) {
  const auto at = entries_.find(name);
  if (at == entries_.end()) return {};
  Entry& entry = at->second;
  const Forgotten forgotten{entry.live, std::exchange(entry.unheard, std::nullopt)};
  set_sealed(entry, {});
  if (!entry.live && entry.shared_until == TimePoint{}) erase(at);
  return forgotten;
}

std::optional<Place> Directory::live(const std::string& name) const {
  const auto at = entries_.find(name);
  return at == entries_.end() ? std::nullopt : at->second.live;
}

void Directory::sweep(TimePoint now) {
  for (Resting* line : {&resting_, &wordless_}) {
    while (!line->empty()) {
      const auto at = entries_.find(*line->front());
      if (at->second.ends > now) break;
      erase(at);
    }
  }
}

Duration Directory::rested(const Entry& entry, TimePoint now) const {
  return now - (entry.ends - settings_.lifetime);
}

void Directory::wake(Entries::iterator at) {
  Entry& entry = at->second;
  if (entry.line == nullptr) return;
  entry.line->erase(entry.resting);
  entry.line = nullptr;
  leave_payer(entry);
  missed_.erase({entry.put_off, at->first});
  entry.missed = false;
  entry.put_off = 0;
}

/// One without words rests only when something is to be remembered of it: that several shared the
/// name, or that the archive still has to forget its words.
void Directory::lay_down(Entries::iterator at, TimePoint now) {
  Entry& entry = at->second;
  if (entry.live || entry.unheard) return;
  const bool missed = entry.missed;
  wake(at);
  entry.missed = missed;
  if (entry.sealed.empty() && !missed && entry.shared_until <= now) return erase(at);
  entry.ends = now + settings_.lifetime;
  entry.line = entry.sealed.empty() ? &wordless_ : &resting_;
  entry.resting = entry.line->insert(entry.line->end(), &at->first);
  enter_payer(at);
  if (missed) missed_.emplace(0, at->first);
}

void Directory::set_sealed(Entry& entry, std::string sealed) {
  bytes_ += sealed.size();
  bytes_ -= entry.sealed.size();
  entry.sealed = std::move(sealed);
  if (entry.payer != nullptr) count(entry.payer->second, entry, entry.sealed.size());
}

void Directory::erase(Entries::iterator at) {
  wake(at);
  bytes_ -= at->second.sealed.size();
  entries_.erase(at);
}

// --- whose they are -----------------------------------------------------------------------------

void Directory::enter_payer(Entries::iterator at) {
  Entry& entry = at->second;
  entry.payer = &*payers_.try_emplace(std::string(payer_of_chat(at->first))).first;
  Payer& payer = entry.payer->second;
  unrank(payer);
  entry.has_words = !entry.sealed.empty();
  Resting& line = entry.has_words ? payer.resting : payer.wordless;
  entry.of_payer = line.insert(line.end(), &at->first);
  entry.counted = entry.sealed.size();
  payer.bytes += entry.counted;
  rank(payer);
}

void Directory::leave_payer(Entry& entry) {
  Payer& payer = entry.payer->second;
  unrank(payer);
  (entry.has_words ? payer.resting : payer.wordless).erase(entry.of_payer);
  payer.bytes -= std::exchange(entry.counted, 0);
  rank(payer);
  if (payer.chats() == 0) payers_.erase(entry.payer->first);
  entry.payer = nullptr;
}

void Directory::count(Payer& payer, Entry& entry, std::size_t bytes) {
  unrank(payer);
  payer.bytes += bytes;
  payer.bytes -= std::exchange(entry.counted, bytes);
  rank(payer);
}

void Directory::rank(Payer& payer) {
  if (payer.bytes > kFewBytes) by_bytes_.emplace(payer.bytes, &payer);
  if (payer.chats() > kFewChats) by_chats_.emplace(payer.chats(), &payer);
}

void Directory::unrank(Payer& payer) {
  by_bytes_.erase({payer.bytes, &payer});
  by_chats_.erase({payer.chats(), &payer});
}

void Directory::evict(Payer& payer, bool for_bytes) {
  const bool without_words = payer.resting.empty() || (!for_bytes && !payer.wordless.empty());
  const Resting& line = without_words ? payer.wordless : payer.resting;
  erase(entries_.find(*line.front()));
}

void Directory::keep_within_share(const std::string& name) {
  for (auto at = payers_.find(name); at != payers_.end(); at = payers_.find(name)) {
    const bool too_large = at->second.bytes > settings_.payer_bytes_max;
    if (!too_large && at->second.chats() <= settings_.payer_chats_max) break;
    evict(at->second, too_large);
  }
}

void Directory::make_room() {
  const auto too_many = [this] { return entries_.size() >= settings_.chats_max; };
  while (too_many() && !by_chats_.empty())
    evict(*by_chats_.rbegin()->second, false);
  while (bytes_ > settings_.bytes_max && !by_bytes_.empty())
    evict(*by_bytes_.rbegin()->second, true);
  while (too_many() && !wordless_.empty())
    erase(entries_.find(*wordless_.front()));
  while (!resting_.empty() && (bytes_ > settings_.bytes_max || too_many()))
    erase(entries_.find(*resting_.front()));
}

}  // namespace spotter::conversation
