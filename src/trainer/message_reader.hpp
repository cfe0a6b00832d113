#pragma once

#include "trainer/reading.hpp"

#include <spotter/trainer/wish.hpp>

namespace spotter::trainer {

/// Changes the wish as one message of the user says. True: the message said something that shapes a
/// plan.
bool read_message(const Reading& reading, Wish& wish);

}  // namespace spotter::trainer
