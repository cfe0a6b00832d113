#include <spotter/shard/signal.hpp>
#include <spotter/shard/worker_pool.hpp>

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace spotter::shard {

struct WorkerPool::Impl {
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::function<void()>> queue;
  std::size_t queue_max = 0;
  std::size_t busy = 0;  ///< threads that work
  bool stopping = false;
  std::vector<std::thread> threads;

  void run() {
    for (;;) {
      std::function<void()> work;
      {
        std::unique_lock lock(mutex);
        changed.wait(lock, [this] { return stopping || !queue.empty(); });
        if (stopping) return;
        work = std::move(queue.front());
        queue.pop_front();
        ++busy;
      }
      work();
      work = nullptr;
      {
        const std::lock_guard lock(mutex);
        --busy;
      }
      changed.notify_all();
    }
  }
};

WorkerPool::WorkerPool(std::size_t threads, std::size_t queue_max)
    : impl_(std::make_unique<Impl>()) {
  impl_->queue_max = queue_max;
  for (std::size_t i = 0; i < threads; ++i) {
    impl_->threads.emplace_back([impl = impl_.get()] { impl->run(); });
  }
}

bool WorkerPool::end(std::chrono::milliseconds patience) {
  std::unique_lock lock(impl_->mutex);
  impl_->stopping = true;
  impl_->changed.notify_all();
  return impl_->changed.wait_for(lock, patience, [this] { return impl_->busy == 0; });
}

WorkerPool::~WorkerPool() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->stopping = true;
  }
  impl_->changed.notify_all();
  for (auto& thread : impl_->threads)
    thread.join();
}

bool WorkerPool::post(std::function<void()> work) {
  {
    const std::lock_guard lock(impl_->mutex);
    if (impl_->stopping || impl_->queue.size() >= impl_->queue_max) return false;
    impl_->queue.push_back(std::move(work));
  }
  impl_->changed.notify_one();
  return true;
}

namespace detail {

Task<bool> run_on_worker(WorkerPool& pool, ShardExecutor home, std::function<void()> work) {
  auto ran = std::make_shared<bool>(false);
  auto done = std::make_shared<Signal>(home);
  // The signal belongs to the home shard, so the worker posts to it instead of raising it. Both
  // ends share it, because a waiter that is torn down with its loop leaves the worker behind.
  std::function<void()> run = [home, ran, done, work = std::move(work)] {
    work();
    asio::post(home, [ran, done] {
      *ran = true;
      done->notify();
    });
  };
  if (!pool.post(std::move(run))) co_return false;
  while (!*ran)
    co_await done->wait();
  co_return true;
}

}  // namespace detail
}  // namespace spotter::shard
