#pragma once

#include <cstdint>

namespace spotter::trainer {

/// Warning signs in what somebody writes; each has its answer. In the order of urgency.
enum class RedFlag : std::uint8_t {
  none,
  chest,  ///< chest pain: emergency; separate because "chest" is also a muscle that people train
  emergency,  ///< heart, stroke, breath, allergy, collapse
  spine,      ///< cauda equina: emergency department
  self_harm,
  heat,       ///< heat stroke
  muscle,     ///< dark urine: today
  head,       ///< blow to the head: today
  calf,       ///< swollen calf: today
  pregnancy,  ///< pregnant with a warning sign: now
  injury,     ///< cannot bear weight, deformed: today
  doctor,     ///< faint, palpitations, breathless with little effort: before training
  physio,     ///< numb, or pain for weeks: should be looked at
  eating,     ///< signs of an eating disorder
  drugs       ///< asks about steroids and the like
};

}  // namespace spotter::trainer
