#pragma once

#include <spotter/rate_limit/limiter.hpp>

#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <unordered_map>
#include <utility>
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
    int refusals = 0;   ///< for its own sake
  };
  enum class Answer {
    known,      ///< Redis knows it now
    not_given,  ///< or not for reasons that concern all: it comes first again
    refused     ///< it alone: it goes to the end, and is dropped after kRefusalsMax
  };
  static constexpr int kRefusalsMax = 5;
  /// One that is not owed any more.
  struct Done {
    std::string subject;
    GenerationId id = 0;
    bool reached = false;  ///< Redis knows; else it was dropped
  };

  explicit Arrears(std::size_t items_max) : items_max_(items_max) {}

  void passed(const std::string& subject, GenerationId id, TimePoint at);
  void gone(const std::string& subject, GenerationId id);

  /// Whether Redis misses something about the generation, or is just being told.
  [[nodiscard]] bool holds(GenerationId id) const;
  [[nodiscard]] bool empty() const noexcept { return items_.empty(); }
  /// With those that Redis is just being told.
  [[nodiscard]] std::size_t size() const noexcept { return items_.size() + under_way_.size(); }
  [[nodiscard]] std::uint64_t dropped() const noexcept { return dropped_; }

  /// The oldest, to be told now. One batch at a time.
  const std::vector<Item>& begin_batch(std::size_t batch_max);
  /// What Redis said to each of the batch.
  void end_batch(const std::vector<Answer>& answers);
  /// What is not owed any more, since the last call: told, or dropped because it was refused, or
  /// because there was too much.
  std::vector<Done> take_done() { return std::exchange(done_, {}); }

 private:
  using Items = std::list<Item>;

  void append(Item item);
  void finish(const Item& item, bool reached);
  void bound();

  std::size_t items_max_;
  Items items_;
  std::unordered_map<GenerationId, Items::iterator> by_id_;  ///< of items_
  std::vector<Item> under_way_;
  std::vector<Done> done_;
  std::uint64_t dropped_ = 0;
};

}  // namespace spotter::rate_limit::redis
