#include "load/run.hpp"

#include "net/clock.hpp"

#include <algorithm>

namespace bench {
namespace {

constexpr std::int64_t kLeaveLimit = 30 * kSecond;
/// What a server does after the last connection is gone, it does by then.
constexpr std::int64_t kSettle = 2 * kSecond;

}  // namespace

Run::Run(Scene& scene, const Plan& plan, const ProcessMeter& meter)
    : scene_(scene), plan_(plan), meter_(meter) {
  scene_.driver = this;
  for (std::int64_t i = 0; i < plan.clients; ++i) {
    clients_.push_back(std::make_unique<Client>(scene, static_cast<std::uint32_t>(i)));
  }
  for (const auto& client : clients_)
    to_connect_.push_back(client.get());
  std::reverse(to_connect_.begin(), to_connect_.end());  // taken from the back
}

void Run::on_ready(Client& client) {
  --connecting_;
  if (plan_.mode == Mode::churn) client.finish();
}

void Run::on_answered(Client& client) {
  --answering_;
  if (asks_again_) ask(client);
}

void Run::ask(Client& client) {
  ++answering_;
  client.ask();
}

void Run::on_gone(Client& client, Stage stage) {
  --there_;
  if (stage == Stage::connecting) --connecting_;
  if (stage == Stage::answering) --answering_;
  if (plan_.mode != Mode::churn) return;
  if (stage == Stage::finishing && scene_.counting) ++cycles_;
  to_connect_.push_back(&client);
}

void Run::connect_more() {
  while (connecting_ < plan_.at_once && !to_connect_.empty()) {
    Client* const client = to_connect_.back();
    to_connect_.pop_back();
    ++connecting_;
    ++there_;
    client->connect();
  }
}

template <class Done>
bool Run::until(std::int64_t limit_ns, Done done) {
  const auto end = now_ns() + limit_ns;
  while (!done()) {
    const auto left = end - now_ns();
    if (left <= 0) return false;
    const auto on = [](void* owner, std::uint32_t events) {
      static_cast<Client*>(owner)->on_events(events);
    };
    scene_.poll.wait(std::min(left, kMillisecond), on);
    if (connects_) connect_more();
  }
  return true;
}

void Run::pass(std::int64_t ns) {
  until(ns, [] { return false; });
}

bool Run::go() {
  marks_.before = meter_.read();
  connect_all();
  if (plan_.mode == Mode::streams || plan_.mode == Mode::slow) ask_all();
  pass(plan_.warm_ns);
  measure();
  if (plan_.mode == Mode::streams || plan_.mode == Mode::slow) end_answers();
  leave();
  return scene_.counts.wrong.empty();
}

void Run::connect_all() {
  connects_ = true;
  connect_more();
  if (plan_.mode == Mode::churn) return;
  const auto all = [&] { return to_connect_.empty() && connecting_ == 0; };
  if (!until(plan_.start_limit_ns, all)) scene_.wrong("not connected in time");
  connects_ = false;
  pass(kSecond);
  marks_.ready = meter_.read();
}

/// One after the other, so that answers do not begin and end together.
void Run::ask_all() {
  asks_again_ = true;
  const auto began = now_ns();
  std::size_t next = 0;
  const auto step = [&] {
    const auto count = static_cast<std::int64_t>(clients_.size());
    while (next < clients_.size() &&
           now_ns() - began >= plan_.spread_ns * static_cast<std::int64_t>(next) / count) {
      auto& client = *clients_[next++];
      if (client.is_ready()) ask(client);
    }
    return next == clients_.size();
  };
  until(plan_.spread_ns + kSecond, step);
}

void Run::measure() {
  meter_.forget_peak();
  marks_.begin = meter_.read();
  const auto began = now_ns();
  scene_.counting = true;
  if (plan_.mode == Mode::slow) {
    const auto paused =
        std::min<std::size_t>(static_cast<std::size_t>(plan_.paused), clients_.size());
    for (std::size_t i = 0; i < paused; ++i) {
      if (clients_[i]->is_ready()) clients_[i]->pause();
    }
    pass(plan_.pause_ns);
    for (std::size_t i = 0; i < paused; ++i) {
      if (clients_[i]->is_ready()) clients_[i]->resume();
    }
  }
  pass(plan_.window_ns);
  scene_.counting = false;
  seconds_ = static_cast<double>(now_ns() - began) / static_cast<double>(kSecond);
  marks_.end = meter_.read();
}

void Run::end_answers() {
  asks_again_ = false;
  if (plan_.end_limit_ns == 0) return;
  if (!until(plan_.end_limit_ns, [&] { return answering_ == 0; }))
    scene_.wrong("answer not in time");
}

void Run::leave() {
  connects_ = false;
  for (const auto& client : clients_) {
    if (client->is_ready()) client->finish();
  }
  if (!until(kLeaveLimit, [&] { return there_ == 0; })) scene_.wrong("not closed in time");
  for (const auto& client : clients_)
    client->drop();
  pass(kSettle);
  marks_.after = meter_.read();
}

}  // namespace bench
