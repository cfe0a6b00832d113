#pragma once

#include <spotter/exercises/catalogue.hpp>

#include <memory>

namespace spotter::trainer {

/// The words of all languages, ready for searching. Immutable; any shard.
class Lexicon;
/// Takes about 10 ms: once a process.
std::shared_ptr<const Lexicon> make_lexicon();

/// What the rules look things up in. A value; what it refers to outlives all use of it.
struct Knowledge {
  const Lexicon& lexicon;
  const exercises::Catalogue& exercises;
};

}  // namespace spotter::trainer
