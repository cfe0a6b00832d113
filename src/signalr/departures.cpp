#include "signalr/departures.hpp"

#include <algorithm>

namespace spotter::signalr {

std::vector<Duration> make_departures(std::size_t count, Duration spread, Entropy& entropy) {
  std::vector<Duration> moments(count);
  for (Duration& moment : moments) {
    const auto ticks = static_cast<double>(spread.count()) * random_share(entropy);
    moment = Duration(static_cast<Duration::rep>(ticks));
  }
  std::sort(moments.begin(), moments.end());
  return moments;
}

}  // namespace spotter::signalr
