#include "purchase/apple/revocations.hpp"

namespace spotter::purchase::apple {
namespace {

crypto::Sha256 key_of(const Transaction& transaction) {
  return ledger_key(name_of(environment_of(transaction.environment)), transaction.id);
}

Mark mark_of(const Transaction& transaction) {
  return {transaction.revoked, transaction.signed_ms};
}

}  // namespace

Task<bool> Revocations::learn(Transaction transaction, bool also_clean, TimePoint deadline) {
  const auto whose = transaction.revoked || also_clean ? Ledger::Whose::any : Ledger::Whose::known;
  const auto noted =
      co_await ledger_.note(key_of(transaction), mark_of(transaction), whose, deadline);
  if (noted) {
    if (*noted) {
      log_.event(
          telemetry::Level::info, "apple_revocation",
          {{"subject", subject_of(environment_of(transaction.environment), transaction.original_id)
                           .short_name()},
           {"revoked", transaction.revoked}});
    }
    co_return true;
  }
  log_.event(telemetry::Level::error, "apple_ledger_failed",
             {{"what", "write"}, {"why", sentence_of(noted.error().code)}});
  co_return false;
}

Task<Revocations::Said> Revocations::said_of(Transaction transaction, TimePoint deadline) {
  const auto found = co_await ledger_.find(key_of(transaction), deadline);
  if (!found) {
    log_.event(telemetry::Level::error, "apple_ledger_failed",
               {{"what", "read"}, {"why", sentence_of(found.error().code)}});
    co_return Said::unreadable;
  }
  const auto& mark = *found;
  const bool newer = mark && transaction.signed_ms > mark->signed_ms;
  co_return mark && mark->revoked && !newer ? Said::revoked : Said::nothing;
}

}  // namespace spotter::purchase::apple
