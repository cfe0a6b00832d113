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

/// The first script's answer; nothing when it has another shape.
std::optional<memory::Heard> read_decision(const spotter::redis::Reply& reply);

/// A time span, or the time since 1970, as both scripts want it.
std::string microseconds_text(std::chrono::nanoseconds span);

}  // namespace spotter::rate_limit::redis
