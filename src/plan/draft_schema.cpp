#include <spotter/plan/draft.hpp>

// The whole form is written out, each kind of exercise with its own rest: no references, since not
// every provider resolves them. Members stand in the order in which they are to be written, names
// first, so that something can be shown early. Bounds are told in words: strict tools refuse some
// of the keywords for them. The first member of each kind of exercise is its own: OpenAI's strict
// tools refuse alternatives that begin alike.

namespace spotter::plan {

std::string_view tool_description() noexcept {
  return "Gives the user a training plan, which the app shows while you write it and can save. "
         "Call "
         "it once in an answer, with the whole plan, when the user wants a plan or a change to "
         "one; repeat unchanged what is to stay. A plan has no weights but increments, in the "
         "user's unit: the app remembers what was lifted. Texts are in the user's language, "
         "without markup.";
}

std::string_view tool_schema() noexcept {
  return R"({"type":"object","properties":{)"
         R"("name":{"type":"string","description":"Name of the plan, up to 50 characters."},)"
         R"("description":{"type":"string","description":"Purpose, days, how to progress, what was )"
         R"(assumed or left out. Up to 2000 characters."},)"
         R"("sessions":{"type":"array","description":"One a training day, 1 to 14.","items":)"
         R"({"type":"object","properties":{)"
         R"("name":{"type":"string","description":"Up to 40 characters."},)"
         R"("exercises":{"type":"array","description":"In the order in which they are done, 1 to 20.",)"
         R"("items":{"anyOf":[)"

         R"({"type":"object","description":"Sets of repetitions.","properties":{)"
         R"("strength_exercise":{"type":"string","description":"Its name, as the user or a plan of theirs spells it, else )"
         R"(the usual name. Up to 50 characters."},)"
         R"("sets":{"type":"integer","description":"Working sets, 1 to 20."},)"
         R"("reps":{"type":"array","description":"One range for all sets, or, if they differ, one )"
         R"(a set. Equal ends are a fixed number.","items":{"type":"object","properties":{)"
         R"("min":{"type":"integer"},"max":{"type":"integer"}},)"
         R"("required":["min","max"],"additionalProperties":false}},)"
         R"("rest_seconds":{"type":"object","description":"Between sets. Short 60/90/180, usual )"
         R"(90/180/300, heavy 180/300/480.","properties":{)"
         R"("min":{"type":"integer"},"max":{"type":"integer"},)"
         R"("after_failure":{"type":"integer","description":"After a set that missed its target."}},)"
         R"("required":["min","max","after_failure"],"additionalProperties":false},)"
         R"("resistance":{"type":"string","enum":["external","bodyweight","none"],"description":)"
         R"("external: a weight is moved. bodyweight: the own body, weight can be added to it. )"
         R"(none: no weight ever, such as stretches."},)"
         R"("increment":{"type":"number","description":"Weight that is added at each step, in the )"
         R"(user's unit, such as 2.5; 0 if none ever is."},)"
         R"("progression":{"type":"string","enum":["load","reps_then_load","reps","none"],)"
         R"("description":"What rises once every set met its target. load: the increment. )"
         R"(reps_then_load: repetitions, within their range or by up to 4, then the increment. )"
         R"(reps: repetitions only."},)"
         R"("superset_with_next":{"type":"boolean","description":"Done in turns with the next )"
         R"(exercise."},)"
         R"("notes":{"type":"string","description":"How to do it, in a line; may be empty."}},)"
         R"("required":["strength_exercise","sets","reps","rest_seconds","resistance","increment",)"
         R"("progression","superset_with_next","notes"],"additionalProperties":false},)"

         R"({"type":"object","description":"For a time: a hold, a walk, a ride.","properties":{)"
         R"("timed_exercise":{"type":"string","description":"Its name."},)"
         R"("sets":{"type":"integer"},)"
         R"("seconds":{"type":"integer","description":"A set."},)"
         R"("rest_seconds":{"type":["object","null"],"description":"null for a single set.",)"
         R"("properties":{"min":{"type":"integer"},"max":{"type":"integer"},)"
         R"("after_failure":{"type":"integer"}},)"
         R"("required":["min","max","after_failure"],"additionalProperties":false},)"
         R"("notes":{"type":"string","description":"How hard, in words."}},)"
         R"("required":["timed_exercise","sets","seconds","rest_seconds","notes"],)"
         R"("additionalProperties":false},)"

         R"({"type":"object","description":"Over a distance: a run, a carry.","properties":{)"
         R"("distance_exercise":{"type":"string","description":"Its name."},)"
         R"("sets":{"type":"integer"},)"
         R"("distance":{"type":"number","description":"A set."},)"
         R"("unit":{"type":"string","enum":["m","km","yd","mi"]},)"
         R"("rest_seconds":{"type":["object","null"],"description":"null for a single set.",)"
         R"("properties":{"min":{"type":"integer"},"max":{"type":"integer"},)"
         R"("after_failure":{"type":"integer"}},)"
         R"("required":["min","max","after_failure"],"additionalProperties":false},)"
         R"("notes":{"type":"string","description":"How hard, in words."}},)"
         R"("required":["distance_exercise","sets","distance","unit","rest_seconds","notes"],)"
         R"("additionalProperties":false}]}},)"

         R"("notes":{"type":"string","description":"Warm-up or order; may be empty."}},)"
         R"("required":["name","exercises","notes"],"additionalProperties":false}}},)"
         R"("required":["name","description","sessions"],"additionalProperties":false})";
}

}  // namespace spotter::plan
