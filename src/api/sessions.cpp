#include <spotter/api/sessions.hpp>

#include <utility>

namespace spotter::api {

void Sessions::enter(Live& session) {
  const Label& label = session.label();
  if (sessions_.emplace(label.id, Entry{&session}).second) open_(label.hub, label.transport).add(1);
}

void Sessions::leave(Live& session) {
  const Label& label = session.label();
  const auto found = sessions_.find(label.id);
  if (found == sessions_.end() || found->second.live != &session) return;
  open_(label.hub, label.transport).add(-1);
  sessions_.erase(found);
}

Sessions::Counts Sessions::counts() const {
  Counts counts{open_, 0};
  if (turn_metrics_ != nullptr) counts.turns_running = turn_metrics_->running.value();
  return counts;
}

std::vector<Sessions::Seen> Sessions::page(std::string_view after, std::size_t most) const {
  std::vector<Seen> page;
  for (auto at = sessions_.upper_bound(after); at != sessions_.end() && page.size() < most; ++at)
    page.push_back(at->second.live->look());
  return page;
}

std::optional<Sessions::Seen> Sessions::find(std::string_view id) const {
  const auto found = sessions_.find(id);
  if (found == sessions_.end()) return std::nullopt;
  return found->second.live->look();
}

std::optional<Sessions::Dismissed> Sessions::dismiss(std::string_view id, hub::Close close) {
  const auto found = sessions_.find(id);
  if (found == sessions_.end()) return std::nullopt;
  Entry& entry = found->second;
  Dismissed dismissed{entry.live->label(), std::exchange(entry.dismissed, true)};
  if (!dismissed.already) entry.live->dismiss(close);
  return dismissed;
}

}  // namespace spotter::api
