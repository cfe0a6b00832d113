#include <spotter/llm/failover/metrics.hpp>

#include <array>

namespace spotter::llm::failover {
namespace {

using telemetry::Label;
using telemetry::MetricPage;
using telemetry::MetricType;

/// As OpenTelemetry names them: gen_ai.provider.name.
std::string_view well_known(std::string_view provider) noexcept {
  return provider == "gemini" ? "gcp.gemini" : provider;
}

template <class Cell>
void show_gen_ai(MetricPage& page, const Metrics::Seat& seat, const Label& more, const Cell& cell) {
  const std::array<Label, 4> labels = {{{"gen_ai_operation_name", "chat"},
                                        {"gen_ai_provider_name", well_known(seat.provider)},
                                        {"gen_ai_request_model", seat.model},
                                        more}};
  const std::size_t count = more.name.empty() ? 3 : 4;
  show(page, std::span(labels).first(count), cell);
}

template <class Visit>
void for_each_model(const Metrics& metrics, Visit visit) {
  for (const Metrics::Seat& seat : metrics.seats) {
    if (!seat.model.empty()) visit(seat);
  }
}

/// The names, units and buckets of OpenTelemetry's semantic conventions for generative AI.
void describe_gen_ai(const Metrics& metrics, MetricPage& page) {
  page.family("gen_ai_client_operation_duration_seconds",
              "Calls of models, from the request to the end of the answer. error_type is empty "
              "where there was none.",
              MetricType::histogram);
  for_each_model(metrics, [&](const Metrics::Seat& seat) {
    show_gen_ai(page, seat, {"error_type", ""}, seat.calls.duration);
    // Classes that never came up would be most of the page.
    seat.calls.failed_duration.for_each([&](const auto& values, const auto& cell) {
      if (cell.count() > 0) show_gen_ai(page, seat, {"error_type", values[0]}, cell);
    });
  });
  page.family("gen_ai_client_operation_time_to_first_chunk_seconds",
              "Calls of models that answered, from the request to the first visible word.",
              MetricType::histogram);
  for_each_model(metrics, [&](const Metrics::Seat& seat) {
    show_gen_ai(page, seat, {}, seat.calls.first_word);
  });
  page.family("gen_ai_client_token_usage", "Tokens of calls whose provider told.",
              MetricType::histogram);
  for_each_model(metrics, [&](const Metrics::Seat& seat) {
    show_gen_ai(page, seat, {"gen_ai_token_type", "input"}, seat.calls.input_tokens);
    show_gen_ai(page, seat, {"gen_ai_token_type", "output"}, seat.calls.output_tokens);
  });
}

void describe_spent(const Metrics& metrics, MetricPage& page) {
  page.family("spotter_upstream_tokens_total",
              "Tokens used, told or estimated; cached ones are part of input, reasoning is part of "
              "output.",
              MetricType::counter);
  for (const auto& [provider, model, tokens, usd, estimated, unpriced] : metrics.spent) {
    const std::array<std::pair<std::string_view, std::int64_t>, 5> kinds = {
        {{"input", tokens.input},
         {"cached", tokens.cached},
         {"cache_write", tokens.cache_write},
         {"output", tokens.output},
         {"reasoning", tokens.reasoning}}};
    for (const auto& [type, count] : kinds) {
      page.number({{"provider", provider}, {"model", model}, {"type", type}},
                  static_cast<double>(count));
    }
  }
  page.family("spotter_upstream_cost_usd_total",
              "Estimated cost; the provider's bill decides. Calls without a known price are not "
              "in it.",
              MetricType::counter);
  for (const auto& spent : metrics.spent)
    page.number({{"provider", spent.provider}, {"model", spent.model}}, spent.usd);
  page.family("spotter_upstream_estimated_calls_total", "Calls whose tokens were estimated.",
              MetricType::counter);
  for (const auto& spent : metrics.spent) {
    page.number({{"provider", spent.provider}, {"model", spent.model}},
                static_cast<double>(spent.estimated_calls));
  }
  page.family("spotter_upstream_unpriced_calls_total", "Calls whose model has no known price.",
              MetricType::counter);
  for (const auto& spent : metrics.spent) {
    page.number({{"provider", spent.provider}, {"model", spent.model}},
                static_cast<double>(spent.unpriced_calls));
  }
}

}  // namespace

void describe(const Metrics& metrics, MetricPage& page) {
  page.family("spotter_upstream_calls_total",
              "Calls of those who can answer, by what came of them.", MetricType::counter);
  for (const Metrics::Seat& seat : metrics.seats) {
    const auto show_calls = [&](std::string_view outcome, const telemetry::Counter& cell) {
      page.number({{"provider", seat.provider}, {"model", seat.model}, {"outcome", outcome}},
                  static_cast<double>(cell.value()));
    };
    show_calls("answered", seat.calls.answered);
    seat.calls.failed.for_each(
        [&](const auto& values, const auto& cell) { show_calls(values[0], cell); });
  }
  show_family(page, "spotter_upstream_denied_total",
              "Wishes to ask somebody that nobody could take: all broken, busy or over the budget.",
              metrics.denied);
  describe_spent(metrics, page);
  describe_gen_ai(metrics, page);
}

}  // namespace spotter::llm::failover
