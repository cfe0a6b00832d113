#include "plan/json_text.hpp"

#include <spotter/plan/wire.hpp>

#include <algorithm>

namespace spotter::plan {
namespace {

using std::chrono::seconds;

constexpr int kSessionVersion = 6;

/// ISO 8601, always complete: "PT1M30S", "PT0S".
std::string duration(seconds time) {
  const auto total = std::max<std::int64_t>(time.count(), 0);
  const auto hours = total / 3600;
  const auto minutes = total / 60 % 60;
  const auto rest = total % 60;
  std::string out = "PT";
  if (hours > 0) out += std::to_string(hours) + "H";
  if (minutes > 0) out += std::to_string(minutes) + "M";
  if (rest > 0 || total == 0) out += std::to_string(rest) + "S";
  return out;
}

void append_range(std::string& out, const Reps& reps) {
  out.append(R"("min":)").append(std::to_string(reps.least));
  out.append(R"(,"max":)").append(std::to_string(reps.most));
}

void append_rest(std::string& out, const Rest& rest) {
  out.append(R"("restBetweenSets":{)");
  append_member(out, "minRest", duration(rest.minimum));
  out.push_back(',');
  append_member(out, "maxRest", duration(rest.maximum));
  out.push_back(',');
  append_member(out, "failureRest", duration(rest.after_failure));
  out.push_back('}');
}

std::string_view pick_of(Scope scope) noexcept {
  switch (scope) {
    case Scope::all_sets:
      return {};
    case Scope::lowest_first:
      return "first";
    case Scope::lowest_middle:
      return "middle";
    case Scope::lowest_last:
      return "last";
    case Scope::lowest_all:
      return "all";
  }
  return {};
}

void append_rule(std::string& out, const Progression& rule) {
  out.append(rule.axis == Axis::reps ? R"({"axis":"reps",)" : R"({"axis":"load",)");
  append_member(out, "step", rule.step.text());
  const auto pick = pick_of(rule.scope);
  out.append(pick.empty() ? R"(,"scope":{"type":"allSets")"
                          : R"(,"scope":{"type":"lowestSets","pick":")" + std::string(pick) + '"');
  out.push_back('}');
  // Absent rather than null: the app reads null as no number, and that is stored.
  if (rule.axis == Axis::reps && rule.ceiling) {
    out.push_back(',');
    append_member(out, "ceiling", rule.ceiling->text());
    if (rule.reset_at_ceiling) out.append(R"(,"onCeiling":"reset")");
  }
  out.append(R"(,"trigger":"allSetsMetTarget"})");
}

std::string_view word_of(Resistance resistance) noexcept {
  switch (resistance) {
    case Resistance::external:
      return "external";
    case Resistance::bodyweight:
      return "bodyweight";
    case Resistance::none:
      return "none";
  }
  return "external";
}

/// What builds before session version 6 read in place of the planned sets.
void append_reps_config(std::string& out, const std::vector<Reps>& sets) {
  out.append(R"("repsConfig":{"type":)");
  const bool equal =
      std::all_of(sets.begin(), sets.end(), [&](const Reps& reps) { return reps == sets.front(); });
  if (equal && !sets.empty() && sets.front().least == sets.front().most) {
    out.append(R"("fixed","reps":)").append(std::to_string(sets.front().least));
  } else if (equal && !sets.empty()) {
    out.append(R"("range",)");
    append_range(out, sets.front());
  } else {
    out.append(R"("perSet","targets":)");
    append_array(out, sets, [](std::string& into, const Reps& reps) {
      into.push_back('{');
      append_range(into, reps);
      into.push_back('}');
    });
  }
  out.push_back('}');
}

/// And in place of the rules.
void append_overload(std::string& out, const std::vector<Progression>& rules) {
  out.append(R"("progressiveOverload":{"type":")");
  const auto rule = std::find_if(rules.begin(), rules.end(), [](const Progression& candidate) {
    return candidate.axis == Axis::load;
  });
  if (rule == rules.end()) {
    out.append(R"(NoProgressiveOverload"})");
    return;
  }
  const auto pick = pick_of(rule->scope);
  out.append(pick.empty() ? "IncreaseAllEvenlyProgressiveOverload"
                          : "IncreaseLowestSetProgressiveOverload");
  out.append("\",");
  append_member(out, "amount", rule->step.text());
  if (!pick.empty()) {
    out.push_back(',');
    append_member(out, "increaseStrategy", pick);
  }
  out.push_back('}');
}

void append_names(std::string& out, const Exercise& exercise) {
  append_member(out, "name", exercise.name);
  out.push_back(',');
  append_member(out, "notes", exercise.notes);
  out.push_back(',');
  append_member(out, "link", exercise.link);
  out.push_back(',');
}

void append_work(std::string& out, const Exercise& exercise, const Strength& work) {
  out.append(R"({"type":"WeightedExerciseBlueprint",)");
  append_names(out, exercise);
  out.append(R"("plannedSets":)");
  append_array(out, work.sets, [](std::string& into, const Reps& reps) {
    into.append(R"({"reps":{)");
    append_range(into, reps);
    into.append("}}");
  });
  out.push_back(',');
  append_rest(out, work.rest);
  out.push_back(',');
  append_raw_member(out, "supersetWithNext", work.superset_with_next ? "true" : "false");
  out.append(R"(,"progression":)");
  append_array(out, work.progression, append_rule);
  out.push_back(',');
  append_member(out, "resistance", word_of(work.resistance));
  out.push_back(',');
  append_raw_member(out, "sets", std::to_string(work.sets.size()));
  out.push_back(',');
  append_reps_config(out, work.sets);
  out.push_back(',');
  append_overload(out, work.progression);
  out.push_back(',');
  append_raw_member(out, "usesBodyweight",
                    work.resistance == Resistance::bodyweight ? "true" : "false");
  out.push_back('}');
}

std::string_view word_of(DistanceUnit unit) noexcept {
  switch (unit) {
    case DistanceUnit::metre:
      return "metre";
    case DistanceUnit::yard:
      return "yard";
    case DistanceUnit::mile:
      return "mile";
    case DistanceUnit::kilometre:
      return "kilometre";
  }
  return "metre";
}

void append_target(std::string& out, const CardioSet& set) {
  if (const auto* time = std::get_if<seconds>(&set.target)) {
    out.append(R"("target":{"type":"time",)");
    append_member(out, "value", duration(*time));
    out.push_back('}');
    return;
  }
  const auto& distance = std::get<Distance>(set.target);
  out.append(R"("target":{"type":"distance","value":{)");
  append_member(out, "value", distance.value.text());
  out.push_back(',');
  append_member(out, "unit", word_of(distance.unit));
  out.append("}}");
}

void append_cardio_set(std::string& out, const CardioSet& set) {
  out.push_back('{');
  append_target(out, set);
  const auto flag = [&out](std::string_view name, bool on) {
    out.push_back(',');
    append_raw_member(out, name, on ? "true" : "false");
  };
  flag("trackDuration", true);
  flag("trackDistance", std::holds_alternative<Distance>(set.target) || set.track_distance);
  flag("trackResistance", set.track_resistance);
  flag("trackIncline", set.track_incline);
  flag("trackWeight", false);
  flag("trackSteps", false);
  if (set.rest) {
    out.push_back(',');
    append_rest(out, *set.rest);
  }
  out.push_back('}');
}

void append_work(std::string& out, const Exercise& exercise, const Cardio& work) {
  out.append(R"({"type":"CardioExerciseBlueprint",)");
  append_names(out, exercise);
  out.append(R"("sets":)");
  append_array(out, work.sets, append_cardio_set);
  out.push_back('}');
}

}  // namespace

