#pragma once

#include <spotter/telemetry/metrics.hpp>

#include <prometheus/metric_family.h>
#include <string>
#include <vector>

namespace spotter::ops::metrics {

/// The page in Prometheus' text format.
class TextPage final : public telemetry::MetricPage {
 public:
  using telemetry::MetricPage::number;

  void family(std::string_view name, std::string_view help, telemetry::MetricType type) override;
  void number(std::span<const telemetry::Label> labels, double value) override;
  void histogram(std::span<const telemetry::Label> labels, std::span<const double> bounds,
                 std::span<const std::uint64_t> counts, double sum) override;

  [[nodiscard]] std::string text() const;

 private:
  prometheus::ClientMetric& new_metric(std::span<const telemetry::Label> labels);

  std::vector<prometheus::MetricFamily> families_;
};

}  // namespace spotter::ops::metrics
