#include <spotter/api/idempotency.hpp>

#include <algorithm>

namespace spotter::api {
namespace {

/// What an entry costs besides its answer, about.
constexpr std::size_t kEntryBytes = 256;
constexpr std::size_t kKeyCharactersMax = 255;
constexpr char kBetween = '\x1f';

}  // namespace

IdempotencyKey IdempotencyKey::of(std::string owner, std::string_view route, std::string_view key,
                                  std::string_view body) {
  std::string name = owner;
  name.push_back(kBetween);
  name.append(route).push_back(kBetween);
  name.append(key);
  return {std::move(owner), crypto::sha256(name), crypto::sha256(body)};
}

bool IdempotencyKey::is_valid(std::string_view key) noexcept {
  return !key.empty() && key.size() <= kKeyCharactersMax &&
         std::all_of(key.begin(), key.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

IdempotencyStore::Begun IdempotencyStore::begin(const IdempotencyKey& key, TimePoint now) {
  forget_expired(now);
  const auto found = entries_.find(key.name);
  if (found != entries_.end()) {
    Entry& entry = found->second;
    if (entry.body != key.body) return {State::other_body, {}, false};
    if (entry.running) return {State::running, {}, false};
    if (!entry.paid) return {State::finished, entry.answer, false};
    finished_.erase(entry.place);
    entry.running = true;
    return {State::fresh, {}, true};
  }
  if (entries_.size() >= settings_.entries_max) {
    if (finished_.empty()) return {State::full, {}, false};
    forget_oldest();
  }
  Entry entry;
  entry.body = key.body;
  entries_.emplace(key.name, std::move(entry));
  bytes_ += kEntryBytes;
  return {State::fresh, {}, false};
}

void IdempotencyStore::finish(const IdempotencyKey& key, std::string answer, TimePoint now) {
  const auto found = entries_.find(key.name);
  if (found == entries_.end() || !found->second.running) return;
  if (answer.size() > settings_.answer_bytes_max) {
    forget(found);
    return;
  }
  Entry& entry = found->second;
  bytes_ += answer.size();
  entry.answer = std::move(answer);
  entry.paid = false;
  set_aside(found, now);
  while (bytes_ > settings_.bytes_max && !finished_.empty())
    forget_oldest();
}

void IdempotencyStore::abandon(const IdempotencyKey& key) {
  const auto found = entries_.find(key.name);
  if (found != entries_.end() && found->second.running) forget(found);
}

void IdempotencyStore::abandon_paid(const IdempotencyKey& key, TimePoint now) {
  const auto found = entries_.find(key.name);
  if (found == entries_.end() || !found->second.running) return;
  found->second.paid = true;
  set_aside(found, now);
}

void IdempotencyStore::set_aside(Entries::iterator entry, TimePoint now) {
  entry->second.running = false;
  entry->second.until = now + settings_.lifetime;
  entry->second.place = finished_.insert(finished_.end(), entry->first);
}

void IdempotencyStore::forget(Entries::iterator entry) {
  bytes_ -= kEntryBytes + entry->second.answer.size();
  if (!entry->second.running) finished_.erase(entry->second.place);
  entries_.erase(entry);
}

void IdempotencyStore::forget_expired(TimePoint now) {
  while (!finished_.empty() && entries_.find(finished_.front())->second.until <= now)
    forget_oldest();
}

}  // namespace spotter::api