void append_second_shape(std::string& out, const Exercise& exercise) {
  std::visit([&](const auto& work) { append_work(out, exercise, work); }, exercise.work);
}

void append_second_shape(std::string& out, const Session& session) {
  out.append(R"({"version":)").append(std::to_string(kSessionVersion)).push_back(',');
  append_member(out, "name", session.name);
  out.push_back(',');
  append_member(out, "notes", session.notes);
  out.append(R"(,"exercises":)");
  append_array(out, session.exercises, [](std::string& into, const Exercise& exercise) {
    append_second_shape(into, exercise);
  });
  out.push_back('}');
}

void append_second_shape(std::string& out, const Plan& plan, std::string_view date) {
  const std::string version = std::to_string(kSecondShapeVersion);
  append_raw_member(out, "version", version);
  out.push_back(',');
  append_member(out, "name", plan.name);
  out.push_back(',');
  append_member(out, "description", plan.description);
  if (plan.sessions.empty()) return;
  out.append(R"(,"blueprint":{)");
  append_raw_member(out, "version", version);
  out.push_back(',');
  append_member(out, "name", plan.name);
  out.append(R"(,"sessions":)");
  append_array(out, plan.sessions, [](std::string& into, const Session& session) {
    append_second_shape(into, session);
  });
  out.push_back(',');
  append_member(out, "lastEdited", date);
  out.append("}");
}

}  // namespace spotter::plan
