#include "app/collector_names.hpp"

namespace spotter::app {

shard::Addresses CollectorNames::look_up(const std::string& name) {
  const auto known = names_.find(name);
  if (known != names_.end() && clock_.now() < known->second.until) return known->second.addresses;
  shard::Addresses addresses = look_up_(name);
  if (names_.size() >= kNamesMax) names_.clear();
  names_.insert_or_assign(name, Known{addresses, clock_.now() + kLifetime});
  return addresses;
}

}  // namespace spotter::app
