#include <spotter/purchase/entitlements/cache.hpp>

#include <algorithm>

namespace spotter::purchase::entitlements {
namespace {

constexpr std::chrono::seconds kKeepMin{5};
/// A fresh yes is ageing in the last tenth of its life.
constexpr int kAgeingShare = 10;

}  // namespace

std::optional<Cache::Known> Cache::find(const Key& key, TimePoint now, WallTime wall) {
  const auto found = index_.find(key);
  if (found == index_.end()) return std::nullopt;
  Entry& entry = *found->second;
  const bool yes = entry.entitlement.verdict() == Verdict::entitled;
  const bool fresh = now < entry.fresh_until;
  const bool over = entry.entitlement.until && *entry.entitlement.until <= wall;
  const bool in_grace = yes && now < entry.decided + settings_.grace;
  if (over || (!fresh && !in_grace)) {
    erase(found->second);
    return std::nullopt;
  }
  Entries& entries = yes ? yes_ : no_;
  entries.splice(entries.end(), entries, found->second);
  const Duration life = entry.fresh_until - entry.decided;
  return Known{entry.entitlement, fresh, yes && now >= entry.fresh_until - life / kAgeingShare,
               entry.decided, entry.asked};
}

std::optional<Duration> Cache::keep(Store store, const Key& key, const std::vector<Key>& names,
                                    const Entitlement& answer, TimePoint now, Entropy& entropy) {
  if (answer.verdict() == Verdict::unknown || !answer.keep_for) return std::nullopt;
  const Duration most = std::min(*answer.keep_for, settings_.keep_max);
  const auto shortened =
      most - std::chrono::duration_cast<Duration>(most * (random_share(entropy) / 10));
  const Duration life = std::max<Duration>(shortened, kKeepMin);
  if (const auto known = index_.find(key); known != index_.end()) erase(known->second);
  put(store, key, names, answer, now, life);
  return life;
}

void Cache::put(Store store, const Key& key, const std::vector<Key>& names,
                const Entitlement& answer, TimePoint decided, Duration life) {
  if (const auto known = index_.find(key); known != index_.end()) {
    if (known->second->decided >= decided) return;
    erase(known->second);
  }
  const bool yes = answer.verdict() == Verdict::entitled;
  Entries& entries = yes ? yes_ : no_;
  if (entries.size() >= (yes ? settings_.yes_max : settings_.no_max)) erase(entries.begin());
  entries.push_back({store, key, answer, names, decided, decided + life, decided});
  entries.back().entitlement.names.clear();
  index_.emplace(key, std::prev(entries.end()));
  for (const Key& name : names)
    names_.emplace(name, key);
}

void Cache::on_silence(const Key& key, TimePoint now) {
  const auto found = index_.find(key);
  if (found != index_.end()) found->second->asked = now;
}

void Cache::forget(const Key& name) {
  std::vector<Key> keys{name};
  const auto [first, last] = names_.equal_range(name);
  for (auto at = first; at != last; ++at)
    keys.push_back(at->second);
  for (const Key& key : keys) {
    if (const auto found = index_.find(key); found != index_.end()) erase(found->second);
  }
}

void Cache::forget_all() {
  yes_.clear();
  no_.clear();
  index_.clear();
  names_.clear();
}

void Cache::forget_all(Store store) {
  for (Entries* entries : {&yes_, &no_}) {
    for (auto at = entries->begin(); at != entries->end();) {
      const auto entry = at++;
      if (entry->store == store) erase(entry);
    }
  }
}

void Cache::doubt_all(TimePoint now) {
  for (Entry& entry : yes_)
    entry.fresh_until = std::min(entry.fresh_until, now);
  while (!no_.empty())
    erase(no_.begin());
}

void Cache::erase(Entries::iterator entry) {
  for (const Key& name : entry->names) {
    const auto [first, last] = names_.equal_range(name);
    const auto found =
        std::find_if(first, last, [&](const auto& pair) { return pair.second == entry->key; });
    if (found != last) names_.erase(found);
  }
  index_.erase(entry->key);
  const bool yes = entry->entitlement.verdict() == Verdict::entitled;
  (yes ? yes_ : no_).erase(entry);
}

}  // namespace spotter::purchase::entitlements
