#include "http_client/connections.hpp"

#include <utility>

namespace spotter::http_client {

void Connections::join(int local_port, CURL* easy) {
  by_port_[local_port].transfers.push_back(easy);
}

void Connections::leave(int local_port, CURL* easy) noexcept {
  const auto found = by_port_.find(local_port);
  if (found == by_port_.end()) return;
  std::erase(found->second.transfers, easy);
  if (found->second.transfers.empty()) by_port_.erase(found);
}

std::size_t Connections::count(int local_port) const noexcept {
  const auto found = by_port_.find(local_port);
  return found == by_port_.end() ? 0 : found->second.transfers.size();
}

CURL* Connections::any(int local_port) const noexcept {
  const auto found = by_port_.find(local_port);
  return found == by_port_.end() ? nullptr : found->second.transfers.front();
}

void Connections::note_arrival(int local_port) noexcept {
  const auto found = by_port_.find(local_port);
  if (found != by_port_.end()) ++found->second.arrivals;
}

std::uint64_t Connections::arrivals(int local_port) const noexcept {
  const auto found = by_port_.find(local_port);
  return found == by_port_.end() ? 0 : found->second.arrivals;
}

bool Connections::mark(int local_port) noexcept {
  const auto found = by_port_.find(local_port);
  return found != by_port_.end() && !std::exchange(found->second.marked, true);
}

void Connections::unmark(int local_port) noexcept {
  const auto found = by_port_.find(local_port);
  if (found != by_port_.end()) found->second.marked = false;
}

}  // namespace spotter::http_client
