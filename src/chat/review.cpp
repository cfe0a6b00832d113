#include "chat/review.hpp"

#include <algorithm>
#include <set>

namespace spotter::chat {
namespace {

constexpr std::size_t kReasonsMax = 20;
/// More would not be read.
constexpr std::size_t kNotesMax = 4;
/// Says something about how the plan was written, and nothing about the training.
constexpr std::string_view kOurs = "description_short";

/// Rules whose errors nobody may be given: pain and pregnancy, intensity and advice that harm, age,
/// and names that are not there.
bool is_grave(const lint::Finding& finding) {
  constexpr std::string_view kGrave[] = {"V2", "V20", "V31", "V32", "V35"};
  return std::find(std::begin(kGrave), std::end(kGrave), finding.rule) != std::end(kGrave);
}

}  // namespace

Reviewed Review::of(plan::Plan plan) const {
  lint::Wanted wanted = wanted_;
  std::size_t exercises = 0;
  std::size_t known = 0;
  for (const plan::Session& session : plan.sessions) {
    for (const plan::Exercise& exercise : session.exercises) {
      ++exercises;
      if (names_.is_users(exercise.name)) wanted.users_names.push_back(exercise.name);
      if (names_.is_known(exercise.name)) ++known;
    }
  }
  // One that is mostly made of what the user's app has already is theirs, changed where they asked.
  wanted.revision = known * 2 > exercises && !wanted.single_session;
  lint::Report report = lint::lint(std::move(plan), wanted, catalogue_);
  return {std::move(report.plan), report.repaired.size(), std::move(report.errors),
          std::move(report.warnings)};
}

void Review::make_safe(Reviewed& reviewed) const {
  std::set<std::pair<int, int>, std::greater<>> out;  // from the end, so that places stay right
  for (const lint::Finding& finding : reviewed.errors) {
    if (!is_grave(finding) || finding.session < 0 || finding.exercise < 0) continue;
    const auto& session = reviewed.plan.sessions.at(static_cast<std::size_t>(finding.session));
    const auto& exercise = session.exercises.at(static_cast<std::size_t>(finding.exercise));
    if (!names_.is_users(exercise.name)) out.emplace(finding.session, finding.exercise);
  }
  if (out.empty()) return;
  for (const auto& [session, exercise] : out) {
    auto& exercises = reviewed.plan.sessions[static_cast<std::size_t>(session)].exercises;
    exercises.erase(exercises.begin() + exercise);
  }
  std::erase_if(reviewed.plan.sessions,
                [](const plan::Session& session) { return session.exercises.empty(); });
  if (reviewed.plan.sessions.empty()) return;
  const std::size_t repairs = reviewed.repairs + out.size();
  reviewed = of(std::move(reviewed.plan));
  reviewed.repairs += repairs;
}

std::string reasons_of(const Reviewed& reviewed) {
  std::string reasons;
  std::size_t count = 0;
  for (const lint::Finding& finding : reviewed.errors) {
    if (++count > kReasonsMax) break;
    if (!reasons.empty()) reasons.push_back('\n');
    reasons.append("- ").append(finding.reason);
  }
  return reasons;
}

std::string notes_on(const Reviewed& reviewed, const prompts::Catalog& catalog,
                     std::string_view locale) {
  std::vector<std::string_view> keys;
  for (const auto* findings : {&reviewed.errors, &reviewed.warnings}) {
    for (const lint::Finding& finding : *findings) {
      const bool said = std::find(keys.begin(), keys.end(), finding.key) != keys.end();
      if (!said && keys.size() < kNotesMax && finding.key != kOurs) keys.push_back(finding.key);
    }
  }
  if (keys.empty()) return {};
  std::string notes = catalog.text("sentences", "plan_notes_intro", locale, {});
  for (const std::string_view key : keys) {
    notes.append("\n- ").append(
        catalog.text("sentences", "plan_note_" + std::string(key), locale, {}));
  }
  return notes;
}

}  // namespace spotter::chat
