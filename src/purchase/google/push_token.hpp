#pragma once

#include <spotter/codec/json.hpp>
#include <spotter/purchase/google/settings.hpp>
#include <spotter/shard/task.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace spotter::purchase::google {

/// A JSON Web Token in the one form that Google pushes with: RS256, by a key that is named. Not
/// verified yet.
struct PushToken {
  std::string key_id;
  std::string signed_text;  ///< what the signature is of
  std::string signature;
  std::string claims;  ///< JSON
};

/// Of the value of the Authorization header. The algorithm is fixed: a token that names another
/// one is none.
std::optional<PushToken> read_push_token(codec::JsonParser& parser, std::string_view authorization);

/// Whether the claims are those of our push subscription (OpenID Connect Core, section 2).
bool claims_are_ours(codec::JsonParser& parser, std::string_view claims, const PushSettings& ours,
                     WallTime now);

}  // namespace spotter::purchase::google
