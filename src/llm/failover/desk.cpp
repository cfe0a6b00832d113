#include <spotter/llm/failover/desk.hpp>

#include <utility>

namespace spotter::llm::failover {

ShardDesk::ShardDesk(shard::Sharded<Board>& boards, shard::ShardId home, shard::ShardId here)
    : boards_(boards), home_(home), here_(here), last_id_(here) {}

OrderId ShardDesk::ask(Order order, Asker& asker) {
  last_id_ += boards_.size();
  order.id = last_id_;
  askers_.emplace(order.id, &asker);
  const OrderId id = order.id;
  if (here_ == home_) {
    if (auto reply = boards_.local().ask(order)) on_reply(id, std::move(*reply));
    return id;
  }
  boards_.post_to(home_, [order = std::move(order)](Board& board) { board.take(order); });
  return id;
}

void ShardDesk::withdraw(OrderId id) {
  if (askers_.erase(id) == 0) return;
  if (here_ == home_) {
    boards_.local().withdraw(id);
  } else {
    boards_.post_to(home_, [id](Board& board) { board.withdraw(id); });
  }
}

void ShardDesk::settle(Settlement settlement) {
  if (here_ == home_) {
    boards_.local().settle(settlement);
  } else {
    boards_.post_to(
        home_, [settlement = std::move(settlement)](Board& board) { board.settle(settlement); });
  }
}

void ShardDesk::on_reply(OrderId id, Reply reply) {
  const auto found = askers_.find(id);
  if (found == askers_.end()) {
    // Withdrawn while the reply was under way: what was granted goes back unused.
    if (const auto* grant = std::get_if<Grant>(&reply)) settle(unused(*grant));
    return;
  }
  Asker& asker = *found->second;
  askers_.erase(found);
  asker.on_reply(id, std::move(reply));
}

Board::OnReply deliver_to(shard::Sharded<ShardDesk>& desks) {
  return [&desks](OrderId id, Reply reply) {
    // Ids count in steps of the number of shards, from the shard's own number.
    desks.post_to(id % desks.size(),
                  [id, reply = std::move(reply)](ShardDesk& desk) { desk.on_reply(id, reply); });
  };
}

}  // namespace spotter::llm::failover
