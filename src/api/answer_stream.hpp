#pragma once

#include <spotter/chat/reply.hpp>
#include <spotter/hub/table.hpp>

#include <optional>
#include <string>

namespace spotter::api {

/// The version of plans that a client of StreamMessage reads if it does not say: the one that there
/// was when StreamMessage began.
inline constexpr std::int64_t kStreamPlanVersion = 3;

/// The answer to one StreamMessage as a stream of events, each an object with a "type": only what
/// is new is sent. docs/streaming.md is the contract.
class AnswerStream final : public chat::Reply {
 public:
  AnswerStream(const Clock& clock, hub::Call call) : clock_(clock), call_(call) {}

  [[nodiscard]] chat::Room room() const noexcept override;
  void show(std::string_view text) override;
  void start_over() override;
  std::size_t show(const plan::Plan& plan, chat::PlanStage stage) override;
  /// Its completion is its own.
  [[nodiscard]] bool ends_others() const noexcept override { return false; }
  void release() override {}
  void finish(const chat::Ending& ending) override;
  [[nodiscard]] std::string_view called_as() const noexcept override { return "StreamMessage"; }

  /// The whole answer to a client that cannot read our plans.
  static void require_update(const hub::Call& call, std::int64_t required_version);

 private:
  void show_patch(const plan::Plan& plan);

  const Clock& clock_;
  hub::Call call_;
  std::size_t shown_bytes_ = 0;     ///< of the text
  std::optional<plan::Plan> plan_;  ///< that the client has
  std::string date_;                ///< of all its plans
};

/// How much waits at a client, as chat says it.
chat::Room room_of(const hub::Client& client) noexcept;

}  // namespace spotter::api
