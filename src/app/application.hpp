#pragma once

#include <spotter/app/settings.hpp>
#include <spotter/prompts/catalog.hpp>
#include <spotter/telemetry/logs.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace spotter::app {

class EndSignals;

/// For the last lines of the log, where its reader may stand still.
inline constexpr std::chrono::seconds kLogEnd{2};

/// What the process was started with; outlives the server.
struct Start {
  const Inputs& inputs;
  const Loaded& loaded;
  std::shared_ptr<const prompts::Catalog> catalog;
};

/// The server: all rooms, built and tied together. Lives on the main thread. What it is given
/// outlives it.
class Application {
 public:
  Application(const EndSignals& end_signals, const Start& start, telemetry::Logs& logs);
  ~Application();

  /// Builds the shards and listens. Errors: a sentence in `why`.
  bool start(std::string& why);
  [[nodiscard]] std::uint16_t port() const noexcept;
  /// Serves until SIGTERM or SIGINT: not ready any more; after the drain delay no new sessions, and
  /// running answers go on until the drain timeout. A second signal ends them at once. Returns when
  /// everything has ended. SIGHUP reads settings and files again, and does nothing once the end has
  /// begun. A service manager is told of all that.
  /// False: a thread hangs in a call that nothing can end; the process leaves without taking this
  /// apart.
  [[nodiscard]] bool serve();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spotter::app
