#pragma once

#include <spotter/shard/task.hpp>

#include <boost/asio/execution_context.hpp>
#include <boost/intrusive/list.hpp>

namespace spotter::shard {

class RunQueue;

/// Something that is to be done in a later round of its shard's loop. Queueing it takes no memory:
/// it is a member of whoever wants it done. Lives on one shard; destruction takes it back.
class Runnable : public boost::intrusive::list_base_hook<
                     boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  Runnable() = default;
  Runnable(const Runnable&) = delete;
  Runnable& operator=(const Runnable&) = delete;
  virtual ~Runnable() = default;

 private:
  friend RunQueue;
  /// It is no longer queued, and may be queued again or destroyed from here.
  virtual void run() = 0;
  /// The loop ends and will not run it. May destroy it.
  virtual void drop() noexcept {}
};

/// What a shard's loop does in a later round, in order. One handler of the loop does all that waits
/// when it begins; what comes meanwhile is for the next.
class RunQueue final : public asio::execution_context::service {
 public:
  static asio::execution_context::id id;

  explicit RunQueue(asio::execution_context& context);
  /// That of the executor's loop: one each.
  static RunQueue& of(ShardExecutor executor);

  /// Queues it, unless it is queued already.
  void post(Runnable& runnable) noexcept;
  [[nodiscard]] ShardExecutor executor() const noexcept { return executor_; }

 private:
  using Runnables = boost::intrusive::list<Runnable, boost::intrusive::constant_time_size<false>>;

  void shutdown() override;
  void wake();
  void run();

  ShardExecutor executor_;
  Runnables waiting_;
  Runnables running_;   ///< of the round under way
  bool woken_ = false;  ///< a handler is on its way, or at work
};

}  // namespace spotter::shard
