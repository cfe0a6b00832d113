#pragma once

#include "support/knowledge.hpp"
#include "trainer/reading.hpp"
#include "trainer/red_flags.hpp"

#include <catch2/catch.hpp>

#include <span>
#include <string_view>

namespace spotter::testing {

/// A text and the sign in it.
struct FlagCase {
  trainer::RedFlag flag;
  const char* text;
};

inline trainer::RedFlag flag_of(std::string_view text,
                                trainer::Language locale = trainer::Language::en) {
  const trainer::Lexicon& lexicon = knowledge().lexicon;
  return trainer::find_red_flag(trainer::Reading(text, lexicon, locale), lexicon);
}

inline void check_all(std::span<const FlagCase> cases) {
  for (const FlagCase& one : cases) {
    CAPTURE(one.text);
    CHECK(static_cast<int>(flag_of(one.text)) == static_cast<int>(one.flag));
  }
}

}  // namespace spotter::testing
