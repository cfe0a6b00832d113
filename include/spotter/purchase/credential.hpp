#pragma once

#include <spotter/base/cause.hpp>
#include <spotter/base/secret.hpp>

#include <optional>
#include <string_view>

namespace spotter::purchase {

/// Where a purchase was made. Names as clients send them, in any ASCII case.
enum class Store { web, google, apple, revenue_cat };
std::string_view name_of(Store store) noexcept;
std::optional<Store> parse_store(std::string_view name) noexcept;

/// What a client shows to prove its purchase: `[Bearer ]STORE TOKEN`. The token has the shape of
/// its store.
struct Credential {
  Store store = Store::web;
  Secret token;
  Cause cause{};  ///< in whose name it is shown
};

/// Reads a credential: `[ "Bearer" SP ] store SP token`, one space between the parts, spaces and
/// tabs around it ignored, names in any ASCII case. Nothing for anything else, also for a token
/// that its store cannot have made (length and alphabet), and for identities that many strangers
/// share ("anonymous").
std::optional<Credential> parse_credential(std::string_view text);

}  // namespace spotter::purchase
