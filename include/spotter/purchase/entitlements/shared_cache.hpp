#pragma once

#include <spotter/purchase/entitlements/cache.hpp>
#include <spotter/shard/task.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace spotter::purchase::entitlements {

/// Answers that several processes share, behind the cache of each. On the shard of the stores.
/// Nothing here throws; while the others cannot be reached, nothing is found and nothing is kept.
class SharedCache {
 public:
  /// A time of the one clock that all go by. An answer that was asked for at or before the moment
  /// of a notification holds no more.
  struct Moment {
    std::int64_t ms = 0;
  };
  struct Answer {
    Entitlement entitlement;
    std::vector<Key> names;  ///< beside its own
    Duration age{};          ///< since its store was asked; when keeping: not read
    Duration life{};         ///< it holds for so long from then on
  };
  struct Found {
    std::optional<Answer> answer;  ///< fresh, or a yes that is over
    std::optional<Moment> now;     ///< nothing: the others cannot be reached
  };
  /// What other processes told of another one's purchases.
  struct Listener {
    std::function<void(const std::vector<Key>& names)> on_forgotten;
    std::function<void()> on_forgotten_all;
    std::function<void()> on_missed;  ///< some of that was lost
  };

  virtual ~SharedCache() = default;
  virtual Task<Found> find(Key key) = 0;
  /// `asked`: Found::now from before the store was asked.
  virtual Task<void> keep(Key key, Answer answer, Moment asked) = 0;
  /// Nothing that is known of these holds any more, with nobody. At once, or as soon as the others
  /// can be reached.
  virtual void forget(const std::vector<Key>& names) = 0;
  /// Once, before the first of the above.
  virtual void listen(Listener listener) = 0;
};

}  // namespace spotter::purchase::entitlements
