#pragma once

#include <spotter/rate_limit/limiter.hpp>

#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <unordered_map>
#include <vector>

namespace spotter::rate_limit::redis {

/// What Redis has not been told, oldest first: generations that passed without it, and those that
/// are to be forgotten. One entry a generation, the latest word counts. Pure.
class Arrears {
 public:
  struct Item {
    std::string subject;
    GenerationId id = 0;
    TimePoint at;       ///< when it passed
    bool gone = false;  ///< it is to be forgotten, whether Redis knows it or not
  };

  explicit Arrears(std::size_t items_max) : items_max_(items_max) {}

  void passed(const std::string& subject, GenerationId id, TimePoint at);
  void gone(const std::string& subject, GenerationId id);

  /// Whether Redis misses something about the subject, or is just being told.
  [[nodiscard]] bool holds(const std::string& subject) const { return subjects_.contains(subject); }
  [[nodiscard]] bool empty() const noexcept { return items_.empty(); }
  /// With those that Redis is just being told.
  [[nodiscard]] std::size_t size() const noexcept { return items_.size() + under_way_.size(); }
  [[nodiscard]] std::uint64_t dropped() const noexcept { return dropped_; }

  /// The oldest, to be told now. One batch at a time.
  const std::vector<Item>& begin_batch(std::size_t batch_max);
  /// `told`: which of the batch Redis knows now. The others come first next time.
  void end_batch(const std::vector<bool>& told);

 private:
  using Items = std::list<Item>;

  void append(Item item);
  void release(const std::string& subject);
  void bound();

  std::size_t items_max_;
  Items items_;
  std::unordered_map<GenerationId, Items::iterator> by_id_;  ///< of items_
  std::vector<Item> under_way_;
  std::unordered_map<std::string, std::size_t> subjects_;  ///< of both: how many
  std::uint64_t dropped_ = 0;
};

}  // namespace spotter::rate_limit::redis
