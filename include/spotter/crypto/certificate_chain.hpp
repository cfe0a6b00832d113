#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/crypto/digest.hpp>

#include <array>
#include <cstddef>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace spotter::crypto {

/// A chain of three certificates as a peer shows it: leaf, intermediate, root, each in DER.
using ChainBytes = std::array<std::string, 3>;

/// A chain that ended in a pinned root, with the key of its leaf (P-256). Never changes; any
/// thread.
class VerifiedChain {
 public:
  struct Impl;
  explicit VerifiedChain(std::unique_ptr<const Impl> impl);
  VerifiedChain(const VerifiedChain&) = delete;
  VerifiedChain& operator=(const VerifiedChain&) = delete;
  ~VerifiedChain();

  /// Whether all three certificates are valid at that time.
  [[nodiscard]] bool covers(WallTime at) const noexcept;
  /// Whether the leaf's key made this ES256 signature (RFC 7518: r and s, 32 bytes each) of the
  /// bytes. Takes a tenth of a millisecond.
  [[nodiscard]] bool signed_by_leaf(std::string_view bytes, std::string_view signature) const;

 private:
  std::unique_ptr<const Impl> impl_;
};

/// Who is trusted, and for what.
struct ChainRules {
  std::string roots_pem;          ///< one certificate or more, nothing else is trusted
  std::string leaf_mark;          ///< OID of an extension that the leaf must have, "1.2.840..."
  std::string intermediate_mark;  ///< the same of the intermediate
};

/// Verifies chains after RFC 5280, strictly: exactly these three certificates, the last byte for
/// byte a pinned root; nothing from the system, no shorter way; the marks are there, the leaf is no
/// authority and has a key of P-256. Never changes; any thread.
class ChainVerifier {
 public:
  /// Nothing: no certificate in the PEM text, or something that is none, or no OID.
  static std::optional<ChainVerifier> make(const ChainRules& rules);
  ChainVerifier(ChainVerifier&&) noexcept;
  ChainVerifier& operator=(ChainVerifier&&) noexcept;
  ~ChainVerifier();

  /// The chain, if it is good at that time; null otherwise. Takes milliseconds, for chains that end
  /// in a pinned root: not on a loop.
  [[nodiscard]] std::shared_ptr<const VerifiedChain> verify(const ChainBytes& chain,
                                                            WallTime at) const;
  /// Whether its last certificate is a pinned root: what can be said at once.
  [[nodiscard]] bool ends_in_root(const ChainBytes& chain) const noexcept;
  /// SHA-256 of each root's DER, as hexadecimal digits.
  [[nodiscard]] std::string fingerprints() const;

 private:
  struct Impl;
  explicit ChainVerifier(std::unique_ptr<const Impl> impl);
  std::unique_ptr<const Impl> impl_;
};

/// Chains that were verified lately: a peer signs thousands of documents with one. Whoever finds
/// one here must still ask whether it covers the time in question. Lives on one shard.
class ChainCache {
 public:
  static constexpr std::size_t kChainsMax = 32;
  static constexpr std::chrono::minutes kAge{15};

  /// Null when it is not known, or known for too long.
  std::shared_ptr<const VerifiedChain> find(const ChainBytes& chain, TimePoint now);
  /// The one that was not used for longest makes room.
  void keep(const ChainBytes& chain, std::shared_ptr<const VerifiedChain> verified, TimePoint now);
  [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }

 private:
  struct Entry {
    Sha256 name;
    TimePoint until;
    std::shared_ptr<const VerifiedChain> chain;
  };
  std::list<Entry> entries_;  ///< last used first
};

}  // namespace spotter::crypto
