#pragma once

#include <spotter/codec/json.hpp>
#include <spotter/purchase/apple/settings.hpp>
#include <spotter/purchase/verifier.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::purchase::apple {

/// One purchase as Apple has signed it ("JWSTransactionDecodedPayload").
struct Transaction {
  std::string id;
  std::string original_id;
  std::string bundle_id;
  std::string product_id;
  std::string type;
  std::string ownership;
  std::string environment;  ///< Apple's word: "Production", "Sandbox", "Xcode", ...
  std::int64_t signed_ms = 0;
  std::int64_t purchase_ms = 0;
  std::optional<std::int64_t> expires_ms{};
  std::optional<std::int64_t> quantity{};
  bool revoked = false;
  bool upgraded = false;

  [[nodiscard]] bool renews() const noexcept { return type == "Auto-Renewable Subscription"; }
};

/// Nothing: not JSON, or something that it must have is missing or of another type.
std::optional<Transaction> parse_transaction(codec::JsonParser& parser, std::string_view payload);

/// Whether the day on which it ends counts.
enum class Expiry { counts, ignored };

/// What a verified transaction says by itself: ok, or why it entitles nobody.
Reason judge(const Transaction& transaction, const Settings& settings, WallTime now,
             Expiry expiry = Expiry::counts);

/// A moment in milliseconds since 1970, kept within what the clock can count.
WallTime time_of(std::int64_t milliseconds) noexcept;
/// From when on something that ends at `expires_ms` is over: Apple's clock and ours may differ by a
/// minute.
WallTime end_of(std::int64_t expires_ms) noexcept;

Environment environment_of(std::string_view word) noexcept;

/// What notifications and kept answers call a purchase: "transaction:production:2000000000000001".
std::string name_of_transaction(Environment environment, std::string_view id);
/// A transaction's names: its own and its original's.
std::vector<std::string> names_of(const Transaction& transaction);

Subject subject_of(Environment environment, std::string_view original_id);

/// A yes, to be kept for so long at most, and not beyond `expires_ms`; of the sandbox for a quarter
/// of an hour.
struct Yes {
  Environment environment = Environment::unknown;
  std::string original_id;
  std::vector<std::string> names;
  std::optional<std::int64_t> expires_ms;
};
Entitlement entitled(Yes yes, WallTime now, Duration keep_max);
Yes yes_of(const Transaction& transaction);

/// What the store said no to. What may heal soon is kept for seconds only.
Entitlement refused(Reason reason, Environment environment, std::vector<std::string> names);

/// How long answers are kept.
inline constexpr std::chrono::seconds kKeepConfirmed{3600};
inline constexpr std::chrono::seconds kKeepUnconfirmed{300};
inline constexpr std::chrono::seconds kKeepReceipt{21600};

}  // namespace spotter::purchase::apple
