#pragma once

#include <spotter/crypto/certificate_chain.hpp>

#include <optional>
#include <string>

namespace spotter::purchase::apple {

/// Who may sign what Apple says: chains under "Apple Root CA - G3" or, for tests, under the
/// certificates of a PEM file, with the marks of the App Store in leaf and intermediate. Nothing:
/// the file is none. Blocks. Throws std::logic_error when the built-in root is not the one that
/// Apple published.
std::optional<crypto::ChainVerifier> make_trust(const std::string& root_ca_file);

}  // namespace spotter::purchase::apple
