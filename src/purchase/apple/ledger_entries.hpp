#pragma once

#include <spotter/purchase/apple/ledger.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <utility>

namespace spotter::purchase::apple {

/// What a ledger of one process knows. Pure.
class LedgerEntries {
 public:
  explicit LedgerEntries(std::size_t entries_max) : entries_max_(entries_max) {}

  [[nodiscard]] std::optional<Mark> find(const crypto::Sha256& key) const {
    const auto found = marks_.find(key);
    return found == marks_.end() ? std::nullopt : std::optional(found->second);
  }

  /// Whether the mark changes anything.
  [[nodiscard]] bool is_news(const crypto::Sha256& key, const Mark& mark,
                             Ledger::Whose whose) const {
    const auto known = find(key);
    return known ? outweighs(mark, *known) : whose == Ledger::Whose::any;
  }

  [[nodiscard]] bool has_room_for(const crypto::Sha256& key) const {
    return marks_.size() < entries_max_ || marks_.contains(key);
  }

  [[nodiscard]] std::vector<LocalLedger::Entry> after(const std::optional<crypto::Sha256>& key,
                                                      std::size_t count) const {
    std::vector<LocalLedger::Entry> entries;
    auto at = key ? marks_.upper_bound(*key) : marks_.begin();
    for (; at != marks_.end() && entries.size() < count; ++at)
      entries.push_back({at->first, at->second});
    return entries;
  }

  void put(const crypto::Sha256& key, const Mark& mark) { marks_[key] = mark; }

 private:
  std::size_t entries_max_;
  std::map<crypto::Sha256, Mark> marks_;
};

}  // namespace spotter::purchase::apple
