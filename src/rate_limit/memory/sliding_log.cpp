#include <spotter/rate_limit/memory/sliding_log.hpp>

#include <algorithm>

namespace spotter::rate_limit::memory {

SlidingLog::Entry& SlidingLog::touch(const std::string& subject) {
  auto found = entries_.find(subject);
  if (found == entries_.end()) {
    if (entries_.size() >= settings_.subjects_max) {
      entries_.erase(by_use_.front());
      by_use_.pop_front();
    }
    found = entries_.emplace(subject, Entry{}).first;
    found->second.used = by_use_.insert(by_use_.end(), subject);
  } else {
    by_use_.splice(by_use_.end(), by_use_, found->second.used);
  }
  return found->second;
}

void SlidingLog::prune(Entry& entry, TimePoint now) const {
  // A running generation stays, however old: it still counts against running_max.
  std::erase_if(entry.log, [&](const Generation& generation) {
    return generation.phase == Phase::charged && generation.at + settings_.window <= now;
  });
}

void SlidingLog::drop_if_empty(Entries::iterator entry) {
  if (!entry->second.log.empty()) return;
  by_use_.erase(entry->second.used);
  entries_.erase(entry);
}

bool SlidingLog::has_room_to_run(const Entry& entry) const {
  const auto running = std::count_if(
      entry.log.begin(), entry.log.end(),
      [](const Generation& generation) { return generation.phase != Phase::charged; });
  return static_cast<std::size_t>(running) < settings_.running_max;
}

SlidingLog::Log::iterator SlidingLog::find(Entry& entry, GenerationId id) {
  return std::find_if(entry.log.begin(), entry.log.end(),
                      [&](const Generation& generation) { return generation.id == id; });
}

Decision SlidingLog::take(const Budget& budget, GenerationId id, TimePoint now) {
  Entry& entry = touch(budget.subject);
  prune(entry, now);
  auto known = find(entry, id);
  if (known != entry.log.end() && known->phase == Phase::reserved) {
    entry.log.erase(known);
    known = entry.log.end();
  }
  const auto in_window = [&](const Generation& generation) {
    return generation.at + settings_.window > now;
  };
  auto counted =
      static_cast<std::size_t>(std::count_if(entry.log.begin(), entry.log.end(), in_window));
  const auto left = [&] {
    return budget.generations_max > counted ? budget.generations_max - counted : 0;
  };
  const auto until_one_is_left = [&]() -> Duration {
    if (budget.generations_max == 0 || counted < budget.generations_max) return {};
    const auto first = std::find_if(entry.log.begin(), entry.log.end(), in_window);
    // With a limit that was lowered meanwhile, more than one must leave the window before the next
    // may in.
    const auto leaving = first + static_cast<std::ptrdiff_t>(counted - budget.generations_max);
    return leaving->at + settings_.window - now;
  };
  if (known != entry.log.end()) return Decision{Refusal::none, left(), until_one_is_left()};
  if (budget.generations_max > 0 && counted >= budget.generations_max)
    return Decision{Refusal::used_up, 0, until_one_is_left()};
  if (!has_room_to_run(entry)) return Decision{Refusal::too_many_running, left(), {}};
  entry.log.push_back(Generation{id, now, Phase::running});
  ++counted;
  return Decision{Refusal::none, left(), until_one_is_left()};
}

bool SlidingLog::settle(const Budget& budget, GenerationId id, Settlement settlement,
                        TimePoint now) {
  const auto found = entries_.find(budget.subject);
  if (found == entries_.end()) return false;
  Entry& entry = found->second;
  const auto generation = find(entry, id);
  if (generation == entry.log.end() || generation->phase == Phase::charged) return false;
  if (settlement == Settlement::given_back || budget.generations_max == 0) {
    entry.log.erase(generation);
  } else {
    generation->phase = Phase::charged;
  }
  prune(entry, now);
  drop_if_empty(found);
  return true;
}

Decision SlidingLog::reserve(const std::string& subject, GenerationId id, TimePoint now) {
  Entry& entry = touch(subject);
  prune(entry, now);
  if (find(entry, id) != entry.log.end()) return Decision{};
  if (!has_room_to_run(entry)) return Decision{Refusal::too_many_running, 0, {}};
  entry.log.push_back(Generation{id, now, Phase::reserved});
  return Decision{};
}

void SlidingLog::confirm(const std::string& subject, GenerationId id) {
  const auto found = entries_.find(subject);
  if (found == entries_.end()) return;
  const auto generation = find(found->second, id);
  if (generation == found->second.log.end() || generation->phase != Phase::reserved) return;
  generation->phase = Phase::running;
}

void SlidingLog::withdraw(const std::string& subject, GenerationId id) {
  const auto found = entries_.find(subject);
  if (found == entries_.end()) return;
  const auto generation = find(found->second, id);
  if (generation == found->second.log.end() || generation->phase != Phase::reserved) return;
  found->second.log.erase(generation);
  drop_if_empty(found);
}

}  // namespace spotter::rate_limit::memory
