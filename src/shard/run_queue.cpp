#include <spotter/shard/run_queue.hpp>

#include <boost/asio/post.hpp>

namespace spotter::shard {

asio::execution_context::id RunQueue::id;

RunQueue::RunQueue(asio::execution_context& context)
    : asio::execution_context::service(context),
      executor_(static_cast<asio::io_context&>(context).get_executor()) {}

RunQueue& RunQueue::of(ShardExecutor executor) {
  return asio::use_service<RunQueue>(static_cast<asio::execution_context&>(executor.context()));
}

void RunQueue::post(Runnable& runnable) noexcept {
  if (runnable.is_linked()) return;
  waiting_.push_back(runnable);
  if (!woken_) wake();
}

void RunQueue::wake() {
  woken_ = true;
  asio::post(executor_, [this] { run(); });
}

void RunQueue::run() {
  running_.splice(running_.end(), waiting_);
  // Also when one throws: that is a bug of its own, and the others are still due.
  struct Rest {
    RunQueue& queue;
    ~Rest() {
      queue.waiting_.splice(queue.waiting_.begin(), queue.running_);
      queue.woken_ = false;
      if (!queue.waiting_.empty()) queue.wake();
    }
  } rest{*this};
  while (!running_.empty()) {
    Runnable& next = running_.front();
    running_.pop_front();
    next.run();
  }
}

void RunQueue::shutdown() {
  running_.splice(running_.end(), waiting_);
  while (!running_.empty()) {
    Runnable& next = running_.front();
    running_.pop_front();
    next.drop();
    running_.splice(running_.end(), waiting_);  // what its end wanted to be done
  }
}

}  // namespace spotter::shard
