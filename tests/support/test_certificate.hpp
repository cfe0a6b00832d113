#pragma once

#include "support/scripted_upstream.hpp"
#include "support/temporary.hpp"

#include <memory>
#include <string>
#include <vector>

namespace spotter::testing {

/// An authority that exists for one test, and a certificate that it signed. Made with fresh keys;
/// the authority's certificate lies in a temporary file as long as this lives.
class TestCertificate {
 public:
  /// `hosts` are the names and IPv4 addresses that the certificate is good for.
  explicit TestCertificate(const std::vector<std::string>& hosts = {"localhost", "127.0.0.1"});

  /// What a server shows.
  [[nodiscard]] std::shared_ptr<const TlsIdentity> identity() const noexcept { return identity_; }
  /// Path of the authority's certificate (PEM), for clients that shall trust it.
  [[nodiscard]] const std::string& ca_file() const noexcept { return ca_file_.path(); }

 private:
  std::shared_ptr<const TlsIdentity> identity_;
  TemporaryFile ca_file_{""};
};

}  // namespace spotter::testing
