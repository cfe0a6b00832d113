#pragma once

#include <spotter/base/clock.hpp>

#include <cstdint>

namespace spotter::simulation {

/// The time of a simulation. It takes the place of the machine's two clocks in this executable: the
/// standard library's now(), and Asio's way of sleeping, are defined anew in virtual_time.cpp
/// (docs/decisions/0007-simulated-time.md). It stands still while work is there and jumps to the
/// next timer when the event loop would sleep. One thread.
class VirtualTime {
 public:
  static VirtualTime& instance() noexcept;

  /// From now on a loop that would sleep moves the time instead.
  void start() noexcept { runs_ = true; }
  /// Back to the beginning: only while nothing waits for a time.
  void reset() noexcept { now_ = kBeginning; }
  /// It sleeps again, and time stands still.
  void stop() noexcept { runs_ = false; }
  [[nodiscard]] bool runs() const noexcept { return runs_; }

  [[nodiscard]] Duration now() const noexcept { return now_; }
  void advance(Duration by) noexcept { now_ += by; }
  /// How often a loop looked for work.
  [[nodiscard]] std::uint64_t looks() const noexcept { return looks_; }
  void count_look() noexcept { ++looks_; }

 private:
  /// Since the steady clock's epoch; above all that the product subtracts from a time.
  static constexpr Duration kBeginning = std::chrono::hours(1000);
  Duration now_ = kBeginning;
  bool runs_ = false;
  std::uint64_t looks_ = 0;
};

}  // namespace spotter::simulation
