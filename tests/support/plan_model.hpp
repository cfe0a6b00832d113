#pragma once

#include "support/chat_world.hpp"

#include <spotter/plan/draft.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace spotter::testing {

inline plan::Exercise exercise(std::string name) {
  plan::Exercise made;
  made.name = std::move(name);
  plan::Strength work;
  work.sets.assign(3, plan::Reps{8, 12});
  work.progression.push_back(
      {plan::Axis::load, plan::Decimal::of_thousandths(2500), plan::Scope::all_sets, {}, false});
  made.work = std::move(work);
  return made;
}

inline plan::Plan two_days() {
  plan::Plan plan;
  plan.name = "Two Days";
  plan.description = "For a start.";
  plan.sessions = {{"Day A", "", {exercise("Barbell Squat"), exercise("Bent Over Barbell Row")}},
                   {"Day B", "", {exercise("Barbell Deadlift"), exercise("Dumbbell Bench Press")}}};
  return plan;
}

inline plan::Plan three_days() {
  plan::Plan plan = two_days();
  plan.sessions.push_back({"Day C", "", {exercise("Leg Press"), exercise("Seated Cable Rows")}});
  return plan;
}

/// The plan as the model wrote it, without what we say about it.
inline plan::Plan without_notes(plan::Plan plan) {
  plan.description.resize(
      std::min(plan.description.size(), plan.description.find("\n\n<plan_notes_intro")));
  return plan;
}

/// Plays a call of the plan tool as a model writes it.
struct Model {
  ChatWorld& world;
  std::size_t slot = 0;

  void begin(std::string name = std::string(plan::kToolName)) {
    world.provider.play(llm::ToolBegin{slot, "call", std::move(name)});
    world.poll();
  }
  void write(std::string_view piece) {
    world.provider.play(llm::ToolArgs{slot, std::string(piece)});
    world.poll();
  }
  void write_in_pieces(std::string_view draft, std::size_t size) {
    for (; !draft.empty(); draft.remove_prefix(std::min(size, draft.size())))
      write(draft.substr(0, size));
  }
  void end(llm::FinishReason reason = llm::FinishReason::tool_calls) {
    world.provider.play(llm::ToolEnd{slot, {}, true});
    world.provider.finish(reason);
    world.poll();
  }
};

inline void write_plan(ChatWorld& world, const plan::Plan& plan) {
  Model model{world};
  model.begin();
  model.write(plan::draft_of(plan));
  model.end();
}

}  // namespace spotter::testing
