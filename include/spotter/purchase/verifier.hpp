#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/crypto/digest.hpp>
#include <spotter/purchase/credential.hpp>
#include <spotter/shard/task.hpp>
#include <spotter/telemetry/trace.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

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

std::string_view name_of(Verdict verdict) noexcept;

/// Why; for logs and metrics, never told to the client. Each belongs to one verdict.
enum class Reason {
  ok,
  // The store, or our own check of what the client showed, said no.
  store_disabled,
  token_shape,
  token_mismatch,
  bad_signature,
  bad_chain,
  wrong_app,
  wrong_product,
  wrong_environment,
  wrong_ownership,
  not_purchased,
  pending,
  canceled,
  refunded_or_revoked,
  expired,
  upgraded,
  not_found,
  not_entitled,
  // Nobody said no.
  upstream_timeout,
  upstream_network,
  upstream_5xx,
  upstream_rate_limited,
  upstream_auth,
  upstream_bad_body,
  upstream_mismatch,
  local_overload,
  breaker_open,
  internal
};
std::string_view name_of(Reason reason) noexcept;
Verdict verdict_of(Reason reason) noexcept;

/// Where the money came from. Sandbox purchases are made by testers and by Apple's reviewers.
enum class Environment { production, sandbox, unknown };
std::string_view name_of(Environment environment) noexcept;

/// What a credential came to. A value.
struct Entitlement {
  Reason reason = Reason::internal;
  Environment environment = Environment::unknown;
  Subject subject{};                   ///< valid when entitled
  std::optional<WallTime> until{};     ///< the answer may not be used from then on
  std::optional<Duration> keep_for{};  ///< the answer may be kept for so long; nothing: not at all
  std::optional<Duration> retry_after{};  ///< when it makes sense to ask again; of unknown only
  /// Other names by which a notification of the store may speak of this purchase.
  std::vector<std::string> names{};
  /// Another purchase that this one took the place of: what is known of it holds no more.
  std::string replaced{};

  [[nodiscard]] Verdict verdict() const noexcept { return verdict_of(reason); }
};

/// What a verifier found out about a credential by itself, for its own ask().
class Evidence {
 public:
  virtual ~Evidence() = default;
};

/// A credential that only its store can judge.
struct Question {
  Credential credential;
  /// One purchase, one name: what an answer is kept under, and what notifications speak of. Two
  /// credentials of one purchase may have the same.
  std::string name;
  std::shared_ptr<const Evidence> evidence{};
  telemetry::SpanParent trace{};  ///< what calls for it belong to: of who asked first
};

/// An Entitlement is final, and is not kept; nothing that is known by its `names` holds any more.
using Examined = std::variant<Entitlement, Question>;

/// One store's answer to "may this one talk?". One per process, on the shard of the stores. Never
/// throws; every answer comes by the deadline.
class Verifier {
 public:
  virtual ~Verifier() = default;
  [[nodiscard]] virtual Store store() const noexcept = 0;
  /// What can be said without asking anybody.
  virtual Task<Examined> examine(Credential credential, TimePoint deadline) = 0;
  /// Asks the store.
  virtual Task<Entitlement> ask(Question question, TimePoint deadline) = 0;
};

}  // namespace spotter::purchase
