#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/base/entropy.hpp>

#include <cstddef>
#include <vector>

namespace spotter::signalr {

/// When each of so many leaves, earliest first: evenly at random within `spread`.
std::vector<Duration> make_departures(std::size_t count, Duration spread, Entropy& entropy);

/// Puts them into an order that says nothing about the one before.
template <class T>
void shuffle(std::vector<T>& all, Entropy& entropy) {
  for (std::size_t left = all.size(); left > 1; --left) {
    const auto chosen = static_cast<std::size_t>(random_share(entropy) * static_cast<double>(left));
    std::swap(all[left - 1], all[chosen < left ? chosen : left - 1]);
  }
}

}  // namespace spotter::signalr
