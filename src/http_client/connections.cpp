#include "http_client/connections.hpp"

namespace spotter::http_client {

void Connections::join(int local_port, CURL* easy) {
  by_port_[local_port].push_back(easy);
}

void Connections::leave(int local_port, CURL* easy) noexcept {
  const auto found = by_port_.find(local_port);
  if (found == by_port_.end()) return;
  std::erase(found->second, easy);
  if (found->second.empty()) by_port_.erase(found);
}

std::size_t Connections::count(int local_port) const noexcept {
  const auto found = by_port_.find(local_port);
  return found == by_port_.end() ? 0 : found->second.size();
}

CURL* Connections::any(int local_port) const noexcept {
  const auto found = by_port_.find(local_port);
  return found == by_port_.end() ? nullptr : found->second.front();
}

}  // namespace spotter::http_client
