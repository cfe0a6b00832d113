#include <spotter/conversation/directory.hpp>

#include <utility>

namespace spotter::conversation {
namespace {

/// The archive answers, and does not take it: not for want of time.
constexpr int kPutOffMax = 5;

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
      const auto at = entries_.find(line->front());
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
  entry.resting = entry.line->insert(entry.line->end(), at->first);
  if (missed) missed_.emplace(0, at->first);
}

void Directory::set_sealed(Entry& entry, std::string sealed) {
  bytes_ += sealed.size();
  bytes_ -= entry.sealed.size();
  entry.sealed = std::move(sealed);
}

void Directory::erase(Entries::iterator at) {
  wake(at);
  bytes_ -= at->second.sealed.size();
  entries_.erase(at);
}

void Directory::make_room() {
  while (entries_.size() >= settings_.chats_max && !wordless_.empty())
    erase(entries_.find(wordless_.front()));
  while (!resting_.empty() &&
         (bytes_ > settings_.bytes_max || entries_.size() >= settings_.chats_max)) {
    erase(entries_.find(resting_.front()));
  }
}

}  // namespace spotter::conversation
