#include <spotter/shard/task_group.hpp>

#include <boost/asio/co_spawn.hpp>

#include <cstdio>
#include <cstdlib>

namespace spotter::shard {

TaskGroup::TaskGroup(ShardExecutor executor, OnBug on_bug)
    : executor_(executor), on_bug_(std::move(on_bug)), idle_(executor) {}

TaskGroup::~TaskGroup() {
  if (running_ == 0) return;
  std::fputs("a task group was destroyed before its tasks had ended\n", stderr);
  std::abort();
}

void TaskGroup::spawn(Task<void> task) {
  ++running_;
  asio::co_spawn(executor_, std::move(task), [this](std::exception_ptr bug) {
    if (bug) on_bug_(bug);
    if (--running_ == 0) idle_.notify();
  });
}

Task<void> TaskGroup::join() {
  while (running_ > 0)
    co_await idle_.wait();
}

}  // namespace spotter::shard
