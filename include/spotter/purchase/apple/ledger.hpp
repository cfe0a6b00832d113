#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/crypto/digest.hpp>
#include <spotter/shard/task.hpp>
#include <spotter/shard/worker_pool.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::purchase::apple {

/// What Apple's latest signature says about a transaction.
struct Mark {
  bool revoked = true;
  std::int64_t signed_ms = 0;  ///< when Apple signed that, in milliseconds since 1970
  bool operator==(const Mark&) const = default;
};

/// Whether `fresh` takes the place of `known`: it was signed later; of two at the same moment the
/// revocation counts. Thus neither order nor repetition of evidence matters.
inline bool outweighs(const Mark& fresh, const Mark& known) noexcept {
  if (fresh.signed_ms != known.signed_ms) return fresh.signed_ms > known.signed_ms;
  return fresh.revoked && !known.revoked;
}

/// Under which a transaction is in the ledger: SHA-256 of environment ("production", "sandbox") and
/// transaction id.
crypto::Sha256 ledger_key(std::string_view environment, std::string_view transaction_id);

/// Refunds and revocations that Apple has signed. A signed transaction stays well signed for ever:
/// where Apple is not asked, only this tells that it was given back. Nothing is ever forgotten;
/// there are as many entries as refunds. On the shard of the stores.
class Ledger {
 public:
  virtual ~Ledger() = default;
  /// Errors: it cannot be read now.
  virtual Task<Result<std::optional<Mark>>> find(crypto::Sha256 key, TimePoint deadline) = 0;
  enum class Whose {
    any,   ///< a new entry if there is none
    known  ///< changes an entry that is there already
  };
  /// Writes the mark down, if it outweighs what is there; when this returns it lasts. True: it did.
  /// Errors: it could not be written; overloaded: the ledger is full.
  virtual Task<Result<bool>> note(crypto::Sha256 key, Mark mark, Whose whose,
                                  TimePoint deadline) = 0;
};

/// A ledger of this process, which can show all that it has.
class LocalLedger : public Ledger {
 public:
  struct Entry {
    crypto::Sha256 key;
    Mark mark;
  };
  /// Up to `count` entries, in the order of their keys: those after `key`, or the first ones.
  [[nodiscard]] virtual std::vector<Entry> entries_after(const std::optional<crypto::Sha256>& key,
                                                         std::size_t count) const = 0;
};

/// Entries that a ledger of one process takes: some 100 MB.
inline constexpr std::size_t kLedgerEntriesMax = 1'000'000;

/// Gone with the process.
std::unique_ptr<LocalLedger> make_memory_ledger(std::size_t entries_max = kLedgerEntriesMax);

/// One line for each change, appended to a file, which is read now: blocks. A line that a crash has
/// torn is passed over. The pool outlives the ledger. Errors: the file cannot be read or written,
/// or is larger than a full ledger.
Result<std::unique_ptr<LocalLedger>> open_file_ledger(std::string path, shard::WorkerPool& workers,
                                                      ShardExecutor executor,
                                                      std::size_t entries_max = kLedgerEntriesMax);

}  // namespace spotter::purchase::apple
