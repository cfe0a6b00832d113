#pragma once

#include <spotter/base/clock.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <optional>
#include <string>

namespace spotter::resilience {

/// How many calls run at somebody at once. The limit follows what the other side bears: it shrinks
/// by a quarter, once a second at most, when the other side groans, and grows by one with each
/// round of good calls. Who finds it full waits in line; the line is short, and fair between
/// payers: each gets its turn, however many calls one of them has. A machine without clock, thread
/// and socket.
class Bulkhead {
 public:
  struct Settings {
    std::size_t running_max = 256;
    std::size_t running_min = 4;
    std::size_t waiting_max = 256;
    std::size_t waiting_per_payer_max = 32;
  };
  using CallId = std::uint64_t;
  enum class Entry { running, waiting, full };
  /// What a call that is over says about how much the other side bears.
  enum class Load { borne, too_much, unknown };

  explicit Bulkhead(const Settings& settings)
      : settings_(settings), limit_(static_cast<double>(settings.running_max)) {}

  [[nodiscard]] bool has_room() const noexcept { return waiting_ == 0 && running_ < limit(); }
  /// `call` is new.
  Entry enter(CallId call, const std::string& payer);
  /// `call` is new and waits, room or not. False: the line is full.
  bool wait(CallId call, const std::string& payer);
  /// A running call is over.
  void leave(Load load, TimePoint now);
  /// A waiting call goes away. False: it does not wait (any more).
  bool withdraw(CallId call);
  /// A call that waited and runs from now on; nothing: none may.
  std::optional<CallId> next();

  [[nodiscard]] std::size_t running() const noexcept { return running_; }
  [[nodiscard]] std::size_t waiting() const noexcept { return waiting_; }
  /// How many may run now.
  [[nodiscard]] std::size_t limit() const noexcept { return static_cast<std::size_t>(limit_); }

 private:
  struct Lane {
    std::string payer;
    std::deque<CallId> calls;
  };

  Settings settings_;
  double limit_;
  std::size_t running_ = 0;
  std::size_t waiting_ = 0;
  std::list<Lane> lanes_;  ///< of payers with waiting calls, in the order of their turns
  std::optional<TimePoint> shrunk_at_;
};

}  // namespace spotter::resilience
