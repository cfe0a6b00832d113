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
    return !generation.running && generation.at + settings_.window <= now;
  });
}

Decision SlidingLog::take(const Budget& budget, GenerationId id, TimePoint now) {
  Entry& entry = touch(budget.subject);
  prune(entry, now);
  const auto in_window = [&](const Generation& generation) {
    return generation.at + settings_.window > now;
  };
  auto counted =
      static_cast<std::size_t>(std::count_if(entry.log.begin(), entry.log.end(), in_window));
  const bool repeated =
      std::any_of(entry.log.begin(), entry.log.end(),
                  [&](const Generation& generation) { return generation.id == id; });
  const auto left = [&] {
    return budget.generations_max > counted ? budget.generations_max - counted : 0;
  };
  if (repeated) return Decision{Refusal::none, left(), {}};
  if (budget.generations_max > 0 && counted >= budget.generations_max) {
    const auto first = std::find_if(entry.log.begin(), entry.log.end(), in_window);
    // With a limit that was lowered meanwhile, more than one must leave the window before the next
    // may in.
    const auto leaving = first + static_cast<std::ptrdiff_t>(counted - budget.generations_max);
    return Decision{Refusal::used_up, 0, leaving->at + settings_.window - now};
  }
  const auto running =
      std::count_if(entry.log.begin(), entry.log.end(),
                    [](const Generation& generation) { return generation.running; });
  if (static_cast<std::size_t>(running) >= settings_.running_max) {
    return Decision{Refusal::too_many_running, left(), {}};
  }
  entry.log.push_back(Generation{id, now, true});
  ++counted;
  return Decision{Refusal::none, left(), {}};
}

void SlidingLog::settle(const Budget& budget, GenerationId id, Settlement settlement,
                        TimePoint now) {
  const auto found = entries_.find(budget.subject);
  if (found == entries_.end()) return;
  Entry& entry = found->second;
  const auto generation =
      std::find_if(entry.log.begin(), entry.log.end(),
                   [&](const Generation& candidate) { return candidate.id == id; });
  if (generation == entry.log.end() || !generation->running) return;
  if (settlement == Settlement::given_back || budget.generations_max == 0) {
    entry.log.erase(generation);
  } else {
    generation->running = false;
  }
  prune(entry, now);
  if (entry.log.empty()) {
    by_use_.erase(entry.used);
    entries_.erase(found);
  }
}

}  // namespace spotter::rate_limit::memory
