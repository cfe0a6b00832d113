#include "purchase/apple/transaction.hpp"

#include <spotter/purchase/http/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace spotter::purchase::apple {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Apple's clock and ours may differ by so much.
constexpr seconds kSkew{60};
constexpr seconds kKeepMin{5};
constexpr seconds kKeepSandbox{900};
constexpr seconds kKeepHealing{10};
constexpr seconds kKeepFinal{600};
constexpr std::size_t kIdDigitsMax = 32;

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= kIdDigitsMax &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool read_texts(const codec::JsonValue& payload, Transaction& into) {
  const std::array<std::pair<std::string_view, std::string*>, 7> texts{
      {{"transactionId", &into.id},
       {"originalTransactionId", &into.original_id},
       {"bundleId", &into.bundle_id},
       {"productId", &into.product_id},
       {"type", &into.type},
       {"inAppOwnershipType", &into.ownership},
       {"environment", &into.environment}}};
  for (const auto& [key, target] : texts) {
    const auto member = http::text_of(payload, key);
    if (!member.has()) return false;
    *target = member.value;
  }
  return is_id(into.id) && is_id(into.original_id);
}

bool read_numbers(const codec::JsonValue& payload, Transaction& into) {
  const auto signed_date = http::integer_of(payload, "signedDate");
  const auto purchase_date = http::integer_of(payload, "purchaseDate");
  const auto expires = http::integer_of(payload, "expiresDate");
  const auto quantity = http::integer_of(payload, "quantity");
  const auto revoked = http::integer_of(payload, "revocationDate");
  const auto upgraded = http::truth_of(payload, "isUpgraded");
  if (!signed_date.has() || !purchase_date.has()) return false;
  if (expires.wrong() || quantity.wrong() || revoked.wrong() || upgraded.wrong()) return false;
  into.signed_ms = signed_date.value;
  into.purchase_ms = purchase_date.value;
  if (expires.has()) into.expires_ms = expires.value;
  if (quantity.has()) into.quantity = quantity.value;
  into.revoked = revoked.has();
  into.upgraded = upgraded.value;
  return true;
}

bool heals_soon(Reason reason) {
  return reason == Reason::pending || reason == Reason::not_found ||
         reason == Reason::not_entitled || reason == Reason::not_purchased;
}

Reason judge_environment(const Transaction& transaction, const Settings& settings) {
  switch (environment_of(transaction.environment)) {
    case Environment::production:
      return Reason::ok;
    case Environment::sandbox:
      return settings.allow_sandbox ? Reason::ok : Reason::wrong_environment;
    case Environment::unknown:
      // Xcode and LocalTesting are signed by a developer's machine.
      return Reason::wrong_environment;
  }
  return Reason::wrong_environment;
}

}  // namespace

std::optional<Transaction> parse_transaction(codec::JsonParser& parser, std::string_view payload) {
  const auto object = http::read_object(parser, payload);
  Transaction transaction;
  if (!object || !read_texts(*object, transaction) || !read_numbers(*object, transaction))
    return std::nullopt;
  return transaction;
}

Reason judge(const Transaction& transaction, const Settings& settings, WallTime now,
             Expiry expiry) {
  if (transaction.bundle_id != settings.bundle_id) return Reason::wrong_app;
  const auto& products = settings.product_ids;
  if (std::find(products.begin(), products.end(), transaction.product_id) == products.end())
    return Reason::wrong_product;
  const Reason environment = judge_environment(transaction, settings);
  if (environment != Reason::ok) return environment;
  if (transaction.revoked) return Reason::refunded_or_revoked;
  if (transaction.upgraded) return Reason::upgraded;
  const bool shared = transaction.ownership == "FAMILY_SHARED" && settings.allow_family_sharing;
  if (transaction.ownership != "PURCHASED" && !shared) return Reason::wrong_ownership;
  if (transaction.quantity && *transaction.quantity < 1) return Reason::not_purchased;
  if (time_of(transaction.purchase_ms) > now + kSkew) return Reason::token_shape;
  if (transaction.renews() && !transaction.expires_ms) return Reason::token_shape;
  const bool over = transaction.expires_ms && now >= end_of(*transaction.expires_ms);
  return over && expiry == Expiry::counts ? Reason::expired : Reason::ok;
}

WallTime time_of(std::int64_t count) noexcept {
  // The clock counts nanoseconds in 64 bits, which end in 2262.
  constexpr std::int64_t kYear2200 = 7'258'118'400'000;
  return WallTime(milliseconds(std::clamp<std::int64_t>(count, 0, kYear2200)));
}

WallTime end_of(std::int64_t expires_ms) noexcept {
  return time_of(expires_ms) + kSkew;
}

Environment environment_of(std::string_view word) noexcept {
  if (word == "Production") return Environment::production;
  if (word == "Sandbox") return Environment::sandbox;
  return Environment::unknown;
}

std::string name_of_transaction(Environment environment, std::string_view id) {
  return std::string("transaction:").append(name_of(environment)).append(":").append(id);
}

std::vector<std::string> names_of(const Transaction& transaction) {
  const auto environment = environment_of(transaction.environment);
  std::vector<std::string> names{name_of_transaction(environment, transaction.id)};
  if (transaction.original_id != transaction.id)
    names.push_back(name_of_transaction(environment, transaction.original_id));
  return names;
}

Subject subject_of(Environment environment, std::string_view original_id) {
  return make_subject({"apple", name_of(environment), original_id});
}

Yes yes_of(const Transaction& transaction) {
  return {environment_of(transaction.environment), transaction.original_id, names_of(transaction),
          transaction.expires_ms};
}

Entitlement entitled(Yes yes, WallTime now, Duration keep_max) {
  Entitlement answer;
  answer.reason = Reason::ok;
  answer.environment = yes.environment;
  answer.subject = subject_of(yes.environment, yes.original_id);
  answer.names = std::move(yes.names);
  Duration keep = keep_max;
  if (yes.environment != Environment::production) keep = std::min<Duration>(keep, kKeepSandbox);
  if (yes.expires_ms) {
    answer.until = end_of(*yes.expires_ms);
    const auto left = std::chrono::duration_cast<Duration>(time_of(*yes.expires_ms) - now);
    keep = std::min(keep, std::max<Duration>(left, kKeepMin));
  }
  answer.keep_for = keep;
  return answer;
}

Entitlement refused(Reason reason, Environment environment, std::vector<std::string> names) {
  Entitlement answer;
  answer.reason = reason;
  answer.environment = environment;
  answer.names = std::move(names);
  answer.keep_for = heals_soon(reason) ? kKeepHealing : kKeepFinal;
  return answer;
}

}  // namespace spotter::purchase::apple
