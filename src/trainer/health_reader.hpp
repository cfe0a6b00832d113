#pragma once

#include "trainer/message.hpp"

#include <spotter/trainer/wish.hpp>

#include <cstdint>
#include <set>

namespace spotter::trainer {

/// What a message says of pain.
struct PainReading {
  bool said = false;
  std::set<std::uint32_t> places;  ///< tokens that name a place that hurts
};

/// Where it hurts, and where no longer.
PainReading read_pain(const Message& message, Wish& wish);

/// Conditions that a professional must agree to training with. True: the message told of one.
bool read_conditions(const Message& message, Wish& wish);

}  // namespace spotter::trainer
