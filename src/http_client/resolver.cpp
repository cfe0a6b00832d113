#include "http_client/resolver.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>

namespace spotter::http_client {

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
    : executor_(executor), workers_(workers), look_up_(std::move(look_up)) {}

const Addresses* Resolver::known(const std::string& name) const {
  return cache_.find(name, std::chrono::steady_clock::now());
}

void Resolver::ask(const std::string& name, Waiter& waiter) {
  const auto [asked, first] = asked_.try_emplace(name);
  asked->second.push_back(waiter);
  if (first) begin(name);
}

void Resolver::begin(const std::string& name) {
  if (stopping_) return answer_later(name, Error{Errc::cancelled, "the client stops"});
  // The work has its own copies: it may end after all this has gone.
  auto work = [this, name, look_up = look_up_, home = executor_,
               there = std::weak_ptr<const bool>(alive_)] {
    asio::post(home, [this, name, there, addresses = look_up(name)]() mutable {
      if (!there.expired()) on_looked_up(name, std::move(addresses));
    });
  };
  if (!workers_.post(std::move(work)))
    answer_later(name, Error{Errc::overloaded, "the worker queue is full"});
}

void Resolver::on_looked_up(const std::string& name, Addresses addresses) {
  if (addresses.empty())
    return answer(name, Error{Errc::unreachable, "the host name has no address"});
  cache_.put(name, addresses, std::chrono::steady_clock::now());
  answer(name, std::move(addresses));
}

void Resolver::answer_later(const std::string& name, Error why) {
  asio::post(executor_,
             [this, name, why = std::move(why), there = std::weak_ptr<const bool>(alive_)] {
               if (!there.expired()) answer(name, why);
             });
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

void Resolver::stop() {
  stopping_ = true;
  std::vector<std::string> names;
  for (const auto& [name, waiters] : asked_)
    names.push_back(name);
  const Result<Addresses> over = Error{Errc::cancelled, "the client stops"};
  for (const std::string& name : names)
    answer(name, over);
}

}  // namespace spotter::http_client
