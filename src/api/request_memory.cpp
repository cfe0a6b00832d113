#include <spotter/api/request_memory.hpp>

#include <functional>
#include <utility>

namespace spotter::api {

void end_in(IdempotencyStore& store, const IdempotencyKey& key, RequestEnding ending,
            TimePoint now) {
  if (ending.answer) {
    store.finish(key, *std::move(ending.answer), now);
  } else if (ending.paid) {
    store.abandon_paid(key, now);
  } else {
    store.abandon(key);
  }
}

shard::ShardId ProcessRequestMemory::home_of(const IdempotencyKey& key) const {
  return std::hash<std::string>{}(key.owner) % stores_.size();
}

Task<RequestMemory::Begun> ProcessRequestMemory::begin(IdempotencyKey key) {
  const auto home = home_of(key);
  auto begin = [key = std::move(key), now = clock_.now()](IdempotencyStore& store) {
    return store.begin(key, now);
  };
  auto beginning = stores_.invoke_on(home, std::move(begin));
  auto found = co_await std::move(beginning);
  Begun begun;
  static_cast<IdempotencyStore::Begun&>(begun) = std::move(found);
  co_return begun;
}

Task<void> ProcessRequestMemory::end(IdempotencyKey key, std::string /*mark*/,
                                     RequestEnding ending) {
  const auto home = home_of(key);
  auto end = [key = std::move(key), ending = std::move(ending), now = clock_.now()](
                 IdempotencyStore& store) mutable { end_in(store, key, std::move(ending), now); };
  co_await stores_.invoke_on(home, std::move(end));
}

}  // namespace spotter::api
