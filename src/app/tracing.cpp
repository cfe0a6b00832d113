#include "app/tracing.hpp"

namespace spotter::app {
namespace {

/// A client of its own: no call of a model waits for a collector, nor is a batch recorded.
http_client::Settings client_settings(const Settings& settings) {
  http_client::Settings client = settings.upstream;
  client.recording = {};
  client.connections_max = 1;
  return client;
}

}  // namespace

struct Tracing::Works {
  crypto::SystemEntropy entropy;
  http_client::HttpClient client;
  telemetry::otlp::Exporter exporter;
  telemetry::Tracer tracer;
  shard::TaskGroup sending;

  explicit Works(const TracingPlace& at)
      : client(at.executor, at.workers, client_settings(at.settings),
               [&names = at.names](const std::string& name) { return names.look_up(name); }),
        exporter(client, at.executor, at.clock, entropy, at.log, at.settings.traces),
        tracer(at.settings.tracer, at.clock, entropy, exporter),
        sending(at.executor, at.on_bug) {}
};

Tracing::Tracing(const TracingPlace& at) {
  if (!at.settings.traces.url.empty()) works_ = std::make_unique<Works>(at);
}

Tracing::~Tracing() = default;

telemetry::Tracer* Tracing::tracer() noexcept {
  return works_ ? &works_->tracer : nullptr;
}

std::optional<telemetry::otlp::Metrics> Tracing::metrics() const {
  if (!works_) return std::nullopt;
  return works_->exporter.metrics();
}

void Tracing::begin() {
  if (works_) works_->sending.spawn(works_->exporter.run());
}

Task<void> Tracing::stop() {
  if (!works_) co_return;
  works_->exporter.stop();
  co_await works_->sending.join();
  co_await works_->client.stop();
}

}  // namespace spotter::app
