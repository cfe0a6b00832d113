#include <spotter/api/sessions.hpp>

namespace spotter::api {

void Sessions::enter(Live& session) {
  const Label& label = session.label();
  if (sessions_.emplace(label.id, &session).second) open_(label.hub, label.transport).add(1);
}

void Sessions::leave(Live& session) {
  const Label& label = session.label();
  const auto found = sessions_.find(label.id);
  if (found == sessions_.end() || found->second != &session) return;
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
    page.push_back(at->second->look());
  return page;
}

std::optional<Sessions::Seen> Sessions::find(std::string_view id) const {
  const auto found = sessions_.find(id);
  if (found == sessions_.end()) return std::nullopt;
  return found->second->look();
}

std::optional<Sessions::Label> Sessions::dismiss(std::string_view id, hub::Close close) {
  const auto found = sessions_.find(id);
  if (found == sessions_.end()) return std::nullopt;
  Label label = found->second->label();
  found->second->dismiss(close);
  return label;
}

}  // namespace spotter::api
