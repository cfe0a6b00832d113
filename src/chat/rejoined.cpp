#include "chat/rejoined.hpp"

#include <utility>

namespace spotter::chat {

Rejoined::Rejoined(const Services& services, std::string locale,
                   std::unique_ptr<RunningAnswer> source, std::unique_ptr<Reply> reply,
                   OnOver on_over, OnChat on_chat)
    : services_(services),
      locale_(std::move(locale)),
      source_(std::move(source)),
      reply_(std::move(reply)),
      on_over_(std::move(on_over)),
      on_chat_(std::move(on_chat)),
      wake_(services.executor) {}

Task<void> Rejoined::run() {
  std::optional<Snapshot> chat;
  while (!left_) {
    auto asking = source_->next(seen_);
    auto news = co_await std::move(asking);
    if (!news) break;
    seen_ = news->version;
    co_await show(*news);
    if (!news->over) continue;
    chat = std::move(news->snapshot);
    conclude(news->ending);
    break;
  }
  if (!over_) {
    say("answer_cut_off");
    conclude({Outcome::cut_off, false, {}, {}, {}});
  }
  on_chat_(std::move(chat));
}

/// Older frames need not be shown: each has all that those before it had.
Task<void> Rejoined::show(const AnswerNews& news) {
  while (!over_ && !news.over && reply_->room() != Room::empty)
    co_await wake_.wait();
  if (over_) co_return;
  if (news.plan) {
    reply_->show(*news.plan, news.over ? PlanStage::last : PlanStage::growing);
    plan_shown_ = true;
  } else if (news.text != text_) {
    if (news.beginning != beginning_ && !text_.empty()) reply_->start_over();
    reply_->show(news.text);
    text_ = news.text;
  }
  beginning_ = news.beginning;
}

void Rejoined::end(Outcome outcome) {
  if (over_) return;
  if (outcome == Outcome::disconnected) {
    left_ = true;
    source_->leave();
  } else {
    source_->end(outcome);
  }
  if (outcome == Outcome::shut_down) say("shutting_down");
  conclude({outcome, false, {}, {}, {}});
}

std::unique_ptr<Reply> Rejoined::redirect(std::unique_ptr<Reply> reply) {
  auto before = std::exchange(reply_, std::move(reply));
  if (!text_.empty()) reply_->show(text_);
  return before;
}

void Rejoined::conclude(Ending ending) {
  if (std::exchange(over_, true)) return;
  ending.charged = false;  // it was where it began
  ending_ = ending;
  wake_.notify();
  on_over_(*this);
}

/// Under what is shown; a plan stays as it is, because no text may follow.
void Rejoined::say(std::string_view key) {
  if (plan_shown_) return;
  if (!text_.empty()) text_.append("\n\n");
  text_.append(services_.catalog.text("sentences", key, locale_, {}));
  reply_->show(text_);
}

}  // namespace spotter::chat
