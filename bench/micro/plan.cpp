// A plan that is read while a model writes it.
#include <spotter/plan/draft.hpp>

#include <benchmark/benchmark.h>
#include <string>

using namespace spotter;

namespace {

/// A week of five days with ten exercises each, as the tool's schema has it.
std::string draft() {
  std::string text = R"({"name":"Five days","description":"To measure with.","sessions":[)";
  for (int day = 0; day < 5; ++day) {
    text += day == 0 ? "" : ",";
    text += R"({"name":"Day )" + std::to_string(day + 1) + R"(","exercises":[)";
    for (int exercise = 0; exercise < 10; ++exercise) {
      text += exercise == 0 ? "" : ",";
      text += R"({"strength_exercise":"Barbell Squat )" + std::to_string(exercise) +
              R"(","sets":2,"reps":[{"min":8,"max":12}],)"
              R"("rest_seconds":{"min":60,"max":90,"after_failure":180},"resistance":"external",)"
              R"("increment":2.5,"progression":"reps_then_load","superset_with_next":false,)"
              R"("notes":"Keep the back straight."})";
    }
    text += R"(],"notes":"Warm up first."})";
  }
  return text + "]}";
}

/// In pieces of so many bytes.
void draft_reader(benchmark::State& state) {
  const auto text = draft();
  const auto piece = static_cast<std::size_t>(state.range(0));
  for (auto _ : state) {
    plan::DraftReader reader;
    for (std::size_t at = 0; at < text.size(); at += piece) {
      reader.feed(std::string_view(text).substr(at, piece));
    }
    if (reader.whole_exercises() != 50) state.SkipWithError("the plan was not read");
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(draft_reader)->Arg(4)->Arg(20)->Arg(1 << 20);

}  // namespace
