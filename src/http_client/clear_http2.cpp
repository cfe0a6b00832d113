#include "http_client/clear_http2.hpp"

namespace spotter::http_client {

void ClearHttp2::come(const std::string& origin, Entrant& entrant) {
  const auto led = led_.find(origin);
  if (led != led_.end()) {
    led->second.push_back(entrant);
  } else {
    entrant.enter(Entrant::Role::follow);
  }
}

void ClearHttp2::found_none(const std::string& origin, Entrant& entrant) {
  const auto [led, mine] = led_.try_emplace(origin);
  if (mine) {
    entrant.enter(Entrant::Role::lead);
  } else {
    led->second.push_back(entrant);
  }
}

void ClearHttp2::led(const std::string& origin) {
  const auto led = led_.find(origin);
  if (led == led_.end()) return;
  for (std::size_t followers = 0; followers < kFollowersMax && !led->second.empty(); ++followers) {
    Entrant& follower = led->second.front();
    led->second.pop_front();
    follower.enter(Entrant::Role::follow);
  }
  next_leads(origin);
}

void ClearHttp2::failed(const std::string& origin) {
  next_leads(origin);
}

void ClearHttp2::next_leads(const std::string& origin) {
  const auto led = led_.find(origin);
  if (led == led_.end()) return;
  if (led->second.empty()) {
    led_.erase(led);
    return;
  }
  Entrant& leader = led->second.front();
  led->second.pop_front();
  leader.enter(Entrant::Role::lead);
}

}  // namespace spotter::http_client
