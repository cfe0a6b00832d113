#include <spotter/shard/line_thread.hpp>

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace spotter::shard {

struct LineThread::Impl {
  struct Line {
    std::uint64_t number = 0;
    std::size_t kind = 0;
    std::string text;
  };
  struct Lane {
    std::size_t waiting_max = 0;
    std::deque<Line> lines;
  };

  Sink& sink;
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<Lane> lanes;
  std::uint64_t numbers = 0;
  bool woken = false;
  bool ending = false;
  bool over = false;
  std::thread thread;

  explicit Impl(Sink& where) : sink(where) {}

  /// The lane whose first line came first; null: nothing waits.
  Lane* next() {
    Lane* first = nullptr;
    for (Lane& lane : lanes) {
      if (lane.lines.empty()) continue;
      if (first == nullptr || lane.lines.front().number < first->lines.front().number)
        first = &lane;
    }
    return first;
  }

  void run() {
    std::unique_lock lock(mutex);
    for (;;) {
      changed.wait(lock, [this] { return woken || ending || next() != nullptr; });
      if (std::exchange(woken, false)) {
        lock.unlock();
        sink.look_after();
        lock.lock();
      }
      if (Lane* lane = next()) {
        const Line line = std::move(lane->lines.front());
        lane->lines.pop_front();
        lock.unlock();
        sink.write(line.kind, line.text);
        lock.lock();
      } else if (ending) {
        break;
      }
    }
    over = true;
    changed.notify_all();
  }

  void begin_end() {
    ending = true;
    changed.notify_all();
  }
};

LineThread::LineThread(Sink& sink, std::span<const std::size_t> waiting_max)
    : impl_(std::make_unique<Impl>(sink)) {
  for (const std::size_t most : waiting_max)
    impl_->lanes.push_back({most, {}});
  impl_->thread = std::thread([impl = impl_.get()] { impl->run(); });
}

LineThread::~LineThread() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->begin_end();
  }
  impl_->thread.join();
}

std::optional<std::size_t> LineThread::put(std::size_t lane, std::size_t kind, std::string line) {
  std::optional<std::size_t> gone;
  {
    const std::lock_guard lock(impl_->mutex);
    if (impl_->ending) return kind;
    auto& [waiting_max, lines] = impl_->lanes[lane];
    lines.push_back({++impl_->numbers, kind, std::move(line)});
    if (lines.size() > waiting_max) {
      gone = lines.front().kind;
      lines.pop_front();
    }
  }
  impl_->changed.notify_one();
  return gone;
}

void LineThread::wake() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->woken = true;
  }
  impl_->changed.notify_one();
}

bool LineThread::end(std::chrono::milliseconds patience) {
  std::unique_lock lock(impl_->mutex);
  impl_->begin_end();
  return impl_->changed.wait_for(lock, patience, [this] { return impl_->over; });
}

}  // namespace spotter::shard
