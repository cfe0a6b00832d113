#pragma once

#include <atomic>
#include <type_traits>

namespace spotter::shard {

/// A number that any thread reads and writes without waiting, where a message would come too late
/// or cost too much: whether a line is logged, how many were. Says nothing of other memory: what
/// two such numbers hold need not fit together.
template <class T>
requires std::is_integral_v<T>
class SharedNumber {
 public:
  constexpr explicit SharedNumber(T value = T()) noexcept : value_(value) {}
  SharedNumber(const SharedNumber&) = delete;
  SharedNumber& operator=(const SharedNumber&) = delete;

  [[nodiscard]] T get() const noexcept { return value_.load(std::memory_order_relaxed); }
  void set(T value) noexcept { value_.store(value, std::memory_order_relaxed); }
  void add(T more) noexcept { value_.fetch_add(more, std::memory_order_relaxed); }
  /// Sets it, and returns what it was.
  T swap(T value) noexcept { return value_.exchange(value, std::memory_order_relaxed); }
  /// Sets it if it is `expected`; false: it is not, and `expected` is what it is.
  bool replace(T& expected, T value) noexcept {
    return value_.compare_exchange_strong(expected, value, std::memory_order_relaxed);
  }

 private:
  std::atomic<T> value_;
};

}  // namespace spotter::shard
