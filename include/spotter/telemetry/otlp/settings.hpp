#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/base/secret.hpp>
#include <spotter/resilience/retries.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace spotter::telemetry::otlp {

/// Numbers without another source are those of OpenTelemetry's batch span processor.
struct Settings {
  std::string url;  ///< of the collector's traces: `.../v1/traces`; empty: nothing is exported
  std::vector<std::pair<std::string, Secret>> headers;  ///< of each request
  /// What is said of this process, `service.name` among it.
  std::vector<std::pair<std::string, std::string>> resource;

  std::size_t spans_max = 2048;  ///< that wait, per shard; one more is dropped
  std::size_t bytes_max = std::size_t{4} * 1024 * 1024;  ///< of them, as they are written
  std::size_t batch_max = 512;                           ///< spans of a request
  Duration interval = std::chrono::seconds(5);           ///< the longest that one waits for others
  Duration request_timeout = std::chrono::seconds(10);
  /// A batch that the collector could not take for now is sent so often, with pauses between.
  int attempts_max = 5;
  resilience::Backoff backoff{std::chrono::seconds(1), std::chrono::seconds(16)};
  Duration retry_after_max = std::chrono::seconds(60);  ///< of what the collector asks for
  /// At the end, for all that waits.
  Duration flush_timeout = std::chrono::seconds(2);
};

}  // namespace spotter::telemetry::otlp
