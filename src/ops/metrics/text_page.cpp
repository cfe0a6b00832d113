#include "ops/metrics/text_page.hpp"

#include <limits>
#include <prometheus/text_serializer.h>

namespace spotter::ops::metrics {

using telemetry::Label;
using telemetry::MetricType;

void TextPage::family(std::string_view name, std::string_view help, MetricType type) {
  prometheus::MetricFamily& family = families_.emplace_back();
  family.name = name;
  family.help = help;
  switch (type) {
    case MetricType::counter:
      family.type = prometheus::MetricType::Counter;
      break;
    case MetricType::gauge:
      family.type = prometheus::MetricType::Gauge;
      break;
    case MetricType::histogram:
      family.type = prometheus::MetricType::Histogram;
      break;
  }
}

prometheus::ClientMetric& TextPage::new_metric(std::span<const Label> labels) {
  prometheus::ClientMetric& metric = families_.back().metric.emplace_back();
  for (const Label& label : labels)
    metric.label.push_back({std::string(label.name), std::string(label.value)});
  return metric;
}

void TextPage::number(std::span<const Label> labels, double value) {
  prometheus::ClientMetric& metric = new_metric(labels);
  metric.counter.value = value;
  metric.gauge.value = value;
}

void TextPage::histogram(std::span<const Label> labels, std::span<const double> bounds,
                         std::span<const std::uint64_t> counts, double sum) {
  prometheus::ClientMetric::Histogram& histogram = new_metric(labels).histogram;
  std::uint64_t all = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    all += counts[i];
    const double bound = i < bounds.size() ? bounds[i] : std::numeric_limits<double>::infinity();
    histogram.bucket.push_back({all, bound});
  }
  histogram.sample_count = all;
  histogram.sample_sum = sum;
}

std::string TextPage::text() const {
  return prometheus::TextSerializer().Serialize(families_);
}

}  // namespace spotter::ops::metrics
