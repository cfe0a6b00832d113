#pragma once

#include "purchase/apple/transaction.hpp"

#include <spotter/purchase/apple/ledger.hpp>
#include <spotter/telemetry/log.hpp>

namespace spotter::purchase::apple {

/// What verified transactions bring to the ledger, and what it says of them.
class Revocations {
 public:
  Revocations(Ledger& ledger, telemetry::Log& log) : ledger_(ledger), log_(log) {}

  /// Writes down what the transaction shows. A clean one is written down only where a revocation
  /// is known, or with `also_clean`. False: the ledger did not take it, which is in the log.
  Task<bool> learn(Transaction transaction, bool also_clean, TimePoint deadline);

  enum class Said { nothing, revoked, unreadable };
  /// Whether Apple has taken it back, as far as is known, by evidence no older than the
  /// transaction.
  Task<Said> said_of(Transaction transaction, TimePoint deadline);

 private:
  Ledger& ledger_;
  telemetry::Log& log_;
};

}  // namespace spotter::purchase::apple
