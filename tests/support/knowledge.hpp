#pragma once

#include <spotter/trainer/knowledge.hpp>

namespace spotter::testing {

/// What the rules know, made once for all tests.
inline trainer::Knowledge knowledge() {
  static const auto lexicon = trainer::make_lexicon();
  static const auto exercises = exercises::make_built_in_catalogue();
  return {*lexicon, *exercises};
}

}  // namespace spotter::testing
