#pragma once

#include <spotter/hub/hub.hpp>
#include <spotter/shard/shard_group.hpp>
#include <spotter/signalr/mount.hpp>

#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <string>
#include <vector>

// The hub that conformance checks call: one method for each thing that a SignalR server can do. Its
// methods are described in tools/conformance/README.md. For tests only: anonymous callers may use
// it.
namespace spotter::test_hub {

class Held;

/// What the connections of one shard share. Lives there.
class Hall {
 public:
  /// Lets all go that wait in Slow or HoldStream on this shard; how many.
  std::size_t release();
  void hold(Held& held) { held_.push_back(&held); }
  void forget(Held& held) { held_.remove(&held); }

  /// What happened on the connections with that tag, oldest first. The last kEventsMax of the last
  /// kTagsMax tags.
  void note(const std::string& tag, std::string event);
  [[nodiscard]] std::vector<std::string> events(const std::string& tag) const;
  static constexpr std::size_t kTagsMax = 1000;
  static constexpr std::size_t kEventsMax = 100;

 private:
  std::list<Held*> held_;
  std::map<std::string, std::deque<std::string>> events_;
  std::deque<std::string> tags_;  ///< in the order in which they came
};

struct Services {
  ShardExecutor executor;
  shard::Sharded<Hall>& halls;
  /// Whether the request brings a credential that is good.
  std::function<Task<bool>(const server::Request&)> authenticate;
  std::function<void(std::exception_ptr)> on_bug;
};

/// The hub and its variants: "/test-hub", "/test-hub/detailed", "/test-hub/quick", ... All timers
/// of `quick` are multiplied by `time_scale`, above 0; its connections need a ticker of that many
/// seconds.
std::vector<signalr::Mount> mounts(const Services& services, double time_scale);

}  // namespace spotter::test_hub
