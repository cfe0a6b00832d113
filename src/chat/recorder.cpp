#include <spotter/chat/running_answer.hpp>

#include <utility>

namespace spotter::chat {

class Recorder::Tape final : public Reply {
 public:
  explicit Tape(Recorder& recorder) : recorder_(recorder) {}

  /// Always: the newest frame takes the place of the one before.
  [[nodiscard]] Room room() const noexcept override { return Room::empty; }
  void show(std::string_view text) override {
    recorder_.news_.text = text;
    recorder_.on_change();
  }
  void start_over() override { ++recorder_.news_.beginning; }
  std::size_t show(const plan::Plan& plan, PlanStage /*stage*/) override {
    recorder_.news_.plan = plan;
    recorder_.on_change();
    return 0;  // nothing is sent
  }
  [[nodiscard]] bool ends_others() const noexcept override { return false; }
  void release() override {}
  [[nodiscard]] bool was_sent() const noexcept override { return recorder_.sent_; }
  /// Its owner says finished() with the chat as it is then.
  void finish(const Ending& /*ending*/) override {}

 private:
  Recorder& recorder_;
};

std::unique_ptr<Reply> Recorder::make_reply() {
  return std::make_unique<Tape>(*this);
}

void Recorder::finished(const Ending& ending) {
  news_.ending = ending;
  news_.over = true;
  on_change();
}

void Recorder::on_change() {
  ++news_.version;
  changed_.notify();
}

Task<bool> Recorder::wait(std::uint64_t seen) {
  if (waited_for_) interrupt();
  const std::uint64_t before = interrupts_;
  while (news_.version <= seen && before == interrupts_) {
    if (waited_for_) co_return false;  // who waits has not left yet
    waited_for_ = true;
    co_await changed_.wait();
    waited_for_ = false;
  }
  co_return news_.version > seen;
}

void Recorder::interrupt() {
  ++interrupts_;
  changed_.notify();
}

}  // namespace spotter::chat
