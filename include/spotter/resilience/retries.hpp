#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/base/entropy.hpp>

namespace spotter::resilience {

/// How many calls may be second ones, in the whole process: each first call earns a part of a
/// second one. When everything fails, calls grow by that part and not by a multiple.
class RetryBudget {
 public:
  struct Settings {
    double earned_per_call = 0.3;
    double saved_max = 50;  ///< also what there is at the start, if anything is earned at all
  };
  explicit RetryBudget(const Settings& settings)
      : settings_(settings), saved_(settings.earned_per_call > 0 ? settings.saved_max : 0) {}

  void earn() noexcept;
  /// False: there is none left.
  bool spend() noexcept;
  [[nodiscard]] double saved() const noexcept { return saved_; }

 private:
  Settings settings_;
  double saved_;
};

/// How long to wait before another attempt.
struct Backoff {
  Duration base = std::chrono::milliseconds(500);
  Duration max = std::chrono::seconds(8);

  /// For the attempt after `failed` ones, 1 or more: anything up to base * 2^(failed-1), evenly, so
  /// that those who failed together do not come back together ("full jitter").
  [[nodiscard]] Duration before_attempt(int failed, Entropy& entropy) const;
};

}  // namespace spotter::resilience
