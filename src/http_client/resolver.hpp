#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/base/error.hpp>
#include <spotter/shard/host_names.hpp>
#include <spotter/shard/task_group.hpp>
#include <spotter/shard/worker_pool.hpp>

#include <boost/intrusive/list.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
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
  using LookUp = std::function<Addresses(const std::string&)>;

  Resolver(ShardExecutor executor, shard::WorkerPool& workers,
           LookUp look_up = shard::look_up_by_system);
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  /// What is known by now; null: ask. Good until the loop turns.
  [[nodiscard]] const Addresses* known(const std::string& name) const;
  /// Tells the waiter later, never from inside this call. Errors: unreachable (no such name, or no
  /// answer), overloaded (the workers' queue is full), cancelled (stopped).
  void ask(const std::string& name, Waiter& waiter);

  /// Tells everybody that it is over, and waits for lookups under way: the system's resolver cannot
  /// be interrupted.
  Task<void> stop();

 private:
  using Waiters = boost::intrusive::list<Waiter, boost::intrusive::constant_time_size<false>>;

  Task<void> look_up(std::string name);
  void answer(const std::string& name, const Result<Addresses>& found);

  ShardExecutor executor_;
  shard::WorkerPool& workers_;
  LookUp look_up_;
  NameCache cache_;
  std::map<std::string, Waiters> asked_;
  bool stopping_ = false;
  shard::TaskGroup lookups_;
};

}  // namespace spotter::http_client
