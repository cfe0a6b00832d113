#pragma once

#include <spotter/base/entropy.hpp>
#include <spotter/codec/json.hpp>
#include <spotter/http_client/http_client.hpp>
#include <spotter/shard/signal.hpp>
#include <spotter/telemetry/log.hpp>
#include <spotter/telemetry/otlp/metrics.hpp>
#include <spotter/telemetry/otlp/settings.hpp>
#include <spotter/telemetry/trace.hpp>

#include <memory>

namespace spotter::telemetry::otlp {

/// Sends the spans of one shard to a collector: OTLP over HTTP, as JSON, one request at a time.
/// Nobody waits for it: what it cannot send in time is dropped and counted. Lives on its shard.
class Exporter final : public SpanSink {
 public:
  /// References outlive it and what run() does.
  Exporter(http_client::HttpClient& client, ShardExecutor executor, const Clock& clock,
           Entropy& entropy, Log& log, Settings settings);
  Exporter(const Exporter&) = delete;
  Exporter& operator=(const Exporter&) = delete;
  ~Exporter() override;

  void take(FinishedSpan span) noexcept override;

  /// Sends, until stop(). Once.
  Task<void> run();
  /// What waits is sent now; run() ends when it is, after Settings::flush_timeout at the latest.
  /// What comes from then on is lost.
  void stop();

  [[nodiscard]] const Metrics& metrics() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spotter::telemetry::otlp
