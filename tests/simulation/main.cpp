#include "simulation/random.hpp"
#include "simulation/world.hpp"

#include <charconv>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <sys/resource.h>

namespace spotter::simulation {
namespace {

constexpr std::size_t kViolationsShown = 20;

double cpu_seconds() {
  rusage use{};
  getrusage(RUSAGE_SELF, &use);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(use.ru_utime) + seconds(use.ru_stime);
}

void print(const Options& options, const Day& result, double seconds) {
  const auto& counts = result.counts;
  std::printf(
      "%zu users, %ld h, seed %llu: %llu connections, %llu questions (%llu answered whole, %llu "
      "begun again), %llu calls of models,\n  %llu words, %llu frames; generations: %llu charged, "
      "%llu given back, %llu refused; %llu events, hash %016llx; %.1f s of CPU\n",
      options.users, static_cast<long>(options.hours.count()),
      static_cast<unsigned long long>(options.seed),
      static_cast<unsigned long long>(result.connections),
      static_cast<unsigned long long>(counts.questions),
      static_cast<unsigned long long>(counts.answered_whole),
      static_cast<unsigned long long>(counts.begun_again),
      static_cast<unsigned long long>(counts.calls), static_cast<unsigned long long>(counts.words),
      static_cast<unsigned long long>(counts.frames),
      static_cast<unsigned long long>(counts.charged),
      static_cast<unsigned long long>(counts.given_back),
      static_cast<unsigned long long>(counts.refused),
      static_cast<unsigned long long>(counts.events), static_cast<unsigned long long>(result.hash),
      seconds);
}

Day run(const Options& options, UserId log_of) {
  const double before = cpu_seconds();
  Day result = simulate(options, log_of);
  print(options, result, cpu_seconds() - before);
  return result;
}

bool judge(const Options& options, UserId log_of) {
  const Day result = run(options, log_of);
  if (!result.violations.empty() || log_of != 0) {
    for (const std::string& line : result.log)
      std::printf("  %s\n", line.c_str());
  }
  std::size_t shown = 0;
  for (const Judge::Violation& violation : result.violations) {
    if (shown++ == kViolationsShown) break;
    std::printf("user %u: %s\n", violation.user, violation.what.c_str());
  }
  if (result.violations.empty()) return true;
  std::printf(
      "%zu violations with seed %llu; again with: spotter_simulation --users %zu --hours %ld "
      "--seed %llu\n",
      result.violations.size(), static_cast<unsigned long long>(options.seed), options.users,
      static_cast<long>(options.hours.count()), static_cast<unsigned long long>(options.seed));
  return false;
}

bool expect(bool holds, std::string_view what) {
  std::printf("%s  %.*s\n", holds ? "ok    " : "FAILED", static_cast<int>(what.size()),
              what.data());
  return holds;
}

/// Whether each part that is broken on purpose is noticed, and a seed means one run.
bool check_itself(Options options) {
  int good = 0;
  int bad = 0;
  const auto count = [&](bool holds, const std::string& what) {
    ++(expect(holds, what) ? good : bad);
  };
  const Day first = simulate(options);
  const Day again = simulate(options);
  count(first.violations.empty(), "nothing is found where nothing is broken");
  count(first.hash == again.hash && first.looks == again.looks, "a seed means one run");
  Options other = options;
  ++other.seed;
  count(simulate(other).hash != first.hash, "another seed means another");
  for (int i = 1; i <= static_cast<int>(kLastFault); ++i) {
    options.fault = static_cast<Fault>(i);
    const std::string_view symptom = symptom_of(options.fault);
    const Day broken = simulate(options);
    bool found = false;
    for (const auto& violation : broken.violations)
      found = found || violation.what.find(symptom) != std::string::npos;
    if (symptom.empty()) found = broken.hash != first.hash;
    count(found, "noticed: " + std::string(name_of(options.fault)));
  }
  std::printf("%d passed, %d failed\n", good, bad);
  return bad == 0;
}

int fail_usage() {
  std::fputs(
      "spotter_simulation [--users N] [--hours N] [--seed N] [--runs N] [--log USER] "
      "[--self-check]\n",
      stderr);
  return 2;
}

int main_with(int count, char** arguments) {
  Options options;
  UserId log_of = 0;
  std::uint64_t runs = 1;
  bool checks_itself = false;
  for (int i = 1; i < count; ++i) {
    const std::string_view key = arguments[i];
    if (key == "--self-check") {
      checks_itself = true;
      continue;
    }
    std::uint64_t number = 0;
    if (++i == count) return fail_usage();
    const char* const end = arguments[i] + std::strlen(arguments[i]);
    const auto read = std::from_chars(arguments[i], end, number);
    if (read.ec != std::errc() || read.ptr != end) return fail_usage();
    if (key == "--users") {
      options.users = number;
    } else if (key == "--hours") {
      options.hours = std::chrono::hours(number);
    } else if (key == "--seed") {
      options.seed = number;
    } else if (key == "--runs") {
      runs = number;
    } else if (key == "--log") {
      log_of = static_cast<UserId>(number);
    } else {
      return fail_usage();
    }
  }
  if (checks_itself) return check_itself(options) ? 0 : 1;
  bool holds = true;
  for (std::uint64_t i = 0; i < runs; ++i, ++options.seed) {
    holds = judge(options, log_of) && holds;
    std::fflush(stdout);
  }
  return holds ? 0 : 1;
}

}  // namespace
}  // namespace spotter::simulation

int main(int count, char** arguments) {
  return spotter::simulation::main_with(count, arguments);
}
