#pragma once

#include "trainer/message.hpp"

#include <spotter/trainer/wish.hpp>

namespace spotter::trainer {

/// What a message named of when to train.
struct ScheduleReading {
  bool days = false;     ///< how often a week
  bool minutes = false;  ///< how long a session is
};

/// Days a week and the length of a session.
ScheduleReading read_schedule(const Message& message, Wish& wish);

/// "Shorter", "longer". True: the message asks for another length.
bool edit_length(const Message& message, Wish& wish);

}  // namespace spotter::trainer
