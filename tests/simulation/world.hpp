#pragma once

#include "simulation/faults.hpp"
#include "simulation/judge.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace spotter::simulation {

struct Options {
  std::size_t users = 1000;
  std::chrono::hours hours{30};  ///< longer than the window of a quota
  std::uint64_t seed = 1;
  Fault fault = Fault::none;
};

/// What came of it. A value.
struct Day {
  std::vector<Judge::Violation> violations;
  std::vector<std::string> log;  ///< of the user of the first one, or of the one wished for
  std::uint64_t hash = 0;
  Judge::Counts counts;
  std::uint64_t connections = 0;
  std::uint64_t looks = 0;  ///< of the event loop
};

/// Lives through it. `log_of`: whose log is wanted; 0: that of the first violation. From the main
/// thread, one run after the other.
Day simulate(const Options& options, UserId log_of = 0);

}  // namespace spotter::simulation
