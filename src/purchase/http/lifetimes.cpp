#include <spotter/purchase/http/lifetimes.hpp>

#include <algorithm>

namespace spotter::purchase::http {

Duration lifetime_of_yes(Duration most, std::optional<WallTime> ends, Environment environment,
                         WallTime now) {
  constexpr Duration kLeast = std::chrono::seconds(5);
  constexpr Duration kSandbox = std::chrono::minutes(15);
  if (environment == Environment::sandbox) most = std::min(most, kSandbox);
  if (!ends || *ends - now >= most) return most;
  return std::max(kLeast, std::chrono::duration_cast<Duration>(*ends - now));
}

Duration lifetime_of_no(Reason reason) noexcept {
  constexpr Duration kHeals = std::chrono::seconds(10);
  constexpr Duration kFinal = std::chrono::minutes(10);
  switch (reason) {
    case Reason::pending:
    case Reason::not_found:
    case Reason::not_entitled:
    case Reason::not_purchased:
    // Who renews keeps the token: a subscription's of Google, a customer's id of RevenueCat.
    case Reason::expired:
    case Reason::wrong_environment:
      return kHeals;
    default:
      return kFinal;
  }
}

}  // namespace spotter::purchase::http
