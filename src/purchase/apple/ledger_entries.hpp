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

  void put(const crypto::Sha256& key, const Mark& mark) { marks_[key] = mark; }

 private:
  std::size_t entries_max_;
  std::map<crypto::Sha256, Mark> marks_;
};

}  // namespace spotter::purchase::apple
