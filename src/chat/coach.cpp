#include "chat/rejoined.hpp"
#include "chat/turn.hpp"

#include <spotter/base/text.hpp>
#include <spotter/chat/coach.hpp>
#include <spotter/codec/json.hpp>
#include <spotter/exercises/name_keeper.hpp>
#include <spotter/plan/draft.hpp>

#include <algorithm>
#include <deque>
#include <list>
#include <optional>
#include <utility>
#include <vector>

namespace spotter::chat {

namespace {

constexpr std::size_t kSharedNamesMax = 500;

/// The JSON of a plan that the LiftLog app pastes behind its sentence; empty when there is none.
std::string_view shared_plan(std::string_view message) {
  const std::size_t begin = message.find('{');
  const std::size_t end = message.rfind('}');
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return {};
  const std::string_view json = message.substr(begin, end + 1 - begin);
  return json.find("\"sessions\"") == std::string_view::npos ? std::string_view() : json;
}

/// Adds the names of the exercises of a plan, wherever its sessions stand.
void add_exercises(codec::JsonValue value, std::vector<std::string>& names) {
  value.for_each([&](codec::JsonValue element) { add_exercises(element, names); });
  value.for_each_member([&](std::string_view member, codec::JsonValue inner) {
    if (member != "exercises") return add_exercises(inner, names);
    inner.for_each([&](codec::JsonValue exercise) {
      const auto name = exercise.get("name");
      if (!name || !name->string() || names.size() >= kSharedNamesMax) return;
      append_readable(names.emplace_back(), *name->string());
    });
  });
}

/// "Bench press", and neither "bench press" nor "BENCH PRESS": whoever writes a word in passing
/// does not tell how the app spells it.
bool is_written_as_name(std::string_view text) {
  const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto is_small = [](char c) { return c >= 'a' && c <= 'z'; };
  return !text.empty() && is_capital(text.front()) &&
         std::any_of(text.begin(), text.end(), is_small);
}

/// What somebody lifts whose app did not say: pounds where people lift pounds.
WeightUnit unit_of_locale(std::string_view locale) {
  for (const std::string_view region : {"-US", "-LR", "-MM"}) {
    if (locale.ends_with(region)) return WeightUnit::pounds;
  }
  return WeightUnit::unknown;
}

}  // namespace

/// A reply that is finished only after the next call's: the app stops listening at the first
/// finished call.
struct Held {
  std::unique_ptr<Reply> reply;
  Ending ending;
};

/// An answer, and its place in the line.
struct Seat {
  Seat(std::unique_ptr<Answering> what, ShardExecutor executor)
      : answer(std::move(what)), first(executor) {}
  std::unique_ptr<Answering> answer;
  shard::Signal first;  ///< nobody is before it any more
};

struct Coach::Impl {
  const Services& services;
  Speaker speaker;
  History history;
  std::string locale;
  WeightUnit unit = WeightUnit::unknown;
  std::optional<exercises::NameKeeper> names;  ///< always there
  trainer::Listener listener;
  shard::TaskGroup tasks;
  std::list<Seat> seats;  ///< of those that still settle, and of the active one
  Answering* active = nullptr;
  std::string question;         ///< of the active one
  bool is_turn_of_ours = true;  ///< the active one; else it began elsewhere
  TurnObserver* observer = nullptr;
  std::deque<Held> held;
  TimePoint held_until{};
  shard::Signal held_changed;
  bool watching_held = false;
  bool closing = false;
  std::size_t turn_count = 0;
  std::uint64_t forgotten = 0;  ///< so many chats before this one

  Impl(const Services& given, Speaker who)
      : services(given),
        speaker(std::move(who)),
        history({given.settings.history_messages_max, given.settings.history_bytes_max}),
        locale(prompts::canonical_locale({})),
        names(std::in_place, given.knowledge.exercises),
        listener(given.knowledge),
        tasks(given.executor, given.on_bug),
        held_changed(given.executor) {}

  void begin(Question asked, std::unique_ptr<Reply> reply) {
    end_active(Outcome::superseded);
    ++turn_count;
    question = asked.intent == llm::Intent::introduce ? std::string() : asked.text;
    is_turn_of_ours = true;
    auto turn = std::make_unique<Turn>(services, speaker, Turn::Memory{history, *names, listener},
                                       std::move(asked), std::move(reply),
                                       [this](Answering& over) { on_over(over); });
    if (observer != nullptr) observer->on_turn_begun(question, turn->id());
    seat(std::move(turn));
  }

