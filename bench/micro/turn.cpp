// What begins a turn, before anybody is asked: the message read for wishes and warning signs, the
// prompt rendered, the request written.
#include "llm/openai/request_body.hpp"

#include <spotter/exercises/catalogue.hpp>
#include <spotter/llm/openai/settings.hpp>
#include <spotter/plan/draft.hpp>
#include <spotter/prompts/catalog.hpp>
#include <spotter/trainer/listener.hpp>

#include <benchmark/benchmark.h>
#include <string>

using namespace spotter;

namespace {

constexpr std::string_view kQuestion =
    "I have been training for three months with dumbbells at home, my left knee hurts a little "
    "when "
    "I squat. Can you make me a plan for 3 days a week, 45 minutes, without lunges?";

void message_read(benchmark::State& state) {
  const auto lexicon = trainer::make_lexicon();
  const auto catalogue = exercises::make_built_in_catalogue();
  const trainer::Listener listener({*lexicon, *catalogue});
  for (auto _ : state) {
    const auto heard = listener.listen(kQuestion, "en-US");
    benchmark::DoNotOptimize(&heard.wish());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(kQuestion.size()));
}
BENCHMARK(message_read);

std::string prompt_of(const prompts::Catalog& catalog) {
  return catalog.prompt("coach",
                        {{"locale", "en-US"}, {"date", "2026-11-23"}, {"unit", "kilograms"}});
}

void prompt_rendered(benchmark::State& state) {
  const auto catalog = prompts::make_built_in_catalog();
  for (auto _ : state)
    benchmark::DoNotOptimize(prompt_of(*catalog).data());
}
BENCHMARK(prompt_rendered);

/// With so many questions and answers before.
void chat_request_written(benchmark::State& state) {
  const auto catalog = prompts::make_built_in_catalog();
  llm::openai::Settings settings;
  settings.model = "bench";
  llm::openai::Capabilities capabilities;
  llm::Request request;
  request.system = prompt_of(*catalog);
  request.tools = {{plan::kToolName, plan::tool_description(), plan::tool_schema()}};
  for (std::int64_t i = 0; i < state.range(0); ++i) {
    request.messages.push_back({llm::Role::user, std::string(kQuestion), {}});
    request.messages.push_back({llm::Role::assistant, std::string(500, 'a'), {}});
  }
  request.messages.push_back({llm::Role::user, std::string(kQuestion), {}});
  for (auto _ : state) {
    const auto body = llm::openai::write_request_body(request, settings, capabilities);
    if (!body) state.SkipWithError("the request was not written");
  }
}
BENCHMARK(chat_request_written)->Arg(0)->Arg(9);

}  // namespace
