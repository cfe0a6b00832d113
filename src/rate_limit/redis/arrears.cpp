#include "rate_limit/redis/arrears.hpp"

#include <algorithm>

namespace spotter::rate_limit::redis {

void Arrears::passed(const std::string& subject, GenerationId id, TimePoint at) {
  const auto known = by_id_.find(id);
  if (known == by_id_.end()) {
    append(Item{subject, id, at});
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
  const GenerationId id = item.id;
  by_id_[id] = items_.insert(items_.end(), std::move(item));
  bound();
}

bool Arrears::holds(GenerationId id) const {
  return by_id_.contains(id) || std::any_of(under_way_.begin(), under_way_.end(),
                                            [&](const Item& item) { return item.id == id; });
}

void Arrears::finish(const Item& item, bool reached) {
  if (!reached) ++dropped_;
  done_.push_back(Done{item.subject, item.id, reached});
}

void Arrears::bound() {
  while (items_.size() > items_max_) {
    finish(items_.front(), false);
    by_id_.erase(items_.front().id);
    items_.pop_front();
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

void Arrears::end_batch(const std::vector<Answer>& answers) {
  for (std::size_t i = under_way_.size(); i-- > 0;) {
    Item& item = under_way_[i];
    // A later word on the same generation makes this one void.
    if (by_id_.contains(item.id)) continue;
    if (answers[i] == Answer::refused) ++item.refusals;
    if (answers[i] == Answer::known || item.refusals >= kRefusalsMax) {
      finish(item, answers[i] == Answer::known);
      continue;
    }
    const GenerationId id = item.id;
    const auto at = answers[i] == Answer::refused ? items_.end() : items_.begin();
    by_id_[id] = items_.insert(at, std::move(item));
  }
  under_way_.clear();
  bound();
}

}  // namespace spotter::rate_limit::redis
