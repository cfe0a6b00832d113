#pragma once

#include "llm/offline/reading.hpp"

#include <spotter/llm/offline/wish.hpp>

namespace spotter::llm::offline {

/// Changes the wish as one message of the user says. True: the message said something that shapes a
/// plan.
bool read_message(const Reading& reading, Wish& wish);

}  // namespace spotter::llm::offline
