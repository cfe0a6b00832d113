#include "plan/draft_exercise.hpp"

#include <spotter/codec/json_writer.hpp>
#include <spotter/plan/draft.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <variant>

namespace spotter::plan {
namespace {

/// `,"name":`, without the comma where a member comes first.
void append_key(std::string& out, std::string_view name) {
  if (out.back() != '{') out += ',';
  codec::append_json_string(out, name);
  out += ':';
}

void append_text(std::string& out, std::string_view name, std::string_view text) {
  append_key(out, name);
  codec::append_json_string(out, text);
}

void append_raw(std::string& out, std::string_view name, std::string_view raw) {
  append_key(out, name);
  out += raw;
}

void append_rest(std::string& out, const Rest& rest) {
  append_raw(out, "rest_seconds", "{");
  append_raw(out, "min", std::to_string(rest.minimum.count()));
  append_raw(out, "max", std::to_string(rest.maximum.count()));
  append_raw(out, "after_failure", std::to_string(rest.after_failure.count()));
  out += '}';
}

void append_reps(std::string& out, const std::vector<Reps>& sets) {
  const bool one_for_all =
      std::all_of(sets.begin(), sets.end(), [&](const Reps& set) { return set == sets.front(); });
  const std::size_t told = one_for_all ? 1 : sets.size();
  append_raw(out, "reps", "[");
  for (std::size_t i = 0; i < told; ++i) {
    out += i == 0 ? "{" : ",{";
    append_raw(out, "min", std::to_string(sets[i].least));
    append_raw(out, "max", std::to_string(sets[i].most));
    out += '}';
  }
  out += ']';
}

void append_work(std::string& out, const Exercise& exercise, const Strength& work) {
  const ToldProgression told = told_progression(work);
  append_text(out, "strength_exercise", exercise.name);
  append_raw(out, "sets", std::to_string(work.sets.size()));
  append_reps(out, work.sets);
  append_rest(out, work.rest);
  append_text(out, "resistance", word_of(work.resistance));
  append_raw(out, "increment", told.increment.text());
  append_text(out, "progression", word_of(told.progression));
  append_raw(out, "superset_with_next", work.superset_with_next ? "true" : "false");
}

void append_work(std::string& out, const Exercise& exercise, const Cardio& work) {
  const CardioSet& set = work.sets.front();
  const auto* distance = std::get_if<Distance>(&set.target);
  append_text(out, distance != nullptr ? "distance_exercise" : "timed_exercise", exercise.name);
  append_raw(out, "sets", std::to_string(work.sets.size()));
  if (distance != nullptr) {
    append_raw(out, "distance", distance->value.text());
    append_text(out, "unit", word_of(distance->unit));
  } else {
    append_raw(out, "seconds", std::to_string(std::get<std::chrono::seconds>(set.target).count()));
  }
  if (set.rest) {
    append_rest(out, *set.rest);
  } else {
    append_raw(out, "rest_seconds", "null");
  }
}

bool has_sets(const Exercise& exercise) {
  return std::visit([](const auto& work) { return !work.sets.empty(); }, exercise.work);
}

void append_exercise(std::string& out, const Exercise& exercise) {
  out += '{';
  std::visit([&](const auto& work) { append_work(out, exercise, work); }, exercise.work);
  append_text(out, "notes", exercise.notes);
  out += '}';
}

void append_session(std::string& out, const Session& session) {
  out += '{';
  append_text(out, "name", session.name);
  append_raw(out, "exercises", "[");
  for (const Exercise& exercise : session.exercises) {
    if (!has_sets(exercise)) continue;
    if (out.back() != '[') out += ',';
    append_exercise(out, exercise);
  }
  out += ']';
  append_text(out, "notes", session.notes);
  out += '}';
}

}  // namespace

std::string draft_of(const Plan& plan) {
  std::string out = "{";
  append_text(out, "name", plan.name);
  append_text(out, "description", plan.description);
  append_raw(out, "sessions", "[");
  for (const Session& session : plan.sessions) {
    if (out.back() != '[') out += ',';
    append_session(out, session);
  }
  out += "]}";
  return out;
}

}  // namespace spotter::plan
