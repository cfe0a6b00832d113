#pragma once

#include <spotter/rate_limit/memory/memory_limiter.hpp>
#include <spotter/rate_limit/tallies.hpp>

#include <memory>

namespace spotter::rate_limit::memory {

/// The counts of make_limiter()'s payers; forget() does not fail. One per shard; `logs` and `clock`
/// outlive it.
std::unique_ptr<Tallies> make_tallies(Logs& logs, const Clock& clock);

}  // namespace spotter::rate_limit::memory
