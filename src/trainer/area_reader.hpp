#pragma once

#include "trainer/message.hpp"
#include "trainer/schedule_reader.hpp"

#include <spotter/trainer/wish.hpp>

#include <cstdint>
#include <set>

namespace spotter::trainer {

/// Areas of the body to train more, only or not at all, and whether it is one session for today or
/// a week. `aching`: tokens that name a place that hurts, and no area. True: the message told
/// something of it.
bool read_areas(const Message& message, ScheduleReading schedule,
                const std::set<std::uint32_t>& aching, Wish& wish);

/// Leaves an area out of a week, with all that belongs to it.
void leave_out(Area area, Wish& wish);

}  // namespace spotter::trainer
