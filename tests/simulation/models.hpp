#pragma once

#include "simulation/faults.hpp"
#include "simulation/judge.hpp"
#include "simulation/random.hpp"
#include "simulation/schedule.hpp"

#include <spotter/llm/provider.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace spotter::simulation {

/// What a provider is like at a time of the day.
enum class Weather { good, slow, failing, limiting, silent, cutting, refusing, empty };

/// A provider whose answers are made of words that say whose they are. Its weather changes during
/// the day: mostly it answers. Lives on its shard.
class Model final : public llm::Provider {
 public:
  struct Place {
    Schedule& schedule;
    Judge& judge;
    const Clock& clock;
    /// Whose payer's hash that is.
    std::function<UserId(const std::string& hash)> user_of;
    Fault fault = Fault::none;
  };
  /// Draws the weather until `end`.
  Model(std::string name, Place place, Random random, TimePoint end);

  [[nodiscard]] std::string_view name() const noexcept override { return name_; }
  [[nodiscard]] std::string_view model() const noexcept override { return "scripted"; }
  std::unique_ptr<llm::Stream> open(llm::Request request, TimePoint deadline,
                                    shard::Signal& ready) override;
  /// Streams that are open.
  [[nodiscard]] std::int64_t alive() const noexcept { return alive_; }

 private:
  class Answer;
  struct Script;
  [[nodiscard]] Weather weather(TimePoint now) const;
  [[nodiscard]] Script write_script(CallId call, TimePoint now, TimePoint deadline);
  void on_failure(const llm::Failed& failure, TimePoint now);

  std::string name_;
  Place place_;
  Random random_;
  std::vector<std::pair<TimePoint, Weather>> days_;  ///< from when on
  std::int64_t alive_ = 0;
  TimePoint failed_at_{};
  TimePoint alone_until_{};  ///< it asked for that
};

}  // namespace spotter::simulation
