#include "http_client/resolver.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>

namespace spotter::http_client {
namespace {

/// An exception in a lookup is a bug; it leaves the loop by itself, so that the group still counts
/// down.
shard::TaskGroup::OnBug rethrow_on(ShardExecutor executor) {
  return [executor](std::exception_ptr bug) {
    asio::post(executor, [bug] { std::rethrow_exception(bug); });
  };
}

}  // namespace

const Addresses* NameCache::find(const std::string& name, TimePoint now) const {
  const auto known = names_.find(name);
  if (known == names_.end() || known->second.until <= now) return nullptr;
  return &known->second.addresses;
}

void NameCache::put(const std::string& name, Addresses addresses, TimePoint now) {
  if (names_.size() >= kNamesMax && !names_.contains(name)) {
    const auto oldest = std::min_element(
        names_.begin(), names_.end(),
        [](const auto& a, const auto& b) { return a.second.until < b.second.until; });
    names_.erase(oldest);
  }
  names_.insert_or_assign(name, Known{std::move(addresses), now + kLifetime});
}

Resolver::Resolver(ShardExecutor executor, shard::WorkerPool& workers, LookUp look_up)
    : executor_(executor),
      workers_(workers),
      look_up_(std::move(look_up)),
      lookups_(executor, rethrow_on(executor)) {}

const Addresses* Resolver::known(const std::string& name) const {
  return cache_.find(name, std::chrono::steady_clock::now());
}

void Resolver::ask(const std::string& name, Waiter& waiter) {
  const auto [asked, first] = asked_.try_emplace(name);
  asked->second.push_back(waiter);
  if (first) lookups_.spawn(look_up(name));
}

Task<void> Resolver::look_up(std::string name) {
  if (stopping_) {
    answer(name, Error{Errc::cancelled, "the client stops"});
    co_return;
  }
  // The work has its own copies: it may run after this shard has gone on.
  auto work = [name, look_up = look_up_] { return look_up(name); };
  Result<Addresses> found = co_await shard::offload(workers_, executor_, std::move(work));
  if (found && found->empty()) found = Error{Errc::unreachable, "the host name has no address"};
  if (found) cache_.put(name, *found, std::chrono::steady_clock::now());
  answer(name, found);
}

void Resolver::answer(const std::string& name, const Result<Addresses>& found) {
  // Out of the map first: whoever asks again from here on starts a new lookup.
  const auto asked = asked_.extract(name);
  if (asked.empty()) return;
  Waiters& waiters = asked.mapped();
  while (!waiters.empty()) {
    Waiter& waiter = waiters.front();
    waiters.pop_front();
    waiter.on_addresses(found);
  }
}

Task<void> Resolver::stop() {
  stopping_ = true;
  std::vector<std::string> names;
  for (const auto& [name, waiters] : asked_)
    names.push_back(name);
  const Result<Addresses> over = Error{Errc::cancelled, "the client stops"};
  for (const std::string& name : names)
    answer(name, over);
  co_await lookups_.join();
}

}  // namespace spotter::http_client
