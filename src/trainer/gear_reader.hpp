#pragma once

#include "trainer/message.hpp"

#include <spotter/trainer/wish.hpp>

namespace spotter::trainer {

/// What there is to train with, and what is missing. True: the message told something of it.
bool read_gear(const Message& message, Wish& wish);

}  // namespace spotter::trainer
