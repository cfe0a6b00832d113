#include "simulation/models.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace spotter::simulation {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// As the timeouts of those who speak HTTP have it.
constexpr seconds kPatience{45};
/// Beyond it a provider's advice counts for all (llm::failover::Policy::rest_from).
constexpr seconds kRestFrom{10};
constexpr minutes kRestMax{5};

/// The key of the question: the last word of its kind in the last message.
std::string key_in(const llm::Request& request) {
  const std::string& text = request.messages.back().text;
  const std::size_t at = text.rfind("zq");
  if (at == std::string::npos) return {};
  return text.substr(at, text.find_first_not_of("abcdefghijklmnopqrstuvwxyz", at) - at);
}

/// What the turn took, from its id in the log: "PROCESS-NUMBER".
Generation generation_of(const llm::Request& request) {
  Generation id = 0;
  const std::size_t dash = request.turn.rfind('-');
  const char* const begin = request.turn.data() + dash + 1;
  std::from_chars(begin, request.turn.data() + request.turn.size(), id);
  return id;
}

}  // namespace

struct Model::Script {
  std::vector<std::pair<TimePoint, llm::Event>> events;
};

class Model::Answer final : public llm::Stream {
 public:
  Answer(Model& model, CallId call, Script script, shard::Signal& ready)
      : model_(model), call_(call), events_(std::move(script.events)), ready_(ready) {
    ++model_.alive_;
    wake_at(events_.front().first);
  }
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;
  ~Answer() override {
    --model_.alive_;
    if (over_ || model_.place_.fault == Fault::keeps_call) return;
    model_.place_.judge.end_call(call_, Judge::CallEnd::cancelled);
  }

  std::optional<llm::Event> try_next() override {
    if (over_) return std::nullopt;
    if (cancelled_) return end(llm::Failed{llm::FailureClass::cancelled, {}, said_, {}});
    if (next_ == events_.size()) return std::nullopt;
    auto& [at, event] = events_[next_];
    if (model_.place_.clock.now() < at) {
      wake_at(at);
      return std::nullopt;
    }
    ++next_;
    if (std::holds_alternative<llm::Text>(event)) {
      said_ = true;
      model_.place_.judge.say(call_);
    }
    if (auto* failed = std::get_if<llm::Failed>(&event)) {
      failed->visible = said_;
      model_.on_failure(*failed, model_.place_.clock.now());
      return end(std::move(*failed));
    }
    if (const auto* finished = std::get_if<llm::Finished>(&event)) return end(*finished);
    return std::move(event);
  }

  [[nodiscard]] bool is_whole() const noexcept override {
    return over_ || cancelled_ || model_.place_.clock.now() >= events_.back().first;
  }

  void cancel() noexcept override {
    if (over_ || std::exchange(cancelled_, true)) return;
    ready_.notify();
  }

 private:
  std::optional<llm::Event> end(llm::Event event) {
    over_ = true;
    auto how = Judge::CallEnd::failed;
    if (std::holds_alternative<llm::Finished>(event)) how = Judge::CallEnd::finished;
    if (cancelled_) how = Judge::CallEnd::cancelled;
    model_.place_.judge.end_call(call_, how);
    return event;
  }
  void wake_at(TimePoint at) {
    if (at == armed_for_) return;
    armed_for_ = at;
    model_.place_.schedule.at(at, [alive = std::weak_ptr<bool>(token_), this] {
      if (!alive.expired() && !over_) ready_.notify();
    });
  }

  Model& model_;
  CallId call_;
  std::vector<std::pair<TimePoint, llm::Event>> events_;
  std::size_t next_ = 0;
  shard::Signal& ready_;
  TimePoint armed_for_{};
  bool said_ = false;
  bool cancelled_ = false;
  bool over_ = false;
  /// Tells the schedule, which may know this for longer, that it is there.
  std::shared_ptr<bool> token_ = std::make_shared<bool>(true);
};

Model::Model(std::string name, Place place, Random random, TimePoint end)
    : name_(std::move(name)), place_(std::move(place)), random_(random) {
  TimePoint at = place_.clock.now();
  days_.emplace_back(at, Weather::good);
  while (at < end) {
    at += random_.about(minutes(50));
    const auto bad = static_cast<Weather>(random_.between(std::int64_t{1}, std::int64_t{7}));
    days_.emplace_back(at, bad);
    at += random_.about(minutes(12));
    days_.emplace_back(at, Weather::good);
  }
}

Weather Model::weather(TimePoint now) const {
  const auto after =
      std::upper_bound(days_.begin(), days_.end(), now,
                       [](TimePoint when, const auto& change) { return when < change.first; });
  return std::prev(after)->second;
}

