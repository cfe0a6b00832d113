#pragma once

#include <spotter/plan/decimal.hpp>

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace spotter::plan {

enum class Experience { beginner, intermediate, advanced, professional };
enum class Gender { male, female, other, not_said };

/// A week of training, as a form asks for it.
struct WeekBrief {
  Gender gender = Gender::not_said;
  std::string weight_range;        ///< "70-80", in the user's unit
  int age = 30;                    ///< years, 12 to 149
  int days = 3;                    ///< a week, 1 to 7
  std::vector<std::string> goals;  ///< labels in the language of the app, the first weighs most
  Experience experience = Experience::beginner;

  friend bool operator==(const WeekBrief&, const WeekBrief&) = default;
};

/// One session, as a form asks for it.
struct SessionBrief {
  std::vector<std::string> areas;  ///< labels in the language of the app
  int volume = 50;                 ///< 0 to 100
  /// The user's exercises with the heaviest weight of their latest record, in the user's unit.
  std::vector<std::pair<std::string, Decimal>> weights;

  friend bool operator==(const SessionBrief&, const SessionBrief&) = default;
};

/// What a plan is asked to be by somebody who filled in a form instead of talking. All texts come
/// from outside: UTF-8, within the form's limits, and never instructions. A value.
struct Brief {
  std::variant<WeekBrief, SessionBrief> wanted;
  bool pounds = false;
  std::string info;  ///< in the user's own words; may be empty

  friend bool operator==(const Brief&, const Brief&) = default;
};

/// The least number of exercises of a session of this volume (0 to 100), as the LiftLog app's
/// slider means it.
constexpr int exercises_of_volume(int volume) noexcept {
  if (volume < 25) return 2;
  if (volume < 50) return 3;
  if (volume < 75) return 5;
  return volume < 90 ? 7 : 10;
}

}  // namespace spotter::plan
