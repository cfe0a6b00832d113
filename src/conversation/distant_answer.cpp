#include "conversation/distant_answer.hpp"

#include <utility>

namespace spotter::conversation {

Task<std::optional<chat::AnswerNews>> DistantAnswer::next(std::uint64_t seen) {
  auto ask = [reader = reader_, seen](Desk& desk) { return desk.news(reader, seen); };
  auto asking = desks_.call_on(where_.shard, std::move(ask));
  auto news = co_await std::move(asking);
  if (news && news->over) chat_.close_rejoined(*news, era_);
  co_return news;
}

void DistantAnswer::end(chat::Outcome outcome) {
  desks_.post_to(where_.shard, [number = where_.number, outcome](Desk& desk) {
    desk.end_answer(number, outcome);
  });
}

void DistantAnswer::leave() {
  desks_.post_to(where_.shard, [reader = reader_](Desk& desk) { desk.leave(reader); });
}

}  // namespace spotter::conversation
