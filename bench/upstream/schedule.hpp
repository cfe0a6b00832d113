// When the next delta of each answer is due.
#pragma once

#include "net/histogram.hpp"
#include "upstream/answer.hpp"

#include <cstdint>
#include <set>

namespace bench {

/// An answer that is being given, over whatever protocol.
class Giving {
 public:
  virtual ~Giving() = default;
  /// Sends events. After the last of an answer this may be scheduled anew, or be destroyed later.
  virtual void give(std::string_view events, bool is_last) = 0;

  Answer answer;
};

/// Deltas are due at multiples of a tick, so that those of one tick leave together; without a tick
/// each at its own time. Late ones are sent as soon as possible, none is left out.
class Schedule {
 public:
  explicit Schedule(std::int64_t tick_ns) : tick_ns_(tick_ns) {}

  /// The first delta is due after `wait_ns`.
  void add(Giving* giving, std::int64_t now, std::int64_t wait_ns) {
    due_.insert({rounded(now + wait_ns), now + wait_ns, giving});
  }

  void remove(const Giving* giving) {
    for (auto it = due_.begin(); it != due_.end(); ++it) {
      if (it->giving == giving) {
        due_.erase(it);
        return;
      }
    }
  }

  /// Nanoseconds until something is due; -1: nothing is.
  [[nodiscard]] std::int64_t until_next(std::int64_t now) const {
    if (due_.empty()) return -1;
    return due_.begin()->at > now ? due_.begin()->at - now : 0;
  }

  /// Gives what is due. clock() stamps each delta.
  template <class Clock>
  void run(Clock clock) {
    const auto limit = clock();
    while (!due_.empty() && due_.begin()->at <= limit) {
      auto node = due_.extract(due_.begin());
      Giving* const giving = node.value().giving;
      const auto now = clock();
      late_.add(now - node.value().at);
      events_.clear();
      const bool is_last = append_next(events_, giving->answer, now);
      if (!is_last) {
        node.value().exact += giving->answer.shape.period_ns;
        node.value().at = rounded(node.value().exact);
        due_.insert(std::move(node));
      }
      giving->give(events_, is_last);
    }
  }

  [[nodiscard]] const Histogram& late() const { return late_; }

 private:
  struct Due {
    std::int64_t at;
    std::int64_t exact;  ///< before it was rounded
    Giving* giving;
    bool operator<(const Due& other) const {
      return at != other.at ? at < other.at : giving < other.giving;
    }
  };

  [[nodiscard]] std::int64_t rounded(std::int64_t at) const {
    return tick_ns_ == 0 ? at : (at + tick_ns_ - 1) / tick_ns_ * tick_ns_;
  }

  std::int64_t tick_ns_;
  std::set<Due> due_;
  std::string events_;
  Histogram late_;
};

}  // namespace bench
