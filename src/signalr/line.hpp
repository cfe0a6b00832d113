#pragma once

#include "signalr/pipe.hpp"

#include <spotter/shard/shard_group.hpp>
#include <spotter/signalr/connections.hpp>

#include <string>
#include <utility>

namespace spotter::signalr {

/// A request's end of a line to a connection that lives on another shard, or on this. Hangs up when
/// it ends: whatever becomes of the request, the connection learns that it is gone. Lives on the
/// request's shard.
class Line {
 public:
  /// `lost`: what its end means if nothing else was said.
  Line(shard::Sharded<Connections>& connections, shard::ShardId home, std::string id,
       Connections::LineId line, Errc lost)
      : connections_(connections), home_(home), id_(std::move(id)), line_(line), lost_(lost) {}
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;
  ~Line() { hang_up(); }

  /// Hands in what the client sent. False: the connection is over.
  Task<bool> deliver(std::string bytes) {
    auto hand_in = [id = id_, line = line_, bytes = std::move(bytes)](Connections& there) mutable {
      return there.deliver(std::move(id), line, std::move(bytes));
    };
    return connections_.call_on(home_, std::move(hand_in));
  }
  /// Waits for what the client shall get.
  Task<Taken> take() {
    auto fetch = [id = id_, line = line_](Connections& there) { return there.take(id, line); };
    return connections_.call_on(home_, std::move(fetch));
  }
  /// The client showed that it is there.
  void heard() {
    connections_.post_to(home_,
                         [id = id_, line = line_](Connections& there) { there.heard(id, line); });
  }
  /// The client said that it sends no more.
  void end() {
    connections_.post_to(home_,
                         [id = id_, line = line_](Connections& there) { there.end(id, line); });
  }
  /// It is gone. Any time, repeatedly.
  void hang_up() {
    if (std::exchange(hung_up_, true)) return;
    connections_.post_to(home_, [id = id_, line = line_, lost = lost_](Connections& there) {
      there.hang_up(id, line, lost);
    });
  }

 private:
  shard::Sharded<Connections>& connections_;
  shard::ShardId home_;
  std::string id_;
  Connections::LineId line_;
  Errc lost_;
  bool hung_up_ = false;
};

}  // namespace spotter::signalr
