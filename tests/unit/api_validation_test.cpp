#include "api/validation.hpp"

#include <catch2/catch.hpp>

using namespace spotter;
using namespace spotter::api;

namespace {

constexpr std::string_view kParent = "Attributes.";

template <class Rule>
std::string failure_of(Rule rule) {
  Failures failures;
  rule(failures);
  return failures.to_json();
}

}  // namespace

TEST_CASE("names of members are split into words as FluentValidation splits them", "[api]") {
  REQUIRE(display_name_of("Age") == "Age");
  REQUIRE(display_name_of("WeightRange") == "Weight Range");
  REQUIRE(display_name_of("DaysPerWeek") == "Days Per Week");
  REQUIRE(display_name_of("Ids.Length") == "Ids Length");
  REQUIRE(display_name_of("ExerciseToWeight.Count") == "Exercise To Weight Count");
  REQUIRE(display_name_of("EncryptedPayload.IV") == "Encrypted Payload IV");
  REQUIRE(display_name_of("").empty());
}

TEST_CASE("characters are counted as .NET and JavaScript count them", "[api]") {
  REQUIRE(utf16_length("") == 0);
  REQUIRE(utf16_length("abc") == 3);
  REQUIRE(utf16_length("Kn\xC3\xB6"
                       "chel") == 7);
  REQUIRE(utf16_length("\xF0\x9F\x92\xAA") == 2);
}

TEST_CASE("a number out of range is told as FluentValidation tells it", "[api]") {
  const auto failure = failure_of([](Failures& f) {
    f.inclusive_between({kParent, "Age"}, 12, 149, 5);
  });
  REQUIRE(failure ==
          R"([{"propertyName":"Attributes.Age","errorMessage":"'Age' must be between 12 and 149. )"
          R"(You entered 5.","attemptedValue":5,"customState":null,"severity":"Error",)"
          R"("errorCode":"InclusiveBetweenValidator","formattedMessagePlaceholderValues":)"
          R"({"From":12,"To":149,"PropertyName":"Age","PropertyValue":5,)"
          R"("PropertyPath":"Attributes.Age"}}])");
}

TEST_CASE("each element that breaks a rule is told with its index", "[api]") {
  const auto failure = failure_of([](Failures& f) {
    f.length({kParent, "Goals", 3}, 3, 30, "ab");
  });
  REQUIRE(
      failure ==
      R"([{"propertyName":"Attributes.Goals[3]","errorMessage":"'Goals' must be between 3 and 30 )"
      R"(characters. You entered 2 characters.","attemptedValue":"ab","customState":null,)"
      R"("severity":"Error","errorCode":"LengthValidator","formattedMessagePlaceholderValues":)"
      R"({"CollectionIndex":3,"MinLength":3,"MaxLength":30,"TotalLength":2,"PropertyName":"Goals",)"
      R"("PropertyValue":"ab","PropertyPath":"Attributes.Goals[3]"}}])");
}

TEST_CASE("every broken rule is told, with its own code and sentence", "[api]") {
  const auto failure = failure_of([](Failures& f) {
    f.not_empty({kParent, "WeightRange"}, " ");
    f.matches({kParent, "WeightRange"}, R"(^\d$)", false, " ");
    f.maximum_length({kParent, "AdditionalInfo"}, 3, "four");
    f.is_in_enum({kParent, "Gender"}, 9, 4);
    f.not_null({kParent, "Goals", 0}, false);
    f.must({kParent, "ExerciseToWeight", 1}, false, "No.", R"({"key":"x","value":1})");
  });
  for (
      const std::string_view piece :
      {R"("errorMessage":"'Weight Range' must not be empty.","attemptedValue":" ")",
       R"("errorMessage":"'Weight Range' is not in the correct format.")",
       R"({"RegularExpression":"^\\d$","PropertyName":"Weight Range","PropertyValue":" ",)",
       R"("The length of 'Additional Info' must be 3 characters or fewer. You entered 4 characters.")",
       R"({"MinLength":0,"MaxLength":3,"TotalLength":4,)",
       R"("'Gender' has a range of values which does not include '9'.","attemptedValue":9,)",
       R"("errorMessage":"'Goals' must not be empty.","attemptedValue":null,)",
       R"("errorMessage":"No.","attemptedValue":{"key":"x","value":1},)", R"("NotEmptyValidator")",
       R"("RegularExpressionValidator")", R"("MaximumLengthValidator")", R"("EnumValidator")",
       R"("NotNullValidator")", R"("PredicateValidator")"}) {
    INFO(piece);
    REQUIRE(failure.find(piece) != std::string::npos);
  }
}

TEST_CASE("rules that hold leave nothing behind", "[api]") {
  Failures failures;
  failures.not_empty({kParent, "WeightRange"}, "70-80");
  failures.inclusive_between({kParent, "Age"}, 12, 149, 12);
  failures.inclusive_between({kParent, "Age"}, 12, 149, 149);
  failures.length({kParent, "Goals", 0}, 3, 3, "abc");
  failures.maximum_length({kParent, "AdditionalInfo"}, 3, "abc");
  failures.is_in_enum({kParent, "Gender"}, 3, 4);
  REQUIRE(failures.empty());
  REQUIRE(failures.to_json() == "[]");
}

TEST_CASE("a secret value is not repeated", "[api]") {
  const auto failure = failure_of([](Failures& f) {
    f.length({"", "Password", {}, true}, 1, 4, "hunter2");
    f.inclusive_between({"", "Pin", {}, true}, 1, 4, 7531);
  });
  REQUIRE(failure.find("hunter2") == std::string::npos);
  REQUIRE(failure.find("7531") == std::string::npos);
  REQUIRE(failure.find(R"("attemptedValue":null)") != std::string::npos);
}

TEST_CASE("a body with thousands of broken elements is told of a hundred", "[api]") {
  Failures failures;
  for (std::size_t i = 0; i < 5000; ++i)
    failures.length({kParent, "Goals", i}, 3, 30, "");
  const auto text = failures.to_json();
  REQUIRE(text.find("Goals[99]") != std::string::npos);
  REQUIRE(text.find("Goals[100]") == std::string::npos);
}
