// What pure code costs, in CPU time of one process: a plan by rules, a check of it, a piece of a
// growing plan. Prints lines as bench/harness.mjs does.
#include <spotter/lint/linter.hpp>
#include <spotter/plan/draft.hpp>
#include <spotter/prompts/catalog.hpp>
#include <spotter/trainer/coach.hpp>
#include <spotter/trainer/wanted.hpp>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

namespace {

using namespace spotter;

constexpr int kRepeats = 50;
constexpr std::size_t kPieceBytes = 16;

/// Microseconds of CPU that `work` takes once.
template <class F>
double cost_of(F work) {
  const std::clock_t began = std::clock();
  for (int i = 0; i < kRepeats; ++i)
    work();
  const auto ticks = static_cast<double>(std::clock() - began);
  return ticks / CLOCKS_PER_SEC * 1e6 / kRepeats;
}

void say(const char* what, double value, const char* how) {
  std::printf("%-58s %12.1f   %s\n", what, value, how);
}

void say_all(const char* what, std::vector<double> costs, const char* how) {
  std::sort(costs.begin(), costs.end());
  const std::string name(what);
  say((name + ", median, us").c_str(), costs[costs.size() / 2], how);
  say((name + ", most, us").c_str(), costs.back(), how);
}

std::vector<std::string> wishes() {
  std::vector<std::string> all;
  for (const char* goal : {"build muscle", "get stronger", "lose weight", "get fitter"}) {
    for (const char* gear : {"a full gym", "dumbbells", "my body weight", "a barbell and a rack"}) {
      for (int days = 1; days <= 7; ++days) {
        std::string wish = "I want to ";
        wish.append(goal).append(" with ").append(gear).append(", ");
        all.push_back(wish.append(std::to_string(days)).append(" days a week, 45 minutes"));
      }
    }
  }
  return all;
}

void feed(plan::DraftReader& reader, std::string_view text) {
  for (; !text.empty(); text.remove_prefix(std::min(kPieceBytes, text.size())))
    reader.feed(text.substr(0, kPieceBytes));
}

/// The last quarter of a long plan costs what the first did.
void measure_reader(plan::Plan plan) {
  for (plan::Session& session : plan.sessions)
    session.notes.assign(400, 'n');
  while (plan::draft_of(plan).size() < 65'536 && plan.sessions.size() < 40)
    plan.sessions.push_back(plan.sessions.front());
  const std::string draft = plan::draft_of(plan);
  const std::size_t quarter = draft.size() / 4;
  const double pieces = static_cast<double>(quarter) / kPieceBytes;
  const double first = cost_of([&] {
    plan::DraftReader reader;
    feed(reader, std::string_view(draft).substr(0, quarter));
  });
  const double three = cost_of([&] {
    plan::DraftReader reader;
    feed(reader, std::string_view(draft).substr(0, 3 * quarter));
  });
  const double four = cost_of([&] {
    plan::DraftReader reader;
    feed(reader, draft);
  });
  const std::string how = "reading a plan of " + std::to_string(draft.size()) +
                          " bytes in pieces of " + std::to_string(kPieceBytes);
  say("growing plan, a piece of the first quarter, us", first / pieces, how.c_str());
  say("growing plan, a piece of the last quarter, us", (four - three) / pieces, how.c_str());
}

}  // namespace

int main() {
  const auto lexicon = trainer::make_lexicon();
  const auto catalogue = exercises::make_built_in_catalogue();
  const auto texts = prompts::make_built_in_catalog();
  const trainer::Knowledge knowledge{*lexicon, *catalogue};
  std::vector<double> plans;
  std::vector<double> checks;
  plan::Plan any;
  for (const std::string& wish : wishes()) {
    llm::Request request;
    request.messages = {{llm::Role::user, wish, {}}};
    request.locale = "en-US";
    const trainer::Answer answer = trainer::reply_to(request, knowledge, *texts);
    if (!answer.plan) {
      std::fprintf(stderr, "no plan for: %s\n", wish.c_str());
      return 1;
    }
    const lint::Wanted wanted = trainer::wanted_by(trainer::read_wish(request.messages, knowledge));
    plans.push_back(cost_of([&] { (void)trainer::reply_to(request, knowledge, *texts); }));
    checks.push_back(cost_of([&] { (void)lint::lint(*answer.plan, wanted, *catalogue); }));
    any = *answer.plan;
  }
  say_all("offline coach, a wish read and planned", plans, "CPU time, 112 wishes");
  say_all("a plan checked", checks, "CPU time, the plans of the same wishes");
  measure_reader(any);
}
