#pragma once

#include <spotter/purchase/verifier.hpp>

#include <optional>

namespace spotter::purchase::http {

/// How long a store's answers may be kept, before chance shortens it.

/// An expiry is allowed to be so far in the past: clocks differ.
inline constexpr std::chrono::seconds kSkew{60};

/// Of a yes that is good for `most`: not beyond the end of what was paid for (but at least the
/// shortest time that anything is kept), and 15 minutes for testers' money.
Duration lifetime_of_yes(Duration most, std::optional<WallTime> ends, Environment environment,
                         WallTime now);

/// Of a no that a store gave: 10 s for one that can heal (who just paid is asked again at once),
/// 10 minutes for one that is final.
Duration lifetime_of_no(Reason reason) noexcept;

}  // namespace spotter::purchase::http