  void seat(std::unique_ptr<Answering> answer) {
    active = answer.get();
    seats.emplace_back(std::move(answer), services.executor);
    tasks.spawn(run(std::prev(seats.end())));
  }

  void rejoin(std::unique_ptr<RunningAnswer> answer, std::unique_ptr<Reply> reply) {
    end_active(Outcome::superseded);
    question.clear();
    is_turn_of_ours = false;
    seat(std::make_unique<Rejoined>(
        services, locale, std::move(answer), std::move(reply),
        [this](Answering& over) { on_over(over); },
        [this, which = forgotten](std::optional<Snapshot> chat) {
          // It may be over only after the user wanted to hear no more of its chat.
          if (chat && which == forgotten) restore(*std::move(chat));
        }));
  }

  void restore(Snapshot snapshot) {
    if (!snapshot.locale.empty()) locale = prompts::canonical_locale(snapshot.locale);
    unit = snapshot.unit;
    names->add(snapshot.names);
    history.restore(std::move(snapshot.exchanges), snapshot.earlier);
    listen_again();
  }

  void put_before(Snapshot snapshot) {
    if (unit == WeightUnit::unknown) unit = snapshot.unit;
    names->add(snapshot.names);
    history.put_before(std::move(snapshot.exchanges), std::move(snapshot.earlier));
    listen_again();
  }

  void listen_again() {
    listener.forget();
    for (const std::string& text : history.earlier())
      listener.hear(text);
    for (const Exchange& exchange : history.exchanges()) {
      if (!exchange.introduction) listener.hear(exchange.user);
    }
  }

  /// One after the other: what a superseded turn did not use, the next one may need.
  Task<void> run(std::list<Seat>::iterator seat) {
    while (seat != seats.begin())
      co_await seat->first.wait();
    co_await seat->answer->run();
    seats.erase(seat);
    if (!seats.empty()) seats.front().first.notify();
  }

  /// Which exercises the user names, and how they spell them.
  void learn_names(std::string_view message) {
    if (const std::string_view plan = shared_plan(message); !plan.empty()) {
      codec::JsonParser parser;
      std::vector<std::string> shared;
      // Its names are in the user's log. What is no JSON has none that could be relied on.
      if (const auto json = parser.parse(plan)) add_exercises(*json, shared);
      for (const std::string& name : shared)
        names->add_known(name);
      message = message.substr(0, static_cast<std::size_t>(plan.data() - message.data()));
    }
    for (const exercises::Mention& mention : services.knowledge.exercises.mentions(message)) {
      if (is_written_as_name(mention.text)) names->add_text(mention.text);
    }
  }

  /// What was said in the chat, and which exercises the user named.
  void forget() {
    ++forgotten;
    history.clear();
    listener.forget();
    names.emplace(services.knowledge.exercises);
  }

  void end_active(Outcome outcome) {
    if (active != nullptr) active->end(outcome);
  }

  void on_over(Answering& answer) {
    active = nullptr;
    auto reply = answer.take_reply();
    const Ending ending = answer.ending();
    if (is_turn_of_ours && observer != nullptr) observer->on_turn_over(ending);
    const bool silenced =
        ending.outcome == Outcome::superseded || ending.outcome == Outcome::restarted;
    if (silenced && reply->ends_others()) return hold({std::move(reply), ending});
    reply->finish(ending);
    if (!silenced) finish_held();
  }

  void hold(Held one) {
    one.reply->release();
    held.push_back(std::move(one));
    if (held.size() > services.settings.held_completions_max) {
      held.front().reply->finish(held.front().ending);
      held.pop_front();
    }
    held_until = std::chrono::steady_clock::now() + services.settings.held_completion_wait;
    if (!watching_held) {
      watching_held = true;
      tasks.spawn(watch_held());
    }
  }

  void finish_held() {
    for (const auto& [reply, ending] : held)
      reply->finish(ending);
    held.clear();
    held_changed.notify();
  }

