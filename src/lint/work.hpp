#pragma once

#include "lint/kinds.hpp"

#include <spotter/lint/linter.hpp>

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace spotter::lint {

/// An exercise of the catalogue, as against one of the plan.
using Entry = exercises::Exercise;

/// Where in a plan; -1: all of it.
struct At {
  int session = -1;
  int exercise = -1;
};
[[nodiscard]] inline At at(std::size_t session) noexcept {
  return {static_cast<int>(session), -1};
}
[[nodiscard]] inline At at(std::size_t session, std::size_t exercise) noexcept {
  return {static_cast<int>(session), static_cast<int>(exercise)};
}

/// A plan under repair, what it should be, and what was done to it. Lives in one call of lint().
///
/// What keeps repairs from fighting: sets are taken from all uses of a name at once, so that uses
/// that agree go on agreeing; nothing that a repair takes away is given back by another; and what a
/// repair puts in satisfies every rule that replaces or drops.
class Work {
 public:
  Work(plan::Plan plan, const Wanted& wanted, const exercises::Catalogue& catalogue);
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;

  plan::Plan plan;
  const Wanted& wanted;
  const exercises::Catalogue& catalogue;
  std::vector<Finding> repairs;

  /// What the catalogue knows of it, or null. Asked once a name.
  [[nodiscard]] const Entry* known(const plan::Exercise& exercise) const;
  [[nodiscard]] bool is_users(const plan::Exercise& exercise) const;

  void repaired(const Kind& kind, At where, std::string reason);

  /// Takes an exercise out of its session; supersets stay with those that were in them.
  void drop(std::size_t session, std::size_t exercise);
  /// Leaves all uses of the name at most so many sets.
  void limit_sets(const std::string& name, std::size_t sets_max);

 private:
  mutable std::unordered_map<std::string, const Entry*> known_;
  std::unordered_set<std::string_view> users_names_;
};

/// What stays wrong.
class Verdict {
 public:
  std::vector<Finding> errors;
  std::vector<Finding> warnings;
  void add(const Kind& kind, At where, std::string reason);
};

/// Numbers of sets before and after, by name: many small cuts become one finding each.
class Cuts {
 public:
  void add(const std::string& name, std::size_t before, std::size_t after);
  void report(Work& work, const Kind& kind, At where, std::string_view why) const;

 private:
  std::map<std::string, std::pair<std::size_t, std::size_t>> sets_;
};

/// Calls `see(session index, exercise index, exercise)` for each exercise.
template <class Plan, class See>
void for_each_exercise(Plan& plan, See see) {
  for (std::size_t s = 0; s < plan.sessions.size(); ++s) {
    auto& exercises = plan.sessions[s].exercises;
    for (std::size_t e = 0; e < exercises.size(); ++e)
      see(s, e, exercises[e]);
  }
}

}  // namespace spotter::lint
