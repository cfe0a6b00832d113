#pragma once

#include "trainer/exercise_reader.hpp"
#include "trainer/numbers.hpp"
#include "trainer/reading.hpp"

#include <utility>

namespace spotter::trainer {

/// One message as its readers see it: its words, the exercises that it names, its numbers.
struct Message {
  Message(const Reading& words, ExerciseReading named)
      : reading(words), exercises(std::move(named)), numbers(words) {}

  /// Visits what means the term and is not part of what is swapped or not wanted.
  template <class F>
  void for_each_hit(Term term, F visit) const {
    for (const Hit& hit : reading.hits()) {
      if (hit.term == term && !exercises.is_taken(hit)) visit(hit);
    }
  }

  const Reading& reading;
  ExerciseReading exercises;
  Numbers numbers;
};

}  // namespace spotter::trainer
