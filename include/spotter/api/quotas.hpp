#pragma once

#include <spotter/purchase/credential.hpp>

#include <cstddef>

namespace spotter::api {

/// Generations that a payer of each kind may start in any 24 h; 0: no limit. Chat turns and plans
/// asked for over REST count alike.
struct Quotas {
  std::size_t web = 100;
  std::size_t mobile = 20;

  [[nodiscard]] std::size_t of(purchase::Store store) const noexcept {
    return store == purchase::Store::web ? web : mobile;
  }
};

}  // namespace spotter::api
