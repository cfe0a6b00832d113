#pragma once

#include "trainer/week_draft.hpp"

namespace spotter::trainer {

/// How much of it all there may be.
struct Limits {
  std::chrono::minutes asked{60};  ///< a session; a tenth more is fine
  Level level = Level::beginner;
  bool weekly = true;               ///< a week, and not a single session
  std::size_t exercises_least = 2;  ///< a hard session keeps so many as long as time allows
  std::size_t exercises_most = 12;
  int sets_most = 4;    ///< of an exercise that gets more of them
  bool even = false;    ///< a single session: as much pulling as pressing
  bool may_add = true;  ///< sets of what is pulled, for what is pushed
};

/// Cuts a week down to its limits: exercises and sets a session, sets of a muscle a session and a
/// week, minutes, push against pull. What the user named stays.
void fit(WeekDraft& week, const Limits& limits);

}  // namespace spotter::trainer
