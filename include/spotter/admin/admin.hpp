#pragma once

#include <spotter/api/abuse_limits.hpp>
#include <spotter/api/sessions.hpp>
#include <spotter/base/clock.hpp>
#include <spotter/base/entropy.hpp>
#include <spotter/base/secret.hpp>
#include <spotter/llm/failover/board.hpp>
#include <spotter/rate_limit/tallies.hpp>
#include <spotter/server/router.hpp>
#include <spotter/shard/shard_group.hpp>
#include <spotter/telemetry/audit.hpp>
#include <spotter/telemetry/levels.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace spotter::admin {

/// How far the end of the process has come.
enum class Phase {
  serving,
  leaving,   ///< it is announced, and all are served as before
  draining,  ///< no new sessions; running answers go on
  ending     ///< nothing is waited for any longer
};
/// "serving", ...
std::string_view name_of(Phase phase) noexcept;

/// How the end stands. A value.
struct Drain {
  Phase phase = Phase::serving;
  std::optional<Duration> left;  ///< until running answers are ended; nothing: still serving
  bool begun = false;            ///< by this very question
};
enum class Wish { look, begin };

/// The effective settings, secrets masked. Read-only, shared by all shards.
struct SettingsView {
  struct Setting {
    std::string key;
    std::string environment;
    std::string value;
    std::string source;
  };
  std::vector<Setting> settings;
  std::vector<std::string> needs_restart;  ///< keys whose text differs from what runs
};

/// What the administration looks at and changes. One per shard; everything outlives it.
struct Services {
  const Clock& clock;
  Entropy& entropy;
  telemetry::Audit& audit;
  telemetry::Levels& levels;
  shard::Sharded<api::AbuseLimits>& abuse_limits;
  shard::Sharded<api::Sessions>& sessions;
  shard::Sharded<llm::failover::Board>& boards;
  shard::ShardId board_shard;
  rate_limit::Tallies& tallies;
  /// Asked on the router's shard. A second wish to begin changes nothing.
  std::function<Task<Drain>(Wish)> drain;
};

/// `/admin/*`, as docs/admin.md has it. Without a key there is nothing at these paths. One per
/// shard. Outlives the router's requests.
class Admin {
 public:
  explicit Admin(Services services);
  Admin(const Admin&) = delete;
  Admin& operator=(const Admin&) = delete;
  ~Admin();

  void add_routes(server::Router& router);
  /// From the next request on; empty: there is nothing here.
  void set_key(const Secret& key);
  void show(std::shared_ptr<const SettingsView> settings);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spotter::admin
