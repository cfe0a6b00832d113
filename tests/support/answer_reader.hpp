#pragma once

#include "support/json_document.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace spotter::testing {

/// What an app makes of the events of one StreamMessage, as docs/streaming.md tells it to.
struct AnswerReader {
  std::string text;
  Document plan;  ///< null: none
  bool plan_is_final = false;
  Document usage;      ///< null: not told yet
  std::string reason;  ///< empty: it goes on
  Document end;
  std::vector<std::string> types;  ///< of all events

  void on_event(const Document& event) {
    REQUIRE(reason.empty());  // the end is the last
    const std::string type = event.at("type").text();
    types.push_back(type);
    if (type == "text") {
      REQUIRE_FALSE(event.at("delta").text().empty());
      text += event.at("delta").text();
    } else if (type == "reset") {
      text.clear();
      plan = Document();
    } else if (type == "plan") {
      REQUIRE_FALSE(plan_is_final);
      plan = event.at("plan");
      plan_is_final = event.has("final");
    } else if (type == "planPatch") {
      REQUIRE_FALSE(plan_is_final);
      plan.apply(event.at("patch"));
    } else if (type == "usage") {
      usage = event;
    } else if (type == "end") {
      reason = event.at("reason").text();
      end = event;
    } else {
      FAIL("an event of no known type: " + event.to_json());
    }
  }
};

}  // namespace spotter::testing
