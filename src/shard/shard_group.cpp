#include <spotter/shard/shard_group.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <latch>
#include <pthread.h>
#include <string>
#include <thread>

namespace spotter::shard {
namespace {

thread_local ShardId current_shard = ShardGroup::npos;

struct Loop {
  /// What the loop's own thread has open is touched by nobody else, so that asio need not lock it;
  /// work may still come from everywhere.
  asio::io_context context{BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO};
  asio::executor_work_guard<ShardExecutor> work{context.get_executor()};
  std::thread thread;
};

}  // namespace

std::size_t core_count() noexcept {
  return std::max(std::thread::hardware_concurrency(), 1U);
}

struct ShardGroup::Impl {
  std::vector<std::unique_ptr<Loop>> loops;
};

ShardGroup::ShardGroup(std::size_t count) : impl_(std::make_unique<Impl>()) {
  for (std::size_t i = 0; i < std::max<std::size_t>(count, 1); ++i) {
    impl_->loops.push_back(std::make_unique<Loop>());
  }
}

ShardGroup::~ShardGroup() {
  stop();
}

std::size_t ShardGroup::size() const noexcept {
  return impl_->loops.size();
}

ShardExecutor ShardGroup::executor(ShardId shard) noexcept {
  return impl_->loops[shard]->context.get_executor();
}

void ShardGroup::start(std::function<void(std::exception_ptr)> on_bug) {
  for (ShardId id = 0; id < impl_->loops.size(); ++id) {
    Loop& loop = *impl_->loops[id];
    loop.thread = std::thread([id, &loop, on_bug] {
      current_shard = id;
      for (;;) {
        try {
          loop.context.run();
          return;
        } catch (...) {
          on_bug(std::current_exception());
        }
      }
    });
    pthread_setname_np(loop.thread.native_handle(), ("shard-" + std::to_string(id)).c_str());
  }
}

void ShardGroup::post(ShardId shard, std::function<void()> work) {
  asio::post(executor(shard), std::move(work));
}

void ShardGroup::run_everywhere(const std::function<void(ShardId)>& work) {
  std::latch done(static_cast<std::ptrdiff_t>(size()));
  std::vector<std::exception_ptr> failures(size());
  for (ShardId id = 0; id < size(); ++id) {
    post(id, [&, id] {
      try {
        work(id);
      } catch (...) {
        failures[id] = std::current_exception();
      }
      done.count_down();
    });
  }
  done.wait();
  for (const auto& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
}

void ShardGroup::stop() {
  for (auto& loop : impl_->loops) {
    loop->work.reset();
    loop->context.stop();
  }
  for (auto& loop : impl_->loops) {
    if (loop->thread.joinable()) loop->thread.join();
  }
}

ShardId ShardGroup::current() noexcept {
  return current_shard;
}

}  // namespace spotter::shard
