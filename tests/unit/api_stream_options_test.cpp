#include "api/stream_options.hpp"

#include <catch2/catch.hpp>

using namespace spotter;
using api::StreamOptions;

namespace {

StreamOptions read(const std::string& json) {
  const auto options = api::read_stream_options({json});
  INFO(json);
  REQUIRE(std::holds_alternative<StreamOptions>(options));
  return std::get<StreamOptions>(options);
}

std::string fault_in(const std::string& json) {
  const auto options = api::read_stream_options({json});
  INFO(json);
  REQUIRE(std::holds_alternative<hub::Failure>(options));
  CHECK(std::get<hub::Failure>(options).type == "HubException");
  return std::get<hub::Failure>(options).message;
}

}  // namespace

TEST_CASE("options of a stream may all be left out, or be null", "[api]") {
  for (const char* json :
       {"null", "{}", R"({"planVersion":null,"weightUnit":null,"locale":null})",
        R"({"temperature":0.7,"tools":[],"PlanVersion":1,"weightunit":"stones"})"}) {
    const StreamOptions options = read(json);
    CHECK(options.plan_version == 3);
    CHECK(options.unit == chat::WeightUnit::unknown);
    CHECK(options.locale.empty());
  }
}

TEST_CASE("options of a stream are read", "[api]") {
  const StreamOptions options =
      read(R"({"planVersion":4,"weightUnit":"Pounds","locale":"de-AT","more":{"locale":1}})");
  CHECK(options.plan_version == 4);
  CHECK(options.unit == chat::WeightUnit::pounds);
  CHECK(options.locale == "de-AT");
  CHECK(read(R"({"planVersion":2.0,"weightUnit":"kg"})").plan_version == 2);
  CHECK(read(R"({"weightUnit":"kg"})").unit == chat::WeightUnit::kilograms);
}

TEST_CASE("what is wrong with the options of a stream is said in a sentence", "[api]") {
  for (const char* json : {"3", "\"de\"", "[]", "true"})
    CHECK(fault_in(json) == "options must be an object or null.");
  for (const char* version : {"\"3\"", "3.5", "true", "[3]", "{}", "1e40"}) {
    CHECK(fault_in(R"({"planVersion":)" + std::string(version) + "}") ==
          "options.planVersion must be a whole number.");
  }
  for (const char* unit : {"\"\"", "\"stones\"", "1", "false", "[\"kg\"]"}) {
    CHECK(fault_in(R"({"weightUnit":)" + std::string(unit) + "}") ==
          R"(options.weightUnit must be "kilograms" or "pounds".)");
  }
  CHECK(fault_in(R"({"locale":49})") == "options.locale must be a string.");
}
