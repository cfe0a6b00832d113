#pragma once

#include <spotter/purchase/verifier.hpp>

#include <memory>

namespace spotter::purchase::web {

/// The `Web` store: one shared key for all, compared in constant time. Everybody with the key is
/// the same subject. `key` must not be empty.
std::unique_ptr<Verifier> make_verifier(Secret key);

}  // namespace spotter::purchase::web
