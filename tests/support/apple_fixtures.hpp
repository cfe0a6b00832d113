#pragma once

#include <spotter/base/clock.hpp>

#include <array>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::testing {

/// 2026-01-15T12:00:00Z, when the tests of the App Store play.
inline constexpr std::int64_t kAppleT0Ms = 1'768'478'400'000;

/// A clock of two hands that stands still until a test moves it.
class AppleClock final : public Clock {
 public:
  [[nodiscard]] TimePoint now() const noexcept override { return TimePoint(now_); }
  [[nodiscard]] WallTime wall_now() const noexcept override {
    return WallTime(std::chrono::milliseconds(kAppleT0Ms)) + (now_ - kStart);
  }
  void advance(Duration by) noexcept { now_ += by; }
  /// Of the wall's hand, in milliseconds since 1970.
  [[nodiscard]] std::int64_t wall_ms() const noexcept {
    return std::chrono::duration_cast<std::chrono::milliseconds>(wall_now().time_since_epoch())
        .count();
  }

 private:
  static constexpr std::chrono::hours kStart{1000};
  Duration now_{kStart};
};

/// Which certificates a token brings, and whose key signs it.
enum class AppleChain {
  good,
  leaf_expired,   ///< the leaf was valid in 2021
  leaf_unmarked,  ///< no mark in the leaf
  intermediate_unmarked,
  intermediate_no_authority,
  leaf_p384,
  others,             ///< a whole other authority
  others_under_root,  ///< its leaf and intermediate, and the trusted root
};

/// An authority like Apple's with all its certificates, good and bad, and fresh keys. Making one
/// takes some 20 ms.
class AppleFixtures {
 public:
  AppleFixtures();
  AppleFixtures(const AppleFixtures&) = delete;
  AppleFixtures& operator=(const AppleFixtures&) = delete;
  ~AppleFixtures();

  [[nodiscard]] std::string root_pem() const;
  /// A temporary file with root_pem(), as long as this lives.
  [[nodiscard]] const std::string& root_file() const noexcept { return root_file_; }
  /// Leaf, intermediate and root in DER.
  [[nodiscard]] std::array<std::string, 3> chain(AppleChain which) const;
  /// The same in base64, as headers have them.
  [[nodiscard]] std::vector<std::string> chain_texts(AppleChain which) const;

  /// A document as Apple signs it.
  [[nodiscard]] std::string jws(std::string_view payload,
                                AppleChain which = AppleChain::good) const;
  /// The same with a header of one's own.
  [[nodiscard]] std::string jws_with(std::string_view header, std::string_view payload,
                                     AppleChain key = AppleChain::good) const;
  [[nodiscard]] std::string header(AppleChain which, std::string_view algorithm = "ES256") const;
  /// By the key of a chain's leaf: r and s, or as X.509 has it.
  [[nodiscard]] std::string raw_signature(std::string_view bytes, AppleChain key) const;
  [[nodiscard]] std::string der_signature(std::string_view bytes, AppleChain key) const;
  /// The public half in PEM.
  [[nodiscard]] std::string leaf_public_pem() const;
  /// The key of a chain's leaf in PEM, for tests in other languages that sign by themselves.
  [[nodiscard]] std::string leaf_private_pem(AppleChain which) const;

  /// A key for the App Store Server API, as Apple hands it out (.p8).
  [[nodiscard]] std::string api_key_pem() const;
  /// Whether the key's other half finds the signature of a JSON Web Token good.
  [[nodiscard]] bool api_token_is_signed(std::string_view token) const;

 private:
  struct Impl;
  std::unique_ptr<const Impl> impl_;
  std::string root_file_;
};

/// The one of the process: tests only read it.
const AppleFixtures& apple_fixtures();

/// A JSON object of members written as they are; an empty value leaves a member out.
using JsonMembers = std::map<std::string, std::string>;
std::string json_object(const JsonMembers& members);
/// In quotes.
std::string quoted(std::string_view text);

/// A transaction that was signed an hour before T0 and is good; `changes` replace members.
JsonMembers apple_transaction(const JsonMembers& changes = {});
/// Signed by the good chain.
std::string apple_jws(const JsonMembers& changes = {}, AppleChain which = AppleChain::good);
/// A member for a moment, so many seconds from T0.
std::string ms_at(std::int64_t seconds_from_t0);

}  // namespace spotter::testing
