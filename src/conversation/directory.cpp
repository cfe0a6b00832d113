#include <spotter/conversation/directory.hpp>

#include <utility>

namespace spotter::conversation {

Directory::Claimed Directory::claim(const std::string& name, Place who, ClientMark mark, Wish wish,
                                    TimePoint now) {
  Claimed claimed;
  auto at = entries_.find(name);
  if (at != entries_.end() && at->second.rests && at->second.ends <= now) {
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
    return claimed;
  }
  if (wish == Wish::go_on) {
    const bool another_client = entry.mark != 0 && entry.mark != mark;
    if (another_client) entry.shared_until = now + settings_.lifetime;
    if (now < entry.shared_until) return claimed;
    claimed.sealed = std::exchange(entry.sealed, {});
    bytes_ -= claimed.sealed.size();
    claimed.revision = entry.revision;
    claimed.unheard = entry.unheard;
  } else {
    claimed.unheard = std::exchange(entry.unheard, std::nullopt);
    set_sealed(entry, {});
  }
  wake(entry);
  entry.live = who;
  entry.mark = mark;
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

void Directory::rest(const std::string& name, Place who, std::string sealed, std::uint64_t revision,
                     TimePoint now) {
  const auto at = entries_.find(name);
  if (at == entries_.end()) return;
  Entry& entry = at->second;
  const bool was_live = entry.live == who;
  if (!was_live && entry.unheard != who) return;
  (was_live ? entry.live : entry.unheard).reset();
  if (!sealed.empty()) {
    set_sealed(entry, std::move(sealed));
    entry.revision = revision;
  }
  lay_down(at, now);
  make_room();
}

Directory::Forgotten Directory::forget(const std::string& name) {
  const auto at = entries_.find(name);
  if (at == entries_.end()) return {};
  Entry& entry = at->second;
  const Forgotten forgotten{entry.live, std::exchange(entry.unheard, std::nullopt)};
  set_sealed(entry, {});
  if (!entry.live && !entry.rests) erase(at);  // its answer was all there was
  return forgotten;
}

void Directory::sweep(TimePoint now) {
  while (!resting_.empty()) {
    const auto at = entries_.find(resting_.front());
    if (at->second.ends > now) break;
    erase(at);
  }
}

void Directory::wake(Entry& entry) {
  if (!std::exchange(entry.rests, false)) return;
  resting_.erase(entry.resting);
}

/// Also one without words rests: who shared it is remembered for as long.
void Directory::lay_down(Entries::iterator at, TimePoint now) {
  Entry& entry = at->second;
  if (entry.live || entry.unheard) return wake(entry);
  wake(entry);
  entry.ends = now + settings_.lifetime;
  entry.resting = resting_.insert(resting_.end(), at->first);
  entry.rests = true;
}

void Directory::set_sealed(Entry& entry, std::string sealed) {
  bytes_ += sealed.size();
  bytes_ -= entry.sealed.size();
  entry.sealed = std::move(sealed);
}

void Directory::erase(Entries::iterator at) {
  wake(at->second);
  bytes_ -= at->second.sealed.size();
  entries_.erase(at);
}

void Directory::make_room() {
  while (!resting_.empty() &&
         (bytes_ > settings_.bytes_max || entries_.size() >= settings_.chats_max)) {
    erase(entries_.find(resting_.front()));
  }
}

}  // namespace spotter::conversation
