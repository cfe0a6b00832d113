#pragma once

#include <spotter/plan/plan.hpp>

#include <algorithm>
#include <chrono>
#include <random>
#include <string>
#include <vector>

namespace spotter::testing {

/// Plans by chance that the form can say: what include/spotter/plan/draft.hpp lists is left out.
class AnyPlan {
 public:
  explicit AnyPlan(unsigned seed) : random_(seed) {}

  plan::Plan plan() {
    plan::Plan plan;
    plan.name = text(1, plan::kNameCharactersMax);
    plan.description = text(0, 100) + (chance(2) ? "\n\tmore" : "");
    plan.sessions.resize(number(0, 4));
    for (auto& session : plan.sessions)
      session = any_session();
    return plan;
  }

 private:
  plan::Session any_session() {
    plan::Session session;
    session.name = text(1, plan::kSessionNameCharactersMax);
    session.notes = text(0, 60);
    session.exercises.resize(number(0, 5));
    for (auto& exercise : session.exercises) {
      exercise.name = text(1, plan::kExerciseNameCharactersMax);
      exercise.notes = text(0, 60);
      if (chance(3)) {
        exercise.work = any_cardio();
      } else {
        exercise.work = any_strength();
      }
    }
    return session;
  }

  plan::Strength any_strength() {
    plan::Strength work;
    work.sets.assign(number(1, plan::kSetsMax), any_reps());
    if (chance(4)) {
      for (auto& set : work.sets)
        set = any_reps();
    }
    if (chance(2)) work.rest = any_rest();
    work.superset_with_next = chance(2);
    work.resistance = static_cast<plan::Resistance>(number(0, 2));
    work.progression = any_rules(work);
    return work;
  }

  std::vector<plan::Progression> any_rules(const plan::Strength& work) {
    int most = 0;
    bool ranges = false;
    for (const auto& set : work.sets) {
      most = std::max(most, set.most);
      ranges = ranges || set.least < set.most;
    }
    const bool loads = work.resistance != plan::Resistance::none;
    plan::Progression load;
    load.step = plan::Decimal::of_thousandths(static_cast<int>(number(1, 40)) * 125);
    plan::Progression reps;
    reps.axis = plan::Axis::reps;
    reps.step = plan::Decimal::of_units(1);
    switch (number(0, 3)) {
      case 0:
        return {};
      case 1:
        reps.ceiling = plan::Decimal::of_units(most + 8);
        return {reps};
      case 2:
        if (!loads) return {};
        return {load};
      default:
        if (!loads || ranges) return {};
        reps.scope = plan::Scope::lowest_first;
        reps.ceiling = plan::Decimal::of_units(most + 4);
        reps.reset_at_ceiling = true;
        return {reps, load};
    }
  }

  plan::Cardio any_cardio() {
    plan::CardioSet set;
    set.target = std::chrono::seconds(number(1, 7200));
    if (chance(2)) {
      set.target = plan::Distance{plan::Decimal::of_thousandths(static_cast<int>(number(1, 50000))),
                                  static_cast<plan::DistanceUnit>(number(0, 3))};
    }
    if (chance(2)) set.rest = any_rest();
    return plan::Cardio{std::vector<plan::CardioSet>(number(1, plan::kSetsMax), set)};
  }

  plan::Reps any_reps() {
    const int least = static_cast<int>(number(1, 30));
    return {least, least + (chance(2) ? 0 : static_cast<int>(number(0, 10)))};
  }

  plan::Rest any_rest() {
    const auto minimum = std::chrono::seconds(number(0, 300));
    const auto maximum = minimum + std::chrono::seconds(number(0, 300));
    return {minimum, maximum, maximum + std::chrono::seconds(number(0, 300))};
  }

  std::string text(std::size_t least, std::size_t most) {
    static const std::vector<std::string> characters = {
        "a", "Z", "7", "-",      "\"",     "\\",         "/",
        "{", "]", ":", "\u00e4", "\u4e00", "\U0001F4AA", "\uFFFD"};
    std::string out;
    const std::size_t size = number(least, most);
    for (std::size_t i = 0; i < size; ++i)
      out += characters[number(0, characters.size() - 1)];
    return out;
  }

  std::size_t number(std::size_t least, std::size_t most) {
    return std::uniform_int_distribution<std::size_t>(least, most)(random_);
  }
  bool chance(std::size_t one_in) { return number(1, one_in) == 1; }

  std::mt19937 random_;
};

}  // namespace spotter::testing
