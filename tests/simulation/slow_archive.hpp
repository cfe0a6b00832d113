#pragma once

#include "simulation/random.hpp"
#include "simulation/schedule.hpp"
#include "support/memory_archive.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace spotter::simulation {

/// The archive of the tests, as far away as Redis, and sometimes gone: a call then does nothing, or
/// does it and says that it failed. One a desk.
class SlowArchive final : public conversation::Archive {
 public:
  SlowArchive(testing::ArchiveMemory& memory, ShardExecutor executor, Random random)
      : inner_(memory), executor_(executor), random_(random) {}

  /// Until then it is gone.
  void be_away(TimePoint until) { away_until_ = until; }

  [[nodiscard]] bool available() const noexcept override { return !away(); }
  Task<Result<Opened>> open_turn(Opening opening) override {
    return late(inner_.open_turn(std::move(opening)));
  }
  Task<Result<Change>> close_turn(std::string name, std::string talker,
                                  conversation::ClientMark mark, std::string chat,
                                  std::string turn) override {
    return late(inner_.close_turn(std::move(name), std::move(talker), mark, std::move(chat),
                                  std::move(turn)));
  }
  Task<Result<Change>> erase(std::string name, std::string talker) override {
    return late(inner_.erase(std::move(name), std::move(talker)));
  }
  Task<Result<bool>> forget(std::string name, std::string desk, std::string note) override {
    return late(inner_.forget(std::move(name), std::move(desk), std::move(note)));
  }
  Task<Result<bool>> is_forgotten(std::string name) override {
    return late(inner_.is_forgotten(std::move(name)));
  }
  Task<Result<void>> leave(std::string name, std::string talker) override {
    return late(inner_.leave(std::move(name), std::move(talker)));
  }
  Task<Result<void>> share(std::string name, std::string talker) override {
    return late(inner_.share(std::move(name), std::move(talker)));
  }
  Task<Result<bool>> catch_up(std::string name, std::string talker, conversation::ClientMark mark,
                              Duration age, std::string chat) override {
    return late(inner_.catch_up(std::move(name), std::move(talker), mark, age, std::move(chat)));
  }
  Task<Result<std::vector<Question>>> beat(std::string desk) override {
    return late(inner_.beat(std::move(desk)));
  }
  Task<Result<void>> answer(Question question, std::string talker, bool there) override {
    return late(inner_.answer(std::move(question), std::move(talker), there));
  }

 private:
  [[nodiscard]] bool away() const noexcept {
    return std::chrono::steady_clock::now() < away_until_;
  }

  template <class T>
  Task<Result<T>> late(Task<Result<T>> work) {
    const bool lost = random_.chance(0.001);
    const bool lost_after = lost && random_.chance(0.5);
    auto there = pause(executor_, way());
    co_await std::move(there);
    if (away() || (lost && !lost_after)) co_return Error{Errc::unavailable, "gone"};
    auto done = co_await std::move(work);
    auto back = pause(executor_, way());
    co_await std::move(back);
    if (lost_after) co_return Error{Errc::unavailable, "gone"};
    co_return done;
  }
  [[nodiscard]] Duration way() {
    return random_.between(Duration(std::chrono::microseconds(100)),
                           Duration(std::chrono::milliseconds(2)));
  }

  testing::MemoryArchive inner_;
  ShardExecutor executor_;
  Random random_;
  TimePoint away_until_{};
};

}  // namespace spotter::simulation
