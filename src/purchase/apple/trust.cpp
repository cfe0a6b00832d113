#include "purchase/apple/trust.hpp"

#include "purchase/apple/built_in.hpp"

#include <spotter/base/file.hpp>

#include <stdexcept>

namespace spotter::purchase::apple {
namespace {

/// SHA-256 of the certificate "Apple Root CA - G3", as Apple publishes it at
/// https://www.apple.com/certificateauthority/.
constexpr std::string_view kRootFingerprint =
    "63343abfb89a6a03ebb57e9b3f5fa7be7c4f5c756f3017b3a8c488c3653e9179";
/// Apple's marks for certificates that sign receipts, and for the authority above them.
constexpr const char* kLeafMark = "1.2.840.113635.100.6.11.1";
constexpr const char* kIntermediateMark = "1.2.840.113635.100.6.2.1";
constexpr std::size_t kRootFileBytesMax = std::size_t{64} * 1024;

}  // namespace

std::optional<crypto::ChainVerifier> make_trust(const std::string& root_ca_file) {
  crypto::ChainRules rules{std::string(built_in_root()), kLeafMark, kIntermediateMark};
  if (!root_ca_file.empty()) {
    auto text = read_file(root_ca_file, kRootFileBytesMax);
    if (!text) return std::nullopt;
    rules.roots_pem = std::move(*text);
    return crypto::ChainVerifier::make(rules);
  }
  auto trust = crypto::ChainVerifier::make(rules);
  if (!trust || trust->fingerprints() != kRootFingerprint)
    throw std::logic_error("the built-in root certificate is not Apple's");
  return trust;
}

}  // namespace spotter::purchase::apple
