#pragma once

#include <spotter/purchase/entitlements/cache.hpp>
#include <spotter/purchase/entitlements/failed_attempts.hpp>
#include <spotter/purchase/entitlements/metrics.hpp>
#include <spotter/purchase/entitlements/shared_cache.hpp>
#include <spotter/purchase/notifications.hpp>
#include <spotter/purchase/verifier.hpp>
#include <spotter/shard/task_group.hpp>
#include <spotter/telemetry/log.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::purchase::entitlements {

struct Settings {
  CacheSettings cache;
  FailedAttempts::Settings failed_attempts;
  /// A store that did not answer is asked again for the same purchase after so long; until then a
  /// yes in grace is served without asking.
  Duration silence_pause = std::chrono::seconds(30);
  std::size_t flights_max = 4096;     ///< purchases that are asked for at the same time
  std::size_t followers_max = 256;    ///< who wait for the same one
  std::size_t notices_max = 100'000;  ///< messages that are remembered, to know repetitions
  Duration notices_for = std::chrono::hours(24 * 7);
};

/// What became of a credential.
struct Judged {
  Entitlement entitlement;
  /// Its sender has tried too many others, and this is none that is known to have paid. Empty
  /// otherwise.
  std::optional<Duration> barred_for;
  AnswerSource source = AnswerSource::nobody;  ///< of the entitlement
};

/// "May this one talk?", for the whole process: one, on the shard of the stores; the other shards
/// reach it by Sharded::call_on. Keeps answers while they hold, asks once for all who want to know
/// the same, serves a yes in grace while a store is away, and hears the stores' notifications.
class Entitlements {
 public:
  struct Services {
    ShardExecutor executor;
    const Clock& clock;
    Entropy& entropy;
    telemetry::Log& log;
    shard::TaskGroup::OnBug on_bug;
    /// What other processes know; null: this one keeps what it knows to itself. Outlives this.
    SharedCache* shared = nullptr;
    /// What names are hashed with; the same for all who share, and read only if they do.
    std::string name_key{};
  };
  Entitlements(Services services, Settings settings,
               std::vector<std::unique_ptr<Verifier>> verifiers,
               std::vector<std::unique_ptr<Notifications>> notifications);
  Entitlements(const Entitlements&) = delete;
  Entitlements& operator=(const Entitlements&) = delete;
  /// stop() was joined.
  ~Entitlements();

  /// `address`: who shows it, as it is counted; empty: somebody who was let in before. Ends by the
  /// deadline. A client that goes away does not stop the question: the answer is kept. `trace`:
  /// what the store's calls belong to, if this is who makes them.
  Task<Judged> judge(Credential credential, std::string address, TimePoint deadline,
                     telemetry::SpanParent trace);

  /// Somebody at this address showed what no store can have made: one more credential that was
  /// refused. How long the address is barred; nothing: it is not, or was not before.
  std::optional<Duration> refuse_unusable(const Secret& shown, const std::string& address);

  /// A store's message. The status to answer with: 404 for a store that sends none, 413 for one
  /// that is too large.
  Task<int> hear(Store store, Message message, TimePoint deadline);

  /// Nothing that is known of these purchases holds any more, as if the store had sent a
  /// notification of them.
  void forget(Store store, const std::vector<std::string>& names);

  /// As FailedAttempts::Settings::attempts_max; from the next question on.
  void set_failed_attempts_max(std::size_t attempts_max);

  struct Report {
    std::size_t yes = 0;  ///< kept answers
    std::size_t no = 0;
    std::size_t flights = 0;
    std::uint64_t in_grace = 0;    ///< answers served since the start while their store was away
    std::uint64_t taken_over = 0;  ///< questions that another process had the answer to
    std::uint64_t notices = 0;
  };
  [[nodiscard]] Report report() const;
  [[nodiscard]] const Metrics& metrics() const noexcept;

  /// Waits for questions that are under way.
  Task<void> stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spotter::purchase::entitlements
