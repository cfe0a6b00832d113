#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace spotter::crypto {

/// A JSON Web Signature in its compact form (RFC 7515 section 7.1), taken apart and not judged:
/// who may have signed it, and how, is the caller's to know.
struct CompactJws {
  std::string header;             ///< JSON, or anything else
  std::string payload;            ///< the same
  std::string signature;          ///< bytes
  std::string_view signed_bytes;  ///< what the signature is of: a view into the token
};

/// Exactly three parts that are not empty, each in base64url as only one writer can have written
/// it: no padding, no other alphabet, no spare bits. Nothing for anything else.
std::optional<CompactJws> split_jws(std::string_view token);

/// Strict base64url of RFC 4648 section 5: from_base64 takes more. Nothing for anything else.
std::optional<std::string> from_strict_base64url(std::string_view text);

}  // namespace spotter::crypto
