#include <spotter/crypto/certificates.hpp>

#include <openssl/err.h>
#include <openssl/x509_vfy.h>

#include <memory>

namespace spotter::crypto {

bool holds_certificates(const std::string& path) {
  const std::unique_ptr<X509_STORE, decltype(&X509_STORE_free)> store(X509_STORE_new(),
                                                                      &X509_STORE_free);
  const bool loaded = store && X509_STORE_load_file(store.get(), path.c_str()) == 1;
  ERR_clear_error();
  return loaded;
}

}  // namespace spotter::crypto