  /// Finishes held replies when no further call comes.
  Task<void> watch_held() {
    while (!held.empty() && !closing) {
      const bool changed = co_await held_changed.wait_until(held_until);
      if (changed || active != nullptr || held.empty()) {
        if (active != nullptr)
          held_until = std::chrono::steady_clock::now() + services.settings.held_completion_wait;
        continue;
      }
      if (std::chrono::steady_clock::now() >= held_until) finish_held();
    }
    watching_held = false;
  }
};

std::string_view name_of(WeightUnit unit) noexcept {
  switch (unit) {
    case WeightUnit::unknown:
      return "not known";
    case WeightUnit::kilograms:
      return "kilograms";
    case WeightUnit::pounds:
      return "pounds";
  }
  return "not known";
}

Coach::Coach(const Services& services, Speaker speaker)
    : impl_(std::make_unique<Impl>(services, std::move(speaker))) {}

Coach::~Coach() = default;

void Coach::introduce(std::string_view locale, WeightUnit unit, std::unique_ptr<Reply> reply) {
  impl_->end_active(Outcome::superseded);
  impl_->forget();
  impl_->locale = prompts::canonical_locale(locale);
  if (unit == WeightUnit::unknown) unit = unit_of_locale(impl_->locale);
  impl_->unit = unit;
  Question question{llm::Intent::introduce,
                    impl_->services.catalog.prompt("introduce", {{"locale", impl_->locale}}),
                    impl_->locale, unit};
  impl_->begin(std::move(question), std::move(reply));
}

void Coach::prefer(std::string_view locale, WeightUnit unit) {
  if (!locale.empty()) impl_->locale = prompts::canonical_locale(locale);
  if (unit == WeightUnit::unknown && impl_->unit == WeightUnit::unknown)
    unit = unit_of_locale(impl_->locale);
  if (unit != WeightUnit::unknown) impl_->unit = unit;
}

void Coach::send_message(std::string text, std::unique_ptr<Reply> reply, Said said) {
  std::string readable;
  append_readable(readable, text);
  impl_->learn_names(readable);
  Question question{llm::Intent::answer, std::move(readable), impl_->locale, impl_->unit};
  question.id = said.id;
  question.opening = said.sentence;
  impl_->begin(std::move(question), std::move(reply));
}

void Coach::restart() {
  impl_->end_active(Outcome::restarted);
  impl_->forget();
}

void Coach::forget_past() {
  impl_->forget();
}

void Coach::stop() {
  impl_->end_active(Outcome::stopped);
}

void Coach::shut_down() {
  impl_->end_active(Outcome::shut_down);
  impl_->finish_held();
}

void Coach::on_room() {
  if (impl_->active != nullptr) impl_->active->wake();
}

void Coach::observe(TurnObserver* observer) noexcept {
  impl_->observer = observer;
}

Snapshot Coach::snapshot() const {
  const auto& exchanges = impl_->history.exchanges();
  return {impl_->locale,
          impl_->unit,
          {exchanges.begin(), exchanges.end()},
          impl_->history.earlier(),
          impl_->names->names(),
          false};
}

void Coach::restore(Snapshot snapshot) {
  impl_->restore(std::move(snapshot));
}

void Coach::put_before(Snapshot snapshot) {
  impl_->put_before(std::move(snapshot));
}

void Coach::repeat_last(std::unique_ptr<Reply> reply) {
  impl_->end_active(Outcome::superseded);
  const Exchange& last = impl_->history.exchanges().back();
  if (!last.assistant.empty()) reply->show(last.assistant);
  if (last.call) {
    plan::DraftReader draft;
    draft.feed(last.call->arguments);
    reply->show(draft.plan(), PlanStage::last);
  }
  reply->finish({Outcome::answered, false, {}, {}, {}});
  impl_->finish_held();
}

void Coach::rejoin(std::unique_ptr<RunningAnswer> answer, std::unique_ptr<Reply> reply) {
  impl_->rejoin(std::move(answer), std::move(reply));
}

void Coach::redirect(std::unique_ptr<Reply> reply) {
  if (impl_->active == nullptr) return;
  Ending ending;
  ending.outcome = Outcome::disconnected;
  impl_->active->redirect(std::move(reply))->finish(ending);
  impl_->finish_held();
}

bool Coach::answering() const noexcept {
  return impl_->active != nullptr && impl_->is_turn_of_ours;
}

std::string_view Coach::question() const noexcept {
  return impl_->active != nullptr ? std::string_view(impl_->question) : std::string_view();
}

bool Coach::busy() const noexcept {
  return impl_->active != nullptr || !impl_->held.empty();
}

std::size_t Coach::turns() const noexcept {
  return impl_->turn_count;
}

Task<void> Coach::close() {
  impl_->closing = true;
  impl_->end_active(Outcome::disconnected);
  impl_->finish_held();
  co_await impl_->tasks.join();
}

}  // namespace spotter::chat
