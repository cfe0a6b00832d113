#include "simulation/device.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace spotter::simulation {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr char kRecordEnd = '\x1e';
constexpr seconds kPingInterval{15};
/// Nobody waits for longer; the judge has given up before.
constexpr Duration kPatience = Judge::kAnswerTime + seconds(20);

constexpr std::array<std::string_view, 8> kQuestions = {
    "How should I warm up?",          "How often should I train?",
    "What can I eat after training?", "Please make me a plan for the gym.",
    "My legs are tired today.",       "Is it fine to train on Sundays?",
    "I only have dumbbells at home.", "Thank you, and now?"};
constexpr std::string_view kWarning = "I have chest pain when I train.";

}  // namespace

Device::Device(Place place, DeviceKind kind, Random random)
    : place_(place), kind_(std::move(kind)), random_(random), news_(place.executor) {}

void Device::note(std::string line) const {
  place_.judge.note(kind_.user, place_.clock.now(), std::move(line));
}

Task<void> Device::live(TimePoint until) {
  auto first = pause(place_.executor, random_.about(minutes(90)));
  co_await std::move(first);
  while (place_.clock.now() < until) {
    auto visiting = visit();
    co_await std::move(visiting);
    // Who was interrupted comes back soon, mostly.
    const bool soon = !repeats_.empty() && random_.chance(0.8);
    const Duration gap = soon ? random_.about(seconds(20)) : random_.about(minutes(300));
    auto pausing = pause(place_.executor, gap);
    co_await std::move(pausing);
  }
}

// --- what comes ---------------------------------------------------------------------------------

void Device::on_message(std::string_view bytes) {
  received_ += bytes;
  std::size_t at = 0;
  for (;;) {
    const std::size_t end = received_.find(kRecordEnd, at);
    if (end == std::string::npos) break;
    on_record(std::string_view(received_).substr(at, end - at));
    at = end + 1;
  }
  received_.erase(0, at);
  news_.notify();
}

void Device::on_end() {
  ended_ = true;
  news_.notify();
}

void Device::on_record(std::string_view record) {
  if (!welcomed_) {
    welcomed_ = record == "{}";
    if (!welcomed_) place_.judge.bug("a handshake was refused");
    return;
  }
  const auto json = place_.parser.parse(record);
  if (!json) return place_.judge.bug("a record is not JSON");
  const auto type = json->get("type");
  switch (type ? type->integer().value_or(0) : 0) {
    case 1:
      json->get("arguments")->for_each([&](codec::JsonValue payload) { on_payload(payload); });
      break;
    case 3:
      if (json->get("error")) place_.judge.bug("a call failed: " + std::string(record));
      on_completion(std::string(json->get("invocationId")->string().value_or("")));
      break;
    case 6:
    case 7:
      break;
    default:
      place_.judge.bug("an unknown record: " + std::string(record));
  }
}

void Device::on_payload(codec::JsonValue payload) {
  const auto type = payload.get("type");
  if (type && type->string() == "chatPlan") return place_.judge.show_plan(line_->id());
  const auto message = payload.get("message");
  if (!message || !message->string()) return place_.judge.bug("an unknown payload");
  std::string_view text = *message->string();
  if (place_.fault == Fault::shrinks && random_.chance(0.2)) text.remove_prefix(text.size() / 2);
  if (place_.fault == Fault::loses_words && text.size() > 30) text = text.substr(0, 30);
  place_.judge.show(line_->id(), text);
}

void Device::on_completion(const std::string& id) {
  std::size_t number = 0;
  const auto read = std::from_chars(id.data(), id.data() + id.size(), number);
  if (read.ec != std::errc() || number >= calls_.size())
    return place_.judge.bug("a completion of nothing");
  if (place_.fault == Fault::loses_end && random_.chance(0.1)) return;
  Asked& call = calls_[number];
  call.over = true;
  place_.judge.complete(call.id);
  if (place_.fault == Fault::ends_twice && random_.chance(0.1)) place_.judge.complete(call.id);
  note("is answered: call " + id);
}

// --- what is said -------------------------------------------------------------------------------

void Device::send(const std::string& record) {
  line_->send(record + kRecordEnd);
}

std::size_t Device::begin_call(std::string key, std::string_view method,
                               const std::string& arguments) {
  const std::size_t number = calls_.size();
  note(std::string(method) + " " + key + " as call " + std::to_string(number));
  calls_.push_back({place_.judge.ask(kind_.user, line_->id(), std::move(key), place_.clock.now())});
  send(R"({"type":1,"invocationId":")" + std::to_string(number) + R"(","target":")" +
       std::string(method) + R"(","arguments":[)" + arguments + "]}");
  return number;
}

std::size_t Device::send_question(std::string text) {
  last_text_ = std::move(text);
  const std::string key = last_text_.substr(0, last_text_.find(' '));
  const std::string version = kind_.second_contract ? ",1000" : "";
  return begin_call(key, "SendMessage", '"' + last_text_ + '"' + version);
}

Task<void> Device::introduce() {
  const std::string more = kind_.second_contract ? R"(,1000,"kilograms")" : "";
  const std::size_t call = begin_call({}, "Introduce", R"("en-GB")" + more);
  auto seeing = see_through(call);
  co_await std::move(seeing);
}

// --- how it goes --------------------------------------------------------------------------------

Task<bool> Device::until(std::function<bool()> condition, Duration limit) {
  const TimePoint end = place_.clock.now() + limit;
  TimePoint ping = place_.clock.now() + kPingInterval;
  while (!condition() && !ended_) {
    const TimePoint now = place_.clock.now();
    if (now >= end) co_return false;
    if (now >= ping) {
      send(R"({"type":6})");
      ping = now + kPingInterval;
    }
    auto waiting = news_.wait_until(std::min(end, ping));
    co_await std::move(waiting);
  }
  co_return true;
}

