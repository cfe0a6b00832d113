#pragma once

#include <spotter/telemetry/otlp/settings.hpp>

#include <cstddef>
#include <deque>
#include <optional>
#include <string>

namespace spotter::telemetry::otlp {

/// Spans that wait to be sent, written already: a batch is put together without work for each. A
/// machine without a clock.
class SpanQueue {
 public:
  explicit SpanQueue(const Settings& settings) : settings_(settings) {}

  /// False: it is full, and the span is dropped.
  bool add(std::string span, TimePoint now) {
    if (spans_.size() >= settings_.spans_max || bytes_ + span.size() > settings_.bytes_max)
      return false;
    bytes_ += span.size();
    spans_.push_back({std::move(span), now});
    return true;
  }

  [[nodiscard]] bool empty() const noexcept { return spans_.empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return spans_.size(); }
  /// When a batch is to be sent; TimePoint::max(): nothing waits.
  [[nodiscard]] TimePoint due() const {
    if (spans_.empty()) return TimePoint::max();
    if (spans_.size() >= settings_.batch_max) return TimePoint::min();
    return spans_.front().since + settings_.interval;
  }

  struct Batch {
    std::string spans;  ///< parted by commas
    std::size_t count = 0;
  };
  /// The oldest.
  Batch take() {
    Batch batch;
    for (; !spans_.empty() && batch.count < settings_.batch_max; ++batch.count) {
      if (batch.count > 0) batch.spans.push_back(',');
      batch.spans.append(spans_.front().text);
      bytes_ -= spans_.front().text.size();
      spans_.pop_front();
    }
    return batch;
  }

 private:
  struct Waiting {
    std::string text;
    TimePoint since;
  };
  const Settings& settings_;
  std::deque<Waiting> spans_;
  std::size_t bytes_ = 0;
};

}  // namespace spotter::telemetry::otlp
