#include "purchase/apple/ledger_entries.hpp"

#include <string>

namespace spotter::purchase::apple {
namespace {

class MemoryLedger final : public LocalLedger {
 public:
  explicit MemoryLedger(std::size_t entries_max) : entries_(entries_max) {}

  Task<Result<std::optional<Mark>>> find(crypto::Sha256 key, TimePoint /*deadline*/) override {
    co_return entries_.find(key);
  }

  Task<Result<bool>> note(crypto::Sha256 key, Mark mark, Whose whose,
                          TimePoint /*deadline*/) override {
    if (!entries_.is_news(key, mark, whose)) co_return false;
    if (!entries_.has_room_for(key)) co_return Error{Errc::overloaded, "the ledger is full"};
    entries_.put(key, mark);
    co_return true;
  }

  [[nodiscard]] std::vector<Entry> entries_after(const std::optional<crypto::Sha256>& key,
                                                 std::size_t count) const override {
    return entries_.after(key, count);
  }

 private:
  LedgerEntries entries_;
};

}  // namespace

crypto::Sha256 ledger_key(std::string_view environment, std::string_view transaction_id) {
  return crypto::sha256(std::string(environment).append("\x1F").append(transaction_id));
}

std::unique_ptr<LocalLedger> make_memory_ledger(std::size_t entries_max) {
  return std::make_unique<MemoryLedger>(entries_max);
}

}  // namespace spotter::purchase::apple
