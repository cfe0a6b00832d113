// The clock of stamps: all programs of a measurement run on one machine and read the same one.
#pragma once

#include <cstdint>
#include <ctime>

namespace bench {

constexpr std::int64_t kMicrosecond = 1'000;
constexpr std::int64_t kMillisecond = 1'000'000;
constexpr std::int64_t kSecond = 1'000'000'000;

/// Nanoseconds of CLOCK_MONOTONIC.
inline std::int64_t now_ns() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * kSecond + time.tv_nsec;
}

}  // namespace bench