std::unique_ptr<llm::Stream> Model::open(llm::Request request, TimePoint deadline,
                                         shard::Signal& ready) {
  const TimePoint now = place_.clock.now();
  const UserId user = place_.user_of(request.user_hash);
  const bool introduction = request.intent == llm::Intent::introduce;
  std::string key = introduction ? std::string() : key_in(request);
  if (now < alone_until_) place_.judge.disturb(user, name_);
  const CallId call = place_.judge.open_call(user, key, generation_of(request), introduction);
  place_.judge.note(
      user, now,
      name_ + " is asked " + (introduction ? "to begin" : key) + ", call " + std::to_string(call));
  return std::make_unique<Answer>(*this, call, write_script(call, now, deadline), ready);
}

Model::Script Model::write_script(CallId call, TimePoint now, TimePoint deadline) {
  using llm::FailureClass;
  constexpr double kOddsOfBad = 0.85;
  Weather today = weather(now);
  if (today == Weather::good) {
    if (random_.chance(0.015))
      today = static_cast<Weather>(random_.between(std::int64_t{1}, std::int64_t{7}));
  } else if (!random_.chance(kOddsOfBad)) {
    today = Weather::good;
  }
  const bool crosses = place_.fault == Fault::crosses_users && call > 50;
  const CallId of = crosses ? call - 50 : call;
  Script script;
  const auto fails = [&](TimePoint at, FailureClass cause, std::optional<milliseconds> advice) {
    script.events.emplace_back(at, llm::Failed{cause, {}, false, advice});
  };
  TimePoint at = now + milliseconds(150) + random_.about(milliseconds(600));
  auto words = static_cast<std::size_t>(random_.between(std::int64_t{1}, std::int64_t{40}));
  auto gap = random_.between(Duration(milliseconds(10)), Duration(milliseconds(90)));
  bool cut = false;
  switch (today) {
    case Weather::good:
      break;
    case Weather::slow:
      at += random_.about(seconds(12));
      gap *= 8;
      break;
    case Weather::failing:
      fails(at, random_.chance(0.5) ? FailureClass::server : FailureClass::network, {});
      break;
    case Weather::limiting: {
      const bool long_rest = random_.chance(0.3);
      const auto advice = long_rest
                              ? random_.between(Duration(seconds(11)), Duration(seconds(400)))
                              : random_.between(Duration(milliseconds(100)), Duration(seconds(4)));
      fails(at, FailureClass::rate_limit, std::chrono::duration_cast<milliseconds>(advice));
      break;
    }
    case Weather::silent:
      cut = random_.chance(0.5);
      if (!cut) fails(now + kPatience, FailureClass::timeout, {});
      break;
    case Weather::cutting:
      cut = true;
      break;
    case Weather::refusing:
      fails(at, FailureClass::auth, {});
      break;
    case Weather::empty:
      fails(at, FailureClass::empty, {});
      break;
  }
  if (script.events.empty()) {
    script.events.emplace_back(at, llm::Started{});
    if (cut) words = words / 2 + 1;
    for (std::size_t i = 0; i < words; ++i) {
      script.events.emplace_back(at, llm::Text{word_of(of, i)});
      at += random_.chance(0.1) ? random_.about(milliseconds(500)) : gap;
    }
    if (!cut) {
      script.events.emplace_back(at, llm::Usage{800, 0, 0, static_cast<std::int64_t>(words), 0});
      script.events.emplace_back(at, llm::Finished{});
    } else {
      const bool silence = today == Weather::silent;
      fails(silence ? at + kPatience : at,
            silence ? FailureClass::timeout : FailureClass::truncated, {});
    }
  }
  const auto late = std::find_if(script.events.begin(), script.events.end(),
                                 [&](const auto& event) { return event.first > deadline; });
  if (late != script.events.end()) {
    script.events.erase(late, script.events.end());
    fails(deadline, FailureClass::timeout, {});
  }
  return script;
}

/// Whoever was well until now, and says that it wants to rest, is not called again while it does:
/// others that fail at the same time change nothing.
void Model::on_failure(const llm::Failed& failure, TimePoint now) {
  const bool was_well = failed_at_ == TimePoint{} || now - failed_at_ > minutes(20);
  failed_at_ = now;
  if (!was_well) return;
  if (failure.cause == llm::FailureClass::auth) alone_until_ = now + kRestMax;
  if (failure.retry_after && *failure.retry_after > kRestFrom)
    alone_until_ = now + std::min<Duration>(*failure.retry_after, kRestMax);
}

}  // namespace spotter::simulation
