#include "lint/work.hpp"

#include "lint/facts.hpp"
#include "lint/words.hpp"

#include <utility>

namespace spotter::lint {
namespace {

Finding finding_of(const Kind& kind, At where, std::string reason) {
  Finding finding;
  finding.rule = kind.rule;
  finding.reason = std::move(reason);
  finding.session = where.session;
  finding.exercise = where.exercise;
  finding.key = kind.key;
  return finding;
}

}  // namespace

Work::Work(plan::Plan what, const Wanted& asked, const exercises::Catalogue& all)
    : plan(std::move(what)),
      wanted(asked),
      catalogue(all),
      users_names_(asked.users_names.begin(), asked.users_names.end()) {}

const Entry* Work::known(const plan::Exercise& exercise) const {
  const auto seen = known_.find(exercise.name);
  if (seen != known_.end()) return seen->second;
  const Entry* entry = catalogue.find(exercise.name);
  known_.emplace(exercise.name, entry);
  return entry;
}

bool Work::is_users(const plan::Exercise& exercise) const {
  return users_names_.contains(exercise.name);
}

void Work::repaired(const Kind& kind, At where, std::string reason) {
  repairs.push_back(finding_of(kind, where, std::move(reason)));
}

void Work::drop(std::size_t session, std::size_t exercise) {
  auto& exercises = plan.sessions[session].exercises;
  // The one before would pair with a stranger if this one ended the superset.
  if (exercise > 0 && !leads_superset(exercises[exercise])) {
    if (auto* before = std::get_if<plan::Strength>(&exercises[exercise - 1].work)) {
      before->superset_with_next = false;
    }
  }
  exercises.erase(exercises.begin() + static_cast<std::ptrdiff_t>(exercise));
}

void Work::limit_sets(const std::string& name, std::size_t sets_max) {
  for_each_exercise(plan, [&](std::size_t, std::size_t, plan::Exercise& exercise) {
    if (exercise.name != name) return;
    std::visit(
        [&](auto& work) {
          if (work.sets.size() > sets_max) work.sets.resize(sets_max);
        },
        exercise.work);
  });
}

void Verdict::add(const Kind& kind, At where, std::string reason) {
  auto& list = kind.severity == Severity::error ? errors : warnings;
  list.push_back(finding_of(kind, where, std::move(reason)));
}

void Cuts::add(const std::string& name, std::size_t before, std::size_t after) {
  const auto [found, is_new] = sets_.try_emplace(name, before, after);
  if (!is_new) found->second.second = after;
}

void Cuts::report(Work& work, const Kind& kind, At where, std::string_view why) const {
  for (const auto& [name, sets] : sets_) {
    work.repaired(kind, where,
                  joined({quoted(name), " went from ", number(sets.first), " to ",
                          number(sets.second), " sets: ", why}));
  }
}

}  // namespace spotter::lint
