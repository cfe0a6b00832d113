#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/http_client/http_client.hpp>

#include <map>
#include <string>

namespace spotter::app {

/// Looks up where the collector of traces is, for all shards: the answer to one is the answer to
/// those that asked meanwhile, also if there is none. Lives on the one thread that exporters look
/// names up on.
class CollectorNames {
 public:
  static constexpr std::chrono::seconds kLifetime{5};
  static constexpr std::size_t kNamesMax = 16;

  /// `clock` outlives this.
  CollectorNames(http_client::LookUp look_up, const Clock& clock)
      : look_up_(std::move(look_up)), clock_(clock) {}
  CollectorNames(const CollectorNames&) = delete;
  CollectorNames& operator=(const CollectorNames&) = delete;

  /// Blocks, unless it is known.
  shard::Addresses look_up(const std::string& name);

 private:
  struct Known {
    shard::Addresses addresses;
    TimePoint until;
  };
  http_client::LookUp look_up_;
  const Clock& clock_;
  std::map<std::string, Known> names_;
};

}  // namespace spotter::app
