#pragma once

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <memory>

namespace spotter::crypto {

/// OpenSSL's objects with an owner.
template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* object) const noexcept {
    Free(object);
  }
};
template <class T, auto Free>
using Owned = std::unique_ptr<T, Freed<Free>>;

using PKey = Owned<EVP_PKEY, &EVP_PKEY_free>;
using DigestContext = Owned<EVP_MD_CTX, &EVP_MD_CTX_free>;
using Bio = Owned<BIO, &BIO_free_all>;

/// OpenSSL keeps a thread's errors until somebody looks; TLS on the same thread would take them for
/// its own. One of these where it is called leaves none behind.
class CleanErrors {
 public:
  CleanErrors() noexcept { ERR_clear_error(); }
  CleanErrors(const CleanErrors&) = delete;
  CleanErrors& operator=(const CleanErrors&) = delete;
  ~CleanErrors() { ERR_clear_error(); }
};

}  // namespace spotter::crypto
