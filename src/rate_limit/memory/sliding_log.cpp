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
    return generation.phase == Phase::charged && !in_window(generation, now);
  });
  if (entry.heard_at + settings_.window <= now) entry.others = 0;
}

void SlidingLog::drop_if_empty(Entries::iterator entry) {
  const Entry& idle = entry->second;
  if (!idle.log.empty() || !idle.owed.empty() || idle.others > 0) return;
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

bool SlidingLog::in_window(const Generation& generation, TimePoint now) const {
  return generation.at + settings_.window > now;
}

SlidingLog::Sums SlidingLog::sums(const Entry& entry, TimePoint now) const {
  Sums sums;
  for (const Generation& generation : entry.log) {
    if (!in_window(generation, now)) continue;
    ++(generation.counted ? sums.counted : sums.alone);
    if (generation.phase == Phase::reserved) ++sums.pending;
  }
  return sums;
}

Decision SlidingLog::take(const Budget& budget, GenerationId id, TimePoint now) {
  return decide(touch(budget.subject), budget, id, now, 1);
}

Decision SlidingLog::decide(Entry& entry, const Budget& budget, GenerationId id, TimePoint now,
                            std::size_t parts) {
  prune(entry, now);
  entry.limit = budget.generations_max;
  auto known = find(entry, id);
  if (known != entry.log.end() && known->phase == Phase::reserved) {
    entry.log.erase(known);
    known = entry.log.end();
  }
  Decision before = stand(entry, budget, now, parts);
  if (known != entry.log.end()) return before;
  if (before.remaining == std::size_t{0}) {
    before.refusal = Refusal::used_up;
    return before;
  }
  if (!has_room_to_run(entry)) return Decision{Refusal::too_many_running, before.remaining, {}};
  entry.log.push_back(Generation{id, now, Phase::running});
  return stand(entry, budget, now, parts);
}

/// What is left now, and when there is more.
Decision SlidingLog::stand(Entry& entry, const Budget& budget, TimePoint now,
                           std::size_t parts) const {
  Decision decision;
  const std::size_t limit = budget.generations_max;
  if (limit == 0) return decision;
  const Sums sum = sums(entry, now);
  std::size_t used = sum.counted + entry.others;
  if (entry.free_at && *entry.free_at <= now) {
    // The counter said so. If it was none of ours that left the window, it was another's.
    if (used >= limit) entry.others -= std::min(entry.others, used - limit + 1);
    entry.free_at.reset();
    used = sum.counted + entry.others;
  }
  // Only what was left when the counter fell silent is divided: it let the rest through for all.
  const std::size_t left = limit > used ? limit - used : 0;
  const std::size_t part = left == 0 ? 0 : std::max<std::size_t>(left / parts, 1);
  decision.remaining = part > sum.alone ? part - sum.alone : 0;
  if (*decision.remaining == 0) decision.retry_after = wait(entry, budget, now, parts);
  return decision;
}

/// Until one more may be left, when none is.
Duration SlidingLog::wait(const Entry& entry, const Budget& budget, TimePoint now,
                          std::size_t parts) const {
  constexpr Duration kLookAgain = std::chrono::seconds(60);
  const Sums sum = sums(entry, now);
  const std::size_t limit = budget.generations_max;
  const std::size_t own = sum.counted + sum.alone;
  std::optional<Duration> wait;
  if (own >= limit) {
    // With a limit that was lowered meanwhile, more than one must leave the window before the next
    // may in.
    std::size_t leaving = own - limit;
    const auto last = std::find_if(entry.log.begin(), entry.log.end(), [&](const auto& generation) {
      return in_window(generation, now) && leaving-- == 0;
    });
    wait = last->at + settings_.window - now;
  }
  const bool is_left = sum.counted + entry.others < limit;
  if (!is_left && entry.free_at)
    wait = wait ? std::min(*wait, *entry.free_at - now) : *entry.free_at - now;
  // The counter may have more than this process may give, and others' generations may leave the
  // window any time.
  const bool is_vague = !wait || sum.pending > 0 || (is_left && (parts > 1 || entry.others > 0));
  if (!is_vague) return *wait;
  return wait ? std::min(*wait, kLookAgain) : kLookAgain;
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

// --- for whoever looks after the server ----------------------------------------------------------

Tally SlidingLog::look(const std::string& subject, TimePoint now) const {
  Tally tally;
  const auto found = entries_.find(subject);
  if (found == entries_.end()) return tally;
  const Entry& entry = found->second;
  const Sums sum = sums(entry, now);
  // As prune() would have it.
  const std::size_t others = entry.heard_at + settings_.window <= now ? 0 : entry.others;
  tally.used = sum.counted + sum.alone + others;
  if (entry.limit > 0) tally.limit = entry.limit;
  for (const Generation& generation : entry.log) {
    if (generation.phase != Phase::charged) ++tally.running;
    if (!in_window(generation, now)) continue;
    const Duration left = generation.at + settings_.window - now;
    tally.oldest_leaves_in = std::min(left, tally.oldest_leaves_in.value_or(left));
  }
  if (tally.limit && tally.used >= *tally.limit)
    tally.next_free_in = wait(entry, Budget{subject, *tally.limit}, now, 1);
  return tally;
}

bool SlidingLog::owes(const std::string& subject) const {
  const auto found = entries_.find(subject);
  return found != entries_.end() && !found->second.owed.empty();
}

void SlidingLog::forget(const std::string& subject, TimePoint now) {
  const auto found = entries_.find(subject);
  if (found == entries_.end()) return;
  Entry& entry = found->second;
  std::erase_if(entry.log,
                [](const Generation& generation) { return generation.phase == Phase::charged; });
  // One that is out of the window runs on, and is not counted.
  for (Generation& generation : entry.log)
    generation.at = std::min(generation.at, now - settings_.window);
  entry.others = 0;
  entry.free_at.reset();
  drop_if_empty(found);
}

std::vector<std::string> SlidingLog::find(std::string_view prefix, std::size_t most) const {
  std::vector<std::string> subjects;
  for (const auto& [subject, entry] : entries_) {
    if (subjects.size() == most) break;
    if (subject.starts_with(prefix)) subjects.push_back(subject);
  }
  return subjects;
}

// --- with a counter of all processes -------------------------------------------------------------

std::optional<Decision> SlidingLog::reserve(const Budget& budget, GenerationId id, TimePoint now,
                                            std::size_t parts) {
  Entry& entry = touch(budget.subject);
  // The counter would let too many through.
  if (!entry.owed.empty()) return take_alone(budget, id, now, Alone{parts});
  prune(entry, now);
  entry.limit = budget.generations_max;
  if (find(entry, id) != entry.log.end()) return std::nullopt;
  if (!has_room_to_run(entry)) return Decision{Refusal::too_many_running, std::nullopt, {}};
  entry.log.push_back(Generation{id, now, Phase::reserved});
  return std::nullopt;
}

void SlidingLog::hear(const Budget& budget, GenerationId id, const Heard& heard, TimePoint now) {
  // An answer that was overtaken is late by moments; one from long ago is the first of a clock that
  // was set back.
  constexpr std::int64_t kLateMaxUs = 60'000'000;
  const auto found = entries_.find(budget.subject);
  if (found == entries_.end()) return;
  Entry& entry = found->second;
  const auto generation = find(entry, id);
  const bool is_known = generation != entry.log.end();
  const bool allowed = heard.decision.allowed();
  if (is_known && allowed) {
    generation->counted = true;
    if (generation->phase == Phase::reserved) generation->phase = Phase::running;
  } else if (is_known && generation->phase == Phase::reserved) {
    entry.log.erase(generation);
  }
  const bool is_late =
      heard.at_us < entry.heard_at_us && heard.at_us + kLateMaxUs > entry.heard_at_us;
  if (is_late) {
    // The later answer counted this one as somebody else's.
    if (is_known && allowed && entry.others > 0) --entry.others;
  } else {
    const std::size_t left = heard.decision.remaining.value_or(0);
    const std::size_t used = budget.generations_max - std::min(left, budget.generations_max);
    const std::size_t own = sums(entry, now).counted;
    entry.others = used - std::min(own, used);
    entry.heard_at_us = heard.at_us;
    entry.heard_at = now;
    entry.free_at.reset();
    if (left == 0) entry.free_at = now + heard.decision.retry_after;
  }
  drop_if_empty(found);
}

Decision SlidingLog::take_alone(const Budget& budget, GenerationId id, TimePoint now, Alone how) {
  Entry& entry = touch(budget.subject);
  const Decision decision = decide(entry, budget, id, now, std::max<std::size_t>(how.parts, 1));
  if (decision.allowed() || how.asked) add_owed(entry, id);
  return decision;
}

void SlidingLog::add_owed(Entry& entry, GenerationId id) {
  if (std::find(entry.owed.begin(), entry.owed.end(), id) == entry.owed.end())
    entry.owed.push_back(id);
}

void SlidingLog::owe(const std::string& subject, GenerationId id) {
  add_owed(touch(subject), id);
}

void SlidingLog::told(const std::string& subject, GenerationId id, bool reached) {
  const auto found = entries_.find(subject);
  if (found == entries_.end()) return;
  Entry& entry = found->second;
  const auto owed = std::find(entry.owed.begin(), entry.owed.end(), id);
  if (owed != entry.owed.end()) entry.owed.erase(owed);
  const auto generation = find(entry, id);
  if (generation != entry.log.end() && reached) generation->told = true;
  // This process's part stays what it was until all is told.
  if (!entry.owed.empty()) return;
  for (Generation& each : entry.log) {
    each.counted = each.counted || each.told;
    each.told = false;
  }
  drop_if_empty(found);
}

}  // namespace spotter::rate_limit::memory
