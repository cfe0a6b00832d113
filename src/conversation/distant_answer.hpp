#pragma once

#include "conversation/chat.hpp"

#include <cstdint>
#include <optional>

namespace spotter::conversation {

/// An answer that goes on on another shard, or this, for a coach that shows it here.
class DistantAnswer final : public chat::RunningAnswer {
 public:
  /// `reader`: of the desk at `where`, as Desk::find() gave it. `chat` is that of the coach, and
  /// outlives this.
  DistantAnswer(shard::Sharded<Desk>& desks, Place where, std::uint64_t reader, Chat& chat)
      : desks_(desks), where_(where), reader_(reader), chat_(chat), era_(chat.era()) {}

  Task<std::optional<chat::AnswerNews>> next(std::uint64_t seen) override;
  void end(chat::Outcome outcome) override;
  void leave() override;

 private:
  shard::Sharded<Desk>& desks_;
  Place where_;
  std::uint64_t reader_;
  Chat& chat_;
  std::uint64_t era_;
};

}  // namespace spotter::conversation
