// A measurement: who connects, asks, pauses and leaves when.
#pragma once

#include "load/client.hpp"
#include "load/process_meter.hpp"

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace bench {

enum class Mode { streams, idle, churn, slow };

struct Plan {
  Mode mode = Mode::streams;
  std::int64_t clients = 1;
  std::int64_t at_once = 64;      ///< connections that are being made at the same time
  std::int64_t spread_ns = 0;     ///< first questions are spread over this
  std::int64_t warm_ns = 0;       ///< from the last of them (or connection) to the measurement
  std::int64_t window_ns = 0;     ///< the measurement
  std::int64_t paused = 0;        ///< slow: how many clients stop reading when it begins
  std::int64_t pause_ns = 0;      ///< and for how long
  std::int64_t end_limit_ns = 0;  ///< for answers under way after the measurement; 0: they are left
  std::int64_t start_limit_ns = 0;  ///< for connections
};

/// The server's usage at the steps of a run.
struct Marks {
  Usage before;  ///< nobody is connected
  Usage ready;   ///< all are connected
  Usage begin;   ///< of the measurement
  Usage end;
  Usage after;  ///< all have left
};

class Run final : public Driver {
 public:
  Run(Scene& scene, const Plan& plan, const ProcessMeter& meter);

  /// The whole measurement; true if nothing was wrong.
  bool go();

  [[nodiscard]] const Marks& marks() const { return marks_; }
  [[nodiscard]] double seconds() const { return seconds_; }
  /// Connect-handshake-close in the measurement.
  [[nodiscard]] std::int64_t cycles() const { return cycles_; }

  void on_ready(Client& client) override;
  void on_answered(Client& client) override;
  void on_gone(Client& client, Stage stage) override;

 private:
  /// Handles what happens until `done` says so, at most until the time; true: it said so.
  template <class Done>
  bool until(std::int64_t limit_ns, Done done);
  void pass(std::int64_t ns);
  void ask(Client& client);
  void connect_more();
  void connect_all();
  void ask_all();
  void measure();
  void end_answers();
  void leave();

  Scene& scene_;
  const Plan& plan_;
  const ProcessMeter& meter_;
  std::vector<std::unique_ptr<Client>> clients_;
  std::vector<Client*> to_connect_;
  std::int64_t connecting_ = 0;
  std::int64_t there_ = 0;  ///< connected, or on the way
  std::int64_t answering_ = 0;
  bool connects_ = false;
  bool asks_again_ = false;
  Marks marks_;
  double seconds_ = 0;
  std::int64_t cycles_ = 0;
};

}  // namespace bench
