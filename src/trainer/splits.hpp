#pragma once

#include "trainer/exercises.hpp"

#include <spotter/trainer/week_plan.hpp>

#include <span>
#include <string_view>
#include <vector>

namespace spotter::trainer {

/// A place in a session for one exercise of a pattern.
struct Slot {
  Pattern pattern;
  std::string_view preferred = {};      ///< taken when it can be used
  std::string_view for_beginners = {};  ///< instead of `preferred` at the beginner's level
  /// The template is how it is learned: `preferred` may be one level above the user's.
  bool teaches = false;
};

/// A session before its exercises are chosen.
struct Outline {
  SessionKind kind = SessionKind::full_body;
  int letter = -1;
  std::span<const Slot> slots;
};

/// What the choice of a split depends on.
struct SplitNeeds {
  int days = 3;
  Level level = Level::beginner;
  bool whole_body = false;      ///< only whole-body sessions: few exercises can be used
  bool novice_barbell = false;  ///< the two alternating strength sessions of a beginner
  bool older = false;           ///< low-impact sessions for those of 65 and more
  bool no_lower = false;        ///< nothing for the legs
  bool no_upper = false;        ///< nothing for chest, back and shoulders
};

/// The sessions of the week in their order; easy days stand between the hard ones.
std::vector<Outline> outline_week(const SplitNeeds& needs);

/// What a single session for the area is made of, in the order of choice.
std::span<const Slot> slots_of(Area area) noexcept;

/// Strength work, as opposed to the easy days.
bool is_hard(SessionKind kind) noexcept;

}  // namespace spotter::trainer
