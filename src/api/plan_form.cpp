#include "api/plan_form.hpp"

#include "api/body_reader.hpp"
#include "api/validation.hpp"

#include <spotter/codec/json_writer.hpp>

#include <array>
#include <unordered_map>

namespace spotter::api {
namespace {

using codec::JsonValue;
using Read = std::variant<plan::Brief, Unbindable, RulesBroken>;
/// A list as it was sent: a text that is not there is null.
using Texts = std::vector<std::optional<std::string>>;

constexpr std::array<std::string_view, 4> kGenders{"Male", "Female", "Other", "PreferNotToSay"};
constexpr std::array<std::string_view, 4> kExperiences{"Beginner", "Intermediate", "Advanced",
                                                       "Professional"};
/// A body mass or a range of it, and perhaps the unit. Anchored and short: it reaches a prompt.
constexpr std::string_view kWeightRangePattern = R"(^\d{1,3}-\d{1,3} ?[A-Za-z.]{0,10}$)";
constexpr std::size_t kInfoCharactersMax = 2000;
constexpr std::string_view kAttributes = "Attributes.";

struct WorkoutForm {
  int gender = 0;
  std::optional<std::string> weight_range;
  int age = 0;
  int days_per_week = 0;
  std::optional<Texts> goals;
  int experience = 0;
  bool pounds = false;
  std::optional<std::string> info;
};

struct SessionForm {
  std::optional<Texts> areas;
  int volume = 0;
  std::optional<std::vector<std::pair<std::string, plan::Decimal>>> weights;
  bool pounds = false;
  std::optional<std::string> info;
};

void read_texts(BodyReader& reader, JsonValue value, std::optional<Texts>& into) {
  Texts texts;
  const bool there =
      reader.array(value, [&](JsonValue element) { reader.text(element, texts.emplace_back()); });
  into.reset();
  if (there) into = std::move(texts);
}

void read_weights(BodyReader& reader, JsonValue value, SessionForm& form) {
  std::vector<std::pair<std::string, plan::Decimal>> weights;
  std::unordered_map<std::string_view, std::size_t> places;
  const bool there = reader.dictionary(value, [&](std::string_view name, JsonValue weight) {
    const auto [place, fresh] = places.try_emplace(name, weights.size());
    if (fresh) weights.emplace_back(name, plan::Decimal());
    reader.decimal(weight, weights[place->second].second);
  });
  form.weights.reset();
  if (there) form.weights = std::move(weights);
}

void read_attributes(BodyReader& reader, JsonValue value, std::optional<WorkoutForm>& into) {
  WorkoutForm form;
  const bool there = reader.object(
      value,
      {{"gender", [&](JsonValue v) { reader.enumeration(v, kGenders, form.gender); }},
       {"weightRange", [&](JsonValue v) { reader.text(v, form.weight_range); }},
       {"age", [&](JsonValue v) { reader.integer(v, form.age); }},
       {"daysPerWeek", [&](JsonValue v) { reader.integer(v, form.days_per_week); }},
       {"goals", [&](JsonValue v) { read_texts(reader, v, form.goals); }},
       {"experience", [&](JsonValue v) { reader.enumeration(v, kExperiences, form.experience); }},
       {"useImperialUnits", [&](JsonValue v) { reader.boolean(v, form.pounds); }},
       {"additionalInfo", [&](JsonValue v) { reader.text(v, form.info); }}});
  into.reset();
  if (there) into = std::move(form);
}

void read_attributes(BodyReader& reader, JsonValue value, std::optional<SessionForm>& into) {
  SessionForm form;
  const bool there = reader.object(
      value, {{"areasToWorkout", [&](JsonValue v) { read_texts(reader, v, form.areas); }},
              {"volume", [&](JsonValue v) { reader.integer(v, form.volume); }},
              {"exerciseToKilograms", [&](JsonValue v) { read_weights(reader, v, form); }},
              {"useImperialUnits", [&](JsonValue v) { reader.boolean(v, form.pounds); }},
              {"additionalInfo", [&](JsonValue v) { reader.text(v, form.info); }}});
  into.reset();
  if (there) into = std::move(form);
}

/// "The Goals field is required." under "Attributes.Goals".
void require(Unbindable& fault, bool there, std::string_view parent, std::string_view member) {
  if (there) return;
  fault.errors.emplace_back(std::string(parent).append(member),
                            std::string("The ").append(member).append(" field is required."));
}

void require_members(Unbindable& fault, const WorkoutForm& form) {
  require(fault, form.goals.has_value(), kAttributes, "Goals");
  require(fault, form.weight_range.has_value(), kAttributes, "WeightRange");
}

void require_members(Unbindable& fault, const SessionForm& form) {
  require(fault, form.areas.has_value(), kAttributes, "AreasToWorkout");
  require(fault, form.weights.has_value(), kAttributes, "ExerciseToWeight");
}

void check_texts(Failures& failures, std::string_view name, std::size_t max, const Texts& texts) {
  const std::string count = std::string(name) + ".Count";
  failures.inclusive_between({kAttributes, count}, 1, 9, static_cast<std::int64_t>(texts.size()));
  for (std::size_t i = 0; i < texts.size(); ++i) {
    failures.not_null({kAttributes, name, i}, texts[i].has_value());
    if (texts[i]) failures.length({kAttributes, name, i}, 3, max, *texts[i]);
  }
}

/// What kWeightRangePattern says.
bool is_weight_range(std::string_view text) {
  const auto take = [&text](std::size_t max, auto fits) {
    std::size_t taken = 0;
    while (taken < max && taken < text.size() && fits(text[taken]))
      ++taken;
    text.remove_prefix(taken);
    return taken;
  };
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto unit = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.';
  };
  if (take(3, digit) == 0) return false;
  if (take(1, [](char c) { return c == '-'; }) == 0) return false;
  if (take(3, digit) == 0) return false;
  take(1, [](char c) { return c == ' '; });
  take(10, unit);
  return text.empty();
}

void check(Failures& failures, const WorkoutForm& form) {
  failures.inclusive_between({kAttributes, "Age"}, 12, 149, form.age);
  failures.inclusive_between({kAttributes, "DaysPerWeek"}, 1, 7, form.days_per_week);
  failures.is_in_enum({kAttributes, "Experience"}, form.experience, kExperiences.size());
  failures.is_in_enum({kAttributes, "Gender"}, form.gender, kGenders.size());
  check_texts(failures, "Goals", 30, *form.goals);
  failures.not_empty({kAttributes, "WeightRange"}, *form.weight_range);
  failures.matches({kAttributes, "WeightRange"}, kWeightRangePattern,
                   is_weight_range(*form.weight_range), *form.weight_range);
  failures.maximum_length({kAttributes, "AdditionalInfo"}, kInfoCharactersMax,
                          form.info.value_or(std::string()));
}

void check(Failures& failures, const SessionForm& form) {
  constexpr std::int64_t kExercisesMax = 2000;
  constexpr std::size_t kNameCharactersMax = 200;
  const auto& weights = *form.weights;
  failures.inclusive_between({kAttributes, "Volume"}, 0, 100, form.volume);
  check_texts(failures, "AreasToWorkout", 60, *form.areas);
  failures.inclusive_between({kAttributes, "ExerciseToWeight.Count"}, 0, kExercisesMax,
                             static_cast<std::int64_t>(weights.size()));
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const auto& [name, weight] = weights[i];
    if (utf16_length(name) <= kNameCharactersMax) continue;
    std::string pair = R"({"key":)";
    codec::append_json_string(pair, name);
    pair.append(R"(,"value":)").append(weight.text()).push_back('}');
    failures.must({kAttributes, "ExerciseToWeight", i}, false,
                  "Exercise name must be between 0 and 200 characters long.", pair);
  }
  failures.maximum_length({kAttributes, "AdditionalInfo"}, kInfoCharactersMax,
                          form.info.value_or(std::string()));
}