Task<void> Device::wait(Duration span) {
  auto waiting = until([] { return false; }, span);
  co_await std::move(waiting);
}

void Device::hang_up() {
  if (!line_) return;
  place_.judge.hang_up(line_->id());
  line_->leave();
  line_ = nullptr;
}

Task<void> Device::visit() {
  if (random_.chance(0.2))
    instance_ = static_cast<std::size_t>(random_.between(
        std::int64_t{0}, static_cast<std::int64_t>(place_.network.instances()) - 1));
  received_.clear();
  calls_.clear();
  welcomed_ = false;
  ended_ = false;
  line_ = place_.network.connect(kind_, instance_, random_.fork(), *this);
  note("connects to " + std::to_string(instance_) + " as " + std::to_string(line_->id()));
  send(R"({"protocol":"json","version":1})");
  auto welcoming = until([this] { return welcomed_; }, seconds(10));
  co_await std::move(welcoming);
  if (!welcomed_ || ended_) {
    place_.judge.bug("nobody answers a handshake");
    line_->reset();
    hang_up();
    co_return;
  }
  if (repeats_.empty() && random_.chance(0.5)) {
    auto introducing = introduce();
    co_await std::move(introducing);
  }
  const auto questions = random_.between(std::int64_t{1}, std::int64_t{4});
  for (std::int64_t i = 0; i < questions && line_ && !ended_; ++i) {
    auto asking = ask();
    co_await std::move(asking);
    if (!line_ || ended_) break;
    auto thinking = wait(random_.about(seconds(25)));
    co_await std::move(thinking);
  }
  auto leaving = leave();
  co_await std::move(leaving);
}

Task<void> Device::ask() {
  std::string text = std::exchange(repeats_, {});
  if (text.empty()) {
    const auto which = static_cast<std::size_t>(
        random_.between(std::int64_t{0}, static_cast<std::int64_t>(kQuestions.size()) - 1));
    text = place_.network.new_key() + " ";
    text.append(random_.chance(0.01) ? kWarning : kQuestions[which]);
  }
  const std::size_t call = send_question(std::move(text));
  const double what = random_.share();
  Task<void> next = what < 0.68   ? see_through(call)
                    : what < 0.74 ? stop(call)
                    : what < 0.80 ? ask_over(call)
                    : what < 0.84 ? restart(call)
                    : what < 0.94 ? drop()
                                  : look_away(call);
  co_await std::move(next);
}

Task<void> Device::see_through(std::size_t number) {
  auto waiting = until([this, number] { return over(number); }, kPatience);
  const bool came = co_await std::move(waiting);
  if (came) co_return;
  place_.judge.look(calls_[number].id, place_.clock.now());
  line_->reset();
  hang_up();
}

Task<void> Device::stop(std::size_t number) {
  auto waiting = until([this, number] { return over(number); }, random_.about(seconds(2)));
  co_await std::move(waiting);
  if (!ended_) {
    place_.judge.interrupt(calls_[number].id);
    note("stops call " + std::to_string(number));
    send(R"({"type":1,"target":"StopInProgress","arguments":[]})");
  }
  auto seeing = see_through(number);
  co_await std::move(seeing);
}

Task<void> Device::ask_over(std::size_t number) {
  auto waiting = until([this, number] { return over(number); }, random_.about(milliseconds(1500)));
  co_await std::move(waiting);
  if (ended_) co_return;
  // Some ask the same again.
  const std::string same = last_text_;
  const std::string other = place_.network.new_key() + " And what else?";
  const std::size_t newer = send_question(random_.chance(0.2) ? same : other);
  auto seeing = see_through(newer);
  co_await std::move(seeing);
  if (!line_) co_return;
  auto before = see_through(number);
  co_await std::move(before);
}

Task<void> Device::restart(std::size_t number) {
  auto waiting = until([this, number] { return over(number); }, random_.about(milliseconds(1500)));
  co_await std::move(waiting);
  if (!ended_) {
    place_.judge.interrupt(calls_[number].id);
    note("restarts the chat");
    send(R"({"type":1,"target":"RestartChat","arguments":[]})");
  }
  auto seeing = see_through(number);
  co_await std::move(seeing);
}

/// The connection breaks in the middle of an answer, and most come back for it.
Task<void> Device::drop() {
  auto waiting = wait(random_.about(milliseconds(2500)));
  co_await std::move(waiting);
  if (random_.chance(0.75)) repeats_ = last_text_;
  const double how = random_.share();
  note("drops the connection");
  if (how < 0.4) {
    line_->reset();
  } else if (how < 0.7) {
    line_->fall_silent();
  } else {
    line_->close_by_client();
  }
  hang_up();
}

/// The app takes nothing for a while; if that is too long, the server drops it.
Task<void> Device::look_away(std::size_t number) {
  line_->stop_reading();
  auto waiting = wait(random_.about(seconds(7)));
  co_await std::move(waiting);
  line_->resume_reading();
  auto seeing = see_through(number);
  co_await std::move(seeing);
}

Task<void> Device::leave() {
  if (!line_) co_return;
  const double how = random_.share();
  note("leaves");
  if (how < 0.5) {
    send(R"({"type":7})");
    line_->close_by_client();
    auto waiting = until([] { return false; }, seconds(6));
    co_await std::move(waiting);
  } else if (how < 0.75) {
    line_->reset();
  } else {
    line_->fall_silent();
  }
  hang_up();
}

}  // namespace spotter::simulation
