#pragma once

#include <curl/curl.h>

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace spotter::http_client {

/// How many calls share an HTTP/2 connection at most. libcurl looks at each of them whenever
/// anything comes for one: with 100, its default, a thousand slow answers cost twice and a half as
/// much as with eight.
inline constexpr std::size_t kCallsPerConnectionMax = 8;

/// Which running transfers share a connection. libcurl 7.88 does not tell, so connections are known
/// by their local port; two to different peers may have the same, which only costs a needless
/// nudge.
class Connections {
 public:
  void join(int local_port, CURL* easy);
  void leave(int local_port, CURL* easy) noexcept;
  [[nodiscard]] std::size_t count(int local_port) const noexcept;
  /// One of the transfers on that connection; null when there is none.
  [[nodiscard]] CURL* any(int local_port) const noexcept;
  /// Something came for one of the transfers there.
  void note_arrival(int local_port) noexcept;
  /// How often it did; 0 when nobody is there.
  [[nodiscard]] std::uint64_t arrivals(int local_port) const noexcept;
  /// Notes that the connection is to be nudged; false when that was noted already, or nobody is
  /// there.
  bool mark(int local_port) noexcept;
  void unmark(int local_port) noexcept;

 private:
  struct Connection {
    std::vector<CURL*> transfers;
    std::uint64_t arrivals = 0;
    bool marked = false;
  };
  std::unordered_map<int, Connection> by_port_;
};

}  // namespace spotter::http_client
