#include "app/leaving.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

namespace spotter::app {
namespace {

/// For the goodbyes of sessions that are ended at once, before their connections are dropped.
constexpr std::chrono::seconds kGoodbyeTime{1};
/// Sessions are told to come back one after the other, so far apart, within this part of what is
/// left for draining.
constexpr std::chrono::milliseconds kDepartureGap{10};
constexpr int kDepartureParts = 2;
/// Rounds of dropping, so far apart, before the process leaves what still hangs.
constexpr int kDropsMax = 30;
constexpr std::chrono::milliseconds kDropPause{100};

}  // namespace

Leaving::Leaving(Services services, Times times)
    : services_(std::move(services)), times_(times), timer_(services_.main) {}

void Leaving::go_on() {
  if (stage_ == Stage::serving) {
    begin();
  } else if (stage_ == Stage::announced || stage_ == Stage::draining) {
    say_goodbye();
  } else {
    drop();
  }
}

admin::Drain Leaving::answer(admin::Wish wish) {
  admin::Drain how;
  how.begun = wish == admin::Wish::begin && stage_ == Stage::serving;
  if (how.begun) begin();
  how.phase = phase();
  if (stage_ != Stage::serving) {
    how.left = std::max(drain_ends_ - services_.clock.now(), Duration::zero());
  }
  return how;
}

admin::Phase Leaving::phase() const noexcept {
  switch (stage_) {
    case Stage::serving:
      return admin::Phase::serving;
    case Stage::announced:
      return admin::Phase::leaving;
    case Stage::draining:
      return admin::Phase::draining;
    case Stage::saying_goodbye:
    case Stage::dropping:
      break;
  }
  return admin::Phase::ending;
}

template <class F>
void Leaving::on_every_shard(F what) {
  for (shard::ShardId id = 0; id < services_.shards.size(); ++id)
    services_.parts.post_to(id, what);
}

void Leaving::after(Duration wait, void (Leaving::*next)()) {
  timer_.expires_after(wait);
  timer_.async_wait([this, next](const boost::system::error_code& error) {
    if (!error) (this->*next)();
  });
}

/// Load balancers are told first, so that nobody is sent here who would be turned away.
void Leaving::begin() {
  stage_ = Stage::announced;
  services_.on_begun();
  drain_ends_ = services_.clock.now() + times_.timeout;
  services_.manager.stopping(times_.timeout + kGoodbyeTime + kDropPause * (kDropsMax + 1));
  services_.log.event(telemetry::Level::info, "draining",
                      {{"timeout_s", times_.timeout.count()}, {"delay_s", times_.delay.count()}});
  if (times_.delay == times_.delay.zero()) {
    drain();
    return;
  }
  on_every_shard([](ShardServices& part) { part.announce_end(); });
  after(times_.delay, &Leaving::drain);
}

void Leaving::drain() {
  stage_ = Stage::draining;
  const Duration left = std::max(drain_ends_ - services_.clock.now(), Duration::zero());
  tell_to_leave(
      {left / kDepartureParts, kDepartureGap * static_cast<std::int64_t>(services_.shards.size())});
  after(left, &Leaving::say_goodbye);
}

void Leaving::tell_to_leave(signalr::Departure departure) {
  shards_left_ = services_.shards.size();
  on_every_shard([this, departure](ShardServices& part) {
    part.drain(departure, [this] { asio::post(services_.main, [this] { on_sessions_done(); }); });
  });
}

void Leaving::on_sessions_done() {
  if (--shards_left_ > 0) return;
  shards_left_ = services_.shards.size();
  services_.shards.post(0, [this] { services_.stop_listening(); });
  on_every_shard([this](ShardServices& part) {
    part.close([this] { asio::post(services_.main, [this] { on_shard_closed(); }); });
  });
  // Connections that do not let go are dropped.
  stage_ = Stage::dropping;
  after(kGoodbyeTime, &Leaving::drop);
}

void Leaving::say_goodbye() {
  if (stage_ == Stage::announced) tell_to_leave({});
  stage_ = Stage::saying_goodbye;
  on_every_shard([](ShardServices& part) { part.shutdown(); });
  after(kGoodbyeTime, &Leaving::drop);
}

void Leaving::drop() {
  stage_ = Stage::dropping;
  if (++drops_ > kDropsMax) {
    // Only work that nothing can end holds on this long: a file on a disk that hangs, the name of
    // Redis.
    services_.leave_behind();
    return;
  }
  on_every_shard([](ShardServices& part) { part.abort(); });
  // Whatever takes up a connection meanwhile is dropped as well.
  after(kDropPause, &Leaving::drop);
}

void Leaving::on_shard_closed() {
  if (--shards_left_ > 0) return;
  over_ = true;
  services_.on_over();
}

}  // namespace spotter::app
