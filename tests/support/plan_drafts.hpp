#pragma once

#include <spotter/plan/draft.hpp>
#include <spotter/plan/plan.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace spotter::testing {

/// A draft as a model writes it: two sessions, all three kinds.
inline constexpr std::string_view kTwoDayDraft =
    R"({"name":"Two Day Base","description":"Two full-body days.\nAdd load when every set hits.",)"
    R"("sessions":[{"name":"Day A","exercises":[)"
    R"({"strength_exercise":"Barbell Squat","sets":3,"reps":[{"min":5,"max":5}],)"
    R"("rest_seconds":{"min":180,"max":300,"after_failure":480},"resistance":"external",)"
    R"("increment":2.5,"progression":"load","superset_with_next":false,"notes":"Brace."},)"
    R"({"strength_exercise":"Pull Up","sets":3,"reps":[{"min":10,"max":10},)"
    R"({"min":8,"max":8},{"min":6,"max":6}],)"
    R"("rest_seconds":{"min":90,"max":120,"after_failure":180},"resistance":"bodyweight",)"
    R"("increment":0,"progression":"reps","superset_with_next":true,"notes":""}],)"
    R"("notes":"Strength first."},{"name":"Day B","exercises":[)"
    R"({"timed_exercise":"Plank","sets":3,"seconds":30,)"
    R"("rest_seconds":{"min":60,"max":90,"after_failure":180},"notes":"Straight back."},)"
    R"({"distance_exercise":"Track Run","sets":1,"distance":5.5,"unit":"km",)"
    R"("rest_seconds":null,"notes":"Easy."}],"notes":""}]})";

/// The same with everything that is unusual and still right: blanks, escapes in keys and texts,
/// half surrogates, numbers with exponents and in quotes, unknown members, members in odd orders.
inline constexpr std::string_view kUnusualDraft =
    " {\n\t\"n\\u0061me\" : \"Pl\\u00e4n \xF0\x9F\x92\xAA \\ud83d\\udcaa \\ud83d \\udcaa\" ,"
    "\"x\":{\"a\":[1,-0.5e+3,{\"name\":\"no\"},[[]],true,false,null,\"\\\"]}\"]},"
    "\"sessions\":[{\"notes\":\"Zuerst \xE2\x80\x9E\xC3\x9C\\u0062ung\\u201c\","
    "\"exercises\":[{\"sets\":\"3\",\"reps\":\"8\\u201312\",\"rest_seconds\":90,"
    "\"name\":\"Kniebeuge \\/ Squat\",\"kind\":\"strength\",\"increment\":\"2.5\","
    "\"progression\":\"reps_then_load\",\"color\":[[\"red\"]]},"
    "{\"name\":\"Row\",\"sets\":2e0,\"seconds\":6E1,\"kind\":\"timed\"},"
    "{\"kind\":\"strength\",\"sets\":3},7,\"eight\",null,[9]],"
    "\"name\":\"Tag \\\"A\\\"\",\"name\":\"again\"}, {\"exercises\":[]}],"
    "\"description\":\"\xE4\xB8\x80\xE5\x91\xA8\\t\\u0000\\ndone\\\\\"\r\n} and more {";

inline plan::Plan read_draft(std::string_view draft) {
  plan::DraftReader reader;
  reader.feed(draft);
  return reader.plan();
}

/// The exercises of a plan with one session that holds exactly these, each an object's text.
inline std::vector<plan::Exercise> read_exercises(const std::string& exercises) {
  const plan::Plan plan =
      read_draft(R"({"sessions":[{"name":"A","exercises":[)" + exercises + "]}]}");
  return plan.sessions.at(0).exercises;
}

/// A strength exercise with the members that matter to a test.
inline plan::Strength read_strength(const std::string& members) {
  return std::get<plan::Strength>(
      read_exercises(R"({"kind":"strength","name":"E",)" + members + "}").at(0).work);
}

/// Whether `later` is `earlier` grown: elements in their places, texts with their beginnings.
inline bool has_grown(const plan::Plan& earlier, const plan::Plan& later) {
  const bool same_name = earlier.name.empty() || earlier.name == later.name;
  if (!same_name || !later.description.starts_with(earlier.description)) return false;
  if (earlier.sessions.size() > later.sessions.size()) return false;
  for (std::size_t i = 0; i < earlier.sessions.size(); ++i) {
    const plan::Session& before = earlier.sessions[i];
    const plan::Session& after = later.sessions[i];
    if (before.name != after.name || !after.notes.starts_with(before.notes)) return false;
    if (before.exercises.size() > after.exercises.size()) return false;
    for (std::size_t k = 0; k < before.exercises.size(); ++k) {
      if (!(before.exercises[k] == after.exercises[k])) return false;
    }
  }
  return true;
}

}  // namespace spotter::testing
