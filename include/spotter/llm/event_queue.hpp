#pragma once

#include <spotter/llm/event.hpp>

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace spotter::llm {

/// Events that were read and not yet taken. Keeps its room once it had some.
class EventQueue {
 public:
  void push(Event&& event) { events_.push_back(std::move(event)); }
  [[nodiscard]] std::size_t waiting() const noexcept { return events_.size() - taken_; }
  /// The one that was pushed last. Some wait.
  [[nodiscard]] const Event& last() const noexcept { return events_.back(); }

  std::optional<Event> pop() {
    if (taken_ == events_.size()) {
      clear();
      return std::nullopt;
    }
    return std::move(events_[taken_++]);
  }

  void clear() noexcept {
    events_.clear();
    taken_ = 0;
  }

 private:
  std::vector<Event> events_;
  std::size_t taken_ = 0;
};

}  // namespace spotter::llm
