#pragma once

#include <spotter/crypto/sealer.hpp>
#include <spotter/purchase/entitlements/shared_cache.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace spotter::purchase::redis {

/// An answer as it lies in Redis, and when it was asked for.
struct KeptAnswer {
  entitlements::SharedCache::Answer answer;  ///< without age
  entitlements::SharedCache::Moment asked;
};

/// Names of one purchase that are kept at most; answers with more are not shared.
inline constexpr std::size_t kNamesMax = 256;

/// `key` is sealed with it: an answer is good for its own purchase only.
std::string seal_answer(const crypto::Sealer& sealer, const entitlements::Key& key,
                        const KeptAnswer& kept, Entropy& entropy);

/// Nothing: not ours, of another purchase, or of another version of Spotter.
std::optional<KeptAnswer> open_answer(const crypto::Sealer& sealer, const entitlements::Key& key,
                                      std::string_view sealed);

}  // namespace spotter::purchase::redis