std::vector<std::string> texts_of(Texts&& texts) {
  std::vector<std::string> all;
  for (auto& text : texts)
    all.push_back(std::move(*text));
  return all;
}

plan::Brief brief_of(WorkoutForm&& form) {
  plan::WeekBrief wanted;
  wanted.gender = static_cast<plan::Gender>(form.gender);
  wanted.weight_range = std::move(*form.weight_range);
  wanted.age = form.age;
  wanted.days = form.days_per_week;
  wanted.goals = texts_of(std::move(*form.goals));
  wanted.experience = static_cast<plan::Experience>(form.experience);
  return {std::move(wanted), form.pounds, form.info.value_or(std::string())};
}

plan::Brief brief_of(SessionForm&& form) {
  plan::SessionBrief wanted;
  wanted.areas = texts_of(std::move(*form.areas));
  wanted.volume = form.volume;
  wanted.weights = std::move(*form.weights);
  return {std::move(wanted), form.pounds, form.info.value_or(std::string())};
}

Unbindable no_body() {
  return {{{"", "A non-empty request body is required."},
           {"request", "The request field is required."}}};
}

Unbindable no_json(std::string_view path, std::string_view what) {
  std::string message(what);
  message.append(" Path: ").append(path).append(".");
  return {{{std::string(path), std::move(message)}, {"request", "The request field is required."}}};
}

template <class Form>
Read read(JsonValue root) {
  BodyReader reader;
  std::optional<Form> form;
  reader.object(root, {{"attributes", [&](JsonValue v) { read_attributes(reader, v, form); }},
                       {"auth", [&](JsonValue v) {
                          std::optional<std::string> ignored;
                          reader.text(v, ignored);
                        }}});
  if (reader.failed()) {
    return no_json(reader.failed_at(), "The JSON value could not be converted.");
  }
  Unbindable fault;
  require(fault, form.has_value(), "", "Attributes");
  if (form) require_members(fault, *form);
  if (!fault.errors.empty()) return fault;
  Failures failures;
  check(failures, *form);
  if (!failures.empty()) return RulesBroken{failures.to_json()};
  return brief_of(std::move(*form));
}

}  // namespace

std::string_view name_of(PlanForm form) noexcept {
  return form == PlanForm::workout ? "workout" : "session";
}

Read read_plan_form(PlanForm form, std::string_view body, codec::JsonParser& parser) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (body.starts_with(kByteOrderMark)) body.remove_prefix(kByteOrderMark.size());
  if (body.empty()) return no_body();
  const auto root =
      parser.parse(body, codec::JsonParser::Halves::replace, codec::JsonParser::Commas::trailing);
  if (!root) return no_json("$", "The body is not one JSON document.");
  if (root->type() == JsonValue::Type::null) return no_body();
  return form == PlanForm::workout ? read<WorkoutForm>(*root) : read<SessionForm>(*root);
}

}  // namespace spotter::api
