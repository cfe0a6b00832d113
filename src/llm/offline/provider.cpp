#include "llm/offline/words.hpp"

#include <spotter/base/text.hpp>
#include <spotter/llm/offline/provider.hpp>
#include <spotter/plan/draft.hpp>
#include <spotter/trainer/coach.hpp>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace spotter::llm::offline {
namespace {

/// One answer, word by word. Lives on its shard. What is due follows from the clock; the timer only
/// tells the reader to look again.
class WordStream final : public Stream {
 public:
  struct Pace {
    std::chrono::milliseconds word_interval;
    TimePoint deadline;
  };

  WordStream(ShardExecutor executor, const Clock& clock, std::vector<Event> events, Pace pace,
             shard::Signal& ready)
      : clock_(clock),
        events_(std::move(events)),
        pace_(pace),
        opened_(clock.now()),
        timer_(executor),
        ready_(std::make_shared<shard::Signal*>(&ready)) {
    ready.notify();
  }

  WordStream(const WordStream&) = delete;
  WordStream& operator=(const WordStream&) = delete;
  ~WordStream() override { *ready_ = nullptr; }

  std::optional<Event> try_next() override {
    if (ended_) return std::nullopt;
    if (cancelled_) return fail(FailureClass::cancelled);
    const TimePoint now = clock_.now();
    if (now >= pace_.deadline) return fail(FailureClass::timeout);
    if (!started_) {
      started_ = true;
      return Started{};
    }
    const TimePoint due = due_time(next_);
    if (now < due) {
      wake_at(std::min(due, pace_.deadline), now);
      return std::nullopt;
    }
    ended_ = next_ + 1 == events_.size();
    return std::move(events_[next_++]);
  }

  [[nodiscard]] bool is_whole() const noexcept override {
    return ended_ || cancelled_ || clock_.now() >= due_time(events_.size() - 1);
  }

  void cancel() noexcept override {
    if (ended_ || cancelled_) return;
    cancelled_ = true;
    events_.clear();
    (*ready_)->notify();
  }

 private:
  Event fail(FailureClass cause) {
    ended_ = true;
    return Failed{.cause = cause, .code = {}, .visible = next_ > 0, .retry_after = {}};
  }

  /// The first word is due at once.
  [[nodiscard]] TimePoint due_time(std::size_t event) const noexcept {
    return opened_ + pace_.word_interval * static_cast<std::int64_t>(event);
  }

  void wake_at(TimePoint when, TimePoint now) {
    timer_.expires_after(when - now);
    // The handler may be queued already when the stream ends, so it holds what it touches: a
    // pointer that the stream takes back.
    timer_.async_wait([ready = ready_](boost::system::error_code failed) {
      if (!failed && *ready != nullptr) (*ready)->notify();
    });
  }

  const Clock& clock_;
  std::vector<Event> events_;  ///< the last one is terminal
  Pace pace_;
  TimePoint opened_;
  Timer timer_;
  std::shared_ptr<shard::Signal*> ready_;
  std::size_t next_ = 0;
  bool started_ = false;
  bool cancelled_ = false;
  bool ended_ = false;
};

/// A word of text takes as long as this much of a plan.
constexpr std::size_t kPlanPiece = 48;

std::vector<Event> events_of(trainer::Answer answer) {
  std::vector<Event> events;
  for (std::string& word : split_words(answer.text))
    events.emplace_back(Text{std::move(word)});
  if (!answer.plan) {
    events.emplace_back(Finished{FinishReason::stop});
    return events;
  }
  const std::string draft = plan::draft_of(*answer.plan);
  events.emplace_back(ToolBegin{0, "offline", std::string(plan::kToolName)});
  for (std::string_view rest = draft; !rest.empty();) {
    const auto piece = utf8_prefix(rest, kPlanPiece);
    events.emplace_back(ToolArgs{0, std::string(piece)});
    rest.remove_prefix(piece.size());
  }
  events.emplace_back(ToolEnd{0, draft, true});
  events.emplace_back(Finished{FinishReason::tool_calls});
  return events;
}

class OfflineProvider final : public Provider {
 public:
  OfflineProvider(ShardExecutor executor, const Clock& clock, const prompts::Catalog& texts,
                  trainer::Knowledge knowledge, Settings settings)
      : executor_(executor),
        clock_(clock),
        texts_(texts),
        knowledge_(knowledge),
        settings_(settings) {}

  [[nodiscard]] std::string_view name() const noexcept override { return "offline"; }
  [[nodiscard]] std::string_view model() const noexcept override { return {}; }

  std::unique_ptr<Stream> open(Request request, TimePoint deadline, shard::Signal& ready) override {
    auto events = events_of(trainer::reply_to(request, knowledge_, texts_));
    return std::make_unique<WordStream>(executor_, clock_, std::move(events),
                                        WordStream::Pace{settings_.word_interval, deadline}, ready);
  }

 private:
  ShardExecutor executor_;
  const Clock& clock_;
  const prompts::Catalog& texts_;
  trainer::Knowledge knowledge_;
  Settings settings_;
};

}  // namespace

std::unique_ptr<Provider> make_provider(ShardExecutor executor, const Clock& clock,
                                        const prompts::Catalog& texts, trainer::Knowledge knowledge,
                                        Settings settings) {
  return std::make_unique<OfflineProvider>(executor, clock, texts, knowledge, settings);
}

}  // namespace spotter::llm::offline
