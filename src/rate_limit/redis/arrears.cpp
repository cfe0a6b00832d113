#include "rate_limit/redis/arrears.hpp"

namespace spotter::rate_limit::redis {

void Arrears::passed(const std::string& subject, GenerationId id, TimePoint at) {
  const auto known = by_id_.find(id);
  if (known == by_id_.end()) {
    append(Item{subject, id, at, false});
  } else if (known->second->gone) {
    known->second->gone = false;
    known->second->at = at;
  }
}

void Arrears::gone(const std::string& subject, GenerationId id) {
  const auto known = by_id_.find(id);
  if (known == by_id_.end()) {
    append(Item{subject, id, {}, true});
  } else {
    known->second->gone = true;
  }
}

void Arrears::append(Item item) {
  ++subjects_[item.subject];
  const GenerationId id = item.id;
  by_id_[id] = items_.insert(items_.end(), std::move(item));
  bound();
}

void Arrears::release(const std::string& subject) {
  const auto found = subjects_.find(subject);
  if (--found->second == 0) subjects_.erase(found);
}

void Arrears::bound() {
  while (items_.size() > items_max_) {
    release(items_.front().subject);
    by_id_.erase(items_.front().id);
    items_.pop_front();
    ++dropped_;
  }
}

const std::vector<Arrears::Item>& Arrears::begin_batch(std::size_t batch_max) {
  while (!items_.empty() && under_way_.size() < batch_max) {
    by_id_.erase(items_.front().id);
    under_way_.push_back(std::move(items_.front()));
    items_.pop_front();
  }
  return under_way_;
}

void Arrears::end_batch(const std::vector<bool>& told) {
  for (std::size_t i = under_way_.size(); i-- > 0;) {
    Item& item = under_way_[i];
    // A later word on the same generation makes this one void.
    if (told[i] || by_id_.contains(item.id)) {
      release(item.subject);
      continue;
    }
    const GenerationId id = item.id;
    by_id_[id] = items_.insert(items_.begin(), std::move(item));
  }
  under_way_.clear();
  bound();
}

}  // namespace spotter::rate_limit::redis
