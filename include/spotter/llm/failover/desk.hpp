#pragma once

#include <spotter/llm/failover/board.hpp>
#include <spotter/shard/shard_group.hpp>

#include <map>
#include <memory>

namespace spotter::llm::failover {

/// Where answers of one shard ask who may be asked, and say what came of it.
class Desk {
 public:
  /// Told of the reply to its order, once; perhaps before ask() has returned.
  class Asker {
   public:
    virtual ~Asker() = default;
    virtual void on_reply(OrderId id, Reply reply) = 0;
  };

  virtual ~Desk() = default;
  /// Fills in `order.id` and returns it. The asker calls withdraw() before it goes, if it has not
  /// been told.
  virtual OrderId ask(Order order, Asker& asker) = 0;
  /// Of no use to anybody any more; a grant that is under way goes back.
  virtual void withdraw(OrderId id) = 0;
  virtual void settle(Settlement settlement) = 0;
};

/// The desk of a shard, with the board on its home shard: a message there and one back, or a plain
/// call on the home shard itself.
class ShardDesk final : public Desk {
 public:
  /// `boards` has its one board on `home`.
  ShardDesk(shard::Sharded<Board>& boards, shard::ShardId home, shard::ShardId here);

  OrderId ask(Order order, Asker& asker) override;
  void withdraw(OrderId id) override;
  void settle(Settlement settlement) override;

  /// The board's word on an order of this shard.
  void on_reply(OrderId id, Reply reply);

 private:
  shard::Sharded<Board>& boards_;
  shard::ShardId home_;
  shard::ShardId here_;
  OrderId last_id_;
  std::map<OrderId, Asker*> askers_;
};

/// Takes the board's replies to the desks whose orders they answer.
Board::OnReply deliver_to(shard::Sharded<ShardDesk>& desks);

}  // namespace spotter::llm::failover
