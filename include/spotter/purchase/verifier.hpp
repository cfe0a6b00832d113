#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/crypto/digest.hpp>
#include <spotter/purchase/credential.hpp>
#include <spotter/shard/task.hpp>

#include <optional>
#include <string>

namespace spotter::purchase {

/// A payer, told apart without knowing who it is: SHA-256 of the purchase's stable identity. A
/// value.
struct Subject {
  crypto::Sha256 hash{};
  bool operator==(const Subject&) const = default;
  /// The first 8 hex digits, for logs.
  [[nodiscard]] std::string short_name() const;
  /// All 64 hex digits, for providers' abuse checks and as a key.
  [[nodiscard]] std::string full_name() const;
};

/// SHA-256 of the parts joined with byte 0x1F.
Subject make_subject(std::initializer_list<std::string_view> parts);

enum class Verdict {
  entitled,      ///< the store, or our own check, said yes
  not_entitled,  ///< positively no
  unknown        ///< nobody said no, we could not find out: keep the token, try later
};

/// Why, for logs and metrics; never told to the client.
enum class Reason { ok, store_disabled, token_mismatch, upstream_unavailable };
std::string_view name_of(Reason reason) noexcept;

struct Entitlement {
  Verdict verdict = Verdict::not_entitled;
  Reason reason = Reason::store_disabled;
  Subject subject;                ///< valid when entitled
  std::optional<WallTime> until;  ///< the answer may not be used from then on
};

/// One store's answer to "may this one talk?". One per shard. Never throws.
class Verifier {
 public:
  virtual ~Verifier() = default;
  [[nodiscard]] virtual Store store() const noexcept = 0;
  virtual Task<Entitlement> verify(Credential credential, TimePoint deadline) = 0;
};

}  // namespace spotter::purchase
