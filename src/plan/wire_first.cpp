#include "plan/json_text.hpp"

#include <spotter/plan/wire.hpp>

#include <algorithm>
#include <array>
#include <cstdio>

namespace spotter::plan {
namespace {

using std::chrono::seconds;

/// What one number of sets and repetitions can say of an exercise.
struct Summary {
  std::size_t sets = 0;
  std::int64_t reps = 0;
  Decimal increase;
  Rest rest;
  bool superset_with_next = false;
  std::string preface;  ///< of the notes
};

std::string time_span(seconds time, TimeSpanText format) {
  const auto total = std::max<std::int64_t>(time.count(), 0);
  const auto days = total / 86'400;
  std::array<char, 64> text{};
  const auto hours = static_cast<int>(total / 3600 % 24);
  const auto minutes = static_cast<int>(total / 60 % 60);
  const auto rest = static_cast<int>(total % 60);
  std::snprintf(text.data(), text.size(), "%02d:%02d:%02d", hours, minutes, rest);
  if (format == TimeSpanText::rest) return std::to_string(days) + "." + text.data() + ":";
  return (days > 0 ? std::to_string(days) + "." : std::string()) + text.data();
}

std::string_view symbol_of(DistanceUnit unit) noexcept {
  switch (unit) {
    case DistanceUnit::metre:
      return "m";
    case DistanceUnit::yard:
      return "yd";
    case DistanceUnit::mile:
      return "mi";
    case DistanceUnit::kilometre:
      return "km";
  }
  return "";
}

Summary summary_of(const Strength& work) {
  Summary summary;
  summary.sets = work.sets.size();
  for (const Reps& reps : work.sets)
    summary.reps = std::max<std::int64_t>(summary.reps, reps.most);
  for (const Progression& rule : work.progression) {
    if (rule.axis != Axis::load) continue;
    summary.increase = rule.step;
    break;
  }
  summary.rest = work.rest;
  summary.superset_with_next = work.superset_with_next;
  return summary;
}

Summary summary_of(const Cardio& work) {
  Summary summary;
  summary.sets = work.sets.size();
  summary.rest = Rest{seconds(0), seconds(0), seconds(0)};
  if (work.sets.empty()) return summary;
  const CardioSet& set = work.sets.front();
  if (set.rest) summary.rest = *set.rest;
  if (const auto* time = std::get_if<seconds>(&set.target)) {
    summary.reps = time->count();
    if (time->count() >= 120 && time->count() % 60 == 0)
      summary.preface = std::to_string(time->count() / 60) + " min";
  } else {
    const auto& distance = std::get<Distance>(set.target);
    summary.reps = 1;
    summary.preface = distance.value.text().append(" ").append(symbol_of(distance.unit));
  }
  return summary;
}

void append_exercise(std::string& out, const Exercise& exercise, TimeSpanText format) {
  const Summary summary =
      std::visit([](const auto& work) { return summary_of(work); }, exercise.work);
  out.push_back('{');
  append_member(out, "name", exercise.name);
  out.push_back(',');
  append_raw_member(out, "sets", std::to_string(summary.sets));
  out.push_back(',');
  append_raw_member(out, "repsPerSet", std::to_string(summary.reps));
  out.push_back(',');
  append_raw_member(out, "weightIncreaseOnSuccess", summary.increase.text());
  out.append(R"(,"restBetweenSets":{)");
  append_member(out, "minRest", time_span(summary.rest.minimum, format));
  out.push_back(',');
  append_member(out, "maxRest", time_span(summary.rest.maximum, format));
  out.push_back(',');
  append_member(out, "failureRest", time_span(summary.rest.after_failure, format));
  out.append("},");
  append_raw_member(out, "supersetWithNext", summary.superset_with_next ? "true" : "false");
  out.push_back(',');
  const bool both = !summary.preface.empty() && !exercise.notes.empty();
  append_member(out, "notes", summary.preface + (both ? ". " : "") + exercise.notes);
  out.push_back(',');
  append_member(out, "link", exercise.link);
  out.push_back('}');
}

}  // namespace

void append_first_shape(std::string& out, const Session& session, TimeSpanText format) {
  out.push_back('{');
  append_member(out, "name", session.name);
  out.append(R"(,"exercises":)");
  append_array(out, session.exercises, [format](std::string& into, const Exercise& exercise) {
    append_exercise(into, exercise, format);
  });
  out.push_back(',');
  append_member(out, "notes", session.notes);
  out.push_back('}');
}

void append_first_shape(std::string& out, const Plan& plan, TimeSpanText format) {
  out.push_back('{');
  append_member(out, "name", plan.name);
  out.push_back(',');
  append_member(out, "description", plan.description);
  out.append(R"(,"sessions":)");
  append_array(out, plan.sessions, [format](std::string& into, const Session& session) {
    append_first_shape(into, session, format);
  });
  out.push_back('}');
}

}  // namespace spotter::plan
