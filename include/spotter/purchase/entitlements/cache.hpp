#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/base/entropy.hpp>
#include <spotter/crypto/digest.hpp>
#include <spotter/purchase/verifier.hpp>

#include <cstddef>
#include <list>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

namespace spotter::purchase::entitlements {

/// A purchase without its name: HMAC-SHA-256 of store and name, under a key of the process.
using Key = crypto::Sha256;

struct CacheSettings {
  Duration keep_max = std::chrono::hours(6);  ///< of any answer, whatever its verifier says
  /// A yes may be served for so long after it was given while its store cannot be asked.
  Duration grace = std::chrono::hours(24);
  std::size_t yes_max = 50'000;  ///< the one unused for longest goes first
  std::size_t no_max = 10'000;   ///< apart from the others: rubbish pushes no customer out
};

/// Answers of the stores while they hold. Pure: times are arguments. What a verdict lives for is
/// shortened by up to a tenth, so that those who came together do not ask again together, and is 5
/// s at least; `until` of the answer ends it in any case.
class Cache {
 public:
  explicit Cache(const CacheSettings& settings) : settings_(settings) {}

  /// What is known of a purchase.
  struct Known {
    Entitlement entitlement;
    /// Holds. Else it is a yes whose time is over, good for as long as the store cannot be asked.
    bool fresh = true;
    /// Of a fresh yes: soon over, so that the store may be asked before somebody waits for it.
    bool ageing = false;
    TimePoint decided;  ///< when the store gave it
    TimePoint asked;    ///< the last time that the store was asked for it, with or without success
  };
  std::optional<Known> find(const Key& key, TimePoint now, WallTime wall);
  /// `names`: of the purchase, beside `key`. How long it holds; nothing: it is not to be kept, and
  /// changed nothing.
  std::optional<Duration> keep(Store store, const Key& key, const std::vector<Key>& names,
                               const Entitlement& answer, TimePoint now, Entropy& entropy);
  /// An answer that holds from `decided` for `life`; unless what is known is as young.
  void put(Store store, const Key& key, const std::vector<Key>& names, const Entitlement& answer,
           TimePoint decided, Duration life);
  /// The store was asked and did not answer.
  void on_silence(const Key& key, TimePoint now);
  /// Nothing that is known of this purchase holds any more: also no yes in grace.
  /// `name`: a key, or one of the names.
  void forget(const Key& name);
  void forget_all();
  void forget_all(Store store);
  /// Each answer may be wrong: none is fresh any more, and a yes is served only while its store is
  /// away.
  void doubt_all(TimePoint now);

  [[nodiscard]] std::size_t yes() const noexcept { return yes_.size(); }
  [[nodiscard]] std::size_t no() const noexcept { return no_.size(); }

 private:
  struct Entry {
    Store store;
    Key key;
    Entitlement entitlement;
    std::vector<Key> names;
    TimePoint decided;
    TimePoint fresh_until;
    TimePoint asked;
  };
  using Entries = std::list<Entry>;  ///< longest unused first

  void erase(Entries::iterator entry);

  CacheSettings settings_;
  Entries yes_;
  Entries no_;
  std::map<Key, Entries::iterator> index_;
  std::multimap<Key, Key> names_;
};

}  // namespace spotter::purchase::entitlements
