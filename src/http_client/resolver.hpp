#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/base/error.hpp>
#include <spotter/http_client/http_client.hpp>
#include <spotter/shard/host_names.hpp>
#include <spotter/shard/task.hpp>
#include <spotter/shard/worker_pool.hpp>

#include <boost/intrusive/list.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace spotter::http_client {

/// IP addresses in their text form, best first (RFC 6724).
using shard::Addresses;

/// Addresses of names, each for a minute. No I/O, no clock.
class NameCache {
 public:
  static constexpr std::size_t kNamesMax = 256;
  static constexpr std::chrono::seconds kLifetime{60};

  /// Null when unknown or too old. Good until the next put().
  [[nodiscard]] const Addresses* find(const std::string& name, TimePoint now) const;
  /// With all places taken, the oldest name goes.
  void put(const std::string& name, Addresses addresses, TimePoint now);
  [[nodiscard]] std::size_t size() const noexcept { return names_.size(); }

 private:
  struct Known {
    Addresses addresses;
    TimePoint until;
  };
  std::map<std::string, Known> names_;
};

/// Looks names up on the workers, each name once at a time. One per shard.
class Resolver {
 public:
  /// Somebody who needs a name. May end at any time: then nobody asked.
  class Waiter : public boost::intrusive::list_base_hook<
                     boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
   public:
    virtual void on_addresses(const Result<Addresses>& found) = 0;

   protected:
    ~Waiter() = default;
  };
  Resolver(ShardExecutor executor, shard::WorkerPool& workers, LookUp look_up);
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  /// What is known by now; null: ask. Good until the loop turns.
  [[nodiscard]] const Addresses* known(const std::string& name) const;
  /// Tells the waiter later, never from inside this call. Errors: unreachable (no such name, or no
  /// answer), overloaded (the workers' queue is full), cancelled (stopped).
  void ask(const std::string& name, Waiter& waiter);

  /// Tells everybody that it is over. Lookups under way are left to the workers, as the system's
  /// resolver cannot be interrupted: each still comes back to the loop, which outlives the workers.
  void stop();

 private:
  using Waiters = boost::intrusive::list<Waiter, boost::intrusive::constant_time_size<false>>;

  void begin(const std::string& name);
  void on_looked_up(const std::string& name, Addresses addresses);
  void answer_later(const std::string& name, Error why);
  void answer(const std::string& name, const Result<Addresses>& found);

  ShardExecutor executor_;
  shard::WorkerPool& workers_;
  LookUp look_up_;
  NameCache cache_;
  std::map<std::string, Waiters> asked_;
  bool stopping_ = false;
  /// Whether this is there, for lookups that come back.
  std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

}  // namespace spotter::http_client
