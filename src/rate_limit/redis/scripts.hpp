#pragma once

#include <spotter/rate_limit/memory/sliding_log.hpp>
#include <spotter/redis/client.hpp>

#include <optional>
#include <string>

namespace spotter::rate_limit::redis {

/// Takes one generation. Key: the subject's sorted set of generations by microsecond. Arguments:
/// generation, limit, window and, in tests, the time, in microseconds. Answers with four numbers:
/// whether it may, how many are left, microseconds until one more may, and the time.
std::string take_script();

/// Tells of one generation that Redis missed. Arguments: generation, its age in microseconds or
/// nothing when it is to be forgotten, window, time.
std::string tell_script();

/// Counts and changes nothing. Key and arguments as for take_script(); the generation is not looked
/// at, a limit of 0 is none. Answers with three numbers: how many are counted, and microseconds
/// until the oldest of them is not, and until one more may; -1: there is no such time.
std::string look_script();

/// The answer to that; false, and nothing changes: it has another shape.
bool read_tally(const spotter::redis::Reply& reply, Tally& tally);

/// The first script's answer; nothing when it has another shape.
std::optional<memory::Heard> read_decision(const spotter::redis::Reply& reply);

/// A time span, or the time since 1970, as both scripts want it.
std::string microseconds_text(std::chrono::nanoseconds span);

}  // namespace spotter::rate_limit::redis
