#pragma once

#include <spotter/app/settings.hpp>
#include <spotter/prompts/catalog.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace spotter::app {

class EndSignals;

/// The server: all rooms, built and tied together. Lives on the main thread. What it is given
/// outlives it.
class Application {
 public:
  Application(const EndSignals& end_signals, const Settings& settings,
              std::shared_ptr<const prompts::Catalog> catalog, telemetry::Log& log);
  ~Application();

  /// Builds the shards and listens. Errors: a sentence in `why`.
  bool start(std::string& why);
  [[nodiscard]] std::uint16_t port() const noexcept;
  /// Serves until SIGTERM or SIGINT; then no new connections, running answers go on until the drain
  /// timeout. A second signal ends them at once. Returns when everything has ended. SIGHUP reads
  /// the prompts folder again, and does nothing once the end has begun.
  void serve();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spotter::app
