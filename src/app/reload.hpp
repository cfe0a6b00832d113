#pragma once

#include "app/fresh.hpp"
#include "app/live_settings.hpp"
#include "app/service_manager.hpp"

#include <spotter/shard/worker_pool.hpp>
#include <spotter/telemetry/logs.hpp>

#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>
#include <string>

namespace spotter::app {

/// What only opening the files that settings name can tell, beside the prompts; empty: nothing.
/// Blocks.
std::string fault_in_files(const Settings& settings);

/// Settings and files as they are now, all of them or none: null, and `why` is one line. `start`:
/// of this run; a random key stays the same. Blocks, and throws nothing.
std::shared_ptr<const Fresh> read_again(const Inputs& inputs, const Settings& start,
                                        std::string& why);

/// Reads settings and files again while the process serves, and says what came of it in one line of
/// the log. What is broken changes nothing. Lives on the main thread.
class Reloader {
 public:
  /// Hands what was read to whoever uses it; `done` is called on the main thread once all do.
  using Apply = std::function<void(std::shared_ptr<const Fresh> fresh, std::function<void()> done)>;
  struct Place {
    asio::io_context& main;
    shard::WorkerPool& workers;
    telemetry::Logs& logs;  ///< whose files are opened anew with each wish
    ServiceManager& manager;
    Apply apply;
    /// What runs now, once a reload was taken over, and how it differs from what was read.
    std::function<void(const Loaded& running, const Difference& found)> on_changed;
    std::function<void()> on_idle;  ///< a reload is over, and no other follows
  };
  /// `inputs` outlives this.
  Reloader(Place place, const Inputs& inputs, const Loaded& running);

  /// Reads again; if it is at that already, once more afterwards, however many wish it.
  void request();
  /// The end has begun: a reload that is under way is the last.
  void stop() noexcept { stopped_ = true; }
  [[nodiscard]] bool busy() const noexcept { return busy_; }

 private:
  void read();
  void on_read(const std::shared_ptr<const Fresh>& fresh, const std::string& why);
  void report(const Fresh& fresh);
  void end(std::string_view status);

  Place place_;
  telemetry::Log& log_;
  const Inputs& inputs_;
  Loaded running_;
  bool busy_ = false;  ///< from the wish until all have changed over
  bool again_ = false;
  bool stopped_ = false;
};

}  // namespace spotter::app
