#pragma once

#include <spotter/purchase/verifier.hpp>

#include <memory>

namespace spotter::purchase::web {

/// The `Web` store: one shared key for all, compared in constant time. Everybody with the key is
/// the same subject. Nothing of it is kept: the next question is judged by the key of then.
class WebVerifier : public Verifier {
 public:
  /// Another key in place of the one before, which ends. Empty: the store is off.
  virtual void set_key(Secret key) = 0;
};

/// `key`: as WebVerifier::set_key().
std::unique_ptr<WebVerifier> make_verifier(Secret key);

}  // namespace spotter::purchase::web
